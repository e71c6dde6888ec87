"""From a folder to entries: which files are read, by which reader, and what becomes of every one of them."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from assistant.errors import NotesError
from assistant.notes.decoding import NotText, decode
from assistant.notes.entry import Entry
from assistant.notes.lines import OutlineLine
from assistant.notes.readers.markdown import read_markdown
from assistant.notes.readers.plain import read_plain
from assistant.notes.shapes.decide import decide, read_as
from assistant.notes.shapes.shaped import Shape, Source
from assistant.notes.shapes.signs import Signs, signs_of
from assistant.notes.told import FILE, NOTHING, Told, telling

Reader = Callable[[str], tuple[list[OutlineLine], list[tuple[int, str]]]]
READERS: dict[str, Reader] = {".md": read_markdown, ".markdown": read_markdown, ".txt": read_plain}
MAX_BYTES = 10_000_000
# Raised when the grammar or a reader changes, so that unchanged files are read again.
GRAMMAR_VERSION = 6

_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}

Status = Literal["read", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A file found below the notes folder: where it is, how people write its path, its notebook's name, and what `.assistant.toml` says of it."""

    file: Path
    shown: str
    notebook: str
    told: Told = NOTHING


@dataclass(frozen=True, slots=True)
class FileReading:
    """What became of one file. `digest` is the SHA-256 of its bytes, empty where they were not read; `title` that which the notebook gives itself,
    `headings` the lines that name it or a section of it; `shape` what was taken for an entry, by its `signs` and those of its folder."""

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


def require_roots(roots: Sequence[Path]) -> None:
    """Raises `NotesError` where a root is missing."""
    for root in roots:
        if not root.exists():
            raise NotesError(f"no notes at {printable(str(root))!r}: give an existing folder with --notes or ASSISTANT_NOTES")


def no_files(roots: Sequence[Path]) -> str:
    """What to say where `roots` hold no file."""
    return f"no files in {', '.join(repr(printable(str(root))) for root in roots)}: put notes ({', '.join(READERS)}) there or name another folder"


def find_files(roots: Sequence[Path], *, some: bool = True) -> list[NoteFile]:
    """Every file below `roots`, sorted by path, hidden ones and those in hidden folders left out. A root may be a file. Each is shown under a path of its own.

    Raises `NotesError` where a root is missing or cannot be listed, or where no file is found at all though there should be `some`.
    """
    require_roots(roots)
    found: dict[Path, NoteFile] = {}
    taken: Counter[str] = Counter()
    bases = list(dict.fromkeys(root.resolve() for root in roots))
    for base in bases:
        told = telling(base if base.is_dir() else base.parent)
        for file in sorted(_walk(base)) if base.is_dir() else [base]:
            inside = file.relative_to(base) if file != base else Path(file.name)
            if file not in found:
                shown = printable(Path(_told_apart(base, bases), inside if file != base else "").as_posix())
                taken[shown] += 1
                again = f" ({taken[shown]})" if taken[shown] > 1 else ""
                found[file] = NoteFile(file, shown + again, printable(inside.with_suffix("").as_posix()), told(file))
    if some and not found:
        raise NotesError(no_files(roots))
    return list(found.values())


def count_hidden(roots: Sequence[Path]) -> int:
    """How many hidden files and folders below `roots` are passed over; what is inside such a folder is not counted."""
    hidden = 0
    for root in roots:
        for _, folders, names in os.walk(root.resolve()):
            hidden += sum(name.startswith(".") and name != FILE for name in (*folders, *names))
            folders[:] = [name for name in folders if not name.startswith(".")]
    return hidden


def _told_apart(base: Path, bases: Sequence[Path]) -> Path:
    """The name of a root, with as many of the folders above it as tell it from the other roots."""
    lengths = range(1, len(base.parts))
    length = next((n for n in lengths if not any(other.parts[-n:] == base.parts[-n:] for other in bases if other != base)), len(base.parts))
    return Path(*base.parts[-length:])


