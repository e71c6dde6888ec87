"""From a folder to entries: which files are read, by which reader, and what becomes of every one of them."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from assistant.notes.contents import without_contents
from assistant.notes.decoding import NoNotes, NotText, decode
from assistant.notes.entry import Entry
from assistant.notes.folder.walk import NoteFile, printable
from assistant.notes.formats.suffixes import PACKED, REFERENCES, SUFFIXES, TEXTS, WHOLE
from assistant.notes.heads.mentions import with_mentions
from assistant.notes.readers.outliner import empty_headings, is_in_blocks, with_blocks
from assistant.notes.shapes.decide import decide, in_blocks, read_as
from assistant.notes.shapes.note import file_title
from assistant.notes.shapes.shaped import Shape, Source
from assistant.notes.shapes.signs import Signs, signs_of
from assistant.text.fold import identity

MAX_BYTES = 10_000_000
MAX_PACKED = 100_000_000
_SEVERAL = 3
_FRESH = 2_000_000_000  # nanoseconds; clocks of file systems are coarse
# Raised when the grammar or a reader changes, so that unchanged files are read again.
GRAMMAR_VERSION = 15

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}

Status = Literal["read", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class FileReading:
    """What became of one file. `digest` is the SHA-256 of its bytes, empty where they were not read; `title` that which the notebook gives itself,
    `headings` the lines that name it or a section of it; `shape` what was taken for an entry, by its `signs` and those of its folder. `stamp` tells
    by size and times that the file is as it was; empty where they cannot tell, it having been written only just then."""

    source: NoteFile
    status: Status
    reason: str = ""
    digest: str = ""
    entries: tuple[Entry, ...] = ()
    unplaced: tuple[tuple[int, str], ...] = ()
    title: str = ""
    headings: tuple[tuple[int, str], ...] = ()
    shape: Shape | None = None
    signs: Signs = field(default_factory=Signs)
    stamp: str = field(default="", compare=False)


def read_files(
    sources: Sequence[NoteFile], known: Mapping[str, FileReading] | None = None, progress: Callable[[int], None] | None = None
) -> list[FileReading]:
    """Reads files into entries, each as what it is among the others of its folder. `known` are last readings by shown path; `progress` is told how many
    files are done."""
    readings: list[FileReading] = []
    for source in sources:
        reading = read_file(source, known.get(source.shown) if known else None)
        readings.append(reading if reading.source == source else replace(reading, source=source))
        if progress:
            progress(len(readings))
    numbers = [n for n, reading in enumerate(readings) if reading.shape and _suffix(reading.source) not in WHOLE]
    for n, blocks in zip(numbers, in_blocks(_signs(readings, numbers)), strict=True):
        if blocks and not readings[n].signs.blocks:
            readings[n] = read_file(readings[n].source, blocks=True)
    for n, shape in zip(numbers, decide(_signs(readings, numbers)), strict=True):
        if shape != readings[n].shape and not readings[n].source.told.shape:
            readings[n] = read_file(readings[n].source, shape=shape, blocks=readings[n].signs.blocks)
    return _told_by_name(readings)


def _told_by_name(readings: Sequence[FileReading]) -> list[FileReading]:
    """The readings, with notes called by their files where several of a folder give themselves one title: it is a template's, or that of their source."""
    kinds = [(reading.source.shown.rpartition("/")[0], identity(reading.title)) for reading in readings]
    often = Counter(kind for kind, reading in zip(kinds, readings, strict=True) if _is_note(reading))
    told: list[FileReading] = []
    for kind, reading in zip(kinds, readings, strict=True):
        if _is_note(reading):
            name = file_title(Source(reading.source.shown, reading.source.notebook))
            wanted, first = (name if often[kind] >= _SEVERAL else reading.title), reading.entries[0]
            if first.title != wanted and first.title in {name, reading.title}:
                reading = replace(reading, entries=(replace(first, title=wanted), *reading.entries[1:]))
        told.append(reading)
    return told


def _is_note(reading: FileReading) -> bool:
    return reading.shape == "note" and bool(reading.title and reading.entries) and _suffix(reading.source) not in WHOLE


def _signs(readings: Sequence[FileReading], numbers: Sequence[int]) -> list[tuple[str, Signs]]:
    return [(readings[n].source.shown.rpartition("/")[0], readings[n].signs) for n in numbers]


