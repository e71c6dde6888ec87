"""What a question asks that cannot be done, each with a line that says so and how to ask instead: it is never answered by something near it."""

from __future__ import annotations

import re

from assistant.questions.filters import asks_for_all
from assistant.questions.kind import ABOUT, PAPERS, THINGS, kind_of
from assistant.questions.vocabulary import words

_TANGLED = (
    "Conditions of different kinds cannot be joined by “or”, nor “and” and “or” be mixed: ask for each by itself, as “papers by Kim” and then "
    "“papers from 1998”."
)
_FILLERS = frozenset("you that it was is so very much all right i see got a lot morning day evening helpful".split())
_NOUN = rf"(?:{THINGS}|{PAPERS})"
_BY_PLACE = re.compile(
    r"\b(?:first|second|third|last|senior|lead|sole|single)[\s-]+author|\b(?:with|by|have|has|having)\s+(?:(?:only|exactly|just|a|more than|at least|fewer than)\s+)?"
    r"(?:one|two|three|four|five|six|several|many|\d+)\s+(?:co-?)?authors?\b|\bby\s+the\s+(?:same\s+)?(?:authors?|people)\s+(?:of|who|as|that)\b",
    re.IGNORECASE,
)
_AUTHORS = re.compile(
    r"(?<!its )(?<!their )\b(?:authors|researchers|writers)\W*(?:\s(?:are there|do i have|in my notes)\W*)?$", re.IGNORECASE
)
_MOST = re.compile(
    rf"\b(?:authors?|who\w*|notebooks?|sections?|years?)\b.*\b(?:most|fewest|least|more|fewer)\s+{_NOUN}\b|\bwho\s+(?:wrote|published)\s+(?:the\s+)?(?:most|least)\b|"
    rf"\b{_NOUN}\b.*\b(?:most|fewest|more\s+than|at\s+least)\s+(?:\w+\s+)?authors\b",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"\b(?:around|circa|roughly|approximately)\s+(?P<year>(?:19|20)\d\d)\b(?!\s*\w+s\b)|\b(?:this|last)\s+(?:decade|century)\b",
    re.IGNORECASE,
)
# A longer question tells of a year beside what it is after.
_SHORT = 8
_RECENT = re.compile(rf"(?<!most )\b(?:recent|new|newer|old|older)\s+{_NOUN}\b", re.IGNORECASE)
_ORDERED = re.compile(
    rf"\b(?:oldest|newest|earliest|latest|most\s+recent)\s+(?:\w+\s+)?(?:{PAPERS})\b|\b(?:sort|order|rank)(?:ed)?\s+by\b", re.IGNORECASE
)


def cannot(question: str, *, tangled: bool, looked_up: bool) -> str:
    """The line that says what of a question cannot be done; empty where all can. `tangled` says that its conditions cannot be joined as it joins
    them, `looked_up` that the fields of the library answer it."""
    own = question.partition(ABOUT)[0]
    said = set(re.findall(r"\w+", own.lower()))
    if said & words("small_talk") and said <= words("small_talk") | _FILLERS:
        return "Nothing is asked of the notes there: ask about what they hold, as “which papers are about sleep?”."
    if tangled:
        return _TANGLED
    if asks_for_all(question) and _AUTHORS.search(question):
        return "Authors cannot be counted or listed: ask for the papers of one, as “papers by Kim”."
    if _MOST.search(own):
        return "It cannot be told who or what has the most: ask for one number, as “how many papers by Kim?”."
    asks_for_papers = looked_up or (kind_of(own) != "attribution" and bool(re.search(rf"\b{_NOUN}\b", own, re.IGNORECASE)))
    if asks_for_papers and _BY_PLACE.search(own):
        return "Papers cannot be chosen by what is told of their authors (first or last, how many, of what else): ask by name, as “papers by Kim”."
    if (looked_up or (kind_of(own) == "list" and len(own.split()) <= _SHORT)) and (
        match := _AROUND.search(own) or (_RECENT.search(own) if looked_up else None)
    ):
        year = int(match.groupdict().get("year") or 2015)
        return f"“{match[0]}” is no span of years: give one, as “papers from {year - 2} to {year + 2}”."
    if not looked_up and _ORDERED.search(own):
        return "Papers on a topic cannot be put in order: ask for those of some years, as “papers since 2020 on sleep”, or for “the newest paper by Kim”."
    return ""