def _walk(folder: Path) -> Iterator[Path]:
    """The files below a folder, and the links to other folders, which are not followed."""

    def fail(error: OSError) -> None:
        name = printable(os.fsdecode(error.filename))
        raise NotesError(f"the folder {name!r} cannot be listed ({error.strerror}); mend its permissions") from error

    for parent, folders, names in os.walk(folder, onerror=fail, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if Path(parent, name).is_symlink()]
        yield from (Path(parent, name) for name in [*names, *linked] if not name.startswith("."))


def printable(name: str) -> str:
    """A name of the file system as it can be shown and stored: bytes that are not UTF-8 and signs that no line can hold are escaped (`caf\\xe9.md`)."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(char.encode("unicode_escape").decode() if unicodedata.category(char) in _UNSEEN else char for char in text)


def read_files(
    sources: Sequence[NoteFile], known: Mapping[str, FileReading] | None = None, progress: Callable[[int], None] | None = None
) -> list[FileReading]:
    """Reads files into entries, each as what it is among the others of its folder. `known` are last readings by shown path; `progress` is told how many
    files are done."""
    readings: list[FileReading] = []
    for source in sources:
        readings.append(read_file(source, known.get(source.shown) if known else None))
        if progress:
            progress(len(readings))
    numbers = [n for n, reading in enumerate(readings) if reading.shape]
    shapes = decide([(readings[n].source.shown.rpartition("/")[0], readings[n].signs) for n in numbers])
    for n, shape in zip(numbers, shapes, strict=True):
        if shape != readings[n].shape and not readings[n].source.told.shape:
            readings[n] = read_file(readings[n].source, shape=shape)
    return readings


def read_file(source: NoteFile, known: FileReading | None = None, shape: Shape | None = None) -> FileReading:
    """Reads one file into entries. Nothing is raised: a file that cannot be used comes back as skipped or failed, with the reason.

    `known` is the file's last reading: where its bytes are the same, that comes back. `shape` says what is an entry; else the file itself tells.
    """
    if reason := source.told.left_out or _no_notebook(source.file):
        return FileReading(source, "skipped", reason)
    try:
        size = source.file.stat().st_size
        if size > MAX_BYTES:
            return FileReading(
                source, "failed", f"{size / 1e6:.0f} MB is more than {MAX_BYTES / 1e6:.0f} MB; split it into several notebooks"
            )
        data = source.file.read_bytes()
    except OSError as error:
        return FileReading(source, "failed", f"cannot be read: {_what_is_wrong(source.file, error)}")
    digest = hashlib.sha256(data).hexdigest()
    if known is not None and known.digest == digest and known.status != "failed" and known.source.told == source.told:
        return known
    try:
        return _parse(source, digest, decode(data), shape or source.told.shape)
    except NotText as error:
        return FileReading(source, "failed", str(error), digest)


def _no_notebook(file: Path) -> str:
    """Why a file is passed over; empty where it may be a notebook. It is not opened: a pipe would wait for a writer."""
    if file.is_symlink() and file.is_dir():
        return "a link to a folder is not followed; give that folder to `assistant index` too"
    suffix = file.suffix.lower()
    if suffix not in READERS:
        return f"{printable(suffix) or 'no'} suffix; notes are {', '.join(READERS)}"
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


def _parse(source: NoteFile, digest: str, text: str, shape: Shape | None) -> FileReading:
    if not text.strip():
        return FileReading(source, "skipped", "empty", digest)
    lines, left = READERS[source.file.suffix.lower()](text)
    named = Source(source.shown, source.notebook)
    signs, shaped = signs_of(lines, named)
    shape = shape or decide([("", signs)])[0]
    if shape != "outline":
        shaped = read_as(shape, lines, named)
    unplaced = tuple(sorted([*left, *shaped.unplaced]))
    if not shaped.entries and not unplaced:
        return FileReading(source, "skipped", "no words in it", digest)
    return FileReading(source, "read", "", digest, tuple(shaped.entries), unplaced, shaped.title, shaped.headings, shape, signs)
