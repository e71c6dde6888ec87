"""What a question asks that cannot be done, each with a line that says so and how to ask instead: it is never answered by something near it."""

from __future__ import annotations

import re

from assistant.questions.kind import ABOUT, THINGS, kind_of

_TANGLED = (
    "Conditions of different kinds cannot be joined by “or”, nor “and” and “or” be mixed: ask for each by itself, as “papers by Kim” and then "
    "“papers from 1998”."
)
_TALK = re.compile(
    r"\W*(?:(?:thanks|thank|you|thx|cheers|ok|okay|k|yes|yep|yeah|no|nope|sure|fine|good|great|nice|cool|perfect|awesome|wow|hello|hi|hey|there|bye|goodbye|"
    r"please|sorry|well|done|alright|all|right|so|much|very|a|lot|morning|evening|afternoon|night|got|it|i|see|hm+|oh|ah|lol|test|that|was|is|helpful|exactly|"
    r"correct|agreed|welcome|how|are|day|the|answer|for)\b\W*)+",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:thanks|thank|thx|cheers|ok|okay|k|yes|yep|yeah|no|nope|sure|fine|good|great|nice|cool|perfect|awesome|wow|hello|hi|hey|bye|goodbye|sorry|alright|"
    r"all right|got it|i see|hm+|oh|ah|lol|test|exactly|correct|agreed|welcome|please|how are you|well done)\b",
    re.IGNORECASE,
)
_NOUN = rf"(?:{THINGS}|papers?|entry|article|publication)"
_BY_PLACE = re.compile(
    r"\b(?:first|second|third|last|senior|lead|sole|corresponding|main)[\s-]+author|\b(?:with|by|of|have|has|having)\s+(?:only\s+|exactly\s+|just\s+|more\s+than\s+|at\s+least\s+|fewer\s+than\s+)?"
    r"(?:an?\s+single|single|one|two|three|four|five|six|several|many|multiple|\d+)\s+(?:co-?)?authors?\b|\bsingle[\s-]author"
    r"|\bby\s+the\s+(?:same\s+)?(?:authors?|people|person|writers?)\s+(?:of|who|as|that)\b",
    re.IGNORECASE,
)
_AUTHORS = re.compile(
    r"^\W*(?:(?:and|please|can you|could you|list|show|name|give|me|a list|count|how many|number|which|what|who|tell|are|is|the|my|all|of|names|different|distinct)\s+)+"
    r"(?:authors?|researchers|writers|people)(?:\s+(?:are|is|in|do|have|there|i|we|the|my|notes|library|total|all|mentioned|noted))*\W*$",
    re.IGNORECASE,
)
_MOST = re.compile(
    rf"\b(?:authors?|who|whose|notebooks?|sections?|years?|researchers?)\b.*\b(?:the\s+)?(?:most|fewest|least|more|fewer)\s+{_NOUN}\b|"
    rf"\bwho\s+(?:wrote|published|has\s+written)\s+(?:the\s+)?(?:most|fewest|least)\b|\b(?:most|least)\s+(?:prolific|productive|frequent|common)\s+(?:author|writer|researcher|year)|"
    rf"\b{_NOUN}\b.*\b(?:most|fewest|more\s+than|at\s+least)\s+(?:\w+\s+)?authors\b",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"\b(?:around|circa|ca\.?|roughly|approximately|close\s+to|near)\s+(?:the\s+year\s+)?(?P<year>(?:19|20)\d\d)\b(?!\s*\w+s\b)|"
    r"\b(?:this|last|the\s+last|\d\d(?:st|th))\s+(?:decade|century)\b",
    re.IGNORECASE,
)
# A longer question tells of a year beside what it is after.
_SHORT = 8
_RECENT = re.compile(rf"(?<!most )\b(?:recent|new|newer|old|older)\s+{_NOUN}\b", re.IGNORECASE)
_ORDERED = re.compile(
    r"\b(?:oldest|newest|earliest|latest|most\s+recent)\s+(?:\w+\s+)?(?:papers?|entry|entries|publications?|works?|articles?|studies)\b|"
    r"\b(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?)\s+by\b|\b(?:in|by)\s+(?:chronological|alphabetical)\s+order\b",
    re.IGNORECASE,
)


def cannot(question: str, *, tangled: bool, looked_up: bool) -> str:
    """The line that says what of a question cannot be done; empty where all can. `tangled` says that its conditions cannot be joined as it joins
    them, `looked_up` that the fields of the library answer it."""
    own = question.partition(ABOUT)[0]
    if _TALK.fullmatch(own) and _SAID.search(own):
        return "Nothing is asked of the notes there: ask about what they hold, as “which papers are about sleep?”."
    if tangled:
        return _TANGLED
    if _AUTHORS.match(question):
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
