"""Lists of plain words by which questions are read: one file each in `words/`, whose first line says what it is for."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def words(name: str) -> frozenset[str]:
    """The words of a list."""
    lines = resources.files(__package__).joinpath("words", f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines[1:] for word in line.split())


def any_of(name: str) -> str:
    """The words of a list as the alternatives of a regular expression, the longest first."""
    return "|".join(sorted(words(name), key=lambda word: (-len(word), word)))
