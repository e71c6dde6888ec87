"""From a folder to its files: which there are, how their paths are shown, what is passed over."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import NotesError
from assistant.notes.folder.ignored import FILES as IGNORE_FILES
from assistant.notes.folder.ignored import ignoring
from assistant.notes.folder.told import FILE, NOTHING, Told, telling
from assistant.notes.formats.suffixes import SUFFIXES

_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A file found below the notes folder: where it is, how people write its path, its notebook's name, and what `.assistant.toml` says of it. With a
    `fault` it is a folder that cannot be looked into. Of a PDF that is attached to an item of a reference manager's export, `attached_to` is place
    and title of that item."""

    file: Path
    shown: str
    notebook: str
    told: Told = NOTHING
    fault: str = ""
    attached_to: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The files below some roots, and how many files and folders were passed over: hidden ones, and those that an ignore file leaves out; what is inside
    such a folder is not counted."""

    files: tuple[NoteFile, ...]
    hidden: int
    ignored: int


def require_roots(roots: Sequence[Path]) -> None:
    """Raises `NotesError` where a root is missing."""
    for root in roots:
        if not root.exists():
            raise NotesError(f"no notes at {printable(str(root))!r}: give an existing folder with --notes or ASSISTANT_NOTES")


def no_files(roots: Sequence[Path]) -> str:
    """What to say where `roots` hold no file."""
    return f"no files in {', '.join(repr(printable(str(root))) for root in roots)}: put notes ({', '.join(SUFFIXES)}) there or name another folder"


def find_files(roots: Sequence[Path], *, some: bool = True) -> list[NoteFile]:
    """Every file below `roots`, as `look_through` finds them. Raises `NotesError` as that does, and where no file is found at all though there should be
    `some`."""
    found = look_through(roots).files
    if some and not found:
        raise NotesError(no_files(roots))
    return list(found)


def look_through(roots: Sequence[Path]) -> Found:
    """Every file below `roots`, sorted by path, hidden ones and those in hidden folders left out. A root may be a file. Each is shown under a path of its own.
    A folder that cannot be listed stands for what is in it. Raises `NotesError` where a root is missing or cannot be listed."""
    require_roots(roots)
    found: dict[Path, NoteFile] = {}
    taken: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    bases = list(dict.fromkeys(root.resolve() for root in roots))
    for base in bases:
        told, name = telling(base if base.is_dir() else base.parent), _told_apart(base, bases).as_posix().rstrip("/")
        above = f"{base.as_posix().rstrip('/')}/"
        for file, fault in sorted(_walk(base, passed)) if base.is_dir() else [(base, "")]:
            if file not in found:
                inside = file.as_posix().removeprefix(above) if file != base else file.name
                shown = printable(f"{name}/{inside}" if file != base else name)
                taken[shown] += 1
                again = f" ({taken[shown]})" if taken[shown] > 1 else ""
                found[file] = NoteFile(
                    file, shown + again, printable(inside.removesuffix(file.suffix)), NOTHING if fault else told(file), fault
                )
    return Found(tuple(found.values()), passed["hidden"], passed["ignored"])


def _told_apart(base: Path, bases: Sequence[Path]) -> Path:
    """The name of a root, with as many of the folders above it as tell it from the other roots."""
    lengths = range(1, len(base.parts))
    length = next((n for n in lengths if not any(other.parts[-n:] == base.parts[-n:] for other in bases if other != base)), len(base.parts))
    return Path(*base.parts[-length:])


def _walk(folder: Path, passed: Counter[str]) -> Iterator[tuple[Path, str]]:
    """The files below a folder that no ignore file leaves out, the links to other folders, which are not followed, and the folders that cannot be listed,
    with why. What is passed over is counted in `passed`."""
    closed: list[tuple[Path, str]] = []

    def fail(error: OSError) -> None:
        at = Path(os.fsdecode(error.filename))
        if at == folder:
            raise NotesError(f"the folder {printable(str(at))!r} cannot be listed ({error.strerror}); mend its permissions") from error
        closed.append((at, f"this folder cannot be listed ({error.strerror}); mend its permissions"))

    ignored = ignoring(folder)
    for parent, folders, names in os.walk(folder, onerror=fail, followlinks=False):
        passed["hidden"] += sum(name.startswith(".") and name not in {FILE, *IGNORE_FILES} for name in (*folders, *names))
        seen = [name for name in folders if not name.startswith(".")]
        folders[:] = [name for name in seen if not ignored(os.path.join(parent, name), True)]  # noqa: PTH118 - a path a name is dear
        linked = [name for name in folders if os.path.islink(os.path.join(parent, name))]  # noqa: PTH114, PTH118
        paths = [os.path.join(parent, name) for name in [*names, *linked] if not name.startswith(".")]  # noqa: PTH118
        kept = [path for path in paths if not ignored(path, False)]
        passed["ignored"] += len(seen) - len(folders) + len(paths) - len(kept)
        yield from ((Path(path), "") for path in kept)
    yield from closed


def printable(name: str) -> str:
    """A name of the file system as it can be shown and stored: bytes that are not UTF-8 and signs that no line can hold are escaped (`caf\\xe9.md`)."""
    if name.isascii() and name.isprintable():
        return name
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(char.encode("unicode_escape").decode() if unicodedata.category(char) in _UNSEEN else char for char in text)
