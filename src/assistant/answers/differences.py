"""What a part of a statement says otherwise than the sentence it rests on: numbers, names, direction, negation, scope, and who does what to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from assistant.answers.alignment import Part, align, places, same_root
from assistant.answers.reading import Passage, Token, hedge, negator, strong
from assistant.answers.wording import MILD, PIVOTS, listed, opposite, rivals, stem

_NEAR = 4
_CLOSE = 0.5
_PIVOTS = frozenset(stem(word) for word in PIVOTS)
_MILD = frozenset(stem(word) for word in MILD)
_BE = frozenset({"be", "is", "are", "been", "being", "get"})
_SMALL = frozenset({"than", "from", "whereas", "while", "into", "over", "="})
_ALL = frozenset(stem(word) for word in "all every each any fully entirely completely".split())
_QUANTITIES = frozenset(stem(word) for word in "fraction portion share part percent half majority minority number few several handful subset".split())
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

    def close(self) -> bool:
        """Whether the part is near enough to its sentence for a difference between them to mean something."""
        exact = sum(_same(self.tokens[here], self.there(there)) for here, there in self.pairs.items())
        words = sum(token.content for token in self.tokens[self.part.start : self.part.end])
        return self.part.coverage >= 0.5 and exact >= max(2, _CLOSE * words)

    def replaced(self) -> Iterator[tuple[Token, Token]]:
        """The words of the part that stand where the sentence has one that excludes them."""
        loose = [here for here, there in self.pairs.items() if not _same(self.tokens[here], self.there(there))]
        titled = [here for here in range(self.part.start, self.part.end) if self.tokens[here].content and here not in self.pairs]
        for here in {*self.said, *loose, *titled}:
            for there in self.left:
                if exclusive(self.tokens[here], self.there(there)) and self.slot(here, there) and self._same_with(here, there):
                    yield self.tokens[here], self.there(there)

    def _same_with(self, here: int, there: int) -> bool:
        """`with` and `without` say the opposite only of the same thing."""
        if self.tokens[here].word not in {"with", "without"}:
            return True
        after = self.tokens[here + 1 : here + 4], self.part.sentence.tokens[there + 1 : there + 4]
        return bool({token.word for token in after[0] if token.word != "the"} & {token.word for token in after[1] if token.word != "the"})


def _same(one: Token, other: Token) -> bool:
    return one.word == other.word or same_root(one.word, other.word)


def exclusive(one: Token, other: Token) -> bool:
    """Whether two words cannot both be meant."""
    return opposite(one.word, other.word) or (one.negated == other.negated and rivals(one.word, other.word))


def compare(tokens: Sequence[Token], part: Part, passages: Passage, free: int) -> Comparison:
    """Holds one part of a statement against its sentence. `free` is the bit mask of words that need not stand there."""
    sides = _sides(tokens, part, passages, free)
    found = Comparison(part)
    for look in (_numbers, _names, _direction, _negation, _scope, _order, _dropped, _elsewhere, _substituted):
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
    turns = {one.word for one, _ in sides.replaced()}
    if not turns:
        return
    if len(turns) % 2 and sides.close():
        found.conflicts.append("direction")
    else:
        found.doubts.append("direction")


def _negation(sides: _Sides, found: Comparison) -> None:
    own = [place for place in sides.pairs if sides.tokens[place].negated]
    theirs = [place for place, there in sides.pairs.items() if sides.there(there).negated]
    if set(own) == set(theirs):
        return
    denies = any(map(negator, sides.tokens[sides.part.start : sides.part.end]))
    if "direction" in found.conflicts or "direction" in found.doubts:
        found.conflicts = [kind for kind in found.conflicts if kind != "direction"]
        found.doubts.append("negation")
    elif sides.close() and (not denies or (not theirs and not _denied_beside(sides, own))):
        found.conflicts.append("negation")
    else:
        found.doubts.append("negation")


def _denied_beside(sides: _Sides, own: Sequence[int]) -> bool:
    """Whether the sentence denies something next to the words that the part denies."""
    near = [sides.pairs[place] for place in own]
    return any(negator(token) and any(abs(place - there) <= _NEAR for there in near) for place, token in enumerate(sides.part.sentence.tokens))


def _scope(sides: _Sides, found: Comparison) -> None:
    """Claims without exception where the sentence hedges or counts, and hedges left out."""
    tokens = sides.tokens[sides.part.start : sides.part.end]
    own = {kind for token in tokens if (kind := hedge(token))}
    dropped = set() if own else {kind for place, token in enumerate(sides.part.sentence.tokens) if (kind := hedge(token)) and _governs(sides, place)}
    claims = [token for token in tokens if strong(token) and not any(sense in sides.part.sentence.at for sense in token.senses)]
    firm = [token for token in claims if token.word not in _MILD]
    counted = any(_counts(sides.there(place)) for place in sides.left) and any(token.word in _ALL for token in claims)
    if (firm or counted or (claims and dropped)) and sides.close():
        found.conflicts.append("scope")
    elif claims or dropped:
        found.doubts.append("scope")


def _counts(token: Token) -> bool:
    return token.word in _QUANTITIES or token.number is not None or (token.loose and token.word != "both")


def _governs(sides: _Sides, place: int) -> bool:
    """Whether a hedge stands before a word that the part takes over; `some` and the like only where a clause begins."""
    tokens = sides.part.sentence.tokens
    after = next((there for there in range(place + 1, len(tokens)) if tokens[there].content), None)
    opens = place == 0 or tokens[place - 1].mark or tokens[place - 1].text.lower() in {"that", "and", "but", "only"}
    return after in sides.pairs.values() and (opens or hedge(tokens[place]) != "quantity")


def _order(sides: _Sides, found: Comparison) -> None:
    """Whether the words before and after a pivot have changed places, with the voice taken into account."""
    pairs = sorted(sides.pairs.items())
    turned = {here for here, there in pairs if _is_passive(sides.tokens, here) != _is_passive(sides.part.sentence.tokens, there)}
    voices = _passive(sides.tokens[sides.part.start : sides.part.end]), _passive(sides.part.sentence.tokens)
    for here, there in [*pairs, *_small_pivots(sides)]:
        token = sides.tokens[here]
        crossing = sum(i < here and j > there for i, j in pairs), sum(i > here and j < there for i, j in pairs)
        if here in turned and voices[0] != voices[1] and not any(crossing) and min(i for i, _ in pairs) < here < max(i for i, _ in pairs):
            found.conflicts.append("voice")
            return
        if turned or voices[0] != voices[1] or not all(crossing) or token.number is not None:
            continue
        if token.word in _PIVOTS and _alone(sides, token, there) and sides.close() and sides.part.coverage >= 0.7:
            found.conflicts.append("order")
            return
        if min(crossing) > 1 or not _fronted(sides, pairs):
            found.conflicts += ["exchanged"] if _exchanged(sides) else []
            found.doubts.append("order")
            return


def _fronted(sides: _Sides, pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether the part tells the sentence's clauses in another order, each as it was: a turn at a comma, but for one word."""
    marks = [place for place in range(sides.part.start, sides.part.end) if sides.tokens[place].mark]
    for cut in marks:
        order = [j for i, j in pairs if i > cut] + [j for i, j in pairs if i < cut]
        falls = [n for n in range(1, len(order)) if order[n] < order[n - 1]]
        if len(falls) <= 1:
            return True
        for n in range(len(order)):
            rest = order[:n] + order[n + 1 :]
            if rest == sorted(rest):
                return True
    return False


