"""A text held against the notes; the support check alone on pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.batch import check_pair, read_lines, read_text, run_batch
from assistant.cli.options import ERR, Home, Json, Notes, open_assistant, out_console, print_json, require_safe_targets, tell, tell_stale
from assistant.cli.terminal import print_check, progress_bar
from assistant.errors import UsageError
from assistant.services.inputs import Check
from assistant.services.operations import CHECK, Watch
from assistant.settings import expanded


def check(
    file: Annotated[
        Path | None,
        typer.Argument(parser=expanded, metavar="PATH", help="A text of yours: Markdown, plain, .docx, .pdf …; - for standard input."),
    ] = None,
    pairs: Annotated[
        Path | None, typer.Option("--pairs", parser=expanded, metavar="PATH", help="A .jsonl file of statements with passages.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", parser=expanded, metavar="PATH", help="Where the verdicts on --pairs go, one JSON document a line."),
    ] = None,
    as_json: Json = False,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """Hold a text against the notes: a verdict and a citation for each statement."""
    if (file is None) == (pairs is None) or (out is None) != (pairs is None):
        raise UsageError("say what to check: assistant check FILE, or assistant check --pairs FILE.jsonl --out FILE.jsonl")
    if pairs:
        require_safe_targets(notes, home, {"out": out}, pairs)
        support = open_assistant(notes, home, build=False).support_check
        run_batch(read_lines(pairs, ("id", "statement", "passage")), out, lambda item: check_pair(item, support))
        return
    assert file is not None  # noqa: S101 - one of both is given
    given = Check(text=read_text(file), name=str(file))
    assistant = open_assistant(notes, home)
    with progress_bar(ERR) as progress:
        checked = CHECK.run(assistant, given, Watch(on_progress=progress))
    tell(assistant.partly_embedded())
    if as_json:
        print_json(CHECK.document(given, checked))
    else:
        print_check(checked, out_console())
    tell_stale(assistant, (citation.place for citation in checked.citations))
