"""Lists of plain words kept as data beside the module that reads them: `words/NAME.txt`, whose first line says what the list is for."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def word_list(package: str, name: str) -> frozenset[str]:
    """The words of the list `name` of a package."""
    lines = resources.files(package).joinpath("words", f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines[1:] for word in line.split())
