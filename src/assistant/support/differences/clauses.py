"""Clauses of a sentence: conditions that a statement leaves out, and words that it takes from several clauses."""

from __future__ import annotations

from assistant.support.differences.comparison import Comparison, Difference, Sides
from assistant.support.passages import hedge
from assistant.text.words import stem

PREPOSITIONS = frozenset("of in on at by for to from with into over under between through than unlike without after before".split())
_TURNING = frozenset(stem(word) for word in "only except unless if when instead without alone despite".split())
_CONDITIONS = frozenset("if unless only except provided".split())
_JOINING = frozenset({"and", "but", "while", "whereas", ";", "than"})
_APART = frozenset("than because since although though unless".split())


def _dropped(sides: Sides, found: Comparison) -> None:
    """Words left out that change the meaning of the rest: a condition, an exception, a share."""
    reach, there = sorted(sides.pairs.values()), sides.part.sentence.tokens
    meant = {sense for token in sides.own for sense in token.senses}
    for at in sides.left if reach else ():
        token = there[at]
        inside = token.word in _TURNING and reach[0] <= at <= reach[-1]
        if not token.senses & meant and (inside or token.text.lower() in _CONDITIONS):
            found.doubts.append("condition")
        if (
            token.number is not None
            and at + 1 < len(there)
            and there[at + 1].text.lower() == "of"
            and not {at + 2, at + 3}.isdisjoint(reach)
        ):
            found.doubts.append("number")


def _mixed(sides: Sides, found: Comparison) -> None:
    """Words from several clauses that also say something else, or the predicate of one clause with the subject of another."""
    there = sides.part.sentence.tokens
    clause = [
        number + sum(token.text.lower() in _APART for token in there[: at + 1]) for at, number in enumerate(sides.part.sentence.clause)
    ]
    said = {sense for token in sides.tokens for sense in token.senses}
    unsaid = {
        at
        for at in sides.left
        if (there[at].content or hedge(there[at]) == "quantity") and not (there[at].neutral or there[at].senses & said)
    }
    ends = [at for _, at in sorted(sides.pairs.items()) if there[at].content and not there[at].neutral]
    drawn = {number: [at for at in ends if clause[at] == number] for number in sorted({clause[at] for at in ends})}
    if len(drawn) < 2:
        return
    head, told = clause[ends[0]], clause[ends[-1]]
    opening = {
        number: next((at for at in range(len(there)) if clause[at] == number and (there[at].content or at in unsaid)), -1)
        for number in drawn
    }
    apart = head != told and [clause[at] for at in ends] == [head] * len(drawn[head]) + [told] * len(drawn[told])
    joined = {number: not number or there[clause.index(number)].text.lower() in _JOINING for number in drawn}
    apart = apart and joined[head] and joined[told]
    after = any(clause[at] == head and at > max(drawn[head]) for at in unsaid) or there[clause.index(head)].text == "than"
    if apart and after and opening[head] == ends[0] and opening[told] in unsaid and not sides.part.missing:
        found.conflicts.append(Difference("subject", sides.tokens[min(sides.pairs)].text))
    elif len(drawn.keys() & {clause[at] for at in unsaid}) > 1 or any(
        opening[number] in unsaid for number in list(drawn)[1:] if joined[number]
    ):
        found.doubts.append("mixed")


CLAUSES = (_dropped, _mixed)
