"""One file of notes as it is read: what each of its lines became, and the lines that could not be placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import UsageError
from assistant.notes.decoding import NotText, decode
from assistant.notes.entry import Entry
from assistant.notes.files import FileReading, read_file, read_files
from assistant.notes.folder.walk import NoteFile, find_files
from assistant.notes.formats.suffixes import TEXTS
from assistant.notes.shapes.shaped import SHAPES
from assistant.settings import expanded
from assistant.text.display import plural


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A 1-based line of a file and what it became; where it has no `place`, `told` is the reason."""

    line: int
    told: str
    placed: bool = True


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


def explained(reading: FileReading) -> list[ReadLine]:
    """A line for each line of the file that holds an entry, a field, a remark, a heading or something that has no place, in the file's order."""
    rows = [ReadLine(*row) for entry in reading.entries for row in _rows(entry)]
    taken = {row.line for row in rows}
    rows += [ReadLine(line, f"heading: {text}") for line, text in reading.headings if line not in taken]
    rows += [ReadLine(line, reason, placed=False) for line, reason in reading.unplaced]
    return sorted(rows, key=lambda row: row.line)


def summed_up(reading: FileReading) -> str:
    """How many entries and how many lines without a place a file gave, and what was taken for an entry."""
    shape = f"; each {SHAPES[reading.shape]} an entry" if reading.shape else ""
    entries, lines = len(reading.entries), len(reading.unplaced)
    return f"{entries} {plural(entries, 'entry')}, {lines} {plural(lines, 'line')} not placed{shape}"


def lines_of(file: Path) -> list[str]:
    """The lines of a file of text as they stand there; none of one that is packed or cannot be read."""
    try:
        return decode(file.read_bytes()).split("\n") if file.suffix.lower() in TEXTS else []
    except (OSError, NotText):
        return []


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
