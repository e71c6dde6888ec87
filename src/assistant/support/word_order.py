"""Who does what to whom: words of a statement in another order, dropped, put in another's place or drawn from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from rapidfuzz.distance import Levenshtein

from assistant.support.alignment import places, spelled_out
from assistant.support.comparison import CONTRAST, Comparison, Difference, Sides
from assistant.support.passages import Passage, Sentence, Token
from assistant.support.word_relations import PIVOTS, listed, participle, stem

_PIVOTS = frozenset(stem(word) for word in PIVOTS)
_BE = frozenset({"be", "is", "are", "been", "being", "get"})
_SMALL = frozenset({"than", "from", "whereas", "while", "into", "over", "="})
_STANDING_IN = frozenset("it they he she its their them".split())
_NEAR_BY = 5
_TURNING = frozenset(stem(word) for word in "only except unless if when instead than without alone despite".split())


def _order(sides: Sides, found: Comparison) -> None:
    """Whether the words before and after a pivot have changed places, with the voice taken into account."""
    if _exchanged(sides):
        found.conflicts.append(Difference("order", _exchanged(sides)))
        return
    heads = _heads(sides.part.sentence)
    pairs = [(here, heads[there]) for here, there in sorted(sides.pairs.items())]
    turned = {
        here for here, there in sides.pairs.items() if _is_passive(sides.tokens, here) != _is_passive(sides.part.sentence.tokens, there)
    }
    voices = _passive(sides.tokens, sides.pairs.keys()), _passive(sides.part.sentence.tokens, sides.pairs.values())
    for here, there in [*sorted(sides.pairs.items()), *_small_pivots(sides)]:
        token = sides.tokens[here]
        crossing = sum(i < here and j > heads[there] for i, j in pairs), sum(i > here and j < heads[there] for i, j in pairs)
        straight = all((i < here) == (j < there) for i, j in sides.pairs.items() if i != here)
        if here in turned and voices[0] != voices[1] and straight and min(i for i, _ in pairs) < here < max(i for i, _ in pairs):
            found.conflicts.append(Difference("order", token.text))
            return
        if here in turned or voices[0] != voices[1] or not all(crossing) or token.number is not None or (turned and not token.content):
            continue
        if token.word in _PIVOTS and _alone(sides, token, there) and sides.close() and sides.part.coverage >= 0.7:
            found.conflicts.append(Difference("order", token.text))
            return
        if not turned and (min(crossing) > 1 or not _fronted(sides, pairs)):
            found.doubts.append("order")


def _fronted(sides: Sides, pairs: Sequence[tuple[int, int]]) -> bool:
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
    """Two terms that have taken each other's places in a sentence that is otherwise the same; empty where there are none."""
    own = [token.text.lower() for token in sides.tokens[sides.part.start : sides.part.end] if not token.mark]
    theirs = [token.text.lower() for token in sides.part.sentence.tokens if not token.mark]
    steps = [step for step in Levenshtein.opcodes(own, theirs) if step.tag not in {"equal", "insert"}]
    if [step.tag for step in steps] != ["replace", "replace"]:
        return ""
    one, two = ((own[step.src_start : step.src_end], theirs[step.dest_start : step.dest_end]) for step in steps)
    between = own[steps[0].src_end : steps[1].src_start]
    return f"{' '.join(one[0])} … {' '.join(two[0])}" if one == two[::-1] and not set(between) <= {"and", "or"} else ""


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


def _passive(tokens: Sequence[Token], paired: Collection[int]) -> bool:
    """Whether one of the words that both have is a participle before `by`."""
    return any(
        token.text.lower() == "by"
        and any(place in paired and participle(tokens[place].text.lower()) for place in range(max(i - _NEAR_BY, 0), i))
        for i, token in enumerate(tokens)
    )


def _dropped(sides: Sides, found: Comparison) -> None:
    """Words between those that the part takes over, on which their meaning turns."""
    reach = sides.pairs.values()
    if not reach:
        return
    inside = [sides.there(place) for place in sides.left if min(reach) <= place <= max(reach)]
    meant = {sense for token in sides.tokens[sides.part.start : sides.part.end] for sense in token.senses}
    if any(token.word in _TURNING and not token.senses & meant for token in inside):
        found.doubts.append("condition")
    said = {token.text.lower() for token in sides.tokens[sides.part.start : sides.part.end]}
    if sides.contrasted() and not said & CONTRAST:
        found.doubts.append("contrast")
    if sum(token.content and not token.neutral for token in inside) > max(3, len(sides.pairs)):
        found.doubts.append("gathered")


def _elsewhere(sides: Sides, found: Comparison) -> None:
    """Words that stand elsewhere in the passage put where the sentence has another: title words but for the subject, and repeated words."""
    first, last = min(sides.pairs, default=0), min(sides.pairs.values(), default=0)
    spelled = spelled_out(sides.tokens, sides.part.sentence)
    for here in range(sides.part.start, sides.part.end):
        token = sides.tokens[here]
        if here in sides.pairs or here in sides.said or spelled >> here & 1 or not token.content or token.neutral:
            continue
        replaced = [there for there in sides.left if sides.there(there).content and not sides.there(there).neutral]
        if here < first and not places(token, sides.part.sentence):
            named = bool(token.senses & _name(sides.passage))
            moved = any(there < last and (sides.there(there).name or not named) for there in replaced)
        else:
            moved = not places(token, sides.part.sentence) or any(sides.slot(here, there) for there in replaced)
        if moved and not _stood_for(sides, here):
            found.doubts.append("elsewhere")


def _stood_for(sides: Sides, here: int) -> bool:
    """Whether the sentence has a pronoun in the place of a word by which the entry is called."""
    own = sides.passage.title is not None and bool(sides.tokens[here].senses & frozenset(sides.passage.title.at))
    return own and any(sides.there(there).text.lower() in _STANDING_IN and sides.slot(here, there) for there in sides.left)


def _name(passage: Passage) -> frozenset[str]:
    """The senses of the words by which an entry is called: its title, or what stands there before a colon."""
    if not passage.title:
        return frozenset()
    colon = next((place for place, token in enumerate(passage.title.tokens) if token.text == ":"), len(passage.title.tokens))
    return frozenset(sense for token in passage.title.tokens[:colon] for sense in token.senses)


def _substituted(sides: Sides, found: Comparison) -> None:
    """A sentence taken over word for word but for one term, in whose place stands another that is no synonym of it."""
    if not 1 <= found.part.missing + found.doubts.count("elsewhere") <= 2 or found.part.matched < 2 or found.conflicts or found.additions:
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
    if any(token.senses & _name(sides.passage) for token in put):
        return
    if kept >= 2 and len(tokens) - len(put) >= 3 and _terms(put) and _terms(taken) and len(put) <= 2 and len(taken) <= 3:
        found.conflicts.append(Difference("term", *(" ".join(token.text for token in words) for words in (put, taken))))


def _terms(tokens: Sequence[Token]) -> bool:
    """Whether words are terms of a field rather than general words, which have synonyms without end."""
    own = [token for token in tokens if token.content and not token.neutral]
    return bool(own) and all(
        ((not listed(token.word) and not token.text.endswith(("ly", "ed", "ing"))) or token.text[0].isupper()) for token in own
    )


ROLES = (_order, _dropped, _elsewhere, _substituted)
