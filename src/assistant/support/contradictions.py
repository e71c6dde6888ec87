"""What a part of a statement says otherwise than the sentence it rests on: numbers, names, direction, negation and scope."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.support.alignment import Part
from assistant.support.comparison import CONTRAST, NEAR, Comparison, Difference, Sides, pair_up
from assistant.support.passages import Passage, Token, hedge, negator, strong
from assistant.support.word_order import ROLES
from assistant.support.word_relations import MILD, listed, stem
from assistant.text.quantities import quantity_at

_STEM = 4
_MOST, _NEARLY = 0.4, 0.6
_MILD = frozenset(stem(word) for word in MILD)
_ALL = frozenset(stem(word) for word in "all every each any fully entirely completely".split())
_QUANTITIES = frozenset(
    stem(word) for word in "fraction portion share part percent half majority minority number few several handful subset".split()
)


def compare(tokens: Sequence[Token], part: Part, passages: Passage, free: int) -> Comparison:
    """Holds one part of a statement against its sentence: `B is more than A` may well be `A is less than B`, so that two turns make a doubt.

    `free` is the bit mask of words that need not stand there.
    """
    sides = pair_up(tokens, part, passages, free)
    found = Comparison(part)
    for look in (_numbers, _names, _direction, _negation, _scope, *ROLES):
        look(sides, found)
    if found.differs("order") and found.differs("direction"):
        found.conflicts, found.doubts = [], ["converse"]
    return found


def _numbers(sides: Sides, found: Comparison) -> None:
    for place in sides.said:
        token = sides.tokens[place]
        if token.number is None and not (token.loose and token.content):
            continue
        inplace = [there for there in sides.left if _in_its_place(sides, place, there)]
        left = [sides.there(there) for there in inplace]
        bounds = {_bound(sides.part.sentence.tokens, there) for there in inplace}
        absent = not token.senses & sides.passage.senses
        if any(_without_unit(token, other) or _without_unit(other, token) for other in left):
            found.doubts.append("unit")
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
    before, after = _neighbours(sides.tokens, here, sides.part.start, sides.part.end)
    return not {sides.pairs.get(before), sides.pairs.get(after)}.isdisjoint(
        _neighbours(sides.part.sentence.tokens, there, 0, len(sides.part.sentence.tokens))
    )


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
    match = re.search(r"(?:(more than|over|above|atleast|exceeding)|(less than|fewer than|under|below|atmost|upto|instead of))$", before)
    if not match or match[0] == "instead of":
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
            found.conflicts.append(Difference("order", " … ".join(sides.tokens[i].text for i, _ in two)))
    _figures_of_another(sides, numbers, found)


def _next(tokens: Sequence[Token], place: int, end: int) -> int | None:
    for after in range(place + 1, min(place + 5, end)):
        if tokens[after].mark or tokens[after].number is not None:
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
    clause, count = [], 0
    for token in tokens:
        count += token.text in {",", ";"} or token.word in {"and", "while", "whereas", "but"}
        clause.append(count)
    named = {place for place, token in enumerate(tokens) if token.name or (not place and _opens_with_name(token))}
    telling = {place for place, token in enumerate(tokens) if token.content and not token.neutral and token.number is None}
    spare = {clause[place] for place, token in enumerate(tokens) if token.number is not None and place not in paired}
    for here, there in numbers:
        own = {place for place in telling if clause[place] == clause[there]}
        names = {clause[place] for place in named & paired}
        of_name = names and clause[there] not in names and (own & named) - paired
        of_thing = own - paired and any(clause[place] in spare - {clause[there]} for place in telling & paired)
        if of_name or of_thing:
            found.conflicts.append(Difference("elsewhere", sides.tokens[here].text))


def _opens_with_name(token: Token) -> bool:
    """Whether the first word of a sentence, capital as it is, looks like a name."""
    return token.content and token.text[0].isupper() and not token.neutral and not listed(token.word)


def _names(sides: Sides, found: Comparison) -> None:
    for place in sides.said:
        token = sides.tokens[place]
        if not token.name or token.number is not None or token.neutral:
            continue
        absent = not _known(token, sides.passage)
        slot = [other for _, other in _at(sides, place)] if _next_to_pair(sides, place) else []
        beside = [other for other in slot if other.name]
        if slot and ((absent and found.part.coverage >= 0.6) or (not absent and beside and found.part.coverage >= 0.7)):
            found.conflicts.append(Difference("name", token.text, (beside or slot)[0].text))
        elif absent:
            found.additions.append("name")
        else:
            found.doubts.append("name")


def _next_to_pair(sides: Sides, here: int) -> bool:
    """Whether a word before or after stands in the sentence too, so that the word itself may stand in the place of another."""
    words = [place for place in range(sides.part.start, sides.part.end) if sides.tokens[place].content]
    at = words.index(here)
    return any(words[beside] in sides.pairs for beside in (at - 1, at + 1) if 0 <= beside < len(words))


def _known(token: Token, passage: Passage) -> bool:
    """Whether a name stands in the passage, as it is or, where it is a word and no code, in a form of it."""
    if token.senses & passage.senses:
        return True
    coined = any(char.isdigit() for char in token.text) or token.text[1:] != token.text[1:].lower()
    return not coined and any(token.word[:_STEM] in one.roots for one in passage.sentences)


def _at(sides: Sides, here: int) -> list[tuple[int, Token]]:
    return [(there, sides.there(there)) for there in sides.left if sides.there(there).content and sides.slot(here, there)]


def _direction(sides: Sides, found: Comparison) -> None:
    """Words that say the opposite of, or exclude, those in their place. Two of them may cancel out, so only an odd count is a conflict."""
    turns = {one.word: Difference("direction", one.text, other.text) for one, other in sides.replaced()}
    if not turns:
        return
    if len(turns) % 2 and sides.close():
        found.conflicts.append(next(iter(turns.values())))
    else:
        found.doubts.append("direction")


def _negation(sides: Sides, found: Comparison) -> None:
    denials = [token for token in (*sides.tokens[sides.part.start : sides.part.end], *sides.part.sentence.tokens) if negator(token)]
    if len(denials) == 1 and any(one.kind == "direction" and denials[0].text in {one.said, one.held} for one in found.conflicts):
        return
    own = [place for place in sides.pairs if sides.tokens[place].negated]
    theirs = [place for place, there in sides.pairs.items() if sides.there(there).negated]
    denies = any(map(negator, sides.tokens[sides.part.start : sides.part.end]))
    once = _once(sides.tokens[sides.part.start : sides.part.end]), _once(sides.part.sentence.tokens)
    if set(own) & set(theirs) and all(once) and ("without" in once) == (once == ("without", "without")):
        return
    if set(own) == set(theirs):
        reach = sides.pairs.values()
        within = (
            [place for place, token in enumerate(sides.part.sentence.tokens) if negator(token) and min(reach) <= place <= max(reach)]
            if reach
            else []
        )
        found.doubts += ["negation"] if denies != bool(within) and not (denies and sides.part.sentence.negators) else []
    elif found.differs("direction") or "direction" in found.doubts:
        found.conflicts = [one for one in found.conflicts if one.kind != "direction"]
        found.doubts.append("negation")
    elif sides.close() and not sides.contrasted() and (not denies or (not theirs and not _denied_beside(sides, own))):
        found.conflicts.append(Difference("negation", *_denials(sides)))
    else:
        found.doubts.append("negation")


def _once(tokens: Sequence[Token]) -> str:
    """The word by which words deny one thing, empty where they deny none or several; `neither` and its `nor` count as one, and a contrast may deny one of two."""
    denials = [token.text.lower() for token in tokens if negator(token)]
    once = len(denials) - ("neither" in denials and "nor" in denials) == 1 and CONTRAST.isdisjoint(token.text.lower() for token in tokens)
    return denials[0] if once else ""


def _denials(sides: Sides) -> tuple[str, str]:
    """The first word that denies something in the part, and in its sentence."""
    both = sides.tokens[sides.part.start : sides.part.end], sides.part.sentence.tokens
    own, theirs = (next((token.text for token in tokens if negator(token)), "") for tokens in both)
    return own, theirs


def _denied_beside(sides: Sides, own: Sequence[int]) -> bool:
    """Whether the sentence denies something next to the words that the part denies."""
    near = [sides.pairs[place] for place in own]
    return any(
        negator(token) and any(abs(place - there) <= NEAR for there in near) for place, token in enumerate(sides.part.sentence.tokens)
    )


def _scope(sides: Sides, found: Comparison) -> None:
    """Claims without exception where the sentence hedges or counts, and hedges left out."""
    tokens = sides.tokens[sides.part.start : sides.part.end]
    own = {kind for token in tokens if (kind := hedge(token))}
    dropped = (
        set()
        if own
        else {kind for place, token in enumerate(sides.part.sentence.tokens) if (kind := hedge(token)) and _governs(sides, place)}
    )
    claims = [token for token in tokens if strong(token) and not any(sense in sides.part.sentence.at for sense in token.senses)]
    firm = [token for token in claims if token.word not in _MILD]
    counted = any(_counts(sides.there(place)) for place in sides.left) and any(token.word in _ALL for token in claims)
    if (firm or counted or (claims and dropped)) and sides.close():
        claim = next(iter(firm or claims)).text
        found.conflicts.append(Difference("scope", claim))
    elif claims or dropped:
        found.doubts.append("scope")


def _counts(token: Token) -> bool:
    return token.word in _QUANTITIES or token.number is not None or (token.loose and token.word != "both")


def _governs(sides: Sides, place: int) -> bool:
    """Whether a hedge stands before a word that the part takes over, or ends its clause after one; `some` and the like only where a clause begins."""
    tokens = sides.part.sentence.tokens
    ends = place + 1 == len(tokens) or tokens[place + 1].mark
    after = next((there for there in range(place + 1, len(tokens)) if tokens[there].content or tokens[there].mark), None)
    opens = place == 0 or tokens[place - 1].mark or tokens[place - 1].text.lower() in {"that", "and", "but", "only"}
    beside = range(max(place - NEAR, 0), place) if ends else (after,)
    return not set(beside).isdisjoint(sides.pairs.values()) and (opens or hedge(tokens[place]) != "quantity")
