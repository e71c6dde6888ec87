"""PDFs attached to the items of a reference manager's export: found where the item says, read with the other files, and part of that item's entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.notes.entry import Entry
from assistant.notes.files import FileReading, read_file
from assistant.notes.folder.walk import NoteFile, printable
from assistant.notes.formats.suffixes import REFERENCES

_Place = tuple[NoteFile, Entry, str]


def with_attached(
    readings: Sequence[FileReading], known: Mapping[str, FileReading], progress: Callable[[int, int], None] | None = None
) -> list[FileReading]:
    """The readings with those of the attached PDFs, each told whose it is; of an export whose PDFs are not all there, a line says so.

    `known` are last readings by shown path. `progress` is told how many of the PDFs are read that no folder of notes holds.
    """
    here = {reading.source.file: number for number, reading in enumerate(readings)}
    given: list[FileReading] = [*readings]
    new: dict[Path, NoteFile] = {}
    missing: dict[str, list[_Place]] = {}
    for export, item, name in _attachments(readings):
        file = _found(export.file, name)
        whose = _item(item)
        if file is None:
            missing.setdefault(export.shown, []).append((export, item, name))
        elif file in here:
            number = here[file]
            given[number] = replace(given[number], source=replace(given[number].source, attached_to=whose))
        else:
            new.setdefault(file, NoteFile(file, _shown(export, file), export.notebook, attached_to=whose))
    for done, source in enumerate(new.values(), 1):
        given.append(replace(read_file(source, known.get(source.shown)), source=source))
        if progress:
            progress(done, len(new))
    return [*given, *map(_told_missing, missing.values())]


def entries_of(readings: Sequence[FileReading]) -> Iterator[Entry]:
    """The entries of all files in order, what an attached PDF says being told by the item that it is attached to."""
    pages: dict[str, list[Entry]] = {}
    for reading in readings:
        if reading.source.attached_to:
            pages.setdefault(reading.source.attached_to, []).extend(reading.entries)
    for reading in readings:
        if not reading.source.attached_to:
            for entry in reading.entries:
                yield _joined(entry, pages.pop(_item(entry), ()))
    for left in pages.values():
        yield from left


def _item(entry: Entry) -> str:
    """What tells an item from others: in some exports they share a line."""
    return f"{entry.place} {entry.title}"


def _joined(item: Entry, pages: Sequence[Entry]) -> Entry:
    if not pages:
        return item
    return replace(
        item,
        year=item.year or next((page.year for page in pages if page.year), None),
        authors=item.authors or pages[0].authors,
        notes=(*item.notes, *(note for page in pages for note in page.notes)),
        places=(*item.places, *(place for page in pages for place in page.places)),
    )


def _attachments(readings: Sequence[FileReading]) -> Iterator[_Place]:
    for reading in readings:
        if reading.source.file.suffix.lower() in REFERENCES:
            yield from ((reading.source, entry, field.value) for entry in reading.entries for field in entry.fields if field.name == "file")


def _found(export: Path, name: str) -> Path | None:
    """The file that an export means; Mendeley leaves the first slash out."""
    try:
        return next((file.resolve() for file in (export.parent / name, Path("/", name)) if file.is_file()), None)
    except (OSError, ValueError):  # no name that a file could have
        return None


def _shown(export: NoteFile, file: Path) -> str:
    """Beside its export where it lies below that, else as it stands."""
    if not file.is_relative_to(export.file.parent):
        return printable(str(file))
    inside = file.relative_to(export.file.parent).as_posix()
    return printable(f"{export.shown.rpartition('/')[0]}/{inside}".lstrip("/"))


def _told_missing(places: Sequence[_Place]) -> FileReading:
    export, item, name = places[0]
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    reason = f"{printable(name)!r} ({item.place}){more} not found; export with the files, or bring them back"
    return FileReading(replace(export, shown=f"{export.shown} (attached PDFs)"), "skipped", reason)
