"""Answers with no model: sentences of the notes, each with its marker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.notes.entry import Entry
from assistant.retrieval.evidence import Evidence
from assistant.retrieval.question import kind_of
from assistant.retrieval.ranking import sentences


@dataclass(frozen=True, slots=True)
class Draft:
    """Statements with their markers, before the support check. `abstained` says that the notes do not cover the question."""

    statements: tuple[tuple[str, tuple[int, ...]], ...]
    abstained: bool = False


def extract(question: str, evidence: Sequence[Evidence]) -> Draft:
    """Chooses the passages that answer `question`."""
    statements: list[tuple[str, tuple[int, ...]]] = []
    wanted = 6 if kind_of(question) == "list" else 3
    for item in evidence[:wanted]:
        own = sentences(item.text.split("\n")[1:])
        statements.append((f"{name(item.entry)}: {own[0]}" if own else f"The notes name {name(item.entry)} without a remark.", (item.marker,)))
        statements.extend((text, (item.marker,)) for text in own[1:])
    return Draft(tuple(statements), not statements)


def name(entry: Entry) -> str:
    """An entry as a sentence names it: “Title” (authors, year)."""
    byline = f" ({entry.byline()})" if entry.byline() else ""
    return f"“{entry.title}”{byline}"
