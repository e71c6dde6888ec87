"""Tags in the words of a question: `papers tagged rye or spelt`, `with the tag to-read`, `#sourdough`, `not tagged cold`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from assistant.index.filters import Filters, is_tag
from assistant.questions.conditions.years import MARK
from assistant.questions.kind import NOT, PAPERS, THINGS

Tags = Callable[[], Collection[str]]

_QUOTES = "“”\"'‘’"
_LEAD = re.compile(
    rf"(?P<not>{NOT})?\b(?:(?:are|is|was|were|that|which|have|has|been)\s+)*"
    r"(?:(?:(?P<tag>tagged)|labell?ed)\s+(?:(?:as|with)\s+)?(?:the\s+(?:tags?|labels?)\s+)?"
    r"|(?:with|under|have|has|having|carry(?:ing)?|bear(?:ing)?)\s+(?:the\s+|an?\s+)?(?:(?P<tags>tags?)|labels?)\s+)"
    rf"(?=[\w#{_QUOTES}])",
    re.IGNORECASE,
)
# What has tags, so that whatever stands behind `tagged` is one.
_HAS_TAGS = re.compile(rf"(?:^|\b(?:{THINGS}|{PAPERS}|everything|anything|something|all|any|ones?|those|what)|{MARK})\W*$", re.IGNORECASE)
_HASH = re.compile(r"(?<![\w#/&])#(?P<tag>[^\W\d_][\w/-]*)")
_JOINT = re.compile(r"\s*(?:,\s*(?:and|or)?|\band\b|\bor\b|&)\s*(?:(?:the\s+)?tags?\s+)?", re.IGNORECASE)
_QUOTED = re.compile(rf"#?[{_QUOTES}](?P<tag>[^{_QUOTES}]+)[{_QUOTES}]")
_WORD = re.compile(r"#?(?P<tag>[\w/+.-]*[\w+#])")
_LONGEST = 5


@dataclass(frozen=True, slots=True)
class Tagged:
    """The filters of tags that a text names, and where the words that say so start and end."""

    filters: Filters
    start: int
    end: int


def tags_in(text: str, tags: Tags) -> Tagged | None:
    """The first tags that a text asks for; None where it names none. Where entries are asked for by their tags, whatever stands there is one, be there
    such a tag or not; elsewhere, and behind a `#`, only one of the library's `tags`."""
    for lead in _LEAD.finditer(text):
        strangers = bool(lead["tag"] or lead["tags"]) and bool(_HAS_TAGS.search(text[: lead.start()]))
        named, end = _listed(text, lead.end(), tags(), strangers=strangers)
        if named:
            return Tagged(_joined(named, text[lead.start() : end], unwanted=bool(lead["not"])), lead.start(), end)
    for mark in _HASH.finditer(text):
        if any(is_tag(tag, mark["tag"]) for tag in tags()):
            return Tagged(Filters(tag=mark["tag"]), mark.start(), mark.end())
    return None


def _listed(text: str, at: int, known: Collection[str], *, strangers: bool) -> tuple[list[str], int]:
    """The tags that start at a place, and where the last of them ends."""
    named: list[str] = []
    end = at
    while found := _tag(text, at, known, stranger=strangers and not named):
        named.append(found[0])
        end = found[1]
        if not (joint := _JOINT.match(text, end)):
            break
        at = joint.end()
    return named, end


def _tag(text: str, at: int, known: Collection[str], *, stranger: bool) -> tuple[str, int] | None:
    """The tag that starts at a place: what is quoted, the longest that is known, or, where it may be a `stranger`, one word."""
    if (quoted := _QUOTED.match(text, at)) and (stranger or any(is_tag(tag, quoted["tag"]) for tag in known)):
        return quoted["tag"].strip(), quoted.end()
    words = list(_WORD.finditer(text, at))[:_LONGEST]
    if not words or words[0].start() != at:
        return None
    for last in reversed(words):
        said = text[words[0].start("tag") : last.end()]
        if any(is_tag(tag, said) for tag in known):
            return said, last.end()
    return (words[0]["tag"], words[0].end()) if stranger else None


def _joined(names: list[str], said: str, *, unwanted: bool) -> Filters:
    each = tuple(Filters(tag=name) for name in names)
    if unwanted:
        return Filters(none_of=each)
    if len(each) == 1:
        return each[0]
    return Filters(any_of=each) if re.search(r"\bor\b", said, re.IGNORECASE) else Filters(all_of=each)
