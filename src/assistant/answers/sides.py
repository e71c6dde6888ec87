"""A part of a statement beside the sentence it rests on, word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answers.alignment import Part, align, places, same_root, spelled_out
from assistant.answers.reading import Passage, Token
from assistant.answers.wording import opposite, rivals

NEAR = 4
_CLOSE = 0.5
CONTRAST = frozenset({"but", "whereas", "while", "although", "though", "except", "however"})


@dataclass(slots=True)
class Comparison:
    """What was found for one part: `conflicts` say that the passage has it otherwise, `additions` that it says no such thing, `doubts` that
    the part may claim more than the passage. Each names its kind."""

    part: Part
    conflicts: list[str] = field(default_factory=list)
    additions: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sides:
    """A part and its sentence, word beside word: the pairs, and the places of the words that only one of them has."""

    tokens: Sequence[Token]
    part: Part
    passage: Passage
    pairs: dict[int, int]
    said: tuple[int, ...]
    left: tuple[int, ...]

    def there(self, place: int) -> Token:
        """The word at a place of the sentence."""
        return self.part.sentence.tokens[place]

    def slot(self, here: int, there: int) -> bool:
        """Whether two places lie beside the same words."""
        return any(abs(i - here) <= NEAR and abs(j - there) <= NEAR for i, j in self.pairs.items())

    def close(self) -> bool:
        """Whether the part is near enough to its sentence for a difference between them to mean something."""
        exact = sum(same(self.tokens[here], self.there(there)) for here, there in self.pairs.items())
        words = sum(token.content for token in self.tokens[self.part.start : self.part.end])
        return self.part.coverage >= 0.5 and exact >= max(2, _CLOSE * words)

    def contrasted(self) -> bool:
        """Whether the sentence sets off some of the words that the part takes over against others."""
        reach = [there for here, there in self.pairs.items() if not self.tokens[here].neutral]
        turns = [place for place, token in enumerate(self.part.sentence.tokens) if token.text.lower() in CONTRAST]
        return any(min(reach) < place < max(reach) for place in turns if reach)

    def replaced(self) -> Iterator[tuple[Token, Token]]:
        """The words of the part that stand where the sentence has one that excludes them."""
        loose = [here for here, there in self.pairs.items() if not same(self.tokens[here], self.there(there))]
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


def same(one: Token, other: Token) -> bool:
    """Whether two words are forms of one."""
    return one.word == other.word or same_root(one.word, other.word)


def exclusive(one: Token, other: Token) -> bool:
    """Whether two words cannot both be meant."""
    return opposite(one.word, other.word) or (one.negated == other.negated and rivals(one.word, other.word))


def pair_up(tokens: Sequence[Token], part: Part, passage: Passage, free: int) -> Sides:
    """Lays a part of a statement beside its sentence. `free` is the bit mask of words that need not stand there."""
    pairs = align(tokens, part)
    taken = set(pairs.values())
    free |= spelled_out(tokens, part.sentence)
    said = tuple(
        place
        for place in range(part.start, part.end)
        if place not in pairs and not free >> place & 1 and tokens[place].senses and (not places(tokens[place], part.sentence))
    )
    spare = Counter(token.word for place, token in enumerate(tokens[part.start : part.end], part.start) if place not in pairs)
    left = tuple(place for place, token in enumerate(part.sentence.tokens) if place not in taken and token.senses and not spare[token.word])
    return Sides(tokens, part, passage, pairs, said, left)
