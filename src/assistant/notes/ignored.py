"""What `.gitignore` and `.assistantignore` leave out, by their own rules: a pattern holds below the folder of its file, and a nearer file goes before."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pathspec import GitIgnoreSpec

FILES = (".gitignore", ".assistantignore")


def ignoring(base: Path) -> Callable[[Path, bool], bool]:
    """Whether the ignore files from `base` down leave out a path below it, which is a folder or not."""

    @cache
    def specs(folder: Path) -> tuple[GitIgnoreSpec, ...]:
        return tuple(GitIgnoreSpec.from_lines(_lines(folder / name)) for name in FILES if (folder / name).is_file())

    def ignored(path: Path, is_folder: bool) -> bool:
        for folder in path.parents:
            inside = os.path.relpath(path, folder) + ("/" if is_folder else "")
            told = [found.include for spec in reversed(specs(folder)) if (found := spec.check_file(inside)).include is not None]
            if told:
                return bool(told[0])
            if folder == base:
                break
        return False

    return ignored


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
