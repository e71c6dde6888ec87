"""What a part of a statement says otherwise than the sentence it rests on: numbers, names, direction, negation and scope."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.alignment import Part
from assistant.answers.reading import Passage, Token, hedge, negator, strong
from assistant.answers.roles import ROLES
from assistant.answers.sides import NEAR, Comparison, Sides, pair_up
from assistant.answers.wording import MILD, listed, stem

_STEM = 4
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
    if "order" in found.conflicts and "direction" in found.conflicts:
        found.conflicts, found.doubts = [], ["converse"]
    return found


def _numbers(sides: Sides, found: Comparison) -> None:
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


def _exchanged_numbers(sides: Sides, found: Comparison) -> None:
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


def _descends(sides: Sides, numbers: Sequence[tuple[int, int]]) -> bool:
    """Whether `from A to B` has become `from B to A`."""
    (i, j), (k, m) = sorted(numbers)
    to_here = any(token.word == "to" for token in sides.tokens[i + 1 : k]) and sides.tokens[max(i - 1, 0)].word == "from"
    to_there = any(token.word == "to" for token in sides.part.sentence.tokens[min(j, m) + 1 : max(j, m)])
    return to_here and to_there and m < j


def _figures_of_another(sides: Sides, numbers: Sequence[tuple[int, int]], found: Comparison) -> None:
    """A figure that stands in the sentence with one name and in the part with another."""
    tokens = sides.part.sentence.tokens
    segment, count = [], 0
    for token in tokens:
        count += token.text in {",", ";"} or token.word in {"and", "while", "whereas", "but"}
        segment.append(count)
    named = {place: segment[place] for place, token in enumerate(tokens) if token.name or (not place and _opens_with_name(token))}
    mine = [named[j] for j in sides.pairs.values() if j in named]
    for _, there in numbers:
        rival = any(number == segment[there] and place not in sides.pairs.values() for place, number in named.items())
        if mine and rival and segment[there] not in mine:
            found.conflicts.append("figure of another")


def _opens_with_name(token: Token) -> bool:
    """Whether the first word of a sentence, capital as it is, looks like a name."""
    return token.content and token.text[0].isupper() and not token.neutral and not listed(token.word)


def _names(sides: Sides, found: Comparison) -> None:
    left = [sides.there(place) for place in sides.left if sides.there(place).content]
    for place in sides.said:
        token = sides.tokens[place]
        if not token.name or token.number is not None or token.neutral:
            continue
        absent = not _known(token, sides.passage)
        beside = [other for _, other in _at(sides, place) if other.name and _next_to_pair(sides, place)]
        if absent and found.part.coverage >= 0.6 and (beside or left):
            found.conflicts.append("name" if _next_to_pair(sides, place) and _at(sides, place) else "")
        elif absent:
            found.additions.append("name")
        elif beside and found.part.coverage >= 0.7:
            found.conflicts.append("name of another")
        else:
            found.doubts.append("name")
    found.additions += ["name"] * found.conflicts.count("")
    found.conflicts = [kind for kind in found.conflicts if kind]


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
    turns = {one.word for one, _ in sides.replaced()}
    if not turns:
        return
    if len(turns) % 2 and sides.close():
        found.conflicts.append("direction")
    else:
        found.doubts.append("direction")


def _negation(sides: Sides, found: Comparison) -> None:
    own = [place for place in sides.pairs if sides.tokens[place].negated]
    theirs = [place for place, there in sides.pairs.items() if sides.there(there).negated]
    denies = any(map(negator, sides.tokens[sides.part.start : sides.part.end]))
    if set(own) == set(theirs):
        reach = sides.pairs.values()
        within = (
            [place for place, token in enumerate(sides.part.sentence.tokens) if negator(token) and min(reach) <= place <= max(reach)]
            if reach
            else []
        )
        found.doubts += ["negation"] if denies != bool(within) and not (denies and sides.part.sentence.negators) else []
    elif "direction" in found.conflicts or "direction" in found.doubts:
        found.conflicts = [kind for kind in found.conflicts if kind != "direction"]
        found.doubts.append("negation")
    elif sides.close() and not sides.contrasted() and (not denies or (not theirs and not _denied_beside(sides, own))):
        found.conflicts.append("negation")
    else:
        found.doubts.append("negation")


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
        found.conflicts.append("scope")
    elif claims or dropped:
        found.doubts.append("scope")


def _counts(token: Token) -> bool:
    return token.word in _QUANTITIES or token.number is not None or (token.loose and token.word != "both")


def _governs(sides: Sides, place: int) -> bool:
    """Whether a hedge stands before a word that the part takes over; `some` and the like only where a clause begins."""
    tokens = sides.part.sentence.tokens
    after = next((there for there in range(place + 1, len(tokens)) if tokens[there].content), None)
    opens = place == 0 or tokens[place - 1].mark or tokens[place - 1].text.lower() in {"that", "and", "but", "only"}
    return after in sides.pairs.values() and (opens or hedge(tokens[place]) != "quantity")
