"""Whether cited passages support a statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answers.answer import Verdict
from assistant.notes.library import fold


@dataclass(frozen=True, slots=True)
class Support:
    """Verdict, score from 0 to 1, and the passage's own words that the statement rests on (empty where there are none)."""

    verdict: Verdict
    score: float
    quote: str


def check_support(statement: str, passages: Sequence[str]) -> Support:
    """Holds a statement against passages."""
    words = fold(statement)
    for passage in passages:
        for line in passage.splitlines():
            if fold(line) and fold(line) in words:
                return Support("supported", 1.0, line)
    return Support("unverified", 0.5, "")


def best_support(statement: str, passages_by_marker: Mapping[int, Sequence[str]]) -> tuple[int, Support] | None:
    """The entry that supports a statement best, or None."""
    return None
