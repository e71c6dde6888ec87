"""A file put among the notes: copied into a folder inside them, and never over anything."""

from __future__ import annotations

from itertools import count
from pathlib import Path, PurePath

from assistant.errors import NotesError, UsageError
from assistant.notes.files import MAX_BYTES, MAX_PACKED
from assistant.notes.folder.walk import printable
from assistant.notes.formats.suffixes import PACKED, SUFFIXES

_MOST_OF_A_NAME = 1000


def add_file(root: Path, folder: str, name: str, data: bytes) -> Path:
    """Copies a file into `folder` below the notes at `root` and gives its place. Where a file of that name is there already, the copy gets a number;
    where that one is the same, nothing is copied.

    Raises `UsageError` for a folder outside the notes or a file that is none of notes, `NotesError` where it cannot be written.
    """
    where = folder_inside(root, folder)
    own = PurePath(name.replace("\\", "/")).name
    suffix = PurePath(own).suffix.lower()
    if suffix not in SUFFIXES or own.startswith("."):
        raise UsageError(f"{printable(name)}: notes are {', '.join(SUFFIXES)}")
    most = MAX_PACKED if suffix in PACKED else MAX_BYTES
    if len(data) > most:
        raise UsageError(f"{printable(name)}: {len(data) / 1e6:.0f} MB is more than {most / 1e6:.0f} MB; split it into several notebooks")
    try:
        where.mkdir(parents=True, exist_ok=True)
        return _written(where, PurePath(own), data)
    except OSError as error:
        raise NotesError(
            f"{printable(own)} cannot be written into {printable(str(where))!r} ({error.strerror}); mend its permissions"
        ) from error


def folder_inside(root: Path, folder: str) -> Path:
    """The folder below the notes at `root` that is meant by `folder`, there or yet to be made. Raises `UsageError` where it would be outside them or hidden."""
    base = root.resolve()
    wanted = PurePath(folder.strip().replace("\\", "/").strip("/"))
    hidden = any(part.startswith(".") for part in wanted.parts)
    if not base.is_dir() or hidden or not folder.isprintable() or not (base / wanted).resolve().is_relative_to(base):
        raise UsageError(f"{printable(folder)!r} is no folder inside the notes; name one such as `papers`, or leave it empty")
    return base / wanted


def _written(where: Path, name: PurePath, data: bytes) -> Path:
    for number in count(1):
        if number > _MOST_OF_A_NAME:
            break
        file = where / (name.name if number == 1 else f"{name.stem} ({number}){name.suffix}")
        try:
            with file.open("xb") as target:
                target.write(data)
            return file
        except FileExistsError:
            if file.is_file() and file.stat().st_size == len(data) and file.read_bytes() == data:
                return file
    raise UsageError(f"there are too many files named {name.name!r} already; give it another name")