def _exchanged(sides: _Sides) -> bool:
    """Whether two words have taken each other's places in a sentence that is otherwise the same."""
    own = [token.text.lower() for token in sides.tokens[sides.part.start : sides.part.end] if not token.mark]
    theirs = [token.text.lower() for token in sides.part.sentence.tokens if not token.mark]
    steps = [step for step in Levenshtein.opcodes(own, theirs) if step.tag not in {"equal", "insert"}]
    if [step.tag for step in steps] != ["replace", "replace"]:
        return False
    one, two = ((own[step.src_start : step.src_end], theirs[step.dest_start : step.dest_end]) for step in steps)
    between = own[steps[0].src_end : steps[1].src_start]
    return one == two[::-1] and not set(between) <= {"and", "or"}


def _alone(sides: _Sides, token: Token, there: int) -> bool:
    """Whether a pivot has no second of its kind that it could have been paired with."""
    second = any(other != there and not sides.there(other).mark for other in (places(token, sides.part.sentence) if token.content else ()))
    return not second and sum(bool(other.senses & token.senses) for other in sides.tokens[sides.part.start : sides.part.end]) == 1


def _small_pivots(sides: _Sides) -> list[tuple[int, int]]:
    """Small words like `than` and `from` that stand once in the part and once in its sentence."""
    here = [(token.text.lower(), place) for place, token in enumerate(sides.tokens) if sides.part.start <= place < sides.part.end]
    there = [(token.text.lower(), place) for place, token in enumerate(sides.part.sentence.tokens)]
    counts = Counter(word for word, _ in here), Counter(word for word, _ in there)
    where = dict(there)
    return [(place, where[word]) for word, place in here if word in _SMALL and counts[0][word] == counts[1][word] == 1]


