"""What a part of a statement says otherwise than the sentence it rests on: numbers, names, direction, negation and scope."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.support.alignment import Part
from assistant.support.differences.comparison import CONTRAST, NEAR, Comparison, Difference, Sides, pair_up
from assistant.support.differences.figures import numbers
from assistant.support.differences.word_order import ROLES
from assistant.support.passages import Passage, Token, hedge, negator, strong
from assistant.support.word_relations import stem

_COMPARATIVE = re.compile(r"(?i:\w+er|more|less|worse)$").match
_ALL = frozenset(stem(word) for word in "all every each any fully entirely completely".split())
_EXCLUDING = frozenset({"insteadof", "unlike"})
_REMOVED = frozenset(stem(word) for word in "remove drop delete omit exclude discard ablate absent absence lose".split())
_SELDOM = frozenset(stem(word) for word in "rarely seldom occasionally unlikely scarcely".split())
_OPENING = frozenset("that and but only in for at on of with to among under".split())
_QUANTITIES = frozenset(
    stem(word) for word in "fraction portion share part percent half majority minority number few several handful subset".split()
)


def compare(tokens: Sequence[Token], part: Part, passages: Passage, free: int) -> Comparison:
    """Holds one part of a statement against its sentence: `B is more than A` may well be `A is less than B`, so that two turns make a doubt.

    `free` is the bit mask of words that need not stand there.
    """
    sides = pair_up(tokens, part, passages, free)
    found = Comparison(part)
    for look in (numbers, _names, _direction, _negation, _scope, *ROLES):
        look(sides, found)
    if found.differs("order") and not found.differs("number") and (turns := sides.opposites()):
        _turn_about(turns, sides, found)
    return found


def _turn_about(turns: Sequence[tuple[Token, Token]], sides: Sides, found: Comparison) -> None:
    """`A is larger than B` is `B is smaller than A`, where nothing else differs; sides and words turned in any other way do not tell."""
    both = sides.tokens[: sides.part.end], sides.part.sentence.tokens
    here, there = (max((place for place, token in enumerate(tokens) if token.text == "than"), default=0) for tokens in both)
    sides_turned = any(i < here and j > there for i, j in sides.pairs.items()) and any(
        i > here and j < there for i, j in sides.pairs.items()
    )
    other = {one.kind for one in found.conflicts}.union(found.doubts, found.additions) - {"order", "direction"}
    known = len(turns) == 1 and all(_COMPARATIVE(token.text) for token in turns[0]) and sides.part.missing == turns[0][0].content
    found.conflicts, found.doubts = [], [] if here and there and sides_turned and known and not other else ["converse"]
    if not found.doubts:
        found.part = replace(sides.part, matched=sides.part.matched + sides.part.missing, missing=0)


def _names(sides: Sides, found: Comparison) -> None:
    for place in sides.said:
        token = sides.tokens[place]
        if not token.name or token.number is not None or token.neutral:
            continue
        absent, formed = not token.senses & sides.passage.senses, _formed(token, sides.passage)
        slot = [other for _, other in _at(sides, place)]
        beside = [other for other in slot if other.name]
        if formed:
            found.doubts.append("name")
        elif slot and ((absent and found.part.coverage >= 0.6) or (not absent and beside and found.part.coverage >= 0.7)):
            found.conflicts.append(Difference("name", token.text, (beside or slot)[0].text))
        elif absent:
            found.additions.append("name")
        else:
            found.doubts.append("name")


def _formed(token: Token, passage: Passage) -> bool:
    """Whether the passage has a name that is a word and no code in another form: `Texan` of `Texas`."""
    coined = any(char.isdigit() for char in token.text) or token.text[1:] != token.text[1:].lower()
    return not coined and not token.senses & passage.senses and any(token.word[:4] in one.roots for one in passage.sentences)


def _at(sides: Sides, here: int) -> list[tuple[int, Token]]:
    return [(there, sides.there(there)) for there in sides.left if sides.there(there).content and sides.slot(here, there)]


def _direction(sides: Sides, found: Comparison) -> None:
    """Words that say the opposite of, or exclude, those in their place. Two of them may cancel out, so only an odd count is a conflict."""
    turns = {one.word: Difference("direction", one.text, other.text) for one, other in sides.replaced()}
    if not turns:
        return
    if len(turns) % 2 and sides.close() and "unit" not in found.doubts:
        found.conflicts.append(next(iter(turns.values())))
    else:
        found.doubts.append("direction")


def _negation(sides: Sides, found: Comparison) -> None:
    both = sides.tokens[sides.part.start : sides.part.end], sides.part.sentence.tokens
    denials = [token for token in (*both[0], *both[1]) if negator(token)]
    if len(denials) == 1 and any(one.kind == "direction" and denials[0].text in {one.said, one.held} for one in found.conflicts):
        return
    own = [place for place in sides.pairs if sides.tokens[place].negated]
    theirs = [place for place, there in sides.pairs.items() if sides.there(there).negated]
    denies = any(map(negator, sides.tokens[sides.part.start : sides.part.end]))
    once = _once(sides.tokens[sides.part.start : sides.part.end]), _once(sides.part.sentence.tokens)
    if set(own) & set(theirs) and all(once) and ("without" in once) == (once == ("without", "without")):
        return
    if set(own) == set(theirs):
        reach = sides.pairs.values()
        within = (
            [place for place, token in enumerate(sides.part.sentence.tokens) if negator(token) and min(reach) <= place <= max(reach)]
            if reach
            else []
        )
        found.doubts += ["negation"] if denies != bool(within) and not (denies and sides.part.sentence.negators) else []
    elif found.differs("direction") or "direction" in found.doubts:
        found.conflicts = [one for one in found.conflicts if one.kind != "direction"]
        found.doubts.append("negation")
    elif own and theirs and not set(own) & set(theirs) and sides.close() and all(map(_excludes, both)):
        found.conflicts.append(Difference("negation", sides.tokens[min(own)].text, sides.there(sides.pairs[min(theirs)]).text))
    elif sides.close() and not sides.contrasted() and _of_what_is_said(sides) and (not denies or not theirs):
        found.conflicts.append(Difference("negation", *_denials(sides)))
    else:
        found.doubts.append("negation")


def _of_what_is_said(sides: Sides) -> bool:
    """Whether all that is denied is denied of a word that both have, without a condition that turns it again."""
    both = (
        (sides.tokens, sides.part.start, sides.part.end, set(sides.pairs)),
        (sides.part.sentence.tokens, 0, len(sides.part.sentence.tokens), set(sides.pairs.values())),
    )
    for tokens, start, end, paired in both:
        for place in (at for at in range(start, end) if negator(tokens[at])):
            after = next((at for at in range(place + 1, end) if tokens[at].content or tokens[at].mark), end)
            if after < end and tokens[after].content and after not in paired and tokens[after].negated and not tokens[after].neutral:
                return False
    said = {token.text.lower() for token in sides.tokens[sides.part.start : sides.part.end]}
    return "unless" not in said and not ("without" in said and any(sides.there(place).word in _REMOVED for place in sides.left))


def _excludes(tokens: Sequence[Token]) -> bool:
    """Whether words deny one thing beside another that they affirm: `rather than X`, `not X but Y`, `Y, not X`."""
    denials = [place for place, token in enumerate(tokens) if negator(token)]
    turned = any(token.text.lower() == "but" for token in tokens)
    return all(
        tokens[at].text in _EXCLUDING or (tokens[at].text.lower() == "not" and (turned or (at and tokens[at - 1].mark))) for at in denials
    )


def _once(tokens: Sequence[Token]) -> str:
    """The word by which words deny one thing, empty where they deny none or several; `neither` and its `nor` count as one, and a contrast may deny one of two."""
    denials = [token.text.lower() for token in tokens if negator(token)]
    once = len(denials) - ("neither" in denials and "nor" in denials) == 1 and CONTRAST.isdisjoint(token.text.lower() for token in tokens)
    return denials[0] if once else ""


def _denials(sides: Sides) -> tuple[str, str]:
    """The first word that denies something in the part, and in its sentence."""
    both = sides.tokens[sides.part.start : sides.part.end], sides.part.sentence.tokens
    own, theirs = (next((token.text for token in tokens if negator(token)), "") for tokens in both)
    return own.replace("insteadof", "rather than"), theirs.replace("insteadof", "rather than")


def _scope(sides: Sides, found: Comparison) -> None:
    """Claims without exception where the sentence hedges or counts; what only one of both says is a doubt, as are hedges left out."""
    tokens = sides.tokens[sides.part.start : sides.part.end]
    own = {kind for token in tokens if (kind := hedge(token))}
    dropped = (
        set()
        if own
        else {kind for place, token in enumerate(sides.part.sentence.tokens) if (kind := hedge(token)) and _governs(sides, place)}
    )
    denied = {id(token) for token, after in pairwise(tokens) if token.text.lower() == "must" and negator(after)}
    claims = [
        token
        for token in tokens
        if strong(token) and id(token) not in denied and not any(sense in sides.part.sentence.at for sense in token.senses)
    ]
    counted = any(_counts(sides.there(place)) for place in sides.left) and any(token.word in _ALL for token in claims)
    counted = counted or any(_counted_otherwise(sides, token) for token in claims)
    if claims and (counted or dropped) and sides.close():
        found.conflicts.append(Difference("scope", claims[0].text))
    elif claims or dropped or any(token.word in _SELDOM and not _seldom_too(sides, token) for token in tokens):
        found.doubts.append("scope")


def _seldom_too(sides: Sides, token: Token) -> bool:
    """Whether a clause of the sentence on which the part rests says `rarely` as well."""
    at, clause = sides.part.sentence.at, sides.part.sentence.clause
    return bool(
        {clause[place] for sense in token.senses for place in at.get(sense, ())} & {clause[place] for place in sides.pairs.values()}
    )


def _counted_otherwise(sides: Sides, claim: Token) -> bool:
    """Whether a statement says `all` of what the sentence says `most` or `some` of."""
    here = next((place for place in sides.pairs if sides.tokens[place - 1] is claim), -1)
    before = sides.part.sentence.tokens[max(sides.pairs.get(here, 0) - 2, 0) : sides.pairs.get(here, 0)]
    return claim.word in _ALL and any(hedge(token) == "quantity" and token.word not in claim.senses for token in before)


def _counts(token: Token) -> bool:
    return token.word in _QUANTITIES or token.number is not None or (token.loose and token.word != "both")


def _governs(sides: Sides, place: int) -> bool:
    """Whether a hedge stands before a word that the part takes over, or ends its clause after one; `some` and the like only where a clause begins."""
    tokens = sides.part.sentence.tokens
    ends = place + 1 == len(tokens) or tokens[place + 1].mark
    after = next((there for there in range(place + 1, len(tokens)) if tokens[there].content or tokens[there].mark), None)
    opens = place == 0 or tokens[place - 1].mark or tokens[place - 1].text.lower() in _OPENING
    beside = range(max(place - NEAR, 0), place) if ends else (after,)
    return not set(beside).isdisjoint(sides.pairs.values()) and (opens or hedge(tokens[place]) != "quantity")
