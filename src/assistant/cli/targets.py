"""Where output may go: never over the notes, among them, or over what it is made from."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.errors import NotesError, UsageError
from assistant.notes.folder.walk import NoteFile, find_files
from assistant.notes.formats.suffixes import SUFFIXES


def require_safe(
    targets: Mapping[str, Path | None], roots: Sequence[Path], inputs: Sequence[Path | None] = (), *, are_folders: bool = False
) -> None:
    """Raises `UsageError` where a target, by its option, is a file of the notes, would be read as one, is one of the `inputs` or is given twice;
    of folders, where one lies among the notes or is an input. A file is known under all its names: links of both kinds are followed.
    """
    wanted = [(option, target) for option, target in targets.items() if target is not None]
    notes = [found.file for root in roots if wanted for found in _files_of(root) if found.file.suffix.lower() in SUFFIXES]
    for number, (option, target) in enumerate(wanted):
        among = [root for root in roots if _whole(target).is_relative_to(_whole(root))]
        if any(_is_same(target, note) for note in [*notes, *roots]) or (among and (are_folders or target.suffix.lower() in SUFFIXES)):
            raise UsageError(f"--{option} {str(target)!r} lies among the notes, which are never written to; give a path outside them")
        if any(_is_same(target, given) for given in inputs if given is not None):
            raise UsageError(f"--{option} {str(target)!r} is what is read, and would be lost; give another path")
        if not are_folders and any(_is_same(target, other) for _, other in wanted[:number]):
            raise UsageError(f"--{option} {str(target)!r} is given twice; give each its own path")


def _files_of(root: Path) -> Sequence[NoteFile]:
    try:
        return find_files([root], some=False)
    except NotesError:
        return ()  # what works with the notes will say so


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return _whole(one) == _whole(other)


def _whole(path: Path) -> Path:
    return Path(os.path.realpath(path))
