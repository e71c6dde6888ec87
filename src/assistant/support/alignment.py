"""Aligns the words of a statement with the sentences of a passage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.support.passages import Sentence, Token, acronym
from assistant.text.quantities import rounded

BREAKS = frozenset("and but while whereas which that where who because so although though then whose if when".split())
_MOST_PARTS = 4
_PART_COST = 0.7
_MIXED = 0.5
_BESIDE = 4


@dataclass(frozen=True, slots=True)
class Part:
    """The tokens `start` to `end` of a statement and the sentence that fits them best: how many of their content words it has, and how many not."""

    start: int
    end: int
    sentence: Sentence
    matched: int
    missing: int

    @property
    def coverage(self) -> float:
        """Share of the part's content words that the sentence has."""
        return self.matched / max(self.matched + self.missing, 1)


def places(token: Token, sentence: Sentence) -> list[int]:
    """The positions in a sentence of a word or of a near-synonym, the same word first."""
    meant = {sense for sense in token.senses if sense[0].isdigit()} if token.number is not None and not token.loose else token.senses
    found = {place for sense in meant for place in sentence.at.get(sense, ())}
    if token.number is not None and not found:
        others = ((place, other) for place, other in enumerate(sentence.tokens) if other.number is not None)
        return [place for place, other in others if rounded(token.senses, other.senses, about=token.about)]
    if found:
        return sorted(found, key=lambda place: (sentence.tokens[place].word != token.word, place))
    place = sentence.initials.find(token.text.lower()) if acronym(token) else -1
    return [place] if place >= 0 else []


def held_by(tokens: Sequence[Token], sentence: Sentence) -> int:
    """The content words of a statement that a sentence has, as a bit mask."""
    mask = 0
    for place, token in enumerate(tokens):
        if token.content and places(token, sentence):
            mask |= 1 << place
    return mask | spelled_out(tokens, sentence)


def spelled_out(tokens: Sequence[Token], sentence: Sentence) -> int:
    """The words of a statement that spell out an acronym of the sentence, as a bit mask."""
    mask = 0
    initials = "".join(item.word[:1] or " " for item in tokens) if sentence.acronyms else ""
    for short in sentence.acronyms:
        place = initials.find(short)
        if place >= 0:
            mask |= ((1 << len(short)) - 1) << place
    return mask


def split(tokens: Sequence[Token], passage: Sequence[Sentence], held: Sequence[int], free: int) -> list[Part]:
    """Cuts a statement at its conjunctions into the parts that fit single sentences best, by dynamic programming.

    `held` are the bit masks of the words that each sentence has, `free` that of words which need no match (those of the title, for a start).
    """
    telling = sum(token.content << place for place, token in enumerate(tokens))
    masks = [mask & telling for mask in held]
    cuts = [0, *(i for i, token in enumerate(tokens) if i and (token.mark or token.word in BREAKS)), len(tokens)]
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
    number = min(range(len(passage)), key=lambda i: (counts[i][1] - 0.5 * counts[i][0], passage[i].telling - counts[i][0], i))
    return Part(*span, passage[number], *counts[number])


def align(tokens: Sequence[Token], part: Part) -> dict[int, int]:
    """Pairs the words of a part with those of its sentence, each used once: first the words with a single match, then each next to the pairs around it."""
    options = {
        place: found for place in range(part.start, part.end) if tokens[place].content and (found := places(tokens[place], part.sentence))
    }
    pairs: dict[int, int] = {}
    once = Counter(part.sentence.clause[found[0]] for found in options.values() if len(found) == 1)
    for place in sorted(options, key=lambda place: (len(options[place]) > 1, place)):
        free = [there for there in options[place] if there not in pairs.values()]
        beside = [(here, there) for here, there in pairs.items() if abs(here - place) <= _BESIDE]
        ranked = [
            (
                part.sentence.tokens[there].word != tokens[place].word,
                part.sentence.clause[there] not in once,
                _distance(place, there, beside),
                there,
            )
            for there in free
        ]
        if ranked:
            pairs[place] = min(ranked)[-1]
    return dict(sorted(pairs.items()))


def _distance(here: int, there: int, beside: Sequence[tuple[int, int]]) -> float:
    """How far a position is from where the nearest pairs suggest it."""
    return min((abs((there - j) - (here - i)) + 0.1 * abs(here - i) for i, j in beside), default=0.0)