def _is_passive(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word is a participle after a form of `be`."""
    return tokens[place].text.endswith(("ed", "en", "wn", "rnt")) and any(token.word in _BE for token in tokens[max(place - 2, 0) : place])


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


def _elsewhere(sides: _Sides, found: Comparison) -> None:
    """Words that stand elsewhere in the passage put where the sentence has another: title words but for the subject, and repeated words."""
    first, last = min(sides.pairs, default=0), min(sides.pairs.values(), default=0)
    for here in range(sides.part.start, sides.part.end):
        token = sides.tokens[here]
        if here in sides.pairs or here in sides.said or not token.content or token.neutral:
            continue
        replaced = [there for there in sides.left if sides.there(there).content and not sides.there(there).neutral]
        if here < first and not places(token, sides.part.sentence):
            named = bool(token.senses & _name(sides.passage))
            moved = any(there < last and (sides.there(there).name or not named) for there in replaced)
        else:
            moved = not places(token, sides.part.sentence) or any(sides.slot(here, there) for there in replaced)
        if moved:
            found.doubts.append("elsewhere")


def _name(passage: Passage) -> frozenset[str]:
    """The senses of the words by which an entry is called: its title, or what stands there before a colon."""
    if not passage.title:
        return frozenset()
    colon = next((place for place, token in enumerate(passage.title.tokens) if token.text == ":"), len(passage.title.tokens))
    return frozenset(sense for token in passage.title.tokens[:colon] for sense in token.senses)


def _substituted(sides: _Sides, found: Comparison) -> None:
    """A sentence taken over word for word but for one term, in whose place stands another that is no synonym of it."""
    if not 1 <= found.part.missing <= 2 or found.part.matched < 2 or found.conflicts or found.additions:
        return
    tokens = [token for token in sides.tokens[sides.part.start : sides.part.end] if not token.mark]
    theirs = [token for token in sides.part.sentence.tokens if not token.mark]
    steps = Levenshtein.opcodes([token.text.lower() for token in tokens], [token.text.lower() for token in theirs])
    changes = [step for step in steps if step.tag not in {"equal", "insert"}]
    if len(changes) != 1 or changes[0].tag != "replace":
        return
    step = changes[0]
    put, taken = tokens[step.src_start : step.src_end], theirs[step.dest_start : step.dest_end]
    kept = sum(token.content for token in tokens) - sum(token.content for token in put)
    if kept >= 2 and len(tokens) - len(put) >= 3 and _terms(put) and _terms(taken) and len(put) <= 2 and len(taken) <= 3:
        found.conflicts.append("term")


def _terms(tokens: Sequence[Token]) -> bool:
    """Whether words are terms of a field rather than general words, which have synonyms without end."""
    own = [token for token in tokens if token.content and not token.neutral]
    return bool(own) and all(not listed(token.word) and not token.text.lower().endswith(("ly", "ed", "ing")) for token in own)
