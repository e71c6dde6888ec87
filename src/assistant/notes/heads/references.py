"""A whole reference as the style guides have it, with its title as a link or none at all: APA, MLA, IEEE, Vancouver."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.notes.heads.around.before import SHORT_VENUE
from assistant.notes.heads.byline import UNDATED, is_byline, is_person, split_names
from assistant.notes.heads.head import Head
from assistant.notes.heads.links import ARXIV, LINK, SHORTCODE, arxiv_in, is_label, only_tells, without_marks
from assistant.notes.heads.told import YEAR, Told, finished, keeps, year_in
from assistant.notes.readers.shape import is_sentence

_NAME = r"[^\W\d_a-z][\w’'-]+"
# MLA turns the first name alone: `He, Haoran, et al.`, `Smith, John, Kim Lee, and Jane Doe.`
_AND = r"(?:and|&|und|et|y|e|i|och|og|en)"
_TURNED = re.compile(
    rf"^(?P<last>{_NAME}(?: {_NAME})?), (?P<first>{_NAME}(?: {_NAME}| [^\W\d_a-z]\.?(?!\w)| (?:van|von|de|den|der|di|da|la|le)(?!\w))*)(?P<more>,.*|,? {_AND} .*)?$"
)
# Vancouver has initials behind, without stops: `Smith J, Jones KL`.
_BEHIND = re.compile(rf"^(?:{_NAME}(?:[ -]{_NAME})? [^\W\d_a-z]{{1,3}}(?:, (?=\S)|$))+(?:et al)?$")
_APA = re.compile(
    rf"^(?P<by>[^()]{{4,400}}?)\s*\((?P<date>{YEAR}|various|{UNDATED})[a-z]?(?:, (?P<day>[A-Z][a-z]+(?: \d{{1,2}})?))?\)(?P<mark>[.,])\s+(?P<rest>[*_]{{0,2}}[^\s\W_a-z].*)$",
    re.DOTALL,
)
# Elsevier has commas throughout: `J. Smith, K. Jones, A title, Journal 49 (1984) 19-42.`
_INITIALED = rf"(?:[^\W\d_a-z]\.[ -]?)+{_NAME}"
_ELSEVIER = re.compile(
    rf"^(?P<by>{_INITIALED}(?:(?:, |,? and |,? & ){_INITIALED})*), (?P<title>[^\s\W\d_a-z].{{8,300}}?), (?P<venue>[A-Z][\w.& ]{{2,60}} \(?(?:{YEAR})\)?.*)$"
)
# MLA and IEEE have the title in quotation marks, others in italics or bold.
_MARKED = re.compile(
    r"^(?P<by>[^\"“”\[\]*_]{3,400}?)(?P<between>[\s.,:：;]*)(?:[\"“](?P<title>[^\"“”]{8,300}?)[.,]?[\"”]"
    r"|(?P<mark>\*{1,3}|_{1,2})(?=\S)(?P<italic>[^*\"“”]{3,300}?)(?P=mark))[.,]?\s*(?P<rest>.*)$",
    re.DOTALL,
)
# The title first: `"Slow Rye", Jane Smith et al. (2018)`, `"Slow Rye" by Jane Smith`.
_TITLE_FIRST = re.compile(
    r"^[*_]{0,2}[\"“][*_]{0,2}(?P<title>[^\"“”]{8,300}?)[.,]?[*_]{0,2}[\"”][*_]{0,2}[\s.,:–—-]*(?P<said>by\s+)?(?P<by>[^\W\d_][^()\"“”]{2,400}?)[\s,.]*"
    rf"(?P<rest>\((?:[^()]* )?{YEAR}\).*|(?<=[\s,.]){YEAR}\b.*|)$"
)
_SAID_BY = re.compile(r"^[*_]{0,2}[\"“][^\"“”]+[\"”][*_]{0,2},? by ")
_YEAR_BEHIND = re.compile(rf"^(?P<by>.*?)[\s,]*\((?P<year>{YEAR})[a-z]?\)$")
_LINKED = re.compile(r"^(?P<by>[^\[\]<>]{4,400}?)[.,:]?\s*(?=\[)")
_VANCOUVER = re.compile(
    rf"^(?P<by>[^.]{{4,400}})\.\s+(?P<title>[^.?]{{8,300}}[.?])\s+(?P<venue>[^.]{{2,100}}\.\s+(?P<date>{YEAR})\b[^.]{{0,20}}[;:].*)$"
)
_NAME_STOP = r"(?<=\b[^\W\d_])\.|(?<=\bal)\."  # a full stop that ends no list of people: that of an initial, or of `et al.`
# ACL has the year behind the people, others have it at the end: `Jane Smith and Kim Lee. 2019. Slow rye. In OVEN.`, `… Slow rye. OVEN, 2019.`
_PLAIN = re.compile(
    rf"^(?P<by>(?:[^.]|{_NAME_STOP}){{4,400}}?)(?:\.\s+(?P<date>{YEAR})[a-z]?\.\s+|(?<!\b[^\W\d_])\.\s+|\.\s+(?!{_NAME}(?:, |,? et al)|.{{4,400}}\. {YEAR}[a-z]?\. ))"
    rf"(?P<title>[^\s.?][^.?]{{8,300}}[.?])\s+(?P<venue>(?:arXiv|[^\W\d_a-z]).{{1,200}})$"
)
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3})[.?!]\s+(?=[^\W\d_a-z])")
_PEOPLE_BEHIND = re.compile(
    rf"(?P<by>(?:[^.()]|{_NAME_STOP}){{4,400}}?)(?:[.,]?\s*\((?P<date>{YEAR})[a-z]?\)[.,]?|\.\s+(?P<year>{YEAR})[a-z]?\.|(?<!\b[^\W\d_])\."
    r"|;|,(?=\s+(?:In )?(?:[A-Z][\w-]* ){0,3}(?:Proceedings|Proc|Journal|Transactions|Conference|Workshop)\b))\s+(?P<venue>[^\W\d_a-z].*)$"
)
_ITALIC = re.compile(r"^(?P<mark>[*_]{1,2})(?P<title>\S.{2,300}?)(?P=mark)[.,]?\s*(?P<rest>.*)$", re.DOTALL)
_STOP = re.compile(r"(?<=[^\W\d_]{3})[.?]\s+(?=[*_]{0,2}(?:[^\W\d_a-z]|arXiv\b))")
_COMMA = re.compile(r",\s+(?=[A-Z][\w.& ]{1,60}(?:,\s*\d|\.,))")
_INITIAL = re.compile(r"\b[^\W\d_a-z](?![\w.’'-])")
_BOLD_PEOPLE = re.compile(rf"^(\*\*|__)([^*_]{{4,200}}?\((?:{YEAR}[a-z]?|various|{UNDATED})\)[.,:]?)\1\s*(?=\S)")
_NO_DATE = re.compile(rf"\((?:various|{UNDATED})\)")
_NUMBER = re.compile(r"^(?:\*\*)?\[\d{1,4}\](?:\*\*)?\s+")
_ASIDE = re.compile(r"[(（](?P<said>[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）][\s.。]*$")
_ET_AL = ("et al",)
_MIN_TITLE_WORDS = 2
_YEAR_ALONE = re.compile(rf"^\W*{YEAR}[)）\].,:;\s]*(?P<rest>.*)$", re.DOTALL)
_TOLD = re.compile(
    rf"^(?P<venue>.{{0,120}}?\b{YEAR}[)）]?)\.\s+(?P<said>[^\W\d_a-z].*)$", re.DOTALL
)  # a remark behind a venue and its year
_MIN_SAID, _MAX_TITLE = 3, 320
_LONG_SAID = 12  # letters, of what has no spaces
_BOLD = 2
_MAX_VENUE_WORDS = 16
_BOLD_FIRST = re.compile(r"^(?P<mark>\*\*|__)(?P<words>.+?)(?P=mark)[\s.,:]*(?=\w)")
_MARKS = ("*", "_", '"', "“")
_NEAR = 12


@lru_cache(maxsize=2048)  # a line is read several times, as a sign of its file and as what it is
def parse_reference(text: str) -> Head | None:
    """The work that a reference names, authors first; None for what is not written in one of these styles."""
    text = SHORTCODE.sub("", _NUMBER.sub("", text)).strip()
    bold = _BOLD_PEOPLE.match(text)
    text = f"{bold[2]} {text[bold.end() :]}" if bold else text
    found = _by_link(text) or _in_words(text, named=bool(bold))
    if found is None:
        return None
    told, own = found
    short = len(told.title.split()) < _MIN_TITLE_WORDS and not (told.year and told.venue and re.search(r"\*|_", text))
    dated = told.year or bold or _NO_DATE.search(text)
    if short or not (dated or told.venue or own or arxiv_in(text) or _SAID_BY.match(text)):
        return None
    head = finished(text, told, own)
    return head if keeps(head, text) else None


def _by_link(text: str) -> tuple[Told, str] | None:
    """`He, Haoran, et al. ["A Title."](link) Venue (2023).`"""
    before = _LINKED.match(text)
    link = LINK.match(text, before.end()) if before else None
    if not before or not link or not link[1] or is_label(link[1]) or SHORT_VENUE.match(link[1]) or _holds_title(before["by"]):
        return None
    dated = _YEAR_BEHIND.match(before["by"])
    marked = link[1].startswith(_MARKS) or bool(year_in(text[link.end() : link.end() + _NEAR]))
    people = people_in(dated["by"] if dated else before["by"], lone=marked)
    venue, comment = _venue_and_comment(text[link.end() :])
    year = int(dated["year"]) if dated else year_in(without_marks(text[link.end() :]))
    return (Told(without_marks(link[1]).strip(" .,"), people, year, venue, comment), link[2]) if people else None


def _holds_title(text: str) -> bool:
    """Whether what stands before a link begins with something in bold that is no name, and goes on."""
    found = _BOLD_FIRST.match(text)
    return found is not None and not is_byline(found["words"], lone=True) and not is_person(found["words"])


def _in_words(text: str, *, named: bool) -> tuple[Told, str] | None:
    """A reference without a link to its title; `named` where its first words are known to be its people."""
    plain = " ".join(LINK.sub(lambda link: "" if only_tells(link) else link[0], text).split())
    if LINK.search(plain):
        return None
    if first := _title_before_people(plain):
        return first, ""
    if found := _APA.match(plain):
        title, venue = _parted(found["rest"], _STOP if found["mark"] == "." else _COMMA)
    elif found := _TITLE_FIRST.match(plain):
        people = people_in(found["by"], lone=bool(found["said"]))
        return (
            (Told(without_marks(found["title"]), people, year_in(found["rest"]), *_venue_and_comment(found["rest"])), "")
            if people
            else None
        )
    elif found := _MARKED.match(plain) or _VANCOUVER.match(plain) or _ELSEVIER.match(plain):
        title, venue = found["title"] or found["italic"], found.groupdict().get("venue") or found["rest"]
    elif (found := _PLAIN.match(plain)) and len(found["title"].split()) > _MIN_TITLE_WORDS and not _says(found["title"], found["venue"]):
        title, venue = found["title"], found["venue"]
    else:
        return None
    lone = found.re is _MARKED and bool(found["between"].strip()) and len(found["mark"] or "") != _BOLD and not title[:1].islower()
    year, filed = year_in(found.groupdict().get("date") or venue), ARXIV.search(venue)
    if not (people := people_in(found["by"], lone=lone or named)) or not (year or filed or named or found.re is _APA):
        return None
    if filed and not year:  # what is said besides the id
        return Told(without_marks(title).strip(" .,"), people, None, "", ARXIV.sub(" ", venue, count=1).strip(" .,;。，；()（）")), ""
    venue, comment = _venue_and_comment(venue)
    beside = found.groupdict()
    when = beside.get("day") if year else beside.get("date")
    return Told(without_marks(title).strip(" .,"), people, year, venue, " ".join(filter(None, [when, comment]))), ""


def _are_people(text: str, dated: bool) -> bool:
    return is_byline(text) or (dated and " " in text and is_person(text))


def _title_before_people(text: str) -> Told | None:
    """`Slow rye at night. Jane Smith and Kim Jones (2018). Bread Letters, 3.`, `Slow rye at night. Jane Smith, Kim Jones. Bread 3 (2018).`"""
    if not year_in(text):
        return None
    for stop in _SENTENCE_END.finditer(text, 0, _MAX_TITLE):
        title, rest = text[: stop.end()].strip(), text[stop.end() :]
        if not (found := _PEOPLE_BEHIND.match(rest)) or not _are_people(by := found["by"].strip(" ,"), bool(found["date"])):
            continue
        title = title.removesuffix(".")
        if (
            len(title.split()) <= _MIN_TITLE_WORDS
            or ("?" not in title and is_sentence(title))
            or not (year := year_in(found["date"] or found["year"] or found["venue"]))
        ):
            return None
        venue, comment = _venue_and_comment(found["venue"])
        return Told(title, people_in(by, lone=True), year, venue, comment)
    return None


def _says(*parts: str) -> bool:
    """Whether one of the parts of what looks like a reference says something."""
    return any(is_sentence(part.rstrip(".")) for part in parts)


def _parted(rest: str, end: re.Pattern[str]) -> tuple[str, str]:
    """Title and venue of what follows the year: at the first full stop that ends a sentence, or at the comma before a journal."""
    if marked := _ITALIC.match(rest):
        return marked["title"], marked["rest"]
    stop = end.search(rest)
    return (rest[: stop.start() + 1], rest[stop.end() :]) if stop else (rest, "")


def _venue_and_comment(text: str) -> tuple[str, str]:
    """Where a work came out, in few words, and what is said of it: in a parenthesis at the end, or where those are more."""
    plain = without_marks(text)
    if dated := _YEAR_ALONE.match(plain):
        plain = dated["rest"]
        if plain[:1].islower():
            return "", plain.strip(" .")
    if (told := _TOLD.match(plain)) and len(told["said"].split()) > _MIN_SAID and not re.search(r"\d", told["said"]):
        return told["venue"].strip(" .,;:-–—"), told["said"]
    aside = _ASIDE.search(plain)
    comment = aside["said"].strip() if aside and (len(aside["said"].split()) > 1 or len(aside["said"]) > _LONG_SAID) else ""
    said = (plain[: aside.start()] if aside and comment else plain).strip(" .,;:-–—")
    return (said, comment) if len(said.split()) <= _MAX_VENUE_WORDS else ("", " ".join(filter(None, [said, comment])))


def _others(more: str) -> tuple[str, ...] | None:
    """The people after a turned first one; None where they are none."""
    names = tuple(name.strip() for name in re.split(rf",\s*{_AND}\s+(?!al\b)|\s+{_AND}\s+(?!al\b)|,\s*", more.rstrip(".")) if name.strip())
    return names if names in ((), _ET_AL) or all(is_person(name) for name in names) else None


def people_in(text: str, *, lone: bool = False) -> tuple[str, ...]:
    """The people of a reference, in whichever of the styles; none where it is no list of people. `lone` where one without an initial will do."""
    plain = text.strip(" ,:;-–—")
    turned = _TURNED.match(plain)
    if turned and " " in turned["last"] and re.search(r" [^\W\d_]{2}", turned["first"]):
        turned = None  # first and last names, as they are said
    if turned and (others := _others(turned["more"] or "")) is not None:
        first = _INITIAL.sub(r"\g<0>.", turned["first"]) + f" {turned['last']}"
        return (f"{first} et al.",) if others == _ET_AL else (first, *others)
    if _BEHIND.match(plain.rstrip(".")):
        names = plain.rstrip(".").removesuffix("et al").strip(" ,").split(", ")
        return tuple(", ".join(name.rsplit(" ", 1)) for name in names)
    people = next((split_names(one) for one in (plain, plain.rstrip(".")) if is_byline(one, lone=True)), ())
    return people or ((plain,) if lone and " " in plain and is_person(plain) and not re.search(r"\d|[A-Z]{3}", plain) else ())
