"""Whether cited passages support a statement, from the differences between them; `unverified` where these do not tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.support.alignment import held_by, split
from assistant.support.authorship import Credit, read_credit
from assistant.support.differences.comparison import Comparison
from assistant.support.differences.contradictions import compare
from assistant.support.passages import Passage, Sentence, read_passage, sentence
from assistant.support.verbatim import verbatim

_MARKER = re.compile(r"\s*\[\d+(?:,\s*\d+)*\]")
_SIGN = re.compile(r"(\w+)\s*([-+*/^<>=])\s*(?=(\w+))")
_DASHES = str.maketrans("−–—×≤≥", "---*<>")
_ENOUGH = 3
_CLEAR = 3
_SHOWN = 0.5
_LONGEST = 2000  # characters of a statement

Verdict = Literal["supported", "partly", "unsupported", "unverified"]


@dataclass(frozen=True, slots=True)
class Support:
    """Verdict, score from 0 to 1, and the words of the passage that it rests on (may be empty).

    Only `unsupported` has a `reason`, which names the difference, and `said`, the statement's words in it. `by` is the model whose verdict it is, empty where
    it was read.
    """

    verdict: Verdict
    score: float
    quote: str
    reason: str = ""
    said: str = ""
    by: str = ""


# A statement and the passages it cites, and what holds several of them against theirs at once.
Claim = tuple[str, Sequence[str]]
Check = Callable[[Sequence[Claim]], list[Support]]


def check_support(statement: str, passages: Sequence[str]) -> Support:
    """Compares a statement with the passages it cites (title and byline in the first line, remarks below it).

    `supported`: it is in the passages' own words, or one sentence for each clause has every content word, in the same roles. `unsupported`: a number, name,
    year, direction, negation or scope differs. `partly`: one clause is supported and another adds to it. `unverified`: none of these, or the statement is longer
    than any sentence. The score ranks statements and is no probability: the higher, the likelier the support.
    """
    if len(statement) > _LONGEST:
        return Support("unverified", 0.0, "")
    read = [passage for text in passages if (passage := read_passage(text)).sentences]
    statement = without_markers(statement)
    if not read or not any(char.isalnum() for char in statement):
        return Support("unverified", 0.0, "")
    if formula := _other_formula(statement, passages):
        return Support("unsupported", 0.04, "", f"another sign: “{formula}”", formula)
    if quote := verbatim(statement, read):
        return Support("supported", 1.0, quote)
    credit = read_credit(statement, read)
    if credit.verdict == "wrong":
        return Support("unsupported", 0.04, _title(read), f"another author or year: “{credit.differs}”", credit.differs)
    if credit.verdict == "right" and (quote := verbatim(credit.rest, read)):
        return Support("supported", 1.0, quote)
    return _read_differences(credit, read)


def check_each(claims: Sequence[Claim]) -> list[Support]:
    """`check_support` of each claim."""
    return [check_support(statement, passages) for statement, passages in claims]


def without_markers(statement: str) -> str:
    """A statement without the markers of the entries it cites."""
    return _MARKER.sub("", statement)


def best_support(statement: str, passages_by_marker: Mapping[int, Sequence[str]]) -> tuple[int, Support] | None:
    """The marker of the entry that supports a statement best, with its support; None where no entry supports even a part of it."""
    found = [(marker, check_support(statement, passages)) for marker, passages in passages_by_marker.items()]
    found = [(marker, support) for marker, support in found if support.verdict in {"supported", "partly"}]
    return max(found, key=lambda pair: (pair[1].verdict == "supported", pair[1].score, -pair[0]), default=None)


def _other_formula(statement: str, passages: Sequence[str]) -> str:
    """An expression whose sign differs from the passages', `1 + p` for `1 - p`; empty where there is none."""
    said, held = _formulas(statement), {formula for text in passages for formula in _formulas(text)}
    apart = {(left, right) for left, _, right in held - said}
    return next((f"{one} {sign} {other}" for one, sign, other in sorted(said - held) if (one, other) in apart), "")


