"""What `.assistant.toml` in a folder of notes says of the files below it: what is an entry there, and what is left out.

    leave_out = ["templates/**", "README.md"]
    [entries]
    "journal/**" = "file"       # or "item", "section"

Globs are those of paths below the folder of the file; the first that fits counts, and the nearest folder above a file.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from assistant.errors import NotesError
from assistant.notes.shapes.shaped import SHAPES, Shape

FILE = ".assistant.toml"
_Said = tuple[tuple[str, ...], tuple[tuple[str, Shape], ...]]
_ENTRIES: Mapping[str, Shape] = {name: shape for shape, name in SHAPES.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one file: its shape, and why it is left out; empty where nothing is said."""

    shape: Shape | None = None
    left_out: str = ""


NOTHING = Told()


def telling(base: Path) -> Callable[[Path], Told]:
    """What the folders from `base` down say of a file in them. Raises `NotesError` where what stands there is not understood."""

    @cache
    def above(folder: Path) -> tuple[tuple[Path, _Said], ...]:
        further = above(folder.parent) if folder not in (base, folder.parent) else ()
        is_there = os.path.isfile(folder / FILE)  # noqa: PTH113 - `Path.is_file` raises where nobody may look
        return ((folder, _read(folder / FILE)), *further) if is_there else further

    def told(file: Path) -> Told:
        shape: Shape | None = None
        for folder, (left_out, shapes) in above(file.parent):
            inside = file.relative_to(folder).as_posix()
            if any(_fits(inside, glob) for glob in left_out):
                return Told(None, f"left out by {FILE}")
            shape = shape or next((one for glob, one in shapes if _fits(inside, glob)), None)
        return Told(shape) if shape else NOTHING

    return told


def _fits(path: str, glob: str) -> bool:
    """Whether a glob fits a path; `*` goes over folders too, a folder's name stands for all in it."""
    return fnmatch(path, glob) or fnmatch(path, f"{glob.rstrip('/')}/*") or (glob.startswith("**/") and fnmatch(path, glob[3:]))


def _read(file: Path) -> _Said:
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotesError(f"{FILE} in {str(file.parent)!r} cannot be read ({type(error).__name__}); mend or delete it") from error
    left_out, entries = said.pop("leave_out", []), said.pop("entries", {})
    strings = isinstance(left_out, list) and all(isinstance(glob, str) for glob in left_out) and isinstance(entries, dict)
    if said or not strings or not set(entries.values()) <= set(_ENTRIES):
        form = 'leave_out = ["GLOB"] and [entries] with "GLOB" = "item", "file" or "section"'
        raise NotesError(f"{FILE} in {str(file.parent)!r} is not understood; it takes {form}")
    return tuple(left_out), tuple((glob, _ENTRIES[name]) for glob, name in entries.items())
