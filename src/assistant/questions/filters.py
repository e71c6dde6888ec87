"""Filters found in the words of a question: "papers by Andreas since 2022 on causality" means author, year and topic."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.index.filters import Filters, both, is_notebook
from assistant.questions.authors import authors_in
from assistant.questions.kind import THINGS
from assistant.questions.years import NOT, years_in

_QUOTE = r"[“”\"'‘’]?"
_IN_PLACE = r"\b(?:in|of|from|within|under)\s+(?:the\s+|my\s+)?"
_ANY_PLACE = r"(?:\b(?:in|of|from|within|under)\s+)?(?:\b(?:the|my)\s+)?"
_NOTEBOOK = re.compile(rf"{_IN_PLACE}notebook\s+(?:called\s+|named\s+)?{_QUOTE}((?!s\b)[\w-]+){_QUOTE}", re.IGNORECASE)
_SECTION = re.compile(rf"{_IN_PLACE}section\s+(?:called\s+|named\s+|on\s+)?{_QUOTE}(\w[^?!“”\"]*?){_QUOTE}\s*(?=[?.!]*$)", re.IGNORECASE)
_NOT_ABOUT = re.compile(
    rf"(?:,?\s*\bbut\s+)?{NOT}(?:(?:that|which|are|is)\s+)*(?:about|on|(?:cover|mention|discuss|treat)(?:ing)?|deal(?:ing)?\s+with)\s+(?P<what>\w[\w' -]*?)\s*[?.!]*$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    rf"\b(?:{THINGS}|papers?|entry|everything|anything|something|all|list|show|give|name|find|which|what|have|has|are|there|that|did|does|do|by|"
    r"s|people|researchers|anyone|anybody|everyone|those|these|ones|new|recent|latest|came|come|out|appear(?:ed)?|from|of|me|my|i|in|the|any|write|wrote|written|publish|published|author(?:ed|s)?|with|as|an?|on|and|or|since|onwards?|is|was|were|you|we|please|got|work(?:ed|ing)?|done|it|ever|so|far|just|other|co-?|other|else|works?|count|kind|sort|together|years?)\b",
    re.IGNORECASE,
)


def filters_in(question: str, is_author: Callable[[str], bool], notebooks: Sequence[str] = ()) -> tuple[Filters, str]:
    """The filters found in a question's words, and the question without those words.

    `is_author` says whether a word is of an author's name in the library: "by gradient descent" is no filter. `notebooks` are the library's.
    """
    filters, rest = years_in(question)
    if named := authors_in(rest, is_author):
        rest = f"{rest[: named.start]} {rest[named.end :]}"
        filters = both(filters, named.filters())
    if match := _NOT_ABOUT.search(rest):
        filters = both(filters, Filters(none_of=(Filters(words=match["what"]),)))
        rest = rest[: match.start()]
    if match := _place(rest, notebooks):
        name = next((known for known in notebooks if is_notebook(known, match[1])), match[1])
        filters = both(filters, Filters(notebook=name) if "notebook" in match[0].lower() else Filters(section=name))
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    rest = " ".join(rest.split())
    return (filters, rest) if re.search(r"\w", rest) else (filters, question)


def _place(question: str, notebooks: Sequence[str]) -> re.Match[str] | None:
    """Where a question names a notebook or a section that it is held to; the name is the match's first group."""
    for name in sorted(notebooks, key=len, reverse=True):
        called = rf"{_QUOTE}({re.escape(name)}){_QUOTE}"
        for pattern in (rf"{_ANY_PLACE}notebook\s+(?:called\s+|named\s+)?{called}(?!\w)", rf"{_ANY_PLACE}(?<!\w){called}\s+notebook\b"):
            if match := re.search(pattern, question, re.IGNORECASE):
                return match
    return _NOTEBOOK.search(question) or _SECTION.search(question)


def asks_for_all(rest: str) -> bool:
    """Whether a question without its filters says nothing more than that papers are wanted."""
    return not re.search(r"\w", _GENERIC.sub("", rest))
