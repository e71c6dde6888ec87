"""Clauses of a sentence: conditions that a statement leaves out, and words that it takes from several clauses."""

from __future__ import annotations

from assistant.support.differences.comparison import Comparison, Difference, Sides
from assistant.support.passages import Sentence, hedge
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
    there, clause = sides.part.sentence.tokens, _numbered(sides.part.sentence)
    said = {sense for token in sides.tokens for sense in token.senses}
    counting = {at for at in sides.left if there[at].content or hedge(there[at]) == "quantity"}
    unsaid = {at for at in counting if not (there[at].neutral or there[at].senses & said)}
    taken = [at for _, at in sorted(sides.pairs.items()) if there[at].content and not there[at].neutral]
    drawn = {clause[at] for at in taken}
    if len(drawn) < 2:
        return
    head, last = clause[taken[0]], clause[taken[-1]]
    joined = all(not number or there[clause.index(number)].text.lower() in _JOINING for number in (head, last))
    goes_on = any(clause[at] == head and at > taken[0] for at in unsaid) or there[clause.index(head)].text == "than"
    opening = next(at for at, token in enumerate(there) if clause[at] == last and token.content)
    if joined and goes_on and opening in unsaid and not sides.part.missing:
        found.conflicts.append(Difference("subject", sides.tokens[min(sides.pairs)].text))
    elif len(drawn & {clause[at] for at in unsaid}) > 1:
        found.doubts.append("mixed")


def _numbered(sentence: Sentence) -> list[int]:
    """The number of each token's clause, where `than`, `because` and the like begin one as well."""
    return [number + sum(token.text.lower() in _APART for token in sentence.tokens[: at + 1]) for at, number in enumerate(sentence.clause)]


CLAUSES = (_dropped, _mixed)
