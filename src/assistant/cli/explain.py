"""One file of notes as it is read: its entries with all that is known of them, and the lines that could not be placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from assistant.cli.terminal import escape
from assistant.errors import UsageError
from assistant.notes.entry import Entry
from assistant.notes.files import FileReading, NoteFile, find_files, read_file, read_files
from assistant.notes.shapes.shaped import SHAPES
from assistant.settings import expanded


def reading_of(name: str, roots: Sequence[Path]) -> FileReading:
    """Reads the file `name`, a path or as the table of `assistant index` shows it, whether it is below `roots` or not.

    Raises `UsageError` where there is no such file.
    """
    file = expanded(name).resolve()
    known = find_files(roots, some=False) if all(root.exists() for root in roots) else []
    found = next((one for one in known if name == one.shown), None) or next((one for one in known if file == one.file), None)
    if found is None and not file.is_file():
        raise UsageError(f"there is no file {name!r}; give its path, or its name in the table of `assistant index`")
    if found is None:
        return read_file(NoteFile(file, file.name, file.stem))
    return next(reading for reading in read_files(known) if reading.source == found)  # what it is, its folder says too


def print_reading(reading: FileReading, console: Console) -> None:
    """A line of output for each line of the file that holds an entry, a field, a remark, a heading or something that has no place; in the file's order."""
    rows = [row for entry in reading.entries for row in _rows(entry)]
    taken = {line for line, _ in rows}
    rows += [(line, f"heading: {text}") for line, text in reading.headings if line not in taken]
    rows += [(line, f"not placed: {reason}") for line, reason in reading.unplaced]
    for line, text in sorted(rows, key=lambda row: row[0]):
        console.print(f"{line:>5}  {escape(text)}", soft_wrap=True)
    told = f"{len(reading.entries)} entries, {len(reading.unplaced)} lines not placed"
    shape = f"; each {SHAPES[reading.shape]} an entry" if reading.shape else ""
    console.print(f"{escape(reading.source.shown)}: {told}{shape}", soft_wrap=True)


def _rows(entry: Entry) -> Iterator[tuple[int, str]]:
    link = f" arXiv:{entry.arxiv}" if entry.arxiv else f" doi:{entry.doi}" if entry.doi else f" {entry.url}" if entry.url else ""
    byline = f" ({entry.byline()})" if entry.byline() else ""
    section = f"  in {' / '.join(entry.section)}" if entry.section else ""
    yield entry.place.line, f"{entry.kind}: {entry.title}{byline}{link}{section}"
    for field in entry.fields:
        yield field.line, f"  {field.name} = {field.value}"
    for note in entry.notes:
        for depth, line in note.walk(1):
            yield line.line, f"{'  ' * depth}{f'[{line.text}]' if line.part else line.text}"
