"""What was taken for an entry in each folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from assistant.notes.shapes.shaped import SHAPES, Shape
from assistant.text.display import plural


def decided(files: Iterable[tuple[str, Shape | None]]) -> dict[str, Counter[Shape]]:
    """For each folder, of files by their shown paths and what was taken for an entry in them, how many files were read in which way."""
    folders: dict[str, Counter[Shape]] = {}
    for path, shape in files:
        if shape:
            folders.setdefault(path.rpartition("/")[0] or ".", Counter())[shape] += 1
    return folders


def taken_for(shapes: Mapping[Shape, int]) -> str:
    """How the files of a folder were read, in words, the way of most files first."""
    ordered = sorted(shapes.items(), key=lambda one: -one[1])
    return ", ".join(f"each {SHAPES[shape]} an entry ({files} {plural(files, 'file')})" for shape, files in ordered)
