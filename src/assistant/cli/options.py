"""What the commands share: their options, the assistant they work with, and how they speak."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from assistant.assistant import Assistant
from assistant.cli.targets import require_safe
from assistant.cli.terminal import index_with_progress, progress_bar
from assistant.errors import UsageError
from assistant.index.filters import Filters
from assistant.services.inputs import Within
from assistant.settings import expanded, load_settings

Notes = Annotated[
    Path | None,
    typer.Option(
        "--notes", parser=expanded, metavar="PATH", help="Folder (or file) of notes; default: those last indexed, else the shipped corpus."
    ),
]
Home = Annotated[
    Path | None, typer.Option("--home", parser=expanded, metavar="PATH", help="Folder of index, threads and logs; default ASSISTANT_HOME.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Year = Annotated[str | None, typer.Option("--year", help="2023, 2022..2024, 2022.. or ..2024.")]
Author = Annotated[str | None, typer.Option("--author", help="Part of an author's name.")]
Notebook = Annotated[str | None, typer.Option("--notebook", help="Name of a notebook.")]
Section = Annotated[str | None, typer.Option("--section", help="Part of a section's heading.")]
Batch = Annotated[Path | None, typer.Option("--batch", parser=expanded, metavar="PATH", help="A .jsonl file, one item a line.")]
Out = Annotated[
    Path | None, typer.Option("--out", parser=expanded, metavar="PATH", help="Where the answers to --batch go, one JSON document a line.")
]
TokenFile = Annotated[
    Path | None,
    typer.Option(
        "--token-file", parser=expanded, metavar="PATH", help="A file with the token that is asked for; default ASSISTANT_SERVE_TOKEN."
    ),
]

ERR = Console(stderr=True, highlight=False)
INTERRUPTED = 130
# Chunks that are embedded before the first answer: a few seconds' work.
AT_ONCE = 100
_READ_FIRST = "these notes are not indexed yet: reading them"
_EMBEDDED_FIRST = f"{_READ_FIRST} and embedding all of them first; Ctrl-C ends it, and what is done is kept"


def out_console() -> Console:
    """Standard output; wide where it is no terminal, so that no line is folded in a pipe."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 240)


def tell(note: str) -> None:
    """A line on standard error beside an answer; none where there is nothing to say."""
    if note:
        ERR.print(f"assistant: {escape(' '.join(note.split()))}", soft_wrap=True)


def fail(message: str, status: int) -> NoReturn:
    ERR.print(f"assistant: {escape(' '.join(message.split()))}", soft_wrap=True)
    raise SystemExit(status)


def open_assistant(notes: Path | None, home: Path | None, *, build: bool = True, embed_most: int | None = None) -> Assistant:
    """An assistant for these options; where its notes were never indexed, they are now: embedded too, unless these are more chunks than `embed_most`."""
    assistant = Assistant(load_settings(notes=notes, home=home))
    if build and not assistant.is_indexed():
        _index_first(assistant, _EMBEDDED_FIRST if embed_most is None else _READ_FIRST, embed_most)
    return assistant


def _index_first(assistant: Assistant, why: str, embed_most: int | None) -> None:
    """Indexes notes that never were, `why` said once they are being read; where more chunks than `embed_most` are to be embedded, none is."""
    said = False
    with progress_bar(ERR) as progress:

        def told(stage: str, done: int, of: int) -> None:
            nonlocal said
            if not said:
                tell(why)
            said = True
            progress(stage, done, of)

        assistant.index((), told, embed_most)


def with_notes(assistant: Assistant) -> Assistant:
    """The assistant, where it has an index or something to index. Raises `NotesError` where there is neither."""
    if not assistant.is_indexed():
        assistant.count_files()
    return assistant


@contextmanager
def words_first(notes: Path | None, home: Path | None) -> Iterator[Assistant]:
    """An assistant for these options. Where its notes were never indexed, they are read first, so that it finds them by their words within seconds, and
    embedded once the work with it is done: then nothing keeps whoever asked from the answer. Ctrl-C ends that."""
    first = not open_assistant(notes, home, build=False).is_indexed()
    assistant = open_assistant(notes, home, embed_most=AT_ONCE)
    yield assistant
    if first and (left := assistant.waiting()):
        sys.stdout.flush()
        try:
            tell(f"now embedding the {left:,} passages that are left, for the next time; Ctrl-C ends it, `assistant index` goes on")
            index_with_progress(assistant, ERR)
        except KeyboardInterrupt:
            tell("what is embedded is kept; `assistant index` goes on")


def require_safe_targets(notes: Path | None, home: Path | None, targets: Mapping[str, Path | None], *inputs: Path) -> None:
    """Raises `UsageError` where output would go over the notes or what is read, before any work is done."""
    assistant = open_assistant(notes, home, build=False)
    require_safe(targets, [*assistant.roots, *assistant.last_roots()], inputs)


def tell_stale(assistant: Assistant, places: Iterable[str]) -> None:
    """Says which of the files just cited have changed since they were indexed."""
    if told := assistant.stale(places):
        tell(told)


def filters_of(year: str | None, author: str | None, notebook: str | None, section: str | None) -> Filters:
    """The filters that the options ask for. Raises `UsageError` for one that names nothing or is no range of years."""
    with _named_as_options():
        return Within(year=year, author=author, notebook=notebook, section=section).filters()


def in_known_notebook(assistant: Assistant, filters: Filters) -> Assistant:
    """The assistant, having made sure that it has the notebook that is asked for."""
    with _named_as_options():
        Within(notebook=filters.notebook).known(assistant)
    return assistant


@contextmanager
def _named_as_options() -> Iterator[None]:
    try:
        yield
    except UsageError as error:
        raise UsageError(f"--{error}") from None


def print_json(document: Any) -> None:
    """Prints one JSON document to standard output."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
