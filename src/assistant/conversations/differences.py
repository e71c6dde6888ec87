"""Two answers to one question held side by side: what both say, and what one of them alone says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

_SAME = 80.0  # how alike two statements must be, from 0 to 100, to be one in other words


@dataclass(frozen=True, slots=True)
class Difference:
    """Of two answers: the places, from 0, of the statements that only one of them has, and the titles of the entries that only one of them cites."""

    only_first: frozenset[int]
    only_second: frozenset[int]
    cited_first: tuple[str, ...]
    cited_second: tuple[str, ...]

    def told(self, first: str, second: str) -> str:
        """One line on it, the answers called as given."""
        said = f"{len(self.only_first)} statements stand only in {first}, {len(self.only_second)} only in {second}."
        parts = [said if self.only_first or self.only_second else "Both say the same."]
        for name, titles in ((first, self.cited_first), (second, self.cited_second)):
            parts += [f"Cited only by {name}: {'; '.join(f'“{title}”' for title in titles)}."] if titles else []
        return " ".join(parts)


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> Difference:
    """What differs between two answers (documents of `ask --json`). Statements in nearly the same words count as the same."""
    said = [[str(one["text"]) for one in document["statements"]] for document in (first, second)]
    cited = [{str(one["title"]): None for one in document["citations"]} for document in (first, second)]
    return Difference(
        frozenset(number for number, text in enumerate(said[0]) if not _is_said(text, said[1])),
        frozenset(number for number, text in enumerate(said[1]) if not _is_said(text, said[0])),
        tuple(title for title in cited[0] if title not in cited[1]),
        tuple(title for title in cited[1] if title not in cited[0]),
    )


def _is_said(text: str, texts: list[str]) -> bool:
    return process.extractOne(text, texts, scorer=fuzz.token_set_ratio, score_cutoff=_SAME) is not None
