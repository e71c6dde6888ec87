"""Filters found in the words of a question: "papers by Andreas since 2022 on causality" means author, year and topic."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.index.filters import Filters, both
from assistant.questions.conditions.authors import authors_in
from assistant.questions.conditions.places import Sections, place_in
from assistant.questions.conditions.tags import Tags, tags_in
from assistant.questions.conditions.works_of import works_of
from assistant.questions.conditions.years import MARK, marked_years
from assistant.questions.kind import NOT
from assistant.questions.vocabulary import any_of, words
from assistant.text.fold import fold
from assistant.text.languages import ENGLISH, LATIN, function_words, language_of
from assistant.text.words import terms

_NOT_ABOUT = re.compile(
    rf"(?:,?\s*\bbut\s+)?{NOT}(?:(?:that|which|are)\s+)*(?:about|on|(?:cover|mention|discuss|treat)(?:ing)?)\s+(?P<what>\w[\w' -]*?)\s*[?.!]*$",
    re.IGNORECASE,
)
_ASKING = re.compile(any_of("asking_elsewhere"), re.IGNORECASE)
# "Was U-Net published in 2016?" asks whether it is so: what does not pass is an answer too.
_WHETHER = re.compile(r"^\W*(?:was|were|is|are)\s+(?!(?:there|any|these|those)\b)", re.IGNORECASE)
# An "or" between conditions of which each is of another kind, or between one and a topic.
_TANGLED = re.compile(rf"\bor\s*{MARK}|{MARK}\s*,?\s*or\s+(?!(?:later|so|not|newer|older)\b)\w", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Worded:
    """The filters found in a question's words, the question without those words, and whether they are joined in a way that filters are not: by an
    "or" between conditions of different kinds, or by "and" and "or" at once."""

    filters: Filters
    rest: str
    tangled: bool = False


def _no_sections() -> Sequence[str]:
    return ()


def _no_tags() -> Collection[str]:
    return ()


def filters_in(
    question: str, is_author: Callable[[str], bool], notebooks: Sequence[str] = (), sections: Sections = _no_sections, tags: Tags = _no_tags
) -> Worded:
    """Reads the filters in a question's words.

    `is_author` says whether a word is of an author's name in the library: "by gradient descent" is no filter. `notebooks`, `sections` and
    `tags` are the library's.
    """
    if _WHETHER.match(question) and language_of(question) == ENGLISH:
        return Worded(Filters(), question)
    filters, rest = marked_years(question)
    tangled = False
    while named := authors_in(rest, is_author):
        rest = f"{rest[: named.start]} {MARK} {rest[named.end :]}"
        filters, tangled = both(filters, named.filters()), tangled or named.mixed
    while named := works_of(rest, is_author):
        rest = f"{rest[: named.start]} {MARK} {rest[named.end :]}"
        filters = both(filters, named.filters())
        rest = rest if _says_more(rest) else f"papers {MARK}"
    while tagged := tags_in(rest, tags):
        rest = f"{rest[: tagged.start]} {MARK} {rest[tagged.end :]}"
        filters = both(filters, tagged.filters)
    while place := place_in(rest, notebooks, sections):
        rest = f"{rest[: place.start]} {MARK} {rest[place.end :]}"
        filters = both(filters, place.filters)
    if match := _NOT_ABOUT.search(rest):
        filters = both(filters, Filters(none_of=(Filters(words=match["what"].replace(MARK, " ").strip()),)))
        rest = rest[: match.start()]
    tangled = tangled or bool(_TANGLED.search(rest))
    rest = " ".join(rest.replace(MARK, " ").split())
    return Worded(filters, rest if re.search(r"\w", rest) else question, tangled)


def _says_more(rest: str) -> bool:
    """Whether anything but words that only ask, in whatever language, is left of a question."""
    return bool(terms(" ".join(word for word in _ASKING.sub(" ", rest).split() if fold(word) not in _silent())))


@cache
def _silent() -> frozenset[str]:
    """The words that only build sentences in any of the languages of which they are listed."""
    return frozenset().union(*(function_words(language) for language in (ENGLISH, "Cyrillic", *LATIN)))


def asks_for_all(rest: str) -> bool:
    """Whether a question without its filters says nothing more than that entries are wanted."""
    return not bare(rest)


def bare(rest: str) -> str:
    """A question for papers without the words that only say so: what they are to be about."""
    return " ".join(word for word in re.findall(r"[^\W_]+", rest) if word.lower() not in words("asking") | words("things"))
