"""What a part of a statement says otherwise than its sentence in numbers: another value, another bound, a figure of something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.support.differences.comparison import Comparison, Difference, Sides
from assistant.support.passages import Token
from assistant.text.quantities import quantity_at

_MOST, _NEARLY = 0.4, 0.6


def numbers(sides: Sides, found: Comparison) -> None:
    """Looks for numbers of the part that its sentence does not have, has with another bound, or gives to something else."""
    for place in sides.said:
        token = sides.tokens[place]
        if token.number is None and not (token.loose and token.content):
            continue
        inplace = [there for there in sides.left if _in_its_place(sides, place, there)]
        left = [sides.there(there) for there in inplace]
        bounds = {_bound(sides.part.sentence.tokens, there) for there in inplace}
        absent = not token.senses & sides.passage.senses
        if any(_without_unit(token, other) or _without_unit(other, token) for other in map(sides.there, sides.left)):
            found.doubts.append("unit")
        elif any(other.number == token.number for other in left if other.number is not None):
            found.doubts.append("number")  # `the sixth layer`, `layer 6`
        elif left and _bound(sides.tokens, place) in bounds and found.part.coverage >= (_MOST if absent else _NEARLY):
            found.conflicts.append(Difference("number", token.text, _likeliest(left, token).text))
        elif absent and token.number is not None:
            found.additions.append("number")
        else:
            found.doubts.append("number")
    _bounds(sides, found)
    _exchanged_numbers(sides, found)


def _in_its_place(sides: Sides, here: int, there: int) -> bool:
    """Whether a number of the sentence may be the one that a number of the part was put for; a loose one only beside the same words."""
    own, other = sides.tokens[here], sides.there(there)
    if not (other.loose or other.number is not None) or (own.number is None and not other.content):
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
    """The places of the words that tell something next before and after a place, -1 where there is none."""
    before = next((there for there in range(place - 1, start - 1, -1) if tokens[there].content), -1)
    return before, next((there for there in range(place + 1, end) if tokens[there].content), -1)


def _without_unit(one: Token, other: Token) -> bool:
    """Whether one number is the other without its unit: `six`, `six years`."""
    bare = quantity_at(other.text.split()[:-1], 0) if " " in other.text and other.number is not None else None
    return bare is not None and bool(bare.forms & one.senses)


def _likeliest(left: Sequence[Token], token: Token) -> Token:
    """Of the numbers that only the sentence has, the one that a number most likely stands for: of the same unit, the nearest by size."""
    unit = min(token.senses).partition(" ")[2]
    return min(left, key=lambda other: (min(other.senses).partition(" ")[2] != unit, abs((other.number or 0.0) - (token.number or 0.0))))


def _bounds(sides: Sides, found: Comparison) -> None:
    """`Over`, `at least` or `under` a number on one side only, or another way on each."""
    for here, there in sides.pairs.items():
        if sides.tokens[here].number is None:
            continue
        own, theirs = _bound(sides.tokens, here), _bound(sides.part.sentence.tokens, there)
        if own and theirs and own != theirs:
            found.conflicts.append(Difference("direction", f"{own} {sides.tokens[here].text}", f"{theirs} {sides.there(there).text}"))
        elif own != theirs:
            found.doubts.append("bound")


def _bound(tokens: Sequence[Token], place: int) -> str:
    """Whether a number is the least or the most that is meant, empty where it is neither."""
    before = " ".join(token.text.lower() for token in tokens[max(place - 2, 0) : place])
    match = re.search(r"(?:(more than|over|above|atleast|exceeding)|(less than|fewer than|under|below|atmost|upto))$", before)
    if not match:
        return ""
    turned = any(token.text.lower() in {"no", "not"} for token in tokens[max(place - 3, 0) : place])
    return "over" if bool(match[1]) != turned else "under"


def _exchanged_numbers(sides: Sides, found: Comparison) -> None:
    """Numbers of the sentence that the part gives to something else."""
    numbers = [(i, j) for i, j in sides.pairs.items() if sides.tokens[i].number is not None]
    if not numbers:
        return
    for here, there in numbers:
        head, own = _next(sides.tokens, here, sides.part.end), _next(sides.part.sentence.tokens, there, len(sides.part.sentence.tokens))
        if head is None or own is None or sides.pairs.get(head) in {None, own}:
            continue
        before = sides.pairs[head] - 1
        while before >= 0 and not sides.there(before).content:
            before -= 1
        if before >= 0 and sides.there(before).number not in {None, sides.tokens[here].number}:
            found.conflicts.append(Difference("elsewhere", sides.tokens[here].text))
    for two in pairwise(sorted(numbers)):
        if _descends(sides, two):
            said, held = ([sides.tokens[i].text for i, _ in two], [sides.there(j).text for _, j in reversed(two)])
            found.conflicts.append(Difference("number", " … ".join(said), " … ".join(held)))
    _figures_of_another(sides, numbers, found)


def _next(tokens: Sequence[Token], place: int, end: int) -> int | None:
    for after in range(place + 1, min(place + 5, end)):
        if tokens[after].mark or tokens[after].number is not None or tokens[after].text.lower() in {"from", "to", "by", "for", "with"}:
            return None
        if tokens[after].content:
            return after
    return None


def _descends(sides: Sides, numbers: Sequence[tuple[int, int]]) -> bool:
    """Whether `from A to B` has become `from B to A`."""
    (i, j), (k, m) = numbers
    to_here = any(token.word == "to" for token in sides.tokens[i + 1 : k]) and sides.tokens[max(i - 1, 0)].word == "from"
    to_there = any(token.word == "to" for token in sides.part.sentence.tokens[min(j, m) + 1 : max(j, m)])
    return to_here and to_there and m < j


def _figures_of_another(sides: Sides, numbers: Sequence[tuple[int, int]], found: Comparison) -> None:
    """A figure that a clause of the sentence gives to one thing and the part to another: that of a clause with a figure or name of its own."""
    tokens, paired = sides.part.sentence.tokens, set(sides.pairs.values())
    clause, aside, within = sides.part.sentence.clause, set[int](), False
    for place, token in enumerate(tokens):
        within = token.text == "(" or (within and token.text != ")")
        aside |= {place} if within else set()
    named = {place for place, token in enumerate(tokens) if token.name}
    said = {sense for token in sides.tokens for sense in token.senses}
    telling = {place for place, token in enumerate(tokens) if token.content and not token.neutral and token.number is None}
    spare = {clause[place] for place, token in enumerate(tokens) if token.number is not None and place not in paired}
    for here, there in numbers:
        own = {place for place in telling if clause[place] == clause[there]}
        names = {clause[place] for place in named & paired}
        of_name = names and clause[there] not in names and (own & named) - paired - aside
        of_thing = any(not tokens[place].senses & said for place in own - paired) and any(
            clause[place] in spare - {clause[there]} for place in telling & paired
        )
        if of_thing or (of_name and not own & paired):
            found.conflicts.append(Difference("elsewhere", sides.tokens[here].text))
        elif of_name:
            found.doubts.append("elsewhere")
