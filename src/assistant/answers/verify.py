"""From a draft to an answer: each statement held against what it cites, each citation given the words it rests on. The same with and without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.answer import Citation, Statement, cite
from assistant.answers.extractive import Marked, bare
from assistant.notes.entry import Entry
from assistant.retrieval.evidence import Evidence
from assistant.support.check import Check, Support, best_support, check_each
from assistant.text.display import unmarked
from assistant.text.languages import language_of

_SAME_IN_ALL = re.compile(r"\d|^another author or year")


@dataclass(frozen=True, slots=True)
class Verified:
    """Statements with verdicts, the citations they use, by marker, and to how many statements a citation was attached afterwards."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    attached: int = 0


def verify(drafted: Sequence[Marked], evidence: Sequence[Evidence], *, attach: bool = False, check: Check = check_each) -> Verified:
    """Checks drafted statements against the evidence they cite.

    With `attach`, a statement without a marker is given that of the evidence that supports it best, where any does; a statement that cannot be
    tied to an entry stays without one and is `unverified`. `check` gives the verdicts; which entry is attached is read from the words alone.
    """
    passages = {item.marker: passages_of(item) for item in evidence}
    marked = [(text, tuple(marker for marker in given if marker in passages)) for text, given in drafted]
    claims = [(text, [passage for marker in markers for passage in passages[marker]]) for text, markers in marked]
    supports = [_across(support, *claim) for support, claim in zip(check(claims), claims, strict=True)]
    several = [(text, marker) for text, markers in marked if len(markers) > 1 for marker in markers]
    own = dict(zip(several, check([(text, passages[marker]) for text, marker in several]), strict=True))
    statements: list[Statement] = []
    quotes: dict[int, str] = {}
    attached = 0
    for (text, given), checked in zip(marked, supports, strict=True):
        markers, support = given, checked
        if not markers and attach and (found := best_support(text, passages)):
            markers, support, attached = (found[0],), found[1], attached + 1
        statements.append(Statement(unmarked(text), markers, support.verdict, round(support.score, 3), support.reason, support.by))
        for marker in markers:
            quotes[marker] = quotes.get(marker) or own.get((text, marker), support).quote
    by_marker = {item.marker: item for item in evidence}
    citations = tuple(citation(marker, by_marker[marker].entry, quote) for marker, quote in sorted(quotes.items()))
    return Verified(tuple(statements), citations, attached)


def listed_only(checked: Verified, evidence: Sequence[Evidence]) -> Verified:
    """The same with each bare title `unverified`: that the notes name an entry does not say that it is what was asked for."""
    bare_titles = {bare(item.entry) for item in evidence}
    statements = tuple(replace(one, verdict="unverified", score=0.0) if one.text in bare_titles else one for one in checked.statements)
    return replace(checked, statements=statements)


def across_languages(checked: Verified, evidence: Sequence[Evidence]) -> str:
    """What to say, once, of an answer in another language than the notes that it cites; empty where it is in theirs, or all of it was verified."""
    cited = {marker for one in checked.statements for marker in one.markers}
    notes = " ".join(item.text for item in evidence if item.marker in cited or not cited)
    said, held = language_of(" ".join(one.text for one in checked.statements)), language_of(notes)
    if said == held or not any(one.verdict == "unverified" for one in checked.statements):
        return ""
    return f"the answer is not in the language of the notes ({said}, {held}): whether they say what it says is not verified, figures and names apart"


def as_cited(checked: Verified, evidence: Sequence[Evidence]) -> tuple[Verified, tuple[Evidence, ...]]:
    """The statements and citations with markers numbered in the order in which they come, and the evidence, in its order, under the same ones."""
    order: dict[int, int] = {}
    for marker in (marker for statement in checked.statements for marker in statement.markers):
        order.setdefault(marker, len(order) + 1)
    for item in evidence:
        order.setdefault(item.marker, len(order) + 1)
    statements = tuple(replace(one, markers=tuple(order[marker] for marker in one.markers)) for one in checked.statements)
    citations = sorted((replace(one, marker=order[one.marker]) for one in checked.citations), key=lambda one: one.marker)
    renumbered = tuple(replace(item, marker=order[item.marker]) for item in evidence)
    return replace(checked, statements=statements, citations=tuple(citations)), renumbered


def passages_of(item: Evidence) -> list[str]:
    """What a citation of this evidence may rest on: its text as it stood in the prompt, and the section it stands in."""
    return [item.text, " / ".join(item.entry.headings)]


def _across(support: Support, text: str, passages: Sequence[str]) -> Support:
    """A verdict on words of another language than the passages': of these words tell nothing, but names and figures are the same in all."""
    if support.verdict == "supported" or language_of(text) == language_of(" ".join(passages)):
        return support
    told = support.verdict == "unsupported" and (support.by or _SAME_IN_ALL.search(support.said))
    return support if told else replace(support, verdict="unverified", score=min(support.score, 0.5), reason="", said="")


def citation(marker: int, entry: Entry, quote: str) -> Citation:
    """The citation of an entry. What it rests on is quoted from the entry's own lines; where that is the title or the section, the title."""
    line = next((line for _, line in entry.remarks() if quote and quote in line.text), None)
    if line is None:
        return cite(marker, entry, entry.title, str(entry.place))
    place = next((place for place in entry.places if place.path == line.path), entry.place)
    if place.path.lower().endswith(".pdf"):  # cited by the page
        place = replace(place, line=line.line)
    return cite(marker, entry, quote, str(place))
