"""Reading the notes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from assistant.assistant import Assistant
from assistant.cli.explain import print_reading
from assistant.cli.options import ERR, INTERRUPTED, Home, Notes, fail, open_assistant, out_console, tell
from assistant.cli.terminal import index_with_progress, nothing_read, print_report
from assistant.index.views.last_run import summary
from assistant.notes.handling.explained import reading_of
from assistant.settings import expanded
from assistant.watching import keep_up


def index(
    paths: Annotated[list[Path] | None, typer.Argument(parser=expanded, metavar="PATH", help="Folders or files of notes.")] = None,
    explain: Annotated[
        str | None, typer.Option(metavar="FILE", help="Show one file as it is read, line by line, and index nothing.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and index again whenever the notes change.")] = False,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """Read the notes, compare with last time, embed what changed."""
    assistant = open_assistant(notes, home, build=False)
    if explain is not None:
        reading = reading_of(explain, paths or assistant.roots)
        if reading.status != "read":
            fail(f"{reading.source.shown}: {reading.reason}", 1)
        print_reading(reading, out_console())
        return
    try:
        report = index_with_progress(assistant, ERR, paths or ())
    except KeyboardInterrupt:
        fail("interrupted; what is embedded is kept, run `assistant index` again to go on", INTERRUPTED)
    print_report(report, out_console())
    if told := assistant.little_read():
        out_console().print(told, soft_wrap=True, markup=False)
    if watch:
        _watch(assistant, paths or assistant.roots)
    if report.failed:
        first = report.failed[0]
        more = f" (and {len(report.failed) - 1} more, see the table)" if len(report.failed) > 1 else ""
        fail(f"{first.path}: {first.reason}{more}", 1)
    if not report.entries:
        fail(nothing_read(report), 1)


def _watch(assistant: Assistant, roots: Sequence[Path]) -> None:
    """Indexes after each change, a line each, until Ctrl-C."""
    console = out_console()
    console.print("watching; Ctrl-C ends it")
    try:
        keep_up(
            lambda: assistant.index(roots),
            roots,
            lambda report: console.print(summary(report), soft_wrap=True),
            lambda error: tell(str(error)),
        )
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
