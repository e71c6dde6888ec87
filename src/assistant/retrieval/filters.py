"""Filters found in the words of a question: "papers by Andreas since 2022 on causality" means author, year and topic."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.index.filters import Filters
from assistant.retrieval.authors import authors_in
from assistant.retrieval.question import THINGS

_YEAR = r"((?:19|20)\d{2})"
_BETWEEN = re.compile(rf"\b(?:between|from)\s+{_YEAR}\s+(?:and|to|until|till|-|–)\s+{_YEAR}", re.IGNORECASE)
_SINCE = re.compile(
    rf"\b(?:since|from|starting in)\s+{_YEAR}(?:\s+(?:onwards?\b|on\b(?=\W*$)))?|{_YEAR}\s+(?:or later|onwards?|and later)", re.IGNORECASE
)
_AFTER = re.compile(rf"\b(?:after|later than|newer than)\s+{_YEAR}", re.IGNORECASE)
_BEFORE = re.compile(rf"\b(?:before|earlier than|older than|prior to)\s+{_YEAR}", re.IGNORECASE)
_UNTIL = re.compile(rf"\b(?:until|till|up to|through)\s+{_YEAR}", re.IGNORECASE)
_IN = re.compile(rf"\b(?:in|of|during)\s+{_YEAR}\b|\b{_YEAR}\s+(?:papers?|works?|entries|studies)\b", re.IGNORECASE)
_GENERIC = re.compile(
    rf"\b(?:{THINGS}|papers?|entry|everything|anything|something|all|list|show|give|name|find|which|what|have|has|are|there|that|did|does|do|by|"
    r"from|of|me|my|i|in|the|any|write|wrote|written|published|author(?:ed|s)?|with|as|an?|on|and|or|since|onwards?|is|was|were|you|we|please|got|work(?:ed|ing)?|done|it|ever|so|far|just|other|co-?|other|else|works?|count|kind|sort|together|years?)\b",
    re.IGNORECASE,
)


def filters_in(question: str, is_author: Callable[[str], bool]) -> tuple[Filters, str]:
    """The filters found in a question's words, and the question without those words.

    `is_author` says whether a name is an author's in the library: "by gradient descent" is no filter.
    """
    filters, rest = years_in(question)
    if named := authors_in(rest, is_author):
        rest = f"{rest[: named.start]} {rest[named.end :]}"
        filters = replace(filters, author=" ".join(named.surnames))
    rest = " ".join(rest.split())
    return (filters, rest) if re.search(r"\w", rest) else (filters, question)


def asks_for_all(rest: str) -> bool:
    """Whether a question without its filters says nothing more than that papers are wanted."""
    return not re.search(r"\w", _GENERIC.sub("", rest))


def years_in(question: str) -> tuple[Filters, str]:
    """The years that a question's words ask for, and the question without those words."""
    if match := _BETWEEN.search(question):
        years = Filters(int(match[1]), int(match[2]))
    elif match := _SINCE.search(question):
        years = Filters(since=int(match[1] or match[2]))
    elif match := _AFTER.search(question):
        years = Filters(since=int(match[1]) + 1)
    elif match := _BEFORE.search(question):
        years = Filters(until=int(match[1]) - 1)
    elif match := _UNTIL.search(question):
        years = Filters(until=int(match[1]))
    elif match := _IN.search(question):
        year = int(match[1] or match[2])
        years = Filters(year, year)
    else:
        return Filters(), question
    return years, question[: match.start()] + question[match.end() :]