def _formulas(text: str) -> set[tuple[str, str, str]]:
    """Pairs of operands with the sign between them; one operand is a number or a letter, so that hyphens of compound words do not count."""
    found = ((match[1].lower(), match[2], match[3].lower()) for match in _SIGN.finditer(text.translate(_DASHES)))
    return {one for one in found if any(len(side) == 1 or side.isdigit() for side in (one[0], one[2]))}


def _read_differences(credit: Credit, passages: Sequence[Passage]) -> Support:
    tokens = sentence(credit.rest).tokens
    whole = _joined(passages)
    titles = {passage.title for passage in passages}
    sentences = sorted(whole.sentences, key=lambda one: one in titles)
    held = [held_by(tokens, one) for one in sentences]
    people = {name for passage in passages for name in passage.people}
    free = sum((token.neutral or token.text.lower() in people) << place for place, token in enumerate(tokens))
    for mask, one in zip(held, sentences, strict=True):
        free |= mask if one in titles else 0
    if not any(token.content for token in tokens):
        return Support("unverified", 0.2, "")
    parts = split(tokens, sentences, held, free)
    found = [compare(tokens, part, whole, free) for part in parts]
    for comparison in found:
        if comparison.part.sentence in titles and len(sentences) > len(titles):
            told = len(parts) == 1 and comparison.part.matched > _ENOUGH and not comparison.part.missing
            comparison.doubts += ["title"] * ((bool(comparison.conflicts) and not told) or comparison.part.matched < _ENOUGH)
            comparison.conflicts = comparison.conflicts if told else []
    return _verdict(found, credit)


def _verdict(found: Sequence[Comparison], credit: Credit) -> Support:
    best = max(found, key=lambda one: one.part.matched)
    quote = best.part.sentence.raw
    coverage = sum(one.part.matched for one in found) / max(sum(one.part.matched + one.part.missing for one in found), 1)
    held = [_holds(one) for one in found]
    if differing := next((one for one in found if one.conflicts), None):
        first = differing.conflicts[0]
        return Support("unsupported", 0.05 + 0.1 * (1 - coverage), differing.part.sentence.raw, first.reason(), first.said)
    if all(held) and credit.verdict != "untold":
        return Support("supported", 0.9 + 0.01 * min(best.part.matched, 9), quote)
    clear = any(holds and one.part.matched >= _CLEAR for holds, one in zip(held, found, strict=True))
    if clear and (credit.verdict == "untold" or any(_adds(one) for one in found)):
        return Support("partly", 0.6, quote)
    added = [one for one in found if one.additions]
    if added and all("number" not in one.additions and one.part.matched >= _CLEAR and one.part.coverage >= _SHOWN for one in added):
        return Support("partly", 0.5, quote)
    doubts = sum(len(one.doubts) for one in found)
    return Support("unverified", max(0.2, 0.25 + 0.5 * coverage - 0.1 * doubts), quote if coverage >= _SHOWN else "")


def _adds(one: Comparison) -> bool:
    """Whether a part says something that its sentence does not mention."""
    return bool(one.additions) or (one.part.missing >= _ENOUGH - 1 and one.part.matched <= 1)


def _holds(one: Comparison) -> bool:
    whole = sum(token.content for token in one.part.sentence.tokens)
    enough = one.part.matched >= min(_ENOUGH, max(whole, _ENOUGH - 1))
    return one.part.missing == 0 and enough and not (one.conflicts or one.additions or one.doubts)


def _joined(passages: Sequence[Passage]) -> Passage:
    """Several passages as one for look-ups, under the title of the first."""
    if len(passages) == 1:
        return passages[0]
    sentences: list[Sentence] = [one for passage in passages for one in passage.sentences]
    senses = frozenset(sense for passage in passages for sense in passage.senses)
    numbers = frozenset(number for passage in passages for number in passage.numbers)
    years = frozenset(year for passage in passages for year in passage.years)
    return Passage(passages[0].title, "", frozenset(), years, tuple(sentences), senses, numbers)


def _title(passages: Sequence[Passage]) -> str:
    return next((passage.title.raw for passage in passages if passage.title), "")
