"""What a part of a statement says otherwise than the sentence it rests on: numbers, names, direction, negation, scope, and who does what to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answers.alignment import Part, align, places
from assistant.answers.reading import Passage, Token, hedge, strong
from assistant.answers.wording import MILD, PIVOTS, opposite, rivals, stem

_NEAR = 4
_PIVOTS = frozenset(stem(word) for word in PIVOTS)
_MILD = frozenset(stem(word) for word in MILD)
_BE = frozenset({"be", "is", "are", "been", "being", "wa", "get"})
_TURNING = frozenset(stem(word) for word in "only except unless if when instead than without alone despite".split())


@dataclass(slots=True)
class Comparison:
    """What was found for one part: `conflicts` say that the passage has it otherwise, `additions` that it says no such thing, `doubts` that
    the part may claim more than the passage. Each names its kind."""

    part: Part
    conflicts: list[str] = field(default_factory=list)
    additions: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sides:
    """A part and its sentence, word beside word: the pairs, and the places of the words that only one of them has."""

    tokens: Sequence[Token]
    part: Part
    passage: Passage
    pairs: dict[int, int]
    said: tuple[int, ...]
    left: tuple[int, ...]

    def there(self, place: int) -> Token:
        return self.part.sentence.tokens[place]

    def slot(self, here: int, there: int) -> bool:
        """Whether two places lie beside the same words."""
        return any(abs(i - here) <= _NEAR and abs(j - there) <= _NEAR for i, j in self.pairs.items())

    def replaced(self) -> Iterator[tuple[Token, Token]]:
        """The words of the part that stand where the sentence has another word."""
        for here in self.said:
            for there in self.left:
                if self.slot(here, there):
                    yield self.tokens[here], self.there(there)


def compare(tokens: Sequence[Token], part: Part, passages: Passage, free: int) -> Comparison:
    """Holds one part of a statement against its sentence. `free` is the bit mask of words that need not stand there."""
    sides = _sides(tokens, part, passages, free)
    found = Comparison(part)
    for look in (_numbers, _names, _direction, _negation, _scope, _order, _dropped):
        look(sides, found)
    return found


def _sides(tokens: Sequence[Token], part: Part, passage: Passage, free: int) -> _Sides:
    pairs = align(tokens, part)
    taken = set(pairs.values())
    said = tuple(
        place
        for place in range(part.start, part.end)
        if place not in pairs and not free >> place & 1 and tokens[place].senses and (not places(tokens[place], part.sentence))
    )
    spare = Counter(token.word for place, token in enumerate(tokens[part.start : part.end], part.start) if place not in pairs)
    left = tuple(place for place, token in enumerate(part.sentence.tokens) if place not in taken and token.senses and not spare[token.word])
    return _Sides(tokens, part, passage, pairs, said, left)


def _numbers(sides: _Sides, found: Comparison) -> None:
    left = [sides.there(place) for place in sides.left if sides.there(place).number is not None]
    for place in sides.said:
        token = sides.tokens[place]
        if token.number is None:
            continue
        absent = token.number not in sides.passage.numbers
        if left and found.part.coverage >= 0.4 and (absent or found.part.coverage >= 0.7):
            found.conflicts.append("number")
        elif absent and not (token.loose and token.number <= 12):
            found.additions.append("number")
        else:
            found.doubts.append("number")
    _exchanged_numbers(sides, found)


def _exchanged_numbers(sides: _Sides, found: Comparison) -> None:
    """Numbers of the sentence that the part gives to something else."""
    numbers = [(i, j) for i, j in sides.pairs.items() if sides.tokens[i].number is not None]
    if not numbers:
        return
    order = [sides.there(j).number for _, j in sorted(numbers)]
    for here, there in numbers:
        head, own = _next(sides.tokens, here, sides.part.end), _next(sides.part.sentence.tokens, there, len(sides.part.sentence.tokens))
        if head is None or own is None or sides.pairs.get(head) in {None, own}:
            continue
        before = sides.pairs[head] - 1
        while before >= 0 and not sides.there(before).content:
            before -= 1
        if before >= 0 and sides.there(before).number not in {None, sides.tokens[here].number}:
            found.conflicts.append("number of another thing")
    if len(order) == 2 and len(numbers) == 2 and _descends(sides, numbers):
        found.conflicts.append("numbers turned round")
    _figures_of_another(sides, numbers, found)


def _next(tokens: Sequence[Token], place: int, end: int) -> int | None:
    for after in range(place + 1, min(place + 5, end)):
        if tokens[after].mark or tokens[after].number is not None:
            return None
        if tokens[after].content:
            return after
    return None


def _descends(sides: _Sides, numbers: Sequence[tuple[int, int]]) -> bool:
    """Whether `from A to B` has become `from B to A`."""
    (i, j), (k, m) = sorted(numbers)
    to_here = any(token.word == "to" for token in sides.tokens[i + 1 : k]) and sides.tokens[max(i - 1, 0)].word == "from"
    to_there = any(token.word == "to" for token in sides.part.sentence.tokens[min(j, m) + 1 : max(j, m)])
    return to_here and to_there and m < j


def _figures_of_another(sides: _Sides, numbers: Sequence[tuple[int, int]], found: Comparison) -> None:
    """A figure that stands in the sentence with one name and in the part with another."""
    tokens = sides.part.sentence.tokens
    segment, count = [], 0
    for token in tokens:
        count += token.text in {",", ";"} or token.word in {"and", "while", "whereas", "but"}
        segment.append(count)
    named = {place: segment[place] for place, token in enumerate(tokens) if token.name}
    mine = [named[j] for j in sides.pairs.values() if j in named]
    for _, there in numbers:
        rival = any(number == segment[there] and place not in sides.pairs.values() for place, number in named.items())
        if mine and rival and segment[there] not in mine:
            found.conflicts.append("figure of another")


def _names(sides: _Sides, found: Comparison) -> None:
    left = [sides.there(place) for place in sides.left if sides.there(place).content]
    for place in sides.said:
        token = sides.tokens[place]
        if not token.name or token.number is not None or token.neutral:
            continue
        absent = not (token.senses & sides.passage.senses)
        beside = [other for _, other in _at(sides, place) if other.name]
        if absent and found.part.coverage >= 0.6 and (beside or left):
            found.conflicts.append("name" if beside or _at(sides, place) else "")
        elif absent:
            found.additions.append("name")
        elif beside and found.part.coverage >= 0.7:
            found.conflicts.append("name of another")
        else:
            found.doubts.append("name")
    found.additions += ["name"] * found.conflicts.count("")
    found.conflicts = [kind for kind in found.conflicts if kind]


def _at(sides: _Sides, here: int) -> list[tuple[int, Token]]:
    return [(there, sides.there(there)) for there in sides.left if sides.there(there).content and sides.slot(here, there)]


def _direction(sides: _Sides, found: Comparison) -> None:
    """Words that say the opposite of, or exclude, those in their place. Two of them may cancel out, so only an odd count is a conflict."""
    turns = {one.word for one, other in sides.replaced() if opposite(one.word, other.word)}
    turns |= {one.word for one, other in sides.replaced() if one.negated == other.negated and _shut_out(one.word, other.word)}
    if not turns:
        return
    if len(turns) % 2 and found.part.coverage >= 0.5:
        found.conflicts.append("direction")
    else:
        found.doubts.append("direction")


def _shut_out(one: str, other: str) -> bool:
    return rivals(one, other)


def _negation(sides: _Sides, found: Comparison) -> None:
    own = [place for place in sides.pairs if sides.tokens[place].negated]
    theirs = [place for place, there in sides.pairs.items() if sides.there(there).negated]
    if set(own) == set(theirs):
        return
    count = sum(token.word in _NEGATIVE for token in sides.tokens[sides.part.start : sides.part.end])
    turned = "direction" in found.conflicts or "direction" in found.doubts
    if turned:
        found.conflicts = [kind for kind in found.conflicts if kind != "direction"]
        found.doubts.append("negation")
    elif (count == 0) != (sides.part.sentence.negators == 0) and found.part.coverage >= 0.5:
        found.conflicts.append("negation")
    else:
        found.doubts.append("negation")


_NEGATIVE = frozenset(stem(word) for word in "not no never without cannot neither nor none hardly barely unable lack fail failure".split())


def _scope(sides: _Sides, found: Comparison) -> None:
    """Claims without exception where the sentence hedges, and hedges left out."""
    tokens = sides.tokens[sides.part.start : sides.part.end]
    own = {kind for token in tokens if (kind := hedge(token))}
    reach = [there for there in sides.pairs.values()]
    near = range(min(reach, default=0) - _NEAR, max(reach, default=0) + _NEAR)
    dropped = {kind for place in near if 0 <= place < len(sides.part.sentence.tokens) and (kind := hedge(sides.there(place)))} - own
    known = {token.word for token in sides.part.sentence.tokens}
    claims = [token.word for token in tokens if strong(token) and not any(sense in sides.part.sentence.at for sense in token.senses)]
    firm = [word for word in claims if word not in _MILD]
    if (firm or (claims and dropped)) and found.part.coverage >= 0.5 and not known & set(claims):
        found.conflicts.append("scope")
    elif claims or dropped:
        found.doubts.append("scope")


def _order(sides: _Sides, found: Comparison) -> None:
    """Whether the words before and after a pivot have changed places, with the voice taken into account."""
    pairs = sorted(sides.pairs.items())
    passive = _passive(sides.tokens[sides.part.start : sides.part.end]), _passive(sides.part.sentence.tokens)
    for here, there in pairs:
        crossing = sum(i < here and j > there for i, j in pairs), sum(i > here and j < there for i, j in pairs)
        if not all(crossing):
            continue
        token = sides.tokens[here]
        if passive[0] == passive[1] and token.word in _PIVOTS | {"="}:
            found.conflicts.append("order")
            return
        if passive[0] == passive[1]:
            found.doubts.append("order")


def _passive(tokens: Sequence[Token]) -> bool:
    return any(
        token.text.lower() == "by" and any(before.word in _BE or before.text.endswith(("ed", "en", "wn")) for before in tokens[max(i - 3, 0) : i])
        for i, token in enumerate(tokens)
    )


def _dropped(sides: _Sides, found: Comparison) -> None:
    """Words between those that the part takes over, on which their meaning turns."""
    reach = sides.pairs.values()
    if not reach:
        return
    inside = [sides.there(place) for place in sides.left if min(reach) <= place <= max(reach)]
    if any(token.word in _TURNING for token in inside):
        found.doubts.append("condition")
    if sum(token.content and not token.neutral for token in inside) > max(3, len(sides.pairs)):
        found.doubts.append("gathered")
