"""What `.gitignore` and `.assistantignore` leave out, by their own rules: a pattern holds below the folder of its file, and a nearer file goes before.
Backups of the notes that a tool keeps beside them are left out too, unless a file says otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pathspec import GitIgnoreSpec

FILES = (".gitignore", ".assistantignore")
# Where Logseq keeps earlier versions of pages and what was deleted.
_BACKUPS = (os.path.join("logseq", "bak"), os.path.join("logseq", ".recycle"))  # noqa: PTH118


def ignoring(base: Path) -> Callable[[str, bool], bool]:
    """Whether the ignore files from `base` down leave out a path below it, which is a folder or not."""

    @cache
    def specs(folder: Path) -> tuple[tuple[Path, GitIgnoreSpec], ...]:
        """What holds in a folder, each with the folder of its file, that which goes before the others first."""
        own = [(folder, GitIgnoreSpec.from_lines(_lines(folder / name))) for name in FILES if os.path.isfile(folder / name)]  # noqa: PTH113 - may raise
        return (*reversed(own), *(specs(folder.parent) if folder not in {base, folder.parent} else ()))

    @cache
    def holding(folder: str) -> tuple[tuple[Path, GitIgnoreSpec], ...]:
        return specs(Path(folder))

    def ignored(path: str, is_folder: bool) -> bool:
        for folder, spec in holding(os.path.dirname(path)):  # noqa: PTH120 - asked of every file
            found = spec.check_file(os.path.relpath(path, folder) + ("/" if is_folder else ""))
            if found.include is not None:
                return bool(found.include)
        return is_folder and path.endswith(_BACKUPS)

    return ignored


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
