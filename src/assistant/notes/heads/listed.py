"""Items of lists that people keep of works, told by their links: `[Title](link) (Venue 2020) [code]`, `Title. Authors. Venue 2020. [[pdf]](link)`."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.notes.heads.byline import VENUES, is_byline, is_person, read_byline, split_names
from assistant.notes.heads.head import NO_TITLE, Head
from assistant.notes.heads.links import ARXIV, LINK, is_label, is_local, links_in, unlink, without_marks
from assistant.notes.heads.told import YEAR, YEARS, Told, finished, keeps, year_in
from assistant.notes.names import SMALL_WORDS, is_common
from assistant.notes.readers.shape import is_sentence, is_title
from assistant.text.fold import identity

_CODE = re.compile(r"`([^`]+)`")
# What stands before a title and is none: an emoji or a bullet, a tag in code, a box, a number, a date.
_SIGNS = re.compile(
    r"^(?:[^\w\s\[(<*_`\"“'’‘《「『$#@&~\\/+-]+\s*|\*{0,4}`[^`]{1,40}`\*{0,4}[\s:,|/]*|\(?\d{1,3}[.)]\s+|\[\d{1,3}\]\s+|[-–—:|]+\s+)+"
)
_TAG = re.compile(
    rf"^(?:\*\*|__)?[\[(【（](?P<tag>[^\[\]()]{{0,40}}?\b(?:{YEAR}|['’]?\d{{2}}))(?:[-./]\d{{1,2}}(?:[-./]\d{{1,2}})?)?[^\[\]()]{{0,20}}[\])】）](?:\*\*|__)?(?!\()[\s:,-]*"
)
_DATED = re.compile(rf"^(?:\*\*|__)?(?P<tag>{YEAR})(?:[-./]\d{{1,2}}){{0,2}}(?:\*\*|__)?(?:\s*[:：|,–—-]\s*|\s+)(?=[\[*\"“_A-Z])")
# `CVPR 2024 submission, `, `arXiv 2023.12: ` before a title.
_VENUE_FIRST = re.compile(
    rf"^(?P<tag>(?:(?=\S*[A-Z]\S*[A-Z]|[a-z]+[A-Z])[A-Za-z][\w&/@-]*)(?: [A-Z][\w&/-]*){{0,2}}[ '’]{{1,2}}(?:{YEAR}|\d{{2}})(?:[-./]\d{{1,2}})?"
    r"(?: \(?[A-Za-z]+\)?)?)\s*(?:[,:：|]|\s[-–—])\s+(?=[\[*\"“A-Z\d_])"
)
_ANGLED = re.compile(r"<(\[[^\[\]]*\]\([^()<>]*\))>")
# The short name of a work before its title, which is a link: `[UCB] [Finite-Time Analysis …](link)`.
_NICKNAME = re.compile(r"^(?:\*\*|__)?\[(?P<name>[^\[\]()]{1,30})\](?:\*\*|__)?:?\s+(?=\[[^\[\]]*\]\()")
_COLON = re.compile(r"[:：]\s*(?=\S)")
_BOLD_PAIR = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_BOLD = re.compile(r"^(\*{1,3}|_{2,3})(?P<title>(?=\S).+?(?<=\S))\1(?![*_])\s*(?P<rest>.*)$", re.DOTALL)
_QUOTED = re.compile(
    r"^[*_]{0,2}(?:\"(?P<a>[^\"]{8,300})\"|“(?P<b>[^“”]{8,300})”|《(?P<c>[^《》]{2,200})》)[*_]{0,2}\s*(?P<rest>.*)$", re.DOTALL
)
_VENUE = re.compile(
    r"^[\s,;|·•–—-]*[\[(【（`*_]*"
    rf"(?P<venue>[A-Z][\w&/+' -]{{1,40}}?[\s,'’-]*(?:{YEAR}|['’]\d{{2}})[\w ,.-]{{0,20}}|{YEAR}(?:[-./]\d{{1,2}}){{0,2}})"
    r"[\])】）`*_]*(?=$|[\s,.;:|)\]–—-])"
)
_SEPARATOR = re.compile(r"^[\s,.;:：|·•–—―－/-]+")
_STOP = re.compile(r"(?<!\b[A-Z])(?<!\bal)(?<!\bvs)[.。](?:[\"”])?\s+(?=[\"“A-ZÀ-ÞА-Я\[(*_])")
_APA = re.compile(rf"^(?P<by>.{{4,400}}?)\s*\((?P<year>{YEAR})[a-z]?\)[.,:]?\s+(?P<rest>\S.*)$", re.DOTALL)
_IN_QUOTES = re.compile(r"[\"“](?P<title>[^\"“”]{8,300}?)[.,]?[\"”]")
_TAILED = re.compile(
    rf"^(?P<title>.{{8,}}?)\s+[\[(（](?P<venue>[^\[\]()]{{0,40}}{YEAR}[^\[\]()]{{0,20}})[\])）]\s*(?P<rest>.*)$", re.DOTALL
)
_TITLE_AND_VENUE = re.compile(
    r"^(?P<title>[^\W_].{10,300}?)(?:[,.]|\s(?:--?|–|—))\s+(?P<venue>(?P<name>[A-Za-z][\w&/-]+)[\w&/ :-]{0,70}?"
    rf"(?:,?\s|['’])(?:{YEAR}|(?<=['’])\d{{2}}))\s*(?P<rest>[\[(][^()\[\]]{{1,30}}[\])])?\.?$"
)
_OF_VENUES = re.compile(
    r"\b(?:journal|transactions|proceedings|proc|conference|conf|symposium|workshop|letters|magazine|communications|advances|annals|review|reviews)\b",
    re.IGNORECASE,
)
_TAGGED = re.compile(
    rf"^[\[(【（](?:(?P<before>[^\W\d_][\w&/+ -]{{0,30}}?)[\s,'’-]*)?(?P<year>{YEAR})(?:\d{{2}})?\+?"
    r"(?:[\s,-]+(?P<behind>[^\W\d_][^\[\]()\d]{0,25}))?[\])】）]\s*(?P<title>\S.*)$",
    re.DOTALL,
)
_VENUE_LED = re.compile(
    rf"^(?P<before>[A-Z][\w&/+]*[A-Z][\w&/+]*)(?:\s+(?=\d)|\s?(?=['’]))(?P<year>{YEAR}|['’]\d{{2}})(?P<behind>)\s+[-–—]\s+(?P<title>\S.*)$",
    re.DOTALL,
)
_TAG_BEHIND = re.compile(
    rf"^(?P<title>[^`]{{8,}}?)\s+`(?:(?P<before>[^`\d]{{1,30}}?)[\s,'’-]*)?(?P<year>{YEAR})(?P<behind>)(?:[./-]\d{{1,2}}){{0,2}}`$"
)
_EMPTY_PAIRS = re.compile(r"[\[(（【{]\s*[|,;/&+·•-]*\s*[\])）】}]|\*{2,}|(?<!\w)_{1,2}(?!\w)")
_VENUE_LINK = re.compile(rf"\[(?P<venue>[A-Z][\w&/ '’.-]{{1,30}}[ '’]*(?:{YEAR}|\d{{2}}))\]\([^\s()]*\)")
_ESCAPED = re.compile(r"\\([\[\]()_*#])")
_MIN_WORDS = 2
_MAX_WORDS = 40
_MAX_TAIL_WORDS = 12


def parse_listed(text: str) -> Head | None:
    """What an item says of the work it names, or None where it names none by a link or a venue, or is a sentence."""
    text = _ANGLED.sub(r"\1", _VENUE_LINK.sub(r"\g<venue>", _ESCAPED.sub(r"\1", text)))
    links = [link for link in links_in(text) if link.startswith("http") or is_local(link)]
    if not links:
        return _venued(text)
    rest, tags, names = _without_signs(text)
    rest = _bold_name(rest)
    named = _linked(rest) or _bold(rest) or _quoted(rest)
    found = _tail(named[1]) if named else _reference(rest)
    if named and (cited := _cited(named[0])):
        named, found = (cited.title, named[1]), cited
    if found is None or not _is_title(title := named[0] if named else found.title, named=bool(named)):
        return None
    if named and found.comment and re.match(r"(?!by [^\W\d_a-z])[a-z]", named[1].strip()):
        return None  # a sentence that goes on
    year = found.year or next((year for tag in tags if (year := year_in(tag))), None)
    venue = found.venue or next((tag for tag in tags if re.search(r"[^\W\d_]{2}", tag)), "")
    own = links[0] if not named or links[0] in rest[: len(rest) - len(named[1])] else ""
    head = finished(text, replace(found, title=title, year=year, venue=venue), own)
    if marks := [*names, *(word for word in _CODE.findall(text[: len(text) - len(rest)]) if identity(word))]:
        head = replace(head, links=(*head.links, ("tags", ", ".join(marks))))
    return head if keeps(head, text) else replace(head, comment=named[1].strip() if named else rest)


def parse_tagged(text: str) -> Head | None:
    """A title behind its year and perhaps its venue, as people name files and headings: `[2020 BREAD] Slow Rye at Night`, `(BREAD 2020) …`, `BREAD'20 - …`;
    or before them, where they stand in code. None for a date, which is that of a day and no work."""
    found = _TAGGED.match(text) or _VENUE_LED.match(text) or _TAG_BEHIND.match(text)
    if (
        not found
        or is_common(without_marks(found["title"]))
        or not identity(found["title"])
        or found["title"].endswith((".", "?", "!", "。"))
    ):
        return None
    return finished(text, Told(found["title"], (), year_in(found["year"]), (found["before"] or found["behind"] or "").strip(" ,'’-")), "")


def _venued(text: str) -> Head | None:
    """A title that is told by the venue before or behind it, `Slow Rye at Night, BREAD 2018 (read)`; nothing else may follow."""
    first = _VENUE_FIRST.match(text)
    known = first and ("," in first[0] or not VENUES.isdisjoint(re.split(r"\W", first["tag"].lower())))
    if first and known and _is_written_as_title(title := without_marks(text[first.end() :])) and not is_sentence(title):
        return finished(text, Told(title, (), year_in(first["tag"]), first["tag"]), "")
    found = _TITLE_AND_VENUE.match(text)
    if not found or not _is_written_as_title(found["title"]):
        return None
    capitals = is_title(found["title"]) and all(word[:1].isupper() or word[:1].isdigit() for word in found["venue"].split())
    if not capitals and not _is_venue(found["name"], found["venue"]):
        return None
    told = Told(found["title"], (), year_in(found["venue"]), found["venue"], (found["rest"] or "").strip("()[] "))
    return finished(text, told, "")


def _is_written_as_title(text: str) -> bool:
    """Whether a text that a venue follows is a title, be it one of three words."""
    words = [word for word in text.split() if word.lower() not in SMALL_WORDS]
    return is_title(text) or (len(text.split()) > _MIN_WORDS and all(word[:1].isupper() for word in words) and not is_sentence(text))


def _is_venue(name: str, venue: str) -> bool:
    """Whether what stands with a year is a venue: by capitals inside its first word, by being known, or by what venues are."""
    return name[1:].lower() != name[1:] or name.lower() in VENUES or bool(_OF_VENUES.search(venue))


def _without_signs(text: str) -> tuple[str, list[str], list[str]]:
    """The text from its title on, and what stands before that: tags with a year, and short names of the work."""
    tags: list[str] = []
    names: list[str] = []
    while True:
        if signs := _SIGNS.match(text):
            text = text[signs.end() :]
        elif found := _TAG.match(text) or _DATED.match(text) or _VENUE_FIRST.match(text):
            tags.append(found["tag"])
            text = text[found.end() :]
        elif named := _NICKNAME.match(text):
            names.append(named["name"])
            text = text[named.end() :]
        else:
            return text, tags, names


def _linked(text: str) -> tuple[str, str] | None:
    link = LINK.match(text)
    return (link[1], text[link.end() :]) if link and link[1] and not is_label(link[1]) else None


def _bold(text: str) -> tuple[str, str] | None:
    found = _BOLD.match(text)
    return (found["title"], found["rest"]) if found and not is_label(unlink(found["title"])) else None


def _bold_name(text: str) -> str:
    """A text whose name in bold only begins its title, `**DDIM**: Denoising Diffusion Implicit Models, [pdf](link)`, without the marks."""
    found = _BOLD.match(text)
    behind = LINK.split(found["rest"], maxsplit=1)[0].rstrip(" ,;.|/([-–—") if found else ""
    goes_on = bool(_COLON.match(behind)) or behind.split(" ")[0] in SMALL_WORDS
    if not found or not goes_on or LINK.search(found["title"]) or is_sentence(behind) or not is_title(f"{found['title']} {behind}"):
        return text
    return f"{found['title']}{'' if _COLON.match(behind) else ' '}{found['rest']}"


def _quoted(text: str) -> tuple[str, str] | None:
    found = _QUOTED.match(text)
    return (found["a"] or found["b"] or found["c"], found["rest"]) if found else None


def _is_title(title: str, *, named: bool) -> bool:
    words = without_marks(title)
    count = len(words.split())
    if NO_TITLE.match(words) or words.endswith((" at", " in", " on", " from", " here", " see", " by")):
        return False
    named = (named and words[:1].isupper()) or count >= _MIN_WORDS or bool(re.search(r"[A-Z].*[A-Z\d]|[^\x00-\x7f]{2}", words))
    return named and count <= _MAX_WORDS and not is_common(words) and bool(identity(words))


def _tail(text: str) -> Told:
    """Venue, authors and comment in what follows a title."""
    words = _EMPTY_PAIRS.sub(" ", LINK.sub(lambda link: " " if is_label(link[1] or "") else link[0], text))
    venue, authors, year = "", tuple[str, ...](), None
    for _ in range(3):
        words = " ".join(words.split())
        if not venue and (found := _VENUE.match(words)):
            venue, words = found["venue"].strip(" ,.-"), words[found.end() :]
        elif not authors and (named := _byline_at(words)):
            (authors, year, where), words = named
            venue = venue or where
        else:
            break
    said = _SEPARATOR.sub("", words).strip().rstrip(",;|").rstrip()
    comment = "" if not identity(said) else said
    return Told("", authors, year or year_in(venue), venue if re.search(r"[^\W\d_]{2}", venue) else "", comment=comment)


def _byline_at(text: str) -> tuple[tuple[tuple[str, ...], int | None, str], str] | None:
    """The authors with which a text begins, in a parenthesis, in italics or as a sentence, and what follows them."""
    aside = re.match(r"^[\s,;.|–—-]*[(（](?P<by>[^()（）]{2,300})[)）](?P<rest>.*)$", text, re.DOTALL)
    italic = re.match(r"^[\s,;.|:–—-]*(\*|_)(?P<by>[^*_]{4,400})\1(?P<rest>.*)$", text, re.DOTALL)
    plain = re.match(
        r"^[\s,;.|:–—-]*(?P<said>by\s+)?(?P<by>[^|–—\[]{4,400}?)(?P<rest>(?:\.\s|\s[|–—-]\s|$).*)$", text, re.DOTALL | re.IGNORECASE
    )
    for found in (aside, italic, plain):
        said = found is plain and found is not None and bool(found["said"]) and is_person(found["by"])
        if found and (said or is_byline(found["by"]) or (found is aside and read_byline(found["by"])[1])):
            by = found["by"].strip(" .,")
            read = read_byline(by) if YEARS.search(by) else (split_names(by), None, "")
            return read, found["rest"].removeprefix(".")
    return None


def _cited(title: str) -> Told | None:
    """A whole reference in the place of a title: `Elkan, Charles. "The foundations." 2001.`"""
    quoted = _IN_QUOTES.search(title)
    authors = title[: quoted.start()].strip(" .,") if quoted else ""
    if not quoted or len(authors) < _MIN_WORDS or not re.match(r"[^\W\d_]", authors):
        return None
    venue = title[quoted.end() :].strip(" .,")
    return Told(quoted["title"], split_names(re.sub(r"^et al\.?$", "", authors)), year_in(venue), venue)


def _reference(text: str) -> Told | None:
    """A reference in words before its links: `Title. Authors. Venue 2020. [[pdf]](link)`, `Authors. "Title." Venue.`, `Title (Authors, 2020) [pdf](link)`."""
    labels = [link for link in LINK.finditer(text) if is_label(link[1] or "")]
    if not labels or len(labels) < len(list(LINK.finditer(text))):
        return None
    plain = " ".join(_EMPTY_PAIRS.sub(" ", _BOLD_PAIR.sub(r"\2", ARXIV.sub(" ", LINK.sub(" ", text)))).split()).strip(" :-–—|,;/")
    before = text[: labels[0].start()].strip(" [(|:-–—*_")
    if not before or (re.match(r"[a-z]+\s", before) and before.split()[0] not in {"e", "i"} and len(before.split()) > _MAX_TAIL_WORDS):
        return None
    if (apa := _APA.match(plain)) and is_byline(apa["by"], lone=True):
        title, _, rest = apa["rest"].partition(". ")
        return Told(title.strip(" ."), split_names(apa["by"]), int(apa["year"]), "", without_marks(rest))
    parts = [part.strip(" .,;") for part in _STOP.split(plain)]
    authors = next((part for part in parts if len(parts) > 1 and is_byline(without_marks(part), lone=part != parts[0])), "")
    venue = next((part for part in parts[1:] if part != authors and YEARS.search(part) and len(part.split()) <= _MAX_TAIL_WORDS), "")
    titles = [part for part in parts if part not in (venue, authors)]
    if not titles:
        return None
    title, rest = titles[0], ". ".join(titles[1:])
    if not authors and (split := _by_comma(title)):
        title, authors, venue = split[0], split[1], split[2] or venue
    quoted = _IN_QUOTES.search(plain)
    before = plain[: quoted.start()].strip(" .,") if quoted else ""
    if quoted and (not before or is_byline(before, lone=True)):
        title, authors = quoted["title"], before or authors
        rest = " ".join(plain[quoted.end() :].replace(venue, " ").replace(authors, " ").split()).strip(" .,") if venue or authors else rest
    tailed = _TAILED.match(title)
    behind = _TITLE_AND_VENUE.match(title) if not venue and not authors else None
    if behind and _is_venue(behind["name"], behind["venue"]):
        title, venue = behind["title"], behind["venue"]
    elif tailed and not venue:
        title, venue, rest = tailed["title"], tailed["venue"], " ".join([tailed["rest"], rest]).strip()
    names, year, where = read_byline(authors) if YEARS.search(authors) else (split_names(without_marks(authors)), None, "")
    head, dash, said = title.partition(" - ")
    if dash and not rest:
        title, rest = head, said
    return Told(title, names, year or year_in(venue), where or venue, comment=rest if identity(rest) else "")


def _by_comma(text: str) -> tuple[str, str, str] | None:
    """A title, the authors that follow it behind a comma, and the venue behind those."""
    for comma in re.finditer(r",\s+", text):
        authors, title = text[comma.end() :], text[: comma.start()]
        if is_byline(authors) and len(title.split()) >= _MIN_WORDS:
            people, dot, venue = authors.rpartition(", ")
            last = dot and "." in people and "." not in venue and YEARS.search(venue)
            return (title, people, venue) if last else (title, authors, "")
    return None
