"""Authors found in the words of a question, where people put them: `papers by A and B`, `A's papers`, `what did A write`, `with A as co-author`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.index.stopwords import STOPWORDS
from assistant.retrieval.question import THINGS

_WORD = re.compile(r"[\w'’-]+|[,&]")
_THING = re.compile(rf"(?:{THINGS}|papers?)$", re.IGNORECASE)
_WRITINGS = frozenset("paper papers work works publication publications article articles entries".split())
_ANY = frozenset("anything something everything all".split())
_MADE = frozenset("written authored co-authored coauthored published made done".split())
_AUXILIARIES = frozenset("did do does has have".split())
_WROTE = frozenset(
    "write wrote written publish published work worked do done have say said propose proposed find found study author authored".split()
)
_NEVER = STOPWORDS | _WRITINGS | frozenset("everything anything something show write wrote written published or since onwards got".split())
_JOINTS = frozenset({"and", "&", ","})
_LONGEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Named:
    """Surnames of authors, all of them meant together, and where the text that says so starts and ends."""

    surnames: tuple[str, ...]
    start: int
    end: int


def authors_in(text: str, is_author: Callable[[str], bool]) -> Named | None:
    """The first authors that a text asks for; None where it names none. `is_author` says whether a name is an author's in the library."""
    words = _Words(text, is_author)
    return next((found for at in range(len(words)) if (found := words.led(at) or words.owning(at))), None)


class _Words:
    def __init__(self, text: str, is_author: Callable[[str], bool]) -> None:
        self._text, self._found, self._is_author = text, list(_WORD.finditer(text)), is_author

    def __len__(self) -> int:
        return len(self._found)

    def led(self, at: int) -> Named | None:
        """Names after the word that leads to them."""
        lead, before = self._word(at), self._word(at - 1)
        if lead == "by" or (lead in ("of", "from") and (_THING.match(before) or before in _ANY)):
            surnames, end = self._names(at + 1)
            start = at - 1 if before in _MADE else at
            return self._named(surnames, start, end) if surnames and not self._is_common(at + 1, end) else None
        if lead in _AUXILIARIES:
            surnames, end = self._names(at + 1)
            return self._named(surnames, at + 1, end) if surnames and self._word(end) in _WROTE else None
        if lead == "with":
            surnames, end = self._names(at + 1)
            last = next((place + 1 for place in range(end, min(end + 3, len(self))) if "author" in self._word(place)), 0)
            return self._named(surnames, at, last) if surnames and last else None
        return None

    def owning(self, at: int) -> Named | None:
        """A name before what its owner wrote."""
        surname = self._surname(at)
        if not surname or not _THING.match(self._word(at + 1)):
            return None
        plain = self._found[at][0] == surname.lower()
        return self._named([surname], at, at + 1) if not plain or self._word(at + 1) in _WRITINGS else None

    def _names(self, at: int) -> tuple[list[str], int]:
        """The surnames of the names that start at a word, and the word after the last of them."""
        surnames: list[str] = []
        end = at
        while name := self._name(end):
            surnames.append(name[0])
            after = end = name[1]
            while self._word(after) in _JOINTS:
                after += 1
            if after == end or not self._name(after):
                break
            end = after
        return surnames, end

    def _name(self, at: int) -> tuple[str, int] | None:
        """The surname of the name that starts at a word (first names may stand before it), and the word after it."""
        for last in range(at, at + _LONGEST_NAME):
            if not self._word(last) or self._word(last) in _NEVER | _JOINTS:
                return None
            if surname := self._surname(last):
                following = self._surname(last + 1)
                return (following, last + 2) if following else (surname, last + 1)
        return None

    def _surname(self, at: int) -> str:
        """The author's name that a word is, without what makes it a genitive; empty where it is none."""
        if self._word(at) in _NEVER | {""}:
            return ""
        word = re.sub(r"['’]s?$", "", self._found[at][0])
        return next((form for form in (word, word.removesuffix("s")) if len(form) > 1 and self._is_author(form)), "")

    def _is_common(self, at: int, end: int) -> bool:
        """Whether a name is more likely a common word, as in "by long chains": written small, and the phrase goes on."""
        after = self._word(end)
        if after and self._text[self._found[end - 1].end() : self._found[end].start()].strip():
            return False  # something ends between the two
        return self._found[at][0].islower() and bool(after) and after not in STOPWORDS | _JOINTS | _WRITINGS and not after.isdigit()

    def _word(self, at: int) -> str:
        return self._found[at][0].lower() if 0 <= at < len(self) else ""

    def _named(self, surnames: list[str], start: int, end: int) -> Named:
        return Named(tuple(surnames), self._found[start].start(), self._found[end - 1].end())
