"""Notebooks and sections in the words of a question: `in the vision or language notebook`, `everything from the Translation section`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.index.filters import Filters
from assistant.notes.entry import Entry
from assistant.questions.conditions.years import MARK
from assistant.questions.kind import NOT, PAPERS, THINGS
from assistant.questions.vocabulary import words
from assistant.text.fold import fold
from assistant.text.words import stem, terms

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

# A heading asked for as a place: "in the rye section", "the section on rye", "filed under rye", "what stands as rye".
_HEADING = r"(?:(?:sub-?)?(?:sections?|headings?|headers?|chapters?)|part(?=\s+(?:on|about|called|named)\b))"
_AS_PLACE = (
    re.compile(rf"\b(?:in|under|from|within|inside|of)\s+(?:the|my)\s+(?P<name>(?:[^\s,.?!;]+\s+){{1,8}}?){_HEADING}\b", re.IGNORECASE),
    re.compile(
        rf"(?:\b(?:in|under|from|within|inside|of)\s+)?(?:\b(?:the|my)\s+)?\b{_HEADING}\s+(?:(?:called|named|titled|on|about|for|of)\s+)?(?P<tail>[^,.?!;{MARK}]+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:\b(?:listed|filed|kept|noted|gathered|collected|grouped|put|stand(?:s|ing)?|sit(?:s|ting)?|classified|stored|have|got|is|are)\s+(?:down\s+)?)?"
        rf"\b(?:under|below|beneath)\s+(?:the\s+|my\s+)?(?P<tail>[^,.?!;{MARK}]+)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:listed|filed|kept|noted|gathered|collected|grouped|put\s+down|classified|stored)\s+as\s+(?:the\s+|my\s+)?(?P<tail>[^,.?!;{MARK}]+)",
        re.IGNORECASE,
    ),
)
_ABBREVIATED = re.compile(r"\(([A-Z][\w-]*[A-Z][\w-]*|[A-Z]{2,})\)")
_AKIN = 5
_AKIN_SHARE = 0.55


class Headings:
    """The headings of a library by the words that people use for them. `paths` are each with the headings above it, outermost first."""

    def __init__(self, paths: tuple[tuple[str, ...], ...]) -> None:
        self._paths = paths
        self._forms = {path: [_stems(form) for form in _said_as(path[-1])] for path in paths}
        self._by_start: dict[str, list[tuple[str, ...]]] = {}
        for path, forms in self._forms.items():
            for start in {word[:_AKIN] for form in forms for word in form}:
                self._by_start.setdefault(start, []).append(path)
        self._above = {path: {word for heading in path[:-1] for word in _stems(heading)} for path in paths}

    def named(self, phrase: str, least: float = 0.0) -> list[tuple[str, ...]]:
        """The headings that a phrase names: all its words stand in the heading or in those above it, and of the heading's own words, in one of the
        ways of saying it, the largest share stands in the phrase, `least` or more."""
        words = _stems(phrase)
        found: dict[tuple[str, ...], float] = {}
        for path in dict.fromkeys(path for word in words for path in self._by_start.get(word[:_AKIN], ())):
            own = {word for form in self._forms[path] for word in form}
            if all(_meets(word, own) or _meets(word, self._above[path]) for word in words):
                found[path] = self._share(path, words)
        best = max(found.values(), default=0.0)
        named = [path for path, share in found.items() if share == best and share >= least]
        return [path for path in named if path[:-1] not in named]

    def spoken_of(self, text: str, above: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """The headings below some others that stand whole in a text, and make up half of it or more."""
        words = _stems(text)
        below = [path for path in self._paths if any(path[: len(one)] == one and path != one for one in above)]
        told = [path for path in below if self._share(path, words) == 1.0]
        return [path for path in told if 2 * max(sum(_meets(word, form) for word in words) for form in self._forms[path]) >= len(words)]

    def _share(self, path: tuple[str, ...], words: Collection[str]) -> float:
        return max((sum(_meets(word, words) for word in form) / len(form) for form in self._forms[path] if form), default=0.0)


@lru_cache(maxsize=4)
def headings_of(paths: tuple[tuple[str, ...], ...]) -> Headings:
    """The headings of a library, made ready once."""
    return Headings(paths)


def heading_in(text: str, headings: Headings) -> tuple[list[tuple[str, ...]], str]:
    """The headings that a text asks for as a place, and the text without the words that do; none where it names none."""
    for pattern in _AS_PLACE:
        for match in pattern.finditer(text):
            if re.search(rf"(?:{NOT}|\bunder\s+what\s*)$", text[: match.start()], re.IGNORECASE):
                continue
            said = match.groupdict()
            ends = [word.end() for word in re.finditer(r"\S+", said.get("tail") or said.get("name") or "")]
            for end in reversed(ends if "tail" in said else ends[-1:]):
                phrase = match["tail" if "tail" in said else "name"][:end]
                if (
                    terms(phrase.split()[-1])
                    and terms(re.sub(r"^(?:the|my|an?)\s+", "", phrase, flags=re.IGNORECASE).split()[0])
                    and (found := headings.named(phrase))
                ):
                    last = match.start("tail") + end if "tail" in said else match.end()
                    return found, f"{text[: match.start()]} {text[last:]}".strip()
    return [], text


def under(paths: Sequence[tuple[str, ...]]) -> Filters:
    """What stands under any of these headings."""
    each = tuple(Filters(under=" / ".join(path)) for path in paths)
    return each[0] if len(each) == 1 else Filters(any_of=each)


def says_all(text: str, entry: Entry) -> bool:
    """Whether title and remarks of an entry hold every telling word of a text, or one of its root."""
    said = _stems(" ".join([entry.title, *entry.aliases, *entry.lines()]))
    return all(_meets(word, said) for word in _stems(text))


def _said_as(heading: str) -> list[str]:
    """The ways of saying a heading: whole, either side of a slash, with an abbreviation for the words before it: `Mixture of experts (MoE) / routing`."""
    whole = re.sub(r"[()]", " ", _ABBREVIATED.sub(" ", heading))
    ways = [whole, *(re.split(r"\s/\s", whole) if " / " in heading else [])]
    if short := _ABBREVIATED.search(heading):
        before = heading[: short.start()].split()
        starts = [place for place, word in enumerate(before) if word[0].lower() == short[1][0].lower()]
        ways += [" ".join([*before[: starts[-1] if starts else 0], short[1], part]) for part in re.split(r"\s/\s", heading[short.end() :])]
    return ways


def _stems(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem(word) for word in terms(text)))


def _meets(word: str, others: Collection[str]) -> bool:
    """Whether a stem is one of others, or of the same root as one: `critiqu` and `criticis` share five letters, and half of the longer."""
    return word in others or word.removesuffix("s") in others or any(akin(word, other) for other in others)


def akin(one: str, other: str) -> bool:
    """Whether two stems share a root, by the letters they begin with."""
    if one[:_AKIN] != other[:_AKIN] or len(one) < _AKIN:
        return False
    shared = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other)))
    return shared >= _AKIN_SHARE * max(len(one), len(other))


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
