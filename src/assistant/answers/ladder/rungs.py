"""Who is to answer a question: decided before anything is asked of a model."""

from __future__ import annotations

import re
from typing import Literal

from assistant.answers.asked import Asked
from assistant.answers.ladder.profile import Profile
from assistant.questions.kind import kind_of

Rung = Literal["notes", "search", "model"]

_PROSE = re.compile(
    r"\bin (?:(?:your|my|our)(?: own)?|plain|simple|other) (?:words|english|terms|language)\b|\bin prose\b"
    r"|\b(?:in|as) (?:an?|one|two|three|four|five|a few|some|\d) (?:\w+ )?(?:sentence|paragraph)s?\b"
    r"|^\W*(?:(?:please|can you|could you) )?(?:write|draft|compose)\b|\bput (?:\w+ ){0,5}together\b|\bsynthesi[sz]e",
    re.IGNORECASE,
)


def rung_of(asked: Asked, profile: Profile) -> Rung:
    """A strong model writes every answer. A small one writes where prose is asked for, and gives other words to search with where an entry is described;
    elsewhere the notes' own words are right more often than it."""
    if profile == "large" or asks_for_prose(asked.read.question):
        return "model"
    return "search" if is_described(asked) else "notes"


def is_described(asked: Asked) -> bool:
    """Whether one entry is meant and it is not sure which, as where it is told in other words than the notes'."""
    return not asked.is_sure and kind_of(asked.read.question) not in {"list", "compare"}


def asks_for_prose(question: str) -> bool:
    """Whether a text is asked for, and not what the notes say."""
    return bool(_PROSE.search(question))
