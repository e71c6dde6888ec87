"""Two answers to one question held side by side: what both say, and what one of them alone says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.review.paired import paired
from assistant.text.display import plural

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
        count = len(self.only_first)
        said = f"{count} {plural(count, 'statement')} only in {first}, {len(self.only_second)} only in {second}."
        parts = [said if self.only_first or self.only_second else "Both say the same."]
        for name, titles in ((first, self.cited_first), (second, self.cited_second)):
            parts += [f"Cited only by {name}: {'; '.join(f'“{title}”' for title in titles)}."] if titles else []
        return " ".join(parts)


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> Difference:
    """What differs between two answers (documents of `ask --json`). Statements in nearly the same words count as the same."""
    said = [[str(one["text"]) for one in document["statements"]] for document in (first, second)]
    same = paired(said[0], said[1], _SAME)
    cited = [{str(one["title"]): None for one in document["citations"]} for document in (first, second)]
    return Difference(
        frozenset(range(len(said[0]))) - frozenset(same.values()),
        frozenset(range(len(said[1]))) - same.keys(),
        tuple(title for title in cited[0] if title not in cited[1]),
        tuple(title for title in cited[1] if title not in cited[0]),
    )
