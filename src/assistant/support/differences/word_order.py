"""Who does what to whom: words of a statement in another order, or taken from elsewhere in the passage."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from assistant.support.alignment import BREAKS, places, spelled_out
from assistant.support.differences.clauses import CLAUSES, PREPOSITIONS
from assistant.support.differences.comparison import Comparison, Difference, Sides
from assistant.support.passages import Passage, Token
from assistant.support.word_relations import PIVOTS
from assistant.text.quantities import manifold
from assistant.text.words import participle, stem

_PIVOTS = frozenset(stem(word) for word in PIVOTS)
_BE = frozenset({"be", "is", "are", "been", "being", "get"})
_SMALL = frozenset({"than", "from", "into", "over", "="})
_NEAR_BY = 5
_ARTICLES = frozenset({"a", "an", "the"})
_LIKE = 0.7


def _order(sides: Sides, found: Comparison) -> None:
    """Whether the words around a pivot have changed places, active and passive voice considered."""
    if _exchanged(sides):
        found.conflicts.append(Difference("order", _exchanged(sides)))
        return
    pairs = [(here, there) for here, there in sorted(sides.pairs.items()) if not manifold(sides.tokens[here].text)]
    turned = _turned(sides)
    for here, there in [*sorted(sides.pairs.items()), *_small_pivots(sides)]:
        token = sides.tokens[here]
        left, right = [i for i, j in pairs if i < here and j > there], [i for i, j in pairs if i > here and j < there]
        if turned.get(here) and _straight(pairs, here, there):
            found.conflicts.append(Difference("order", token.text))
            return
        if not left or not right or token.number is not None:
            continue
        if token.text.lower() != "than" and any(min(left) < verb < max(right) for verb in turned):
            continue
        pivotal = token.text.lower() in _SMALL or (_within(sides, left, right) and (token.word in _PIVOTS or _traded(sides, left, right)))
        if pivotal and sides.close() and sides.part.coverage >= _LIKE:
            found.conflicts.append(Difference("order", token.text))
            return
        if not _fronted(sides, pairs):
            found.doubts.append("order")


def _straight(pairs: Sequence[tuple[int, int]], here: int, there: int) -> bool:
    """Whether the neighbours of a verb are on the same sides of it in the sentence."""
    before, after = [j for i, j in pairs if i < here], [j for i, j in pairs if i > here]
    return bool(before and after) and before[-1] < there < min(after[0], after[-1])


def _turned(sides: Sides) -> dict[int, bool]:
    """The verbs that are passive, or have their doer named by `by`, on one side only, and whether both differ."""
    there = sides.part.sentence.tokens
    changed = {
        i: (_is_passive(sides.tokens, i) != _is_passive(there, j), _done_by(sides.tokens, i) != _done_by(there, j))
        for i, j in sides.pairs.items()
    }
    return {i: all(both) for i, both in changed.items() if any(both)}


def _within(sides: Sides, left: Sequence[int], right: Sequence[int]) -> bool:
    """Whether two phrases are in one clause, on both sides."""
    there = sorted(sides.pairs[i] for i in (*left, *right))
    spans = (sides.tokens[min(left) : max(right) + 1], sides.part.sentence.tokens[there[0] : there[-1] + 1])
    marks = (
        (token.mark and after.text.lower() not in PREPOSITIONS) or token.text.lower() in BREAKS
        for span in spans
        for token, after in pairwise(span)
    )
    return not any(marks)


def _traded(sides: Sides, left: Sequence[int], right: Sequence[int]) -> bool:
    """Whether two phrases have exchanged their prepositions."""
    own = [_lead(sides.tokens, min(phrase)) for phrase in (left, right)]
    theirs = [_lead(sides.part.sentence.tokens, min(sides.pairs[i] for i in phrase)) for phrase in (left, right)]
    return own[0] != own[1] and own == theirs[::-1]


def _lead(tokens: Sequence[Token], place: int) -> str:
    """The preposition before a phrase that begins at a place, empty where there is none."""
    for token in reversed(tokens[max(place - 3, 0) : place]):
        if token.text.lower() in PREPOSITIONS:
            return token.text.lower()
        if token.content or token.mark:
            break
    return ""


def _fronted(sides: Sides, pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether the part has the sentence's clauses in another order, each unchanged but for one word in four."""
    marks = [place for place in range(sides.part.start, sides.part.end) if sides.tokens[place].mark]
    for cut in marks:
        order = [j for i, j in pairs if i > cut] + [j for i, j in pairs if i < cut]
        if len(order) - _rising(order) <= max(1, len(order) // 4):
            return True
    return False


def _rising(order: Sequence[int]) -> int:
    """The length of the longest increasing subsequence."""
    ends: list[int] = []
    for number in order:
        place = bisect_right(ends, number)
        ends[place : place + 1] = [number]
    return len(ends)


def _exchanged(sides: Sides) -> str:
    """Two terms that have changed places in an otherwise similar sentence; empty where there are none."""
    reach = sorted(sides.pairs.values()) or [0]
    both = sides.tokens[sides.part.start : sides.part.end], sides.part.sentence.tokens[reach[0] : reach[-1] + 1]
    own, theirs = ([text for token in tokens if not token.mark and (text := token.text.lower()) not in _ARTICLES] for tokens in both)
    steps = [step for step in Levenshtein.opcodes(own, theirs) if step.tag == "replace"]
    words = [(own[step.src_start : step.src_end], theirs[step.dest_start : step.dest_end]) for step in steps]
    for first, second in pairwise(range(len(steps))):
        between = own[steps[first].src_end : steps[second].src_start]
        same = between == theirs[steps[first].dest_end : steps[second].dest_start] and not set(between) <= {"and", "or"}
        if same and words[first] == words[second][::-1]:
            return f"{' '.join(words[first][0])} … {' '.join(words[second][0])}"
    return ""


def _small_pivots(sides: Sides) -> list[tuple[int, int]]:
    """Small words like `than` and `from` that stand once in the part and once in its sentence."""
    here = [(token.text.lower(), place) for place, token in enumerate(sides.tokens) if sides.part.start <= place < sides.part.end]
    there = [(token.text.lower(), place) for place, token in enumerate(sides.part.sentence.tokens)]
    counts = Counter(word for word, _ in here), Counter(word for word, _ in there)
    where = dict(there)
    return [(place, where[word]) for word, place in here if word in _SMALL and counts[0][word] == counts[1][word] == 1]


def _is_passive(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word is a participle after a form of `be`."""
    return participle(tokens[place].text.lower()) and any(token.word in _BE for token in tokens[max(place - 2, 0) : place])


def _done_by(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word is a participle, and the last one before a `by`."""
    after = next((there for there in range(place + 1, min(place + _NEAR_BY, len(tokens))) if tokens[there].text.lower() == "by"), place)
    return (
        participle(tokens[place].text.lower())
        and after > place
        and not any(participle(token.text.lower()) for token in tokens[place + 1 : after])
    )


def _elsewhere(sides: Sides, found: Comparison) -> None:
    """Words from elsewhere in the passage in the place of others of the sentence: repeated words, and title words other than the subject."""
    first, last = min(sides.pairs, default=0), min(sides.pairs.values(), default=0)
    spelled = spelled_out(sides.tokens, sides.part.sentence)
    said = {sense for place in sides.pairs for sense in sides.tokens[place].senses}
    for here in range(sides.part.start, sides.part.end):
        token = sides.tokens[here]
        if here in sides.pairs or here in sides.said or spelled >> here & 1 or not token.content or token.neutral:
            continue
        replaced = [there for there in sides.left if (other := sides.there(there)).content and not (other.neutral or other.senses & said)]
        if here < first and not places(token, sides.part.sentence):
            named = bool(token.senses & _name(sides.passage))
            moved = any(there < last and (sides.there(there).name or not named) for there in replaced)
        else:
            moved = any(sides.slot(here, there) and sides.there(there).number is None for there in replaced)
        if moved:
            found.doubts.append("elsewhere")


def _name(passage: Passage) -> frozenset[str]:
    """The senses of the words by which an entry is called: its title, or what stands there before a colon."""
    if not passage.title:
        return frozenset()
    colon = next((place for place, token in enumerate(passage.title.tokens) if token.text == ":"), len(passage.title.tokens))
    return frozenset(sense for token in passage.title.tokens[:colon] for sense in token.senses)


ROLES = (_order, *CLAUSES, _elsewhere)
