"""Follow-ups that change one thing of the last question: its author (`and Kim?`), its years (`what about 2018?`), or that the number is wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.questions.conditions.authors import authors_in
from assistant.questions.conditions.years import MARK, marked_years, years_in
from assistant.questions.follow_up import Turn, leans
from assistant.questions.kind import kind_of

_LEAD = re.compile(r"^\W*(?:(?:and|or|but|so|then|(?:what|how)\s+about|only|just|(?:the\s+)?(?:ones?|those|papers))\b\W*)*", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"\W*(?:and\s+)?how\s+many(?:\s+(?:papers|of|are|were|there|they|them|these|those|that|in|total|all))*\W*", re.IGNORECASE
)
_ASKS = re.compile(r"^\W*(?:(?:please|list|show|give|find|me|all|the|which|what|any)\s+)+", re.IGNORECASE)
_COINED = re.compile(r"\d|[A-Z]{2}|^[a-z].*[A-Z]")


def told_anew(history: Sequence[Turn], is_author: Callable[[str], bool]) -> list[Turn]:
    """The conversation with what each follow-up of this kind stood for in its place."""
    told: list[Turn] = []
    for turn in history:
        meant = changed(turn.content, told, is_author) if turn.role == "user" else ""
        told.append(replace(turn, content=_last(told) if _HOW_MANY.fullmatch(turn.content) else meant) if meant else turn)
    return told


def changed(question: str, told: Sequence[Turn], is_author: Callable[[str], bool]) -> str:
    """The last question of a conversation, `told` anew, with what the follow-up replaces in it; empty where it replaces nothing."""
    last = _last(told)
    return _changed(question, last, is_author) if last else ""


def _last(told: Sequence[Turn]) -> str:
    return next((turn.content for turn in reversed(told) if turn.role == "user" and not leans(turn.content)), "")


def _changed(question: str, last: str, is_author: Callable[[str], bool]) -> str:
    lists = kind_of(last) == "list"
    if _HOW_MANY.fullmatch(question):
        rest = _ASKS.sub("", last)
        return f"how many {'' if re.match(r'(?!did|do|has|have)', rest) else 'papers '}{rest}" if lists else ""
    lead = _LEAD.match(question)
    said = question[lead.end() if lead else 0 :].strip(" ?.!")
    if not said or not ((lead and lead[0].strip()) or re.match(r"(?:by|from|in|since|before|after)\b", said, re.IGNORECASE)):
        return ""
    return _with_years(said, last, lists=lists) or _with_author(said, last, is_author, lists=lists)


def _with_years(said: str, last: str, *, lists: bool) -> str:
    """The last question with these years in the place of its own, or held to them where it is one for papers."""
    found, rest = years_in(f"papers {said}")
    if not found or rest.strip() != "papers":
        return ""
    said = said if re.match(r"[A-Za-z]", said) else f"from {said}"
    own, marked = marked_years(last)
    if own:
        before, _, after = marked.partition(MARK)
        return " ".join(f"{before} {said} {after.replace(MARK, ' ')}".split())
    return f"{last.rstrip(' ?.!')} {said}" if lists else ""


def _with_author(said: str, last: str, is_author: Callable[[str], bool], *, lists: bool) -> str:
    """The last question with these authors in the place of its own, or held to them where it is one for papers."""
    by = bool(re.match(r"by\b", said, re.IGNORECASE))
    bare = re.sub(r"^by\s+|['’]s?$", "", said, flags=re.IGNORECASE)
    named = authors_in(f"papers by {bare}", is_author)
    if not named or named.end < len(f"papers by {bare}") or (not by and _COINED.search(bare) and not is_author(bare.split()[-1])):
        return ""
    own = authors_in(last, is_author)
    if not own:
        return f"{last.rstrip(' ?.!')} by {bare}" if lists and by else ""
    if not by and bare == bare.lower() and bare.isascii() and not any(map(is_author, bare.split())):
        return ""
    whole = last[own.start : own.end]
    put = f"by {bare}" if re.match(r"(?:\w+\s+)?by\b", whole, re.IGNORECASE) else f"{bare}'s" if re.search(r"['’]s?$", whole) else bare
    return " ".join(f"{last[: own.start]} {put} {last[own.end :]}".split())