def read_file(source: NoteFile, known: FileReading | None = None, shape: Shape | None = None, *, blocks: bool = False) -> FileReading:
    """Reads one file into entries. Nothing is raised: a file that cannot be used comes back as skipped or failed, with the reason.

    `known` is the file's last reading: where its bytes are the same, that comes back. `shape` says what is an entry, `blocks` that headings are items;
    else the file itself tells.
    """
    if source.fault:
        return FileReading(source, "failed", source.fault)
    if reason := source.told.left_out or _no_notebook(source.file):
        return FileReading(source, "skipped", reason)
    try:
        state = source.file.stat()
        stamp = _stamp(state)
        if known is not None and known.status != "failed" and known.source.told == source.told and known.stamp == stamp != "":
            return known
        most = MAX_PACKED if _suffix(source) in PACKED else MAX_BYTES
        if state.st_size > most:
            told = f"{state.st_size / 1e6:.0f} MB is more than {most / 1e6:.0f} MB; split it into several notebooks"
            return FileReading(source, "failed", told)
        data = source.file.read_bytes()
    except OSError as error:
        return FileReading(source, "failed", f"cannot be read: {_what_is_wrong(source.file, error)}")
    digest = hashlib.sha256(data).hexdigest()
    if known is not None and known.digest == digest and known.status != "failed" and known.source.told == source.told:
        return known if known.stamp == stamp else replace(known, stamp=stamp)
    try:
        return replace(_parse(source, digest, data, shape or source.told.shape, blocks=blocks), stamp=stamp)
    except NotText as error:
        return FileReading(source, "skipped" if isinstance(error, NoNotes) else "failed", str(error), digest)
    except Exception as error:  # whatever a parser stumbles over, it must not end the reading of all other files
        return FileReading(source, "failed", f"cannot be read as {_suffix(source)} ({type(error).__name__}); save it again", digest)


def is_as_it_was(source: NoteFile, known: FileReading) -> bool:
    """Whether a file is as its last reading says, be the entries left out of that, without opening it where its stamp tells."""
    again = read_file(source, known)
    return (again is known and known.source == source) or (again == known and again.stamp == known.stamp)


def is_changed(source: NoteFile, stamp: str) -> bool:
    """Whether the stamp of a file's last reading tells that it was written to since, be it with the same words; an empty one tells nothing."""
    try:
        return bool(stamp) and _stamp(source.file.stat()) != stamp
    except OSError:
        return True


def _suffix(source: NoteFile) -> str:
    return source.file.suffix.lower()


def _stamp(state: os.stat_result) -> str:
    """What changes whenever a file does; empty where it was written so lately that another change could leave it the same."""
    latest = max(state.st_mtime_ns, state.st_ctime_ns)
    fresh = time.time_ns() - latest < _FRESH
    return "" if fresh else f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino}"


def _no_notebook(file: Path) -> str:
    """Why a file is passed over; empty where it may be a notebook. It is not opened: a pipe would wait for a writer."""
    if os.path.islink(file) and os.path.isdir(file):  # noqa: PTH112, PTH114 - `Path` raises where nobody may look
        return "a link to a folder is not followed; give that folder to `assistant index` too"
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        return f"{printable(suffix) or 'no'} suffix; notes are {', '.join(SUFFIXES)}"
    try:
        mode = file.stat().st_mode
    except OSError:
        return ""  # reading it will say what is wrong
    return "" if stat.S_ISREG(mode) else f"{_KINDS.get(stat.S_IFMT(mode), 'something else')}, no file of notes"


def _what_is_wrong(file: Path, error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "a link that leads back to itself; delete it"
    if error.errno in {errno.ENOENT, errno.ENOTDIR} and file.is_symlink():
        return f"a broken link (to {printable(str(file.readlink()))}); bring that back or delete the link"
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return "it vanished meanwhile; run `assistant index` again"
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"{error.strerror}; mend its permissions"
    return f"{error.strerror}; mend the disk or move the file out of the notes"


def _parse(source: NoteFile, digest: str, data: bytes, shape: Shape | None, *, blocks: bool) -> FileReading:
    suffix, named = _suffix(source), Source(source.shown, source.notebook)
    if suffix in PACKED:
        lines, left = PACKED[suffix](data)
    elif not (text := decode(data)).strip():
        return FileReading(source, "skipped", "empty", digest)
    elif suffix in REFERENCES:
        groups, left = REFERENCES[suffix](text)
        notes = [read_as("note", lines, named) for lines in groups]
        dropped = [*left, *(one for note in notes for one in note.unplaced)]
        entries = tuple(with_mentions(entry) for note in notes for entry in note.entries)
        return FileReading(source, "read", "", digest, entries, tuple(sorted(dropped)))
    else:
        lines, left = TEXTS[suffix](text)
    lines, contents = without_contents(lines)
    left = [*left, *contents]
    empty = bool(empty_headings(lines))
    if blocks := blocks or (empty and is_in_blocks(lines)):
        lines = with_blocks(lines)
    signs, shaped = signs_of(lines, named)
    signs = replace(signs, empty=empty, blocks=blocks)
    shape = "note" if suffix in WHOLE else shape or decide([("", signs)])[0]
    if shape != "outline":
        shaped = read_as(shape, lines, named)
    unplaced = tuple(sorted([*left, *shaped.unplaced]))
    if not shaped.entries and not unplaced:
        return FileReading(source, "skipped", "no words in it", digest)
    entries = tuple(map(with_mentions, shaped.entries))
    return FileReading(source, "read", "", digest, entries, unplaced, shaped.title, shaped.headings, shape, signs)
