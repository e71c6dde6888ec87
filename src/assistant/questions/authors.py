"""Authors found in the words of a question, where people put them: `papers by A and B`, `A's papers`, `what did A write`, `with A as co-author`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.index.filters import Filters
from assistant.questions.kind import THINGS
from assistant.questions.years import NOT
from assistant.text.words import STOPWORDS

_WORD = re.compile(r"[\w'’-]+|[,&]")
_THING = re.compile(rf"(?:{THINGS}|papers?)$", re.IGNORECASE)
_WRITINGS = frozenset("paper papers work works publication publications article articles entries".split())
_ANY = frozenset("anything something everything all".split())
_MADE = frozenset("written authored co-authored coauthored published made done".split())
_AUXILIARIES = frozenset("did do does has have".split())
_LEADS = _AUXILIARIES | frozenset("by of from with without except excluding but than".split())
_WROTE = frozenset(
    "write wrote written publish published work worked do done have say said propose proposed find found study author authored".split()
)
_NEVER = STOPWORDS | _WRITINGS | frozenset("everything anything something show write wrote written published or since onwards got".split())
_JOINTS = frozenset({"and", "or", "&", ","})
_NOT = re.compile(rf"{NOT}(?:(?:anything|work|works|by|of|from)\s+)*$", re.IGNORECASE)
_LEAVING_OUT = frozenset("without except excluding but".split())
_ANYBODY = frozenset("anyone anybody everyone everybody all everything nobody".split())
_ALSO = frozenset("et al colleagues others coauthors co-authors".split())
_LONGEST_NAME = 5
_INITIALS = 2


@dataclass(frozen=True, slots=True)
class Named:
    """Names of authors as they are written, whether all of them are meant together or `either`, whether their work is what is *not* wanted, and
    where the text that says so starts and ends."""

    names: tuple[str, ...]
    start: int
    end: int
    either: bool = False
    unwanted: bool = False

    def filters(self) -> Filters:
        """What passes."""
        any_of = tuple(Filters(author=name) for name in self.names)
        found = Filters(any_of=any_of) if self.either and len(any_of) > 1 else Filters(author=" and ".join(self.names))
        return Filters(none_of=(found,)) if self.unwanted else found


def authors_in(text: str, is_author: Callable[[str], bool]) -> Named | None:
    """The first authors that a text asks for; None where it names none. `is_author` says whether a word is of an author's name in the library."""
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
        names, end = self._names(at + 1) if lead in _LEADS else ([], at)
        if not names:
            return None
        if lead == "by" or (lead in ("of", "from") and (_THING.match(before) or before in _ANY)) or (lead == "than" and before == "other"):
            start = at - 1 if before in _MADE else at
            return self._named(names, start, end) if not self._is_common(at + 1, end) else None
        if lead in _AUXILIARIES:
            return self._named(names, at + 1, end) if self._word(end) in _WROTE else None
        if lead in _LEAVING_OUT and (lead != "but" or before in _ANYBODY):
            return self._named(names, at, end) if self._found[at + 1][0][0].isupper() or end == len(self) else None
        last = next((place + 1 for place in range(end, min(end + 3, len(self))) if "author" in self._word(place)), 0)
        return self._named(names, at, last) if lead == "with" and last else None

    def owning(self, at: int) -> Named | None:
        """A name before what its owner wrote."""
        name = self._name(at)
        if not name or not _THING.match(self._word(name[1])):
            return None
        plain = self._found[at][0] == name[0].lower()
        return self._named([name[0]], at, name[1]) if not plain or self._word(name[1]) in _WRITINGS else None

    def _names(self, at: int) -> tuple[list[str], int]:
        """The names that start at a word, and the word after the last of them."""
        names: list[str] = []
        end = at
        while name := self._name(end):
            names.append(name[0])
            after = end = name[1]
            while self._word(after) in _JOINTS:
                after += 1
            if after == end or not self._name(after):
                break
            end = after
        following = end
        while names and self._word(following) in _ALSO | {"and"}:
            following += 1
        return names, following if self._word(following - 1) in _ALSO else end

    def _name(self, at: int) -> tuple[str, int] | None:
        """The name that starts at a word (first names may stand before the one that the library knows), and the word after it."""
        for last in range(at, at + _LONGEST_NAME):
            if not self._word(last) or self._word(last) in _JOINTS or self._is_never(last):
                return None
            if (end := self._known(last)) and self._may_start(at, last):
                while (further := self._known(end)) and end < at + _LONGEST_NAME and self._follows(end):
                    end = further
                words = [self._found[place][0] for place in range(at, end)]
                name = " ".join([*words[:-1], self._bare(end - 1) or re.sub(r"['’]s?$", "", words[-1])])
                return self._with_initials(name, end)
        return None

    def _may_start(self, at: int, last: int) -> bool:
        """Whether the words before a known one may be first names: none of a sentence written with capitals elsewhere is written small."""
        return at == last or all(self._found[place][0][0].isupper() for place in range(at, last)) or self._found[last][0][0].islower()

    def _with_initials(self, name: str, end: int) -> tuple[str, int]:
        """`Smith, J.` is one name."""
        place = end + (self._word(end) == ",")
        initials = []
        while (
            place < len(self)
            and len(self._found[place][0]) <= _INITIALS
            and self._found[place][0].isalpha()
            and self._found[place][0].isupper()
        ):
            initials.append(self._found[place][0])
            place += 1
        return (f"{' '.join(initials)} {name}", place) if initials else (name, end)

    def _known(self, at: int) -> int:
        """The word after the one or two at a place that the library knows as part of an author's name; 0 where it knows none."""
        if self._word(at) == "" or self._word(at) in _JOINTS or self._is_never(at):
            return 0
        following = self._bare(at + 1, before=self._found[at][0]) if at + 1 < len(self) else ""
        return at + 2 if following else at + 1 if self._bare(at) else 0

    def _bare(self, at: int, before: str = "") -> str:
        """An author's name, or the second half of one, without what makes it a genitive; empty where it is none."""
        word = re.sub(r"['’]s?$", "", self._found[at][0])
        return next((form for form in (word, word.removesuffix("s")) if len(form) > 1 and self._is_author(before + form)), "")

    def _follows(self, at: int) -> bool:
        """Whether nothing but a blank stands before a word."""
        return not self._text[self._found[at - 1].end() : self._found[at].start()].strip(" .")

    def _is_never(self, at: int) -> bool:
        """Whether a word is none of a name: a common one, unless it is written as a name that the library knows (`papers by He`)."""
        word = self._found[at][0]
        return word.lower() in _NEVER and not (at and word[0].isupper() and len(word) > 1 and self._is_author(word))

    def _is_common(self, at: int, end: int) -> bool:
        """Whether a name is more likely a common word, as in "by long chains": written small, and the phrase goes on."""
        after = self._word(end)
        if after and self._text[self._found[end - 1].end() : self._found[end].start()].strip():
            return False  # something ends between the two
        return self._found[at][0].islower() and bool(after) and after not in STOPWORDS | _JOINTS | _WRITINGS and not after.isdigit()

    def _word(self, at: int) -> str:
        return self._found[at][0].lower() if 0 <= at < len(self) else ""

    def _named(self, names: list[str], start: int, end: int) -> Named:
        """The names with what leads to them, a word that turns it round included."""
        first, last = self._found[start].start(), self._found[end - 1].end()
        leaving_out = self._word(start) in _LEAVING_OUT or self._word(start) == "than"
        if refused := _NOT.search(self._text[:first]):
            first = refused.start()
        either = "or" in (self._word(place) for place in range(start, end))
        return Named(tuple(names), first, last, either, bool(refused) or leaving_out)
