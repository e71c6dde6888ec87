"""Which statements of two answers say the same."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from assistant.text.fold import fold


def paired(before: Sequence[str], after: Sequence[str], alike: float) -> dict[int, int]:
    """For the places of those statements of `after` that some statement of `before` has, the place of that one: word for word the same, else the most
    alike of the others, from `alike` of 100 on. Each is taken once."""
    old, new = list(map(fold, before)), list(map(fold, after))
    pairs: dict[int, int] = {}
    left = list(range(len(old)))
    for i, text in enumerate(new):
        if (same := next((j for j in left if old[j] == text), None)) is not None:
            pairs[i] = same
            left.remove(same)
    scored = [(fuzz.token_sort_ratio(old[j], new[i]), i, j) for i in range(len(new)) if i not in pairs for j in left]
    for score, i, j in sorted(scored, key=lambda found: -found[0]):
        if score >= alike and i not in pairs and j in left:
            pairs[i] = j
            left.remove(j)
    return pairs
