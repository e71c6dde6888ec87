"""Authors found in the words of a question, where people put them: `papers by A and B`, `A's papers`, `what did A write`, `by A but not B`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.embedding.minilm import is_common
from assistant.index.filters import Filters
from assistant.questions.conditions.years import MARK
from assistant.questions.kind import NOT, PAPERS, THINGS
from assistant.questions.vocabulary import words
from assistant.text.fold import fold
from assistant.text.words import STOPWORDS

_WORD = re.compile(r"[\w'’-]+|[,;&]")
_THING = re.compile(rf"(?:{THINGS}|{PAPERS})$", re.IGNORECASE)
_WRITING = re.compile(rf"(?:{PAPERS})$")
_NEVER = STOPWORDS | words("asking")
_JOINTS = frozenset({"and", "or", "&", ",", ";", "nor"})
_ALSO = frozenset("et al colleagues others".split())
_PARTICLES = frozenset("van von der den de la le del di da du dos el al bin ibn ter ten zu".split())
_LONGEST_NAME = 5
_INITIALS = 2

# What leads to the names of those whose work is wanted: of these, those after which whatever is written as a name is one.
_WROTE = r"(?:written|wrote|published|(?:co-?)?authored)"
_BY = re.compile(rf"(?:\b{_WROTE}\s+)?\b(?P<by>by)\s+(?:(?:either|both|(?:the\s+)?authors?)\s+)?$", re.IGNORECASE)
# Before `by` there: what has authors, so that whatever is written as a name after it is one.
_HAS_AUTHORS = re.compile(
    rf"(?:^|\b(?:{THINGS}|{PAPERS}|any(?:thing)?|something|everything|all|those|ones?|that|{_WROTE}(?:\s+by)?|are|were|is|was)|{MARK})\W*$",
    re.IGNORECASE,
)
_OF = re.compile(rf"(?:\b(?:{THINGS}|papers?|anything|everything)\s+)\b(?P<from>(?:of|from)\s+)$", re.IGNORECASE)
_ALONG = re.compile(rf"{MARK}\s*with\s+$", re.IGNORECASE)
_WITH = re.compile(r"\bwith\s+$", re.IGNORECASE)
_DID = re.compile(r"\b(?:did|do|does|has|have)\s+$", re.IGNORECASE)
_WHICH = re.compile(rf"\b(?:{THINGS}|papers?|everything|all|that|which)\s+$", re.IGNORECASE)
# What leads to the names of those whose work is not wanted.
_WITHOUT = re.compile(
    rf"(?:[,;]?\s*\b(?:but|and)\s+|\bby\s+(?=neither))?(?:\b(?:any|every|some)(?:one|body|thing)\s+)?{NOT}(?:(?:that|which|are|were|is|by|of|from|with)\s+)*$",
    re.IGNORECASE,
)
_DID_NOT = re.compile(r"\s*(?:did\s+not|didn['’]t)\s+(?:write|publish)\b", re.IGNORECASE)
_DID_WRITE = re.compile(rf"\s*(?:has\s+|have\s+)?{_WROTE}\b", re.IGNORECASE)
_AS_AUTHOR = re.compile(r"\s*(?:(?:as|is|among)\s+)?(?:(?:an?|the)\s+)?(?:co-?)?authors?\b", re.IGNORECASE)
_AUTHORSHIP = frozenset("write publish author".split())


@dataclass(frozen=True, slots=True)
class Named:
    """Names of authors as they are written, whether all of them are meant together or `either`, whether their work is what is *not* wanted, and
    where the text that says so starts and ends; `mixed` where it joins some by "and", some by "or"."""

    names: tuple[str, ...]
    start: int
    end: int
    either: bool = False
    unwanted: bool = False
    mixed: bool = False

    def filters(self) -> Filters:
        """What passes."""
        each = tuple(Filters(author=name) for name in self.names)
        if self.unwanted:
            return Filters(none_of=each)
        return Filters(any_of=each) if self.either and len(each) > 1 else Filters(author=" and ".join(self.names))


def authors_in(text: str, is_author: Callable[[str], bool]) -> Named | None:
    """The first authors that a text asks for; None where it names none. `is_author` says whether a word is of an author's name in the library;
    what stands where an author must stand, written as a name, is one of which the library may not know."""
    words = _Words(text, is_author)
    return next((found for at in range(len(words)) if (found := words.at(at))), None)


class _Words:
    def __init__(self, text: str, is_author: Callable[[str], bool]) -> None:
        self._text, self._found, self._is_author = text, list(_WORD.finditer(text)), is_author

    def __len__(self) -> int:
        return len(self._found)

    def at(self, at: int) -> Named | None:
        """The authors whose first name starts at a word."""
        start = self._found[at].start()
        before = self._text[:start]
        if lead := _WITHOUT.search(before):
            return self._without(at, lead)
        if lead := _BY.search(before):
            names, end = self._names(at, strangers=bool(_HAS_AUTHORS.search(before[: lead.start("by")])))
            return self._named(names, lead.start(), end) if names and not self._is_common(at, end) else None
        names, end = self._names(at)
        after = self._text[self._found[end - 1].end() :] if names else ""
        if not names:
            return self._of_stranger(at, before)
        if (lead := _WITH.search(before)) and (said := _AS_AUTHOR.match(after)):
            return self._named(names, lead.start(), end, said.end())
        if lead := _OF.search(before) or _ALONG.search(before):
            return self._named(names, lead.start("from") if lead.re is _OF else lead.start(), end)
        if _DID.search(before):
            if self._word(end) == "not" and self._word(end + 1) in _AUTHORSHIP:
                return self._named(names, start, end + 1, unwanted=True)
            return self._named(names, start, end) if self._word(end) in words("doing") else None
        if _WHICH.search(before) and (said := _DID_NOT.match(after) or _DID_WRITE.match(after)):
            return self._named(names, start, end, said.end(), unwanted=said.re is _DID_NOT)
        return self._owning(at)

    def _without(self, at: int, lead: re.Match[str]) -> Named | None:
        """Names of those whose work is left out; where no `by` stands before them, they must be written as names, or end the text."""
        by = bool(re.search(r"\bby\b", lead[0], re.IGNORECASE))
        names, end = self._names(at, strangers=by)
        written = self._found[at][0][0].isupper() or end == len(self) or not self._found[at][0].isascii()
        return self._named(names, lead.start(), end, unwanted=True) if names and (by or written) else None

    def _owning(self, at: int) -> Named | None:
        """A name before what its owner wrote."""
        name = self._name(at)
        if not name or not _THING.match(self._word(name[1])):
            return None
        plain = self._found[at][0] == name[0].lower()
        return self._named([name[0]], self._found[at].start(), name[1]) if not plain or _WRITING.match(self._word(name[1])) else None

    def _of_stranger(self, at: int, before: str) -> Named | None:
        """A name that the library does not know: of somebody who wrote, or who owns works."""
        if not (name := self._stranger(at)) or any(map(str.isdigit, name[0])):
            return None
        start, following = self._found[at].start(), self._word(name[1])
        owned = re.search(r"['’]s?$", self._found[name[1] - 1][0]) and following in {"papers", "works", "articles", "publications"}
        wrote = _DID.search(before) and following in _AUTHORSHIP and not re.search(r"[a-z][A-Z]|[A-Z]{2}", name[0])
        return self._named([re.sub(r"['’]s?$", "", name[0])], start, name[1]) if owned or wrote else None

    def _names(self, at: int, *, strangers: bool = False) -> tuple[list[str], int]:
        """The names that start at a word, and the word after the last of them; with `strangers`, those too that the library does not know."""
        names: list[str] = []
        end = at
        while name := self._name(end) or (self._stranger(end) if strangers else None):
            names.append(name[0])
            after = end = name[1]
            while self._word(after) in _JOINTS or (after > end and self._word(after) in {"by", "either", "also"}):
                after += 1
            parted = MARK in self._text[self._found[end - 1].end() : self._found[after - 1].end()]
            if after == end or parted or not (self._name(after) or (strangers and self._stranger(after))):
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
            if last > at and not self._follows(last):
                return None
            if (end := self._known(last)) and self._may_start(at, last):
                while (further := self._known(end) or self._goes_on(end)) and end < at + _LONGEST_NAME and self._follows(end):
                    end = further
                words = [self._found[place][0] for place in range(at, end)]
                name = " ".join([*words[:-1], self._bare(end - 1) or re.sub(r"['’]s?$", "", words[-1])])
                return self._with_initials(name, end)
        return None

    def _stranger(self, at: int) -> tuple[str, int] | None:
        """What is written as a name, in capitals, in a script that has none, or small where it can be no other word, and the word after it."""
        end = at
        while end < min(at + _LONGEST_NAME, len(self)) and (end == at or self._follows(end)):
            if not (self._is_capital(end) or (self._word(end) in _PARTICLES and self._found[end][0].islower())):
                break
            end += 1
        if end > at and self._is_capital(end - 1):
            return " ".join(self._found[place][0] for place in range(at, end)), end
        word = self._word(at)
        small = len(word) > 3 and word.isalpha() and not is_common(fold(word)) and not self._is_never(at)
        ends = self._word(at + 1) == "" or self._word(at + 1) in STOPWORDS | _JOINTS or not self._follows(at + 1)
        return (word, at + 1) if small and ends else None

    def _is_capital(self, at: int) -> bool:
        """Whether a word is written as a name is."""
        word = self._found[at][0] if at < len(self) else ""
        letter = word[:1]
        return (letter.isalpha() and letter != letter.lower() and not self._is_never(at)) or (
            letter.isalpha() and letter == letter.upper() == letter.lower()
        )

    def _goes_on(self, at: int) -> int:
        """The word after one by which a name plainly goes on, which makes it another's: `van der Berg`, where van der Maaten is known."""
        word = self._found[at][0] if at < len(self) else ""
        return at + 1 if word.isalpha() and self._is_capital(at) and (len(word) > _INITIALS or not word.isupper()) else 0

    def _may_start(self, at: int, last: int) -> bool:
        """Whether the words before a known one may be first names: none of a sentence written with capitals elsewhere is written small."""
        words = [self._found[place][0] for place in range(at, last)]
        return at == last or all(word[0].isupper() or word in _PARTICLES for word in words) or self._found[last][0][0].islower()

    def _with_initials(self, name: str, end: int) -> tuple[str, int]:
        """`Smith, J.` is one name."""
        place = end + (self._word(end) == ",")
        initials = []
        while (
            place < len(self)
            and len(self._found[place][0]) <= _INITIALS
            and self._found[place][0].isascii()
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
        forms = (word, word.removesuffix("s"))
        return next((form for form in forms if (len(form) > 1 or not form.isascii()) and self._is_author(before + form)), "")

    def _follows(self, at: int) -> bool:
        """Whether nothing but a blank stands before a word."""
        return at < len(self) and not self._text[self._found[at - 1].end() : self._found[at].start()].strip(" .")

    def _is_never(self, at: int) -> bool:
        """Whether a word is none of a name: a common one, unless it is written as an initial, or as a name that the library knows (`by He`)."""
        word = self._found[at][0]
        if len(word) == 1 and word.isupper() and self._text[self._found[at].end() :].startswith("."):
            return False
        return word.lower() in _NEVER and not (at and word[0].isupper() and len(word) > 1 and self._is_author(word))

    def _is_common(self, at: int, end: int) -> bool:
        """Whether a name is more likely a common word, as in "by long chains": written small, and the phrase goes on."""
        after = self._word(end)
        if after and self._text[self._found[end - 1].end() : self._found[end].start()].strip():
            return False  # something ends between the two
        return self._found[at][0].islower() and bool(after) and after not in _NEVER | _JOINTS and not after.isdigit()

    def _word(self, at: int) -> str:
        return self._found[at][0].lower() if 0 <= at < len(self) else ""

    def _named(self, names: list[str], start: int, end: int, more: int = 0, *, unwanted: bool = False) -> Named:
        """The names with what leads to them, and `more` characters after them."""
        last = self._found[end - 1].end()
        joints = set(_WORD.findall(self._text[start:last].lower())) & {"and", "&", "or"}
        return Named(tuple(names), start, last + more, "or" in joints, unwanted, len(joints - {"&"}) > 1)
