"""Notebooks and sections in the words of a question: `in the vision or language notebook`, `everything from the Translation section`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.index.filters import Filters
from assistant.questions.kind import NOT, PAPERS, THINGS
from assistant.questions.vocabulary import words
from assistant.questions.years import MARK
from assistant.text.fold import fold

Sections = Callable[[], Sequence[str]]

_QUOTES = "“”\"'‘’"
_KIND = r"(?P<kind>notebook|section)s?\b"
_LEAD = re.compile(
    rf"(?P<not>{NOT})?(?P<in>\b(?:in|of|from|within|under|inside)\s+)?(?:\b(?:the|my|either|both)\s+)*"
    rf"(?:{_KIND}\s+(?:(?:called|named)\s+)?)?(?=[\w{_QUOTES}])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'’.&+#-]*\w[+#]*")
_JOINT = re.compile(r"\s*(?:,\s*(?:and|or)?|\band\b|\bor\b|&|\bnor\b)\s*(?:(?:in|from|of|the|my|notebook|section)\s+)*", re.IGNORECASE)
_AFTER = re.compile(rf"[{_QUOTES}]?\s+{_KIND}", re.IGNORECASE)
# What a place that is named alone stands behind.
_LISTED = re.compile(rf"(?:\b(?:{THINGS}|{PAPERS}|everything|anything|all|there|are|is|have)|{MARK})\s*$", re.IGNORECASE)
_OWN_NAME = re.compile(
    rf"\s*[{_QUOTES}]?(?P<name>(?!(?:all|any|every|each|other|which|what|both)\b)[\w-]+(?:\s+[\w-]+){{0,4}}?)[{_QUOTES}]?"
    rf"(?:\s+{_KIND}|\s*(?=[?.!]*$))",
    re.IGNORECASE,
)
_PAPERS = re.compile(rf"\s+(?:{PAPERS})\b", re.IGNORECASE)
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Place:
    """What a question is held to, and where the words that say so start and end."""

    filters: Filters
    start: int
    end: int


def place_in(text: str, notebooks: Sequence[str], sections: Sections) -> Place | None:
    """The first place that a text names; None where it names none. A place named without "notebook" or "section" is one where papers are asked for
    in it."""
    names = _Names(notebooks, sections)
    for lead in _LEAD.finditer(text):
        if not lead[0] and lead.start() and text[lead.start() - 1].isalnum():
            continue
        if found := names.led(text, lead):
            return found
    return None


class _Names:
    def __init__(self, notebooks: Sequence[str], sections: Sections) -> None:
        self._notebooks = {fold(name): name for name in notebooks}
        self._all_sections = sections
        self._known: dict[str, str] | None = None
        self._with_sections = False

    def led(self, text: str, lead: re.Match[str]) -> Place | None:
        """The places named after what leads to them."""
        kind, at = (lead["kind"] or "").lower(), lead.end()
        before = text[: lead.start()]
        alone = bool(lead["in"]) and lead["in"].strip().lower() != "of" and bool(_LISTED.search(before))
        # Sections are looked through only where one may be named: a large library has many.
        self._with_sections = alone or bool(lead["not"]) or "section" in text.lower()
        listed, end = self._listed(text, at)
        after = _AFTER.match(text, end) if listed and not kind else None
        if after:
            kind, end = after["kind"].lower(), after.end()
        if listed and not kind and lead["not"]:  # "all notebooks except vision"
            kind = "notebook" if re.search(r"\bnotebooks?\W*$", before, re.IGNORECASE) or lead["not"].lower().startswith("in ") else ""
        asks = words("asking").issuperset(re.findall(r"\w+", before.lower()))
        if listed and not kind and asks and fold(listed[-1]) in self._notebooks and _PAPERS.match(text, end):  # "list all biology papers"
            kind = "notebook"
        if listed and (kind or (alone and self._ends(text, end))):
            each = tuple(self._filters(name, kind) for name in listed)
        elif kind and lead["in"] and (own := _OWN_NAME.match(text, at)) and not own["kind"]:
            each, end = (self._filters(own["name"], kind),), own.end()
        elif alone and (own := _OWN_NAME.match(text, at)) and own["kind"]:
            each, end = (self._filters(own["name"], own["kind"].lower()),), own.end()
        else:
            return None
        found = Filters(none_of=each) if lead["not"] else each[0] if len(each) == 1 else Filters(any_of=each)
        if end < len(text) and text[end] in _QUOTES:
            end += 1
        return Place(found, lead.start(), end)

    def _filters(self, name: str, kind: str) -> Filters:
        folded = fold(name)
        if kind != "section" and folded in self._notebooks:
            return Filters(notebook=self._notebooks[folded])
        if kind == "notebook":
            return Filters(notebook=name)
        return Filters(section=self._sections.get(folded, name))

    @property
    def _sections(self) -> dict[str, str]:
        if self._known is None:
            self._known = {fold(name): name for name in self._all_sections()}
        return self._known

    def _listed(self, text: str, at: int) -> tuple[list[str], int]:
        """The known names that stand at a place, and where the last of them ends."""
        names: list[str] = []
        end = at
        while name := self._one(text, end if not names else at):
            names.append(name[0])
            end = name[1]
            if not (joint := _JOINT.match(text, end)):
                break
            at = joint.end()
        return names, end

    def _one(self, text: str, at: int) -> tuple[str, int] | None:
        """The longest known name that starts at a place."""
        at += text[at : at + 1] in tuple(_QUOTES)
        ends: list[int] = []
        place = at
        while len(ends) < _LONGEST and (word := _WORD.match(text, place)):
            ends.append(word.end())
            place = word.end() + (text[word.end() : word.end() + 1] == " ")
            if place == word.end():
                break
        for end in reversed(ends):
            if (folded := fold(text[at:end])) in self._notebooks or (self._with_sections and folded in self._sections):
                return text[at:end], end
        return None

    def _ends(self, text: str, end: int) -> bool:
        """Whether a phrase ends with a name: neither a word of the topic nor a part of the name follows."""
        return bool(
            re.match(
                rf"[{_QUOTES}]?\W*(?:$|{MARK}|(?:by|from|since|before|after|about|on|do|are|have|and|or)\b)", text[end:], re.IGNORECASE
            )
        )
