"""Statements in the notes' own words: whole sentences, titles and bylines, joined by framing words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.support.passages import Passage, Sentence, exact

_FRAME = frozenset(
    "the notes note name names say says said of under titled entitled called and also is by from in it that this entry paper work a an states state "
    "according to authors / was were introduced proposed presented published written authored".split()
)
_LACKS = re.compile(r"(?P<remark>without a remark)|(?:the notes )?(?:give|gives) (?P<none>neither authors nor year for|no year|no authors)")


def verbatim(statement: str, passages: Sequence[Passage]) -> str:
    """The quote for a statement that is composed of whole pieces of the passages; empty where it is not.

    The quote is the first remark used, or the title where the statement only names it.
    """
    said = _without_lacks(statement, passages)
    used = _pieces_of(exact(said), passages) if said is not None else []
    return next((raw for raw, title in used if not title), used[0][0] if used else "")


def _without_lacks(text: str, passages: Sequence[Passage]) -> str | None:
    """The text without true statements of what the passages lack; None where such a statement is false."""
    for match in _LACKS.finditer(text):
        lacking = match["none"] or ""
        remarks = any(one is not passage.title for passage in passages[:1] for one in passage.sentences)
        years, people = any(passage.years for passage in passages[:1]), any(passage.people for passage in passages[:1])
        if (match["remark"] and remarks) or ("year" in lacking and years) or ("authors" in lacking and people):
            return None
    return _LACKS.sub(" ", text)


def _pieces_of(text: str, passages: Sequence[Passage]) -> list[tuple[str, bool]]:
    """The pieces that a text is composed of, in order; none where more than framing words remain."""
    used: list[tuple[int, str, bool]] = []
    padded = f" {text} "
    pieces = sorted({piece for passage in passages for piece in _pieces(passage)}, key=lambda piece: -len(piece[0]))
    for key, raw, title in pieces:
        place = padded.find(f" {key} ") if key else -1
        if place >= 0:
            used.append((place, raw, title))
            padded = padded.replace(f" {key} ", f" {'|' * len(key)} ")
    left = [word for word in padded.split() if set(word) != {"|"} and word not in _FRAME]
    return [(raw, title) for _, raw, title in sorted(used)] if used and not left else []


@lru_cache(maxsize=4096)
def _pieces(passage: Passage) -> tuple[tuple[str, str, bool], ...]:
    found: list[tuple[str, str, bool]] = []
    for one in passage.sentences:
        title = one is passage.title
        found += [(one.key, one.raw, title)]
        found += [(exact(part), one.raw, title) for part in _clauses(one)]
    if passage.byline and passage.title:
        found.append((exact(passage.byline), passage.title.raw, True))
    return tuple(found)


def _clauses(one: Sentence) -> list[str]:
    parts = re.split(r"(?<=[;:])\s+|\s/\s", one.raw)
    return parts if len(parts) > 1 else []
