"""Numbers that differ between a part of a statement and its sentence: the value, a bound, or what is counted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.support.differences.comparison import Comparison, Difference, Sides
from assistant.support.passages import Token

_ENOUGH = 0.4  # of a part's words, for a number in it to be held against one of the sentence


def numbers(sides: Sides, found: Comparison) -> None:
    """Finds numbers of the part that its sentence lacks, bounds differently, or gives to something else."""
    for place in sides.said:
        token = sides.tokens[place]
        if token.number is None and not (token.loose and token.content):
            continue
        inplace = [there for there in sides.left if _in_its_place(sides, place, there)]
        left = [sides.there(there) for there in inplace]
        bounds = {_bound(sides.part.sentence.tokens, there) for there in inplace}
        absent = not token.senses & sides.passage.senses
        if any(other.number == token.number for other in left if other.number is not None):
            found.doubts.append("number")  # `the sixth layer`, `layer 6`
        elif left and _bound(sides.tokens, place) in bounds and found.part.coverage >= _ENOUGH:
            found.conflicts.append(Difference("number", token.text, _likeliest(left, token).text))
        elif absent and token.number is not None:
            found.additions.append("number")
        else:
            found.doubts.append("number")
    _bounds(sides, found)
    _figures_of_another(sides, found)


def _in_its_place(sides: Sides, here: int, there: int) -> bool:
    """Whether a number of the sentence may be the counterpart of a number of the part; a loose one only next to the same words."""
    other = sides.there(there)
    if not other.loose and other.number is None:
        return False
    if _only(sides, here, there):
        return True
    before, after = _neighbours(sides.tokens, here, sides.part.start, sides.part.end)
    return not {sides.pairs.get(before), sides.pairs.get(after)}.isdisjoint(
        _neighbours(sides.part.sentence.tokens, there, 0, len(sides.part.sentence.tokens))
    )


def _only(sides: Sides, here: int, there: int) -> bool:
    """Whether two numbers are the only ones of their unit that just one side has."""
    own, other = ({sense.partition(" ")[2] for sense in token.senses} - {""} for token in (sides.tokens[here], sides.there(there)))
    said = [place for place in sides.said if sides.tokens[place].number is not None]
    left = [place for place in sides.left if sides.there(place).number is not None]
    return said == [here] and left == [there] and bool(own & other)


def _neighbours(tokens: Sequence[Token], place: int, start: int, end: int) -> tuple[int, int]:
    """The positions of the content words before and after a position, -1 where there is none."""
    before = next((there for there in range(place - 1, start - 1, -1) if tokens[there].content), -1)
    return before, next((there for there in range(place + 1, end) if tokens[there].content), -1)


def _likeliest(left: Sequence[Token], token: Token) -> Token:
    """Of the numbers that only the sentence has, the likeliest counterpart: of the same unit, then the nearest value."""
    unit = min(token.senses).partition(" ")[2]
    return min(left, key=lambda other: (min(other.senses).partition(" ")[2] != unit, abs((other.number or 0.0) - (token.number or 0.0))))


def _bounds(sides: Sides, found: Comparison) -> None:
    """A bound (`over`, `at least`, `under`) on one side only, or a different one."""
    for here, there in sides.pairs.items():
        if sides.tokens[here].number is None:
            continue
        own, theirs = _bound(sides.tokens, here), _bound(sides.part.sentence.tokens, there)
        if own and theirs and own != theirs:
            found.conflicts.append(Difference("direction", f"{own} {sides.tokens[here].text}", f"{theirs} {sides.there(there).text}"))
        elif own != theirs:
            found.doubts.append("bound")


def _bound(tokens: Sequence[Token], place: int) -> str:
    """Whether a number is a lower (`over`) or an upper (`under`) bound; empty where it is none."""
    before = " ".join(token.text.lower() for token in tokens[max(place - 2, 0) : place])
    match = re.search(r"(?:(more than|over|above|atleast|exceeding)|(less than|fewer than|under|below|atmost|upto))$", before)
    if not match:
        return ""
    turned = any(token.text.lower() in {"no", "not"} for token in tokens[max(place - 3, 0) : place])
    return "over" if bool(match[1]) != turned else "under"


def _figures_of_another(sides: Sides, found: Comparison) -> None:
    """A figure that a clause of the sentence gives to one thing and the part to another, whose own clause has a figure that the part leaves out."""
    tokens, clause, paired = sides.part.sentence.tokens, sides.part.sentence.clause, set(sides.pairs.values())
    said = {sense for token in sides.tokens for sense in token.senses}
    telling = {place for place, token in enumerate(tokens) if token.content and not token.neutral and token.number is None}
    spare = {clause[place] for place, token in enumerate(tokens) if token.number is not None and place not in paired}
    for here, there in ((here, there) for here, there in sides.pairs.items() if sides.tokens[here].number is not None):
        of_another = any(clause[place] == clause[there] and not tokens[place].senses & said for place in telling - paired)
        if of_another and any(clause[place] in spare - {clause[there]} for place in telling & paired):
            found.conflicts.append(Difference("elsewhere", sides.tokens[here].text))
