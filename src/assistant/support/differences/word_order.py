"""Who does what to whom: words of a statement in another order, dropped, put in another's place or drawn from elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from assistant.support.alignment import BREAKS, places, spelled_out
from assistant.support.differences.clauses import CLAUSES, PREPOSITIONS
from assistant.support.differences.comparison import Comparison, Difference, Sides
from assistant.support.passages import Passage, Sentence, Token
from assistant.support.word_relations import PIVOTS, listed, participle, stem

_PIVOTS = frozenset(stem(word) for word in PIVOTS)
_BE = frozenset({"be", "is", "are", "been", "being", "get"})
_SMALL = frozenset({"than", "from", "into", "over", "="})
_NEAR_BY = 5
_FACTORS = ("doubl", "tripl", "trebl", "quadrupl", "halv")
_ARTICLES = frozenset({"a", "an", "the"})
_LIKE = 0.7
_SYMMETRIC = frozenset(
    stem(word) for word in "correspond equal resemble similar differ agree correlate consistent same equivalent relate associate".split()
)


def _order(sides: Sides, found: Comparison) -> None:
    """Whether the words before and after a pivot have changed places, with the voice of the verbs between them taken into account."""
    if _exchanged(sides):
        found.conflicts.append(Difference("order", _exchanged(sides)))
        return
    heads = _heads(sides.part.sentence)
    pairs = [(here, heads[there]) for here, there in sorted(sides.pairs.items()) if not sides.tokens[here].word.startswith(_FACTORS)]
    turned = _turned(sides)
    for here, there in [*sorted(sides.pairs.items()), *_small_pivots(sides)]:
        token = sides.tokens[here]
        left, right = [i for i, j in pairs if i < here and j > heads[there]], [i for i, j in pairs if i > here and j < heads[there]]
        compared = next((at for at in range(there + 1, len(heads)) if sides.there(at).content), -1) if token.text == "than" else -1
        if not right and any(sides.pairs[i] == compared for i in left):
            found.doubts.append("order")
        if turned.get(here) and _straight(pairs, here, heads[there]):
            if not _straight([(i, j) for i, j in pairs if len(places(sides.tokens[i], sides.part.sentence)) == 1], here, heads[there]):
                found.doubts.append("order")
                return
            found.conflicts.append(Difference("order", token.text))
            return
        explained = here in turned or (
            token.text.lower() != "than" and left and right and any(min(left) < verb < max(right) for verb in turned)
        )
        if explained or not left or not right or token.number is not None or token.word in _SYMMETRIC:
            continue
        whole = all(there in sides.pairs.values() or not sides.there(there).content for there in range(len(sides.part.sentence.tokens)))
        likely = _alone(sides, token, there) and sides.close() and (sides.part.coverage >= _LIKE or whole)
        if likely and (
            token.text.lower() in _SMALL or (_within(sides, left, right) and (token.word in _PIVOTS or _traded(sides, left, right)))
        ):
            found.conflicts.append(Difference("order", token.text))
            return
        if min(len(left), len(right)) > 1 or not _fronted(sides, pairs):
            found.doubts.append("order")


def _straight(pairs: Sequence[tuple[int, int]], here: int, there: int) -> bool:
    """Whether the words next to a verb stand on the same sides of it in the sentence."""
    before, after = [j for i, j in pairs if i < here], [j for i, j in pairs if i > here]
    return bool(before and after) and before[-1] < there < min(after[0], after[-1])


def _turned(sides: Sides) -> dict[int, bool]:
    """The verbs that are passive on one side only, and whether one side names the doer by `by`."""
    there = sides.part.sentence.tokens
    voices = {
        i: ((_is_passive(sides.tokens, i), _done_by(sides.tokens, i)), (_is_passive(there, j), _done_by(there, j)))
        for i, j in sides.pairs.items()
    }
    return {i: own[0] != theirs[0] and own[1] != theirs[1] for i, (own, theirs) in voices.items() if own != theirs}


def _within(sides: Sides, left: Sequence[int], right: Sequence[int]) -> bool:
    """Whether two phrases stand in one clause, on either side."""
    there = sorted(sides.pairs[i] for i in (*left, *right))
    spans = (sides.tokens[min(left) : max(right) + 1], sides.part.sentence.tokens[there[0] : there[-1] + 1])
    marks = (
        (token.mark and after.text.lower() not in PREPOSITIONS) or token.text.lower() in BREAKS
        for span in spans
        for token, after in pairwise(span)
    )
    return not any(marks)


def _traded(sides: Sides, left: Sequence[int], right: Sequence[int]) -> bool:
    """Whether two phrases stand in each other's places, each after the preposition that the other had."""
    own = [_lead(sides.tokens, min(phrase)) for phrase in (left, right)]
    theirs = [_lead(sides.part.sentence.tokens, min(sides.pairs[i] for i in phrase)) for phrase in (left, right)]
    return own == theirs[::-1] and all(any(_alone(sides, sides.tokens[i], sides.pairs[i]) for i in phrase) for phrase in (left, right))


