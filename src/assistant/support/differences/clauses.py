"""Clauses of a sentence and their subjects: what a statement leaves out of them, takes from two of them or says of another's subject."""

from __future__ import annotations

from assistant.support.alignment import BREAKS
from assistant.support.differences.comparison import CONTRAST, Comparison, Difference, Sides
from assistant.support.passages import hedge
from assistant.support.word_relations import stem

PREPOSITIONS = frozenset("of in on at by for to from with into over under between through than unlike without after before".split())
_TURNING = frozenset(stem(word) for word in "only except unless if when instead without alone despite".split())
_CONDITIONS = frozenset("if unless only except provided".split())
_JOINING = frozenset({"and", "but", "while", "whereas", ";", "than"})
_APART = frozenset("than because since although though unless".split())
_RELATIVE = frozenset({"which", "that", "who", "whose"})


def _dropped(sides: Sides, found: Comparison) -> None:
    """Words left out on which the meaning of those that the part takes over turns: a condition, a contrast, a count."""
    reach, there, clause = sorted(sides.pairs.values()), sides.part.sentence.tokens, sides.part.sentence.clause
    if not reach:
        return
    part = sides.tokens[sides.part.start : sides.part.end]
    meant = {sense for token in part for sense in token.senses}
    drawn = {clause[at] for at in reach}
    for at in sides.left:
        token = there[at]
        fronted = (at == 0 or there[at - 1].mark) and clause[at] + 1 in drawn
        near = clause[at] in drawn or fronted
        inside = token.word in _TURNING and reach[0] <= at <= reach[-1]
        if not token.senses & meant and (inside or (near and token.text.lower() in _CONDITIONS)):
            found.doubts.append("condition")
        partitive = (
            token.number is not None
            and there[at + 1 : at + 2]
            and there[at + 1].text.lower() == "of"
            and not {at + 2, at + 3}.isdisjoint(reach)
        )
        ordinal = any(sense[0].isdigit() and sense.endswith("th") for sense in token.senses) and at + 1 in sides.pairs.values()
        if partitive or ordinal:
            found.doubts.append("number")
    if any(token.text.lower() in {"most", "least"} and not token.senses & sides.part.sentence.at.keys() for token in part):
        found.doubts.append("scope")
    if sides.contrasted() and not {token.text.lower() for token in part} & CONTRAST and any(there[at].content for at in sides.left):
        found.doubts.append("contrast")


def _subject(sides: Sides, found: Comparison) -> None:
    """A clause without a subject of its own, or with a relative pronoun for it, that rests on a sentence about something else."""
    tokens, part, there = sides.tokens, sides.part, sides.part.sentence.tokens
    first = min(sides.pairs.values(), default=0)
    opening = next((token.text.lower() for token in tokens[part.start : part.end] if not token.mark), "")
    clause = max((at + 1 for at in range(first) if there[at].mark and there[at + 1].text.lower() not in _RELATIVE), default=0)
    said = {sense for token in tokens for sense in token.senses}.union(sides.passage.title.at if sides.passage.title else ())
    own = [there[at] for at in sides.left if clause <= at < first and there[at].content and there[at].number is None]
    bound = opening in BREAKS or opening.endswith("ing") or tokens[0].text.lower() in PREPOSITIONS
    if part.start and bound and any(not token.neutral and not token.senses & said for token in own):
        found.doubts.append("subject")


def _mixed(sides: Sides, found: Comparison) -> None:
    """Words drawn from several clauses of a sentence that say something else as well, or what a clause says of its subject put of another's."""
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


CLAUSES = (_dropped, _subject, _mixed)
