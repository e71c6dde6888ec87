"""The lists of plain words by which questions are read (`words/`)."""

from __future__ import annotations

from assistant.text.word_lists import word_list


def words(name: str) -> frozenset[str]:
    """The words of a list."""
    return word_list(__package__, name)


def any_of(name: str) -> str:
    """The words of a list as the alternatives of a regular expression, the longest first."""
    return "|".join(sorted(words(name), key=lambda word: (-len(word), word)))