def _lead(tokens: Sequence[Token], place: int) -> str:
    """The preposition before a phrase that begins at a place, empty where there is none."""
    for token in reversed(tokens[max(place - 3, 0) : place]):
        if token.text.lower() in PREPOSITIONS:
            return token.text.lower()
        if token.content or token.mark:
            break
    return ""


def _fronted(sides: Sides, pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether the part tells the sentence's clauses in another order, each as it was: a turn at a comma, but for one word in four."""
    marks = [place for place in range(sides.part.start, sides.part.end) if sides.tokens[place].mark]
    for cut in marks:
        order = [j for i, j in pairs if i > cut] + [j for i, j in pairs if i < cut]
        if len(order) - _rising(order) <= max(1, len(order) // 4):
            return True
    return False


def _rising(order: Sequence[int]) -> int:
    """How many of some numbers rise, at the most, when the others are left out."""
    ends: list[int] = []
    for number in order:
        place = bisect_right(ends, number)
        ends[place : place + 1] = [number]
    return len(ends)


def _heads(sentence: Sentence) -> list[int]:
    """For each place of a sentence that of the first word of its list, or its own: a list (`lead, tin and antimony`) may be told in any order."""
    heads: list[int] = []
    last, joined = 0, False
    for place, token in enumerate(sentence.tokens):
        if token.text.lower() in {",", "and", "or"}:
            joined = True
        else:
            last, joined = (last if joined and place else place), False
        heads.append(last)
    return heads


def _exchanged(sides: Sides) -> str:
    """Two terms that have taken each other's places in a sentence that is otherwise much the same; empty where there are none."""
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


def _alone(sides: Sides, token: Token, there: int) -> bool:
    """Whether a pivot has no second of its kind that it could have been paired with."""
    second = any(other != there and not sides.there(other).mark for other in (places(token, sides.part.sentence) if token.content else ()))
    return not second and sum(bool(other.senses & token.senses) for other in sides.tokens[sides.part.start : sides.part.end]) == 1


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
    """Words that stand elsewhere in the passage put where the sentence has another: title words but for the subject, and repeated words."""
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


def _substituted(sides: Sides, found: Comparison) -> None:
    """A sentence taken over word for word but for one term that the passage does not have, in whose place stands another that is no synonym of it."""
    if not sides.part.missing or sides.part.matched < 2 or found.conflicts or found.additions:
        return
    tokens = [token for token in sides.tokens[sides.part.start : sides.part.end] if not token.mark]
    theirs = [token for token in sides.part.sentence.tokens if not token.mark]
    steps = Levenshtein.opcodes([token.word for token in tokens], [token.word for token in theirs])
    strange = [
        step
        for step in steps
        if any(_strange(token, sides) for token in tokens[step.src_start : step.src_end]) and step.tag in {"replace", "delete"}
    ]
    if len(strange) != 1 or strange[0].tag != "replace":
        return
    step = strange[0]
    put, taken = tokens[step.src_start : step.src_end], theirs[step.dest_start : step.dest_end]
    kept = sum(tokens[i].content for one in steps if one.tag == "equal" for i in range(one.src_start, one.src_end))
    if any(token.senses & _name(sides.passage) for token in put) or kept < max(2, 0.6 * sum(token.content for token in tokens) - 1):
        return
    if len(tokens) - len(put) >= 3 and _terms(put) and _terms(taken) and len(put) <= 2 and len(taken) <= 3:
        found.doubts.append("term")


def _strange(token: Token, sides: Sides) -> bool:
    """Whether a word tells something and stands nowhere in the passage, in no form."""
    return (
        token.content
        and not token.neutral
        and not token.senses & sides.passage.senses
        and not any(places(token, one) for one in sides.passage.sentences)
    )


def _terms(tokens: Sequence[Token]) -> bool:
    """Whether words are terms of a field rather than general words, which have synonyms without end."""
    own = [token for token in tokens if token.content and not token.neutral]
    return bool(own) and all(
        ((not listed(token.word) and not token.text.endswith(("ly", "ed", "ing"))) or token.text[0].isupper()) for token in own
    )


ROLES = (_order, *CLAUSES, _elsewhere, _substituted)
