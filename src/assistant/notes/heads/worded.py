"""An item of a list that tells its work in words before its links: `Title. Authors. Venue 2020. [[pdf]](link)`."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.notes.heads.around.beside import EMPTY_PAIRS, TITLE_AND_VENUE, is_venue, tail
from assistant.notes.heads.byline import MONTHS, VENUES, is_byline, read_byline, split_names
from assistant.notes.heads.links import ARXIV, LINK, is_label, only_tells, without_marks
from assistant.notes.heads.references import people_in
from assistant.notes.heads.told import YEAR, YEARS, Told, year_in
from assistant.notes.readers.shape import is_sentence, is_title
from assistant.text.fold import fold, identity

_STOP = re.compile(r"(?<=[?!])\s+(?=In\s+[*_]{0,2}[A-Z])|(?<!\b[A-Z])(?<!\bal)(?<!\bvs)[.。](?:[\"”])?\s+(?=[\"“A-ZÀ-ÞА-Я\[(*_])")
_APA = re.compile(rf"^(?P<by>.{{4,400}}?)\s*\((?P<year>{YEAR})[a-z]?\)[.,:]?\s+(?P<rest>\S.*)$", re.DOTALL)
_IN_QUOTES = re.compile(r"[\"“]{1,2}(?P<title>[^\"“”]{8,300}?)[.,]?[\"”]")
_TAILED = re.compile(
    rf"^(?P<title>.{{8,}}?)\s+[\[(（](?P<venue>[^\[\]()]{{0,40}}(?:{YEAR}|['’]\d{{2}})[^\[\]()]{{0,20}})[\])）]\s*(?P<rest>.*)$", re.DOTALL
)
_NAMED_QUOTE = re.compile(r"^(?P<name>[^\s:\"“][^:\"“]{0,40}):\s+[\"“](?P<title>[^\"“”]{8,300}?)[.,]?[\"”]\s*(?P<rest>.*)$", re.DOTALL)
# Last names with a year, or with others, before a title.
_LAST_NAME = r"[^\W\d_a-z](?=[\w’'-]*[^\W\d_A-Z])[\w’'-]+"
_LAST_NAMES = rf"{_LAST_NAME}(?:(?:, | & | and ){_LAST_NAME})*"
_PEOPLE_FIRST = re.compile(
    rf"^(?P<by>{_LAST_NAMES}(?: et al\.?)?(?=,? [(\d])|{_LAST_NAMES} et al\.?(?=[ :,]))(?:,? \(?(?P<year>{YEAR})\)?)?\s*(?:[:.–—-]\s+|(?<=al\.)\s+)(?P<title>[^\W\d_].{{8,}})$"
)
_SEVERAL_NAMES = re.compile(rf"{_LAST_NAME}(?:(?:, | & | and ){_LAST_NAME})+")
_ENDS_NAMES = re.compile(rf"\bet ?al\.?$|[;,] .*\({YEAR}\)$")
_IN_PAIR = re.compile(r"[\[(（][^\[\]()（）]*[\])）]")
# A venue right behind a title, with no sign between: `Slow Rye at Night WWW2022`.
_ENDED = re.compile(rf"^(?P<title>.{{8,300}}?)\s+(?P<venue>(?P<name>[A-Za-z&]{{3,12}})[ '’]?(?:{YEAR}|(?<=['’])\d{{2}}))$")
# What shows that names behind a title are people's, and no more of the title: `…, Inverse Baking, and Energy-Based Ovens`.
_PEOPLE_TOLD = re.compile(rf"{YEAR}|\bet ?al\b|\b[A-Z]\.|['’]\d{{2}}\b")
# `Slow Rye at Night - WWW - 2022`
_DASH_ENDED = re.compile(
    rf"^(?P<title>.{{8,300}}?)\s+[-–—]\s*(?P<venue>(?=.{{2,40}}\s*[-–—])[A-Z][\w&]*(?:[-/ ]{{1,2}}[\w&]+)*?)\s*[-–—]\s*(?P<year>{YEAR})$"
)
_YEAR_ENDED = re.compile(rf"^(?P<title>.{{8,300}}?),\s+(?P<year>{YEAR})$")
_NUMBER = re.compile(r"^\[\d{1,4}\]\s+(?=\S)")
# A short name of the work, its people, its title: `RYE: Ann Miller, Bo Stone. "Slow Rye at Night." OVEN (2022)`.
_NAMED_PEOPLE = re.compile(
    r"^(?P<name>[^\s:\"“][^:\"“.]{0,40}):\s*(?P<by>[^\"“”:]{4,400}?)[.,:]?\s*[\"“](?P<title>[^\"“”]{8,300}?)[.,]?[\"”]\s*(?P<rest>.*)$",
    re.DOTALL,
)
_COLON = re.compile(r"^(?P<by>[^:\"“”]{8,400}):\s+(?P<title>[\"“]?[^\W_a-z].{8,400})$", re.DOTALL)
_ENDED_NAMES = re.compile(r"(?<=[^\W\d_]{2})(?<!\bal)(?<!\bJr)(?<!\bSr)\.\s")  # a full stop that ends a list of people
_BOLD_PAIR = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_MIN_WORDS, _MAX_TAIL_WORDS = 2, 12


def worded(text: str) -> Told | None:
    """What an item says of its work before its links; None where its first link is no mere label, or where it says nothing before it."""
    links = list(LINK.finditer(text))
    if not links or not (is_label(links[0][1] or "") or (only_tells(links[0]) and is_title(text[: links[0].start()].strip()))):
        return None
    before = text[: links[0].start()].strip(" [(|:-–—*_,")
    if not before or (re.match(r"[a-z]+\s", before) and before.split()[0] not in {"e", "i"} and len(before.split()) > _MAX_TAIL_WORDS):
        return None
    more = next((link.start() for link in links if not only_tells(link)), len(text))
    behind = text[more:].strip()
    if behind and not is_title(before):
        return None
    lead = _plain(text[: links[0].start()].rstrip(" [(|,;"))
    if _IN_PAIR.fullmatch(lead):
        return _joined(text, more, behind)
    told = _told_in(lead)
    after = tail(_plain(text[links[0].start() : more].rstrip(" ,;|[(")).lstrip(" ])|"))
    if told is None:
        return None
    comment = " ".join(filter(None, [told.comment, after.comment, behind]))
    return Told(told.title, told.authors or after.authors, told.year or after.year, told.venue or after.venue, comment)


def _joined(text: str, more: int, behind: str) -> Told | None:
    """As `worded`, where the title stands behind the links: `(recommended) [paper](link) Slow Rye`."""
    told = _told_in(_plain(text[:more].rstrip(" ,;|[(")))
    return replace(told, comment=" ".join(filter(None, [told.comment, behind]))) if told else None


def _plain(text: str) -> str:
    """A text without links, ids and pairs of bold marks."""
    return " ".join(_BOLD_PAIR.sub(r"\2", ARXIV.sub(" ", LINK.sub(" ", text))).split())


def cited_in(title: str) -> Told | None:
    """A whole reference in the place of a title, `Elkan, Charles. "The foundations." 2001.`, or a title behind its people: `Elkan 2001: The foundations`."""
    quoted = _IN_QUOTES.search(title)
    authors = title[: quoted.start()].strip(" .,") if quoted else ""
    if quoted and (is_byline(authors, lone=True) or people_in(authors) or _ENDS_NAMES.search(authors) or _SEVERAL_NAMES.fullmatch(authors)):
        venue = title[quoted.end() :].strip(" .,")
        people = people_in(authors) or split_names(re.sub(r"^et al\.?$", "", authors))
        return Told(quoted["title"], people, year_in(venue), venue)
    if named := _PEOPLE_FIRST.match(title):
        return Told(named["title"], split_names(named["by"]), int(named["year"]) if named["year"] else None)
    return None


def people_first(text: str) -> Told | None:
    """What an item says that has a short name and the people before the title: `RYE: Ann Miller, Bo Stone. "Slow Rye at Night." OVEN (2022)`."""
    plain = _plain(text)
    named = _NAMED_PEOPLE.match(plain)
    people = people_in(named["by"], lone=True) if named else ()
    if not named or not people:
        return _by_colon(plain)
    found = tail(named["rest"])
    name = "" if fold(named["name"]) in fold(named["title"]) else named["name"]
    return replace(found, title=named["title"], authors=people, comment=" ".join(filter(None, [name, found.comment])))


def _by_colon(text: str) -> Told | None:
    """As DBLP has it: `Ann Miller, Bo Stone: Slow Rye at Night. OVEN 2022`."""
    found = _COLON.match(text)
    if not found or _ENDED_NAMES.search(found["by"]) or not is_byline(found["by"]):
        return None
    title, stop, rest = found["title"].strip('"“” ').partition(". ")
    told = tail(rest) if stop else Told("")
    # Two words of a title before its colon look like a name: what follows has to be quoted, or tell the year as well.
    if (told.year is None and found["title"][0] not in '"“') or len(title.split()) <= _MIN_WORDS or is_sentence(f"{title} "):
        return None
    return replace(told, title=title.strip('."“” '), authors=split_names(found["by"]))


def _told_in(words: str) -> Told | None:
    plain = _NUMBER.sub("", " ".join(EMPTY_PAIRS.sub(" ", words).split()).strip(" :-–—|,;/"))
    if (apa := _APA.match(plain)) and is_byline(apa["by"], lone=True):
        title, _, rest = apa["rest"].partition(". ")
        return Told(title.strip(" ."), split_names(apa["by"]), int(apa["year"]), "", without_marks(rest))
    if named := people_first(plain):
        return named
    if nicknamed := _NAMED_QUOTE.match(plain):
        return replace(tail(nicknamed["rest"]), title=f"{nicknamed['name']}: {nicknamed['title']}")
    parts = [part.strip(" .,;") for part in _STOP.split(plain)]
    authors = next((part for part in parts if len(parts) > 1 and is_byline(without_marks(part), lone=part != parts[0])), "")
    venue = next((part for part in parts[1:] if part != authors and YEARS.search(part) and len(part.split()) <= _MAX_TAIL_WORDS), "")
    titles = [part for part in parts if part not in (venue, authors)]
    if not titles:
        return None
    title, rest = titles[0], ". ".join(titles[1:])
    if not authors and (split := _by_comma(title)) and (venue or split[2] or _PEOPLE_TOLD.search(split[1])):
        title, authors, venue = split[0], split[1], split[2] or venue
    quoted = _IN_QUOTES.search(plain)
    before = plain[: quoted.start()].strip(" .,") if quoted else ""
    if quoted and (not before or is_byline(before, lone=True) or _ENDS_NAMES.search(before)):
        title, authors = quoted["title"], before or authors
        rest = " ".join(plain[quoted.end() :].replace(venue, " ").replace(authors, " ").split()).strip(" .,") if venue or authors else rest
    if not venue:
        title, venue, rest = venue_behind(title, rest, alone=not authors)
    names, year, where = read_byline(authors) if YEARS.search(authors) else (split_names(without_marks(authors)), None, "")
    head, dash, said = title.partition(" - ")
    if dash and not rest:
        title, rest = head, said
    venue = without_marks((where or venue).removeprefix("In "))
    return Told(title, names, year or year_in(venue), venue, comment=rest if identity(rest) else "")


def venue_behind(title: str, rest: str, *, alone: bool) -> tuple[str, str, str]:
    """A title, the venue that stands behind it, in a parenthesis or, where it is `alone`, behind a comma, and what is said beside."""
    ended = TITLE_AND_VENUE.match(title) if alone else None
    if ended and (is_venue(ended["name"], ended["venue"]) or _is_place_and_year(ended["title"], ended["venue"])):
        return ended["title"], ended["venue"], " ".join([(ended["rest"] or "").strip("[]()"), rest]).strip()
    if tailed := _TAILED.match(title):
        return tailed["title"], tailed["venue"], " ".join([tailed["rest"], rest]).strip()
    if dashed := _DASH_ENDED.match(title):
        return dashed["title"], f"{dashed['venue']} {dashed['year']}", rest
    if (ended := _ENDED.match(title)) and fold(ended["name"]) in VENUES and len(ended["title"].split()) > _MIN_WORDS:
        return ended["title"], ended["venue"], rest
    if (
        (dated := _YEAR_ENDED.match(title))
        and len(words := dated["title"].split()) > _MIN_WORDS
        and fold(words[-1]) not in MONTHS.split("|")
    ):
        return dated["title"], dated["year"], rest
    return title, "", rest


def _is_place_and_year(title: str, venue: str) -> bool:
    """Whether a word with a capital and a year behind a longer title may say where it came out: `…, Mobisys 2014`."""
    word, _, year = venue.rpartition(" ")
    return (
        year.isdigit() and word[:1].isupper() and word.isalpha() and fold(word) not in MONTHS.split("|") and len(title.split()) > _MIN_WORDS
    )


def _by_comma(text: str) -> tuple[str, str, str] | None:
    """A title, the authors that follow it behind a comma, and the venue behind those."""
    for comma in re.finditer(r",\s+", text):
        authors, title = text[comma.end() :], text[: comma.start()]
        if is_byline(authors) and len(title.split()) >= _MIN_WORDS:
            people, dot, venue = authors.rpartition(", ")
            last = dot and "." in people and "." not in venue and YEARS.search(venue)
            return (title, people, venue) if last else (title, authors, "")
    return None
