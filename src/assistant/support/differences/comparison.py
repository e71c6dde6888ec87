"""One part of a statement next to its sentence, word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.support.alignment import Part, align, places, spelled_out
from assistant.support.passages import Passage, Token
from assistant.support.word_relations import opposite

NEAR = 4
_CLOSE = 0.5
_REASONS = {
    "number": "another number", "elsewhere": "a number of something else", "name": "another name", "direction": "the opposite",
    "negation": "denied on one side only", "scope": "claimed more widely", "order": "the two sides have changed places",
    "subject": "said of something else",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between passage and statement: its kind, the statement's words and the passage's (either may be empty)."""

    kind: str
    said: str = ""
    held: str = ""

    def reason(self) -> str:
        """The difference in words, for the reader."""
        said, held = (f"“{words}”" if words else "" for words in (self.said, self.held))
        beside = f"{said}, in the notes {held}" if said and held else f"in the notes {held}" if held else said
        return f"{_REASONS[self.kind]}: {beside}" if beside else _REASONS[self.kind]


@dataclass(slots=True)
class Comparison:
    """The findings for one part, by kind: `conflicts` contradict the passage, `additions` are not in it, `doubts` are claims that may go beyond it."""

    part: Part
    conflicts: list[Difference] = field(default_factory=list)
    additions: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def differs(self, kind: str) -> bool:
        """Whether a difference of this kind was found."""
        return any(one.kind == kind for one in self.conflicts)


@dataclass(frozen=True, slots=True)
class Sides:
    """A part and its sentence: the pairs of words, and the positions of the words that only one of them has."""

    tokens: Sequence[Token]
    part: Part
    passage: Passage
    pairs: dict[int, int]
    said: tuple[int, ...]
    left: tuple[int, ...]

    @property
    def own(self) -> Sequence[Token]:
        """The words of the part."""
        return self.tokens[self.part.start : self.part.end]

    def there(self, place: int) -> Token:
        """The word at a place of the sentence."""
        return self.part.sentence.tokens[place]

    def slot(self, here: int, there: int) -> bool:
        """Whether two positions have the same words around them."""
        return any(abs(i - here) <= NEAR and abs(j - there) <= NEAR for i, j in self.pairs.items())

    def close(self) -> bool:
        """Whether the part is similar enough to its sentence for a difference to mean something."""
        exact = sum(self.tokens[here].word == self.there(there).word for here, there in self.pairs.items())
        words = sum(token.content for token in self.tokens[self.part.start : self.part.end])
        return self.part.coverage >= 0.5 and exact >= max(2, _CLOSE * words)

    def replaced(self) -> Iterator[tuple[Token, Token]]:
        """Words of the part that stand in the place of an opposite in the sentence."""
        loose = [here for here, there in self.pairs.items() if self.tokens[here].word != self.there(there).word]
        titled = [here for here in range(self.part.start, self.part.end) if self.tokens[here].content and here not in self.pairs]
        for here in {*self.said, *loose, *titled}:
            for there in self.left:
                if opposite(self.tokens[here].word, self.there(there).word) and self.slot(here, there):
                    yield self.tokens[here], self.there(there)

    def opposites(self) -> list[tuple[Token, Token]]:
        """Opposites among the words that only the part and only the sentence has, in any position."""
        pairs = ((self.tokens[here], self.there(there)) for here in self.said for there in self.left)
        return [(one, other) for one, other in pairs if opposite(one.word, other.word)]


def pair_up(tokens: Sequence[Token], part: Part, passage: Passage, free: int) -> Sides:
    """Aligns a part of a statement with its sentence. `free` is the bit mask of words that need no match."""
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
