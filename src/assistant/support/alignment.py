"""Which words of a statement stand in which sentence of a passage, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from assistant.support.passages import Sentence, Token, acronym
from assistant.support.word_relations import derived, opposite

_TYPO = 92.0
_BREAKS = frozenset("and but while whereas which that where who because so although though then whose if when".split())
_MOST_PARTS = 4
_PART_COST = 0.7
_MIXED = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """The tokens `start` to `end` of a statement with the sentence that fits them best: how many of their words it holds, how many not."""

    start: int
    end: int
    sentence: Sentence
    matched: int
    missing: int

    @property
    def coverage(self) -> float:
        """Share of the words that tell something which the sentence holds."""
        return self.matched / max(self.matched + self.missing, 1)


def places(token: Token, sentence: Sentence) -> list[int]:
    """Where a sentence has a word or one that may mean the same, the same word first."""
    found = {place for sense in token.senses for place in sentence.at.get(sense, ())}
    if found or token.number is not None:
        return sorted(found, key=lambda place: (sentence.tokens[place].word != token.word, place))
    near = [place for place in sentence.roots.get(token.word[:4], ()) if same_root(token.word, sentence.tokens[place].word)]
    return near or _split(token, sentence)


def same_root(one: str, other: str) -> bool:
    """Whether two stems are forms of one word, or one a slip of the other."""
    if derived(one, other):
        return True
    return min(len(one), len(other)) >= 6 and one[0] == other[0] and not opposite(one, other) and fuzz.ratio(one, other) >= _TYPO


def _split(token: Token, sentence: Sentence) -> list[int]:
    """Where a sentence writes a word in two parts, `fine tuning` for `finetuning`, or shortens it to its initials."""
    if acronym(token):
        place = sentence.initials.find(token.text.lower())
        return [place] if place >= 0 else []
    if len(token.word) > 7:
        words = sentence.tokens
        for place in sentence.roots.get(token.word[:4], ()):
            if place + 1 < len(words) and words[place].word + words[place + 1].word == token.word:
                return [place]
    return []


def held_by(tokens: Sequence[Token], sentence: Sentence) -> int:
    """The content words of a statement that a sentence holds, as a bit mask."""
    mask = 0
    for place, token in enumerate(tokens):
        if token.content and places(token, sentence):
            mask |= 1 << place
    return mask | spelled_out(tokens, sentence)


def spelled_out(tokens: Sequence[Token], sentence: Sentence) -> int:
    """The words of a statement that spell out an acronym of the sentence."""
    mask = 0
    initials = "".join(item.word[:1] or " " for item in tokens) if sentence.acronyms else ""
    for short in sentence.acronyms:
        place = initials.find(short)
        if place >= 0:
            mask |= ((1 << len(short)) - 1) << place
    return mask


def split(tokens: Sequence[Token], passage: Sequence[Sentence], held: Sequence[int], free: int) -> list[Part]:
    """Cuts a statement at its conjunctions into the parts that single sentences hold best, by dynamic programming.

    `held` are the bit masks of the words that each sentence holds, `free` that of words which need no holding (the title's, for a start).
    """
    telling = sum(token.content << place for place, token in enumerate(tokens))
    masks = [mask & telling for mask in held]
    cuts = [0, *(i for i, token in enumerate(tokens) if i and (token.mark or token.word in _BREAKS)), len(tokens)]
    best: list[tuple[float, list[Part]]] = [(0.0, [])]
    for number in range(1, len(cuts)):
        options = []
        for before in range(number):
            cost, parts = best[before]
            part = _fit((cuts[before], cuts[number]), passage, masks, telling & ~free)
            if before and (part.matched + part.missing < 2 or len(parts) >= _MOST_PARTS):
                continue
            options.append(
                (
                    cost + part.missing + _MIXED * min(part.matched, part.missing) - 0.05 * part.matched + (_PART_COST if before else 0.0),
                    [*parts, part],
                )
            )
        best.append(min(options, key=lambda option: option[0]))
    return best[-1][1]


def _fit(span: tuple[int, int], passage: Sequence[Sentence], masks: Sequence[int], telling: int) -> Part:
    within = ((1 << span[1]) - 1) & ~((1 << span[0]) - 1)
    counts = [((mask & within).bit_count(), (telling & within & ~mask).bit_count()) for mask in masks]
    number = min(range(len(passage)), key=lambda i: (counts[i][1] - 0.5 * counts[i][0], i))
    return Part(*span, passage[number], *counts[number])


def align(tokens: Sequence[Token], part: Part) -> dict[int, int]:
    """Pairs the words of a part with those of its sentence, each used once, keeping to the order of the sentence where there is a choice."""
    pairs: dict[int, int] = {}
    used: set[int] = set()
    last = -1
    for place in range(part.start, part.end):
        token = tokens[place]
        if token.mark or not token.senses:
            continue
        options = [there for there in places(token, part.sentence) if there not in used] if token.content else []
        if options:
            there = min(options, key=lambda option: (part.sentence.tokens[option].word != token.word, abs(option - last - 1)))
            pairs[place] = there
            used.add(there)
            last = there
    return pairs
