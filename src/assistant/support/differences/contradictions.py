"""Contradictions between a part of a statement and its sentence: numbers, names, direction, negation and scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.support.alignment import Part
from assistant.support.differences.comparison import NEAR, Comparison, Difference, Sides, pair_up
from assistant.support.differences.figures import numbers
from assistant.support.differences.word_order import ROLES
from assistant.support.passages import Passage, Token, hedge, negator, strong

_EXCLUDING = frozenset({"insteadof", "unlike", "not"})
_MOSTLY = 0.6


def compare(tokens: Sequence[Token], part: Part, passages: Passage, free: int) -> Comparison:
    """Compares one part of a statement with its sentence. `free` is the bit mask of words that need no match."""
    sides = pair_up(tokens, part, passages, free)
    found = Comparison(part)
    for look in (numbers, _names, _direction, _negation, _scope, *ROLES):
        look(sides, found)
    if found.differs("order") and {one.kind for one in found.conflicts} <= {"order", "direction"} and (turns := sides.opposites()):
        _turn_about(len(turns), sides, found)
    return found


def _turn_about(turns: int, sides: Sides, found: Comparison) -> None:
    """`A is larger than B` equals `B is smaller than A`; in any other case, changed order and an opposite together tell nothing."""
    compared = all(any(token.text == "than" for token in tokens) for tokens in (sides.own, sides.part.sentence.tokens))
    found.conflicts, found.doubts = [], [] if compared and turns == 1 else ["converse"]
    if not found.doubts:
        found.part = replace(sides.part, matched=sides.part.matched + sides.part.missing, missing=0)


def _names(sides: Sides, found: Comparison) -> None:
    for place in sides.said:
        token = sides.tokens[place]
        if not token.name or token.number is not None or token.neutral:
            continue
        slot = [sides.there(there) for there in sides.left if sides.there(there).content and sides.slot(place, there)]
        if token.senses & sides.passage.senses:
            found.doubts.append("name")
        elif slot and found.part.coverage >= _MOSTLY:
            found.conflicts.append(Difference("name", token.text, next((other for other in slot if other.name), slot[0]).text))
        else:
            found.additions.append("name")


def _direction(sides: Sides, found: Comparison) -> None:
    """Opposites in each other's place. Two of them may cancel out, so only an odd number is a conflict."""
    turns = {one.word: Difference("direction", one.text, other.text) for one, other in sides.replaced()}
    if not turns:
        return
    if len(turns) % 2 and sides.close():
        found.conflicts.append(next(iter(turns.values())))
    else:
        found.doubts.append("direction")


def _negation(sides: Sides, found: Comparison) -> None:
    """Negation on one side only. Together with an opposite it may cancel out."""
    both = sides.own, sides.part.sentence.tokens
    denials = [sum(negator(token) and token.word != "nor" for token in tokens) for tokens in both]
    if found.differs("direction") and sum(denials) == 1:
        return
    own = {place for place in sides.pairs if sides.tokens[place].negated}
    theirs = {place for place, there in sides.pairs.items() if sides.there(there).negated}
    if (own & theirs and denials[0] == denials[1]) or not own | theirs:
        return
    if found.differs("direction") or "direction" in found.doubts:
        found.conflicts = [one for one in found.conflicts if one.kind != "direction"]
        found.doubts.append("negation")
    elif own and theirs and all(map(_excludes, both)):
        found.conflicts.append(Difference("negation", sides.tokens[min(own)].text, sides.there(sides.pairs[min(theirs)]).text))
    elif sides.close() and _of_what_is_said(sides) and not (denials[0] and theirs):
        found.conflicts.append(Difference("negation", *_denials(sides)))
    else:
        found.doubts.append("negation")


def _of_what_is_said(sides: Sides) -> bool:
    """Whether both sides have the words that are negated."""
    both = (sides.own, {place - sides.part.start for place in sides.pairs}), (sides.part.sentence.tokens, set(sides.pairs.values()))
    for tokens, paired in both:
        for place in (at for at, token in enumerate(tokens) if negator(token)):
            denied = next((at for at in range(place + 1, len(tokens)) if tokens[at].content), None)
            if denied is not None and denied not in paired:
                return False
    return True


def _excludes(tokens: Sequence[Token]) -> bool:
    """Whether words negate one thing and affirm another: `rather than X`, `not X but Y`, `Y, not X`."""
    return all(token.text.lower() in _EXCLUDING for token in tokens if negator(token))


def _denials(sides: Sides) -> tuple[str, str]:
    """The first negator of the part, and of its sentence."""
    both = sides.own, sides.part.sentence.tokens
    own, theirs = (next((token.text for token in tokens if negator(token)), "") for tokens in both)
    return own.replace("insteadof", "rather than"), theirs.replace("insteadof", "rather than")


def _scope(sides: Sides, found: Comparison) -> None:
    """Claims without exception where the sentence hedges or counts; a doubt where only one side has such a claim or a hedge."""
    hedged = any(map(hedge, sides.own))
    dropped = not hedged and any(hedge(token) and _governs(sides, place) for place, token in enumerate(sides.part.sentence.tokens))
    claims = [token for token in sides.own if strong(token) and not any(sense in sides.part.sentence.at for sense in token.senses)]
    if claims and (dropped or any(_counts(sides.there(place)) for place in sides.left)) and sides.close():
        found.conflicts.append(Difference("scope", claims[0].text))
    elif claims or dropped:
        found.doubts.append("scope")


def _counts(token: Token) -> bool:
    return token.number is not None or token.loose or hedge(token) == "quantity"


def _governs(sides: Sides, place: int) -> bool:
    """Whether a hedge precedes a word of the part, or ends a clause after one."""
    tokens = sides.part.sentence.tokens
    if place + 1 == len(tokens) or tokens[place + 1].mark:
        return not set(range(max(place - NEAR, 0), place)).isdisjoint(sides.pairs.values())
    after = next((there for there in range(place + 1, len(tokens)) if tokens[there].content), None)
    return after in sides.pairs.values()
