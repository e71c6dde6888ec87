"""From a folder to entries: which files are read, by which reader, and what becomes of every one of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import NotesError
from assistant.notes.entry import Entry
from assistant.notes.outline import OutlineLine, read_outline
from assistant.notes.readers.markdown import read_markdown
from assistant.notes.readers.plain import read_plain

Reader = Callable[[str], tuple[list[OutlineLine], list[tuple[int, str]]]]
READERS: dict[str, Reader] = {".md": read_markdown, ".markdown": read_markdown, ".txt": read_plain}
MAX_BYTES = 10_000_000
# Raised when the grammar or a reader changes, so that unchanged files are read again.
GRAMMAR_VERSION = 2

Status = Literal["read", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A file found below the notes folder: where it is, how people write its path, its notebook's name."""

    file: Path
    shown: str
    notebook: str


@dataclass(frozen=True, slots=True)
class FileReading:
    """What became of one file. `digest` is the SHA-256 of its bytes, empty where they were not read."""

    source: NoteFile
    status: Status
    reason: str = ""
    digest: str = ""
    entries: tuple[Entry, ...] = ()
    unplaced: tuple[tuple[int, str], ...] = ()


def require_roots(roots: Sequence[Path]) -> None:
    """Raises `NotesError` where a root is missing."""
    for root in roots:
        if not root.exists():
            raise NotesError(f"no notes at {str(root)!r}: give an existing folder with --notes or ASSISTANT_NOTES")


def no_files(roots: Sequence[Path]) -> str:
    """What to say where `roots` hold no file."""
    return f"no files in {', '.join(repr(str(root)) for root in roots)}: put notes ({', '.join(READERS)}) there or name another folder"


def find_files(roots: Sequence[Path], *, some: bool = True) -> list[NoteFile]:
    """Every file below `roots`, sorted by path, hidden ones and those in hidden folders left out. A root may be a file.

    Raises `NotesError` where a root is missing or cannot be listed, or where no file is found at all though there should be `some`.
    """
    require_roots(roots)
    found: list[NoteFile] = []
    for root in roots:
        base = root.resolve()
        for file in [base] if base.is_file() else sorted(_walk(base)):
            inside = file.relative_to(base) if file != base else Path(file.name)
            shown = Path(base.name, inside) if file != base else inside
            found.append(NoteFile(file, shown.as_posix(), inside.with_suffix("").as_posix()))
    if some and not found:
        raise NotesError(no_files(roots))
    return found


def _walk(folder: Path) -> Iterator[Path]:
    def fail(error: OSError) -> None:
        raise NotesError(f"the folder {error.filename!r} cannot be listed ({error.strerror}); mend its permissions") from error

    for parent, folders, names in os.walk(folder, onerror=fail, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in names if not name.startswith("."))


def read_file(source: NoteFile, known: FileReading | None = None) -> FileReading:
    """Reads one file into entries. Nothing is raised: a file that cannot be used comes back as skipped or failed, with the reason.

    `known` is the file's last reading: where its bytes are the same, that comes back.
    """
    suffix = source.file.suffix.lower()
    if source.file.stem.lower() == "readme":
        return FileReading(source, "skipped", "a README describes the folder and is no notebook")
    if suffix not in READERS:
        return FileReading(source, "skipped", f"{suffix or 'no'} suffix; notes are {', '.join(READERS)}")
    try:
        size = source.file.stat().st_size
        if size > MAX_BYTES:
            return FileReading(
                source, "failed", f"{size / 1e6:.0f} MB is more than {MAX_BYTES / 1e6:.0f} MB; split it into several notebooks"
            )
        data = source.file.read_bytes()
    except OSError as error:
        return FileReading(source, "failed", f"cannot be read ({error.strerror}); mend its permissions")
    digest = hashlib.sha256(data).hexdigest()
    if known is not None and known.digest == digest and known.status != "failed":
        return known
    if b"\0" in data:
        return FileReading(source, "failed", "binary data, not text; move it out of the notes or save it as text", digest)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return FileReading(source, "failed", f"not UTF-8 at byte {error.start}; save it as UTF-8", digest)
    return _parse(source, digest, text.replace("\r\n", "\n").replace("\r", "\n"), READERS[suffix])


def _parse(source: NoteFile, digest: str, text: str, reader: Reader) -> FileReading:
    if not text.strip():
        return FileReading(source, "skipped", "empty", digest)
    lines, left = reader(text)
    outline = read_outline(lines, source.notebook, source.shown)
    unplaced = tuple(sorted([*left, *outline.unplaced]))
    return FileReading(source, "read", "", digest, tuple(outline.entries), unplaced)
