"""Filters found in the words of a question: "papers by Andreas since 2022 on causality" means author, year and topic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.index.catalog import Filters
from assistant.retrieval.question import THINGS

_YEAR = r"((?:19|20)\d{2})"
_BETWEEN = re.compile(rf"\b(?:between|from)\s+{_YEAR}\s+(?:and|to|until|till|-|–)\s+{_YEAR}", re.IGNORECASE)
_SINCE = re.compile(
    rf"\b(?:since|from|starting in)\s+{_YEAR}(?:\s+(?:on|onwards?)\b)?|{_YEAR}\s+(?:or later|onwards?|and later)", re.IGNORECASE
)
_AFTER = re.compile(rf"\b(?:after|later than|newer than)\s+{_YEAR}", re.IGNORECASE)
_BEFORE = re.compile(rf"\b(?:before|earlier than|older than|prior to)\s+{_YEAR}", re.IGNORECASE)
_UNTIL = re.compile(rf"\b(?:until|till|up to|through)\s+{_YEAR}", re.IGNORECASE)
_IN = re.compile(rf"\b(?:in|of|during)\s+{_YEAR}\b|\b{_YEAR}\s+(?:papers?|works?|entries|studies)\b", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|from|authored by|written by|co-?authored by)\s+([A-Za-zÀ-ÿ'’-]{2,}(?:\s+[A-ZÀ-Ý][\wÀ-ÿ'’-]+)?)")
_AUTHOR = re.compile(
    rf"\b(?:(?P<own>[A-Za-zÀ-ÿ-]{{3,}})(?:['’]s?)?\s+(?=(?:{THINGS})\b)"
    r"|with\s+(?P<as>[A-Za-zÀ-ÿ'’-]{2,})\s+(?:as|among)\s+(?:an?\s+|the\s+)?(?:co-?)?authors?\b)",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    rf"\b(?:{THINGS}|papers?|entry|everything|anything|something|all|list|show|give|name|find|which|what|have|has|are|there|that|did|does|do|by|"
    r"from|of|me|my|i|in|the|any|write|wrote|written|published|author(?:ed|s)?|with|as|an?|on|and|or|since|onwards?|is|was|were|you|we|please|got)\b",
    re.IGNORECASE,
)


def filters_in(question: str, is_author: Callable[[str], bool]) -> tuple[Filters, str]:
    """The filters found in a question's words, and the question without those words.

    `is_author` says whether a name is an author's in the library: "by gradient descent" is no filter.
    """
    filters, rest = years_in(question)
    for name, start, end in _names_in(rest, is_author):
        rest = f"{rest[:start]} {rest[end:]}"
        filters = replace(filters, author=name)
        break
    rest = " ".join(rest.split())
    return (filters, rest) if re.search(r"\w", rest) else (filters, question)


def asks_for_all(rest: str) -> bool:
    """Whether a question without its filters says nothing more than that papers are wanted."""
    return not re.search(r"\w", _GENERIC.sub("", rest))


def _names_in(text: str, is_author: Callable[[str], bool]) -> Iterator[tuple[str, int, int]]:
    """Names of authors in a question, each with the part of the text that says so: `by Singh`, `Singh's papers`, `with Singh as author`."""
    for match in _BY.finditer(text):
        name = match[1] if is_author(match[1]) else match[1].split()[0]
        if is_author(name):
            yield name, match.start(), match.start(1) + len(name)
    for match in _AUTHOR.finditer(text):
        name = match["own"] or match["as"]
        for form in (name, name.removesuffix("s")):
            if len(form) > 2 and not _GENERIC.fullmatch(form) and is_author(form):
                yield form, match.start(), match.end()
                break


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
