"""Items of lists that people keep of works, told by their links: `[Title](link) (Venue 2020) [code]`, `Title. Authors. Venue 2020. [[pdf]](link)`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.notes.heads.byline import VENUES, is_byline, read_byline, split_names
from assistant.notes.heads.head import NO_TITLE, PAGE, Head
from assistant.notes.heads.links import ARXIV, LINK, arxiv_in, arxiv_year, is_aside, is_label, is_local, links_in, unlink, without_marks
from assistant.notes.names import SMALL_WORDS, is_common
from assistant.notes.readers.shape import is_title
from assistant.text.fold import identity


@dataclass(frozen=True, slots=True)
class _Told:
    """What stands beside a title."""

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    comment: str = ""


_WORD = re.compile(r"[^\W\d_]{2,}|\d{4,}")
_CODE = re.compile(r"`([^`]+)`")
_YEAR = r"(?:19|20)\d{2}"
# What stands before a title and is none: an emoji or a bullet, a tag in code, a box, a number, a date.
_SIGNS = re.compile(
    r"^(?:[^\w\s\[(<*_`\"“'’‘《「『$#@&~\\/+-]+\s*|\*{0,4}`[^`]{1,40}`\*{0,4}[\s:,|/]*|\(?\d{1,3}[.)]\s+|\[\d{1,3}\]\s+|[-–—:|]+\s+)+"
)
_TAG = re.compile(
    rf"^(?:\*\*|__)?[\[(【（](?P<tag>[^\[\]()]{{0,40}}?\b(?:{_YEAR}|['’]?\d{{2}}))(?:[-./]\d{{1,2}}(?:[-./]\d{{1,2}})?)?[^\[\]()]{{0,20}}[\])】）](?:\*\*|__)?(?!\()[\s:,-]*"
)
_DATED = re.compile(rf"^(?:\*\*|__)?(?P<tag>{_YEAR})(?:[-./]\d{{1,2}}){{0,2}}(?:\*\*|__)?(?:\s*[:：|,–—-]\s*|\s+)(?=[\[*\"“_A-Z])")
_BOLD = re.compile(r"^(\*{1,3}|_{2,3})(?P<title>(?=\S).+?(?<=\S))\1(?![*_])\s*(?P<rest>.*)$", re.DOTALL)
_QUOTED = re.compile(
    r"^[*_]{0,2}(?:\"(?P<a>[^\"]{8,300})\"|“(?P<b>[^“”]{8,300})”|《(?P<c>[^《》]{2,200})》)[*_]{0,2}\s*(?P<rest>.*)$", re.DOTALL
)
_VENUE = re.compile(
    r"^[\s,;|·•–—-]*[\[(【（`*_]*"
    rf"(?P<venue>[A-Z][\w&/+' -]{{1,40}}?[\s,'’-]*(?:{_YEAR}|['’]\d{{2}})[\w ,.-]{{0,20}}|{_YEAR}(?:[-./]\d{{1,2}}){{0,2}})"
    r"[\])】）`*_]*(?=$|[\s,.;:|)\]–—-])"
)
_YEARS = re.compile(rf"(?<!\d)({_YEAR})(?!\d)|['’](\d{{2}})\b")
_SEPARATOR = re.compile(r"^[\s,.;:：|·•–—―－/-]+")
_STOP = re.compile(r"(?<!\b[A-Z])(?<!\bal)(?<!\bvs)[.。](?:[\"”])?\s+(?=[\"“A-ZÀ-ÞА-Я\[(*_])")
_APA = re.compile(rf"^(?P<by>.{{4,400}}?)\s*\((?P<year>{_YEAR})[a-z]?\)[.,:]?\s+(?P<rest>\S.*)$", re.DOTALL)
_IN_QUOTES = re.compile(r"[\"“](?P<title>[^\"“”]{8,300}?)[.,]?[\"”]")
_TAILED = re.compile(
    rf"^(?P<title>.{{8,}}?)\s+[\[(（](?P<venue>[^\[\]()]{{0,40}}{_YEAR}[^\[\]()]{{0,20}})[\])）]\s*(?P<rest>.*)$", re.DOTALL
)
_TITLE_AND_VENUE = re.compile(
    rf"^(?P<title>[^\W_].{{10,300}}?)[,.]\s+(?P<venue>(?P<name>[A-Za-z][\w&/-]+)[\w&/ -]{{0,30}}?[ '’](?:{_YEAR}|\d{{2}}))\s*(?P<rest>[\[(][^()\[\]]{{1,30}}[\])])?\.?$"
)
_TAGGED = re.compile(
    rf"^[\[(【（](?:(?P<before>[^\W\d_][\w&/+ -]{{0,30}}?)[\s,'’-]*)?(?P<year>{_YEAR})(?:\d{{2}})?\+?"
    r"(?:[\s,-]+(?P<behind>[^\W\d_][^\[\]()\d]{0,25}))?[\])】）]\s*(?P<title>\S.*)$",
    re.DOTALL,
)
_VENUE_LED = re.compile(
    rf"^(?P<before>[A-Z][\w&/+]*[A-Z][\w&/+]*)(?:\s+(?=\d)|\s?(?=['’]))(?P<year>{_YEAR}|['’]\d{{2}})(?P<behind>)\s+[-–—]\s+(?P<title>\S.*)$",
    re.DOTALL,
)
_TAG_BEHIND = re.compile(
    rf"^(?P<title>[^`]{{8,}}?)\s+`(?:(?P<before>[^`\d]{{1,30}}?)[\s,'’-]*)?(?P<year>{_YEAR})(?P<behind>)(?:[./-]\d{{1,2}}){{0,2}}`$"
)
_EMPTY_PAIRS = re.compile(r"[\[(（【{]\s*[|,;/&+·•-]*\s*[\])）】}]|\*{2,}|(?<!\w)_{1,2}(?!\w)")
_VENUE_LINK = re.compile(rf"\[(?P<venue>[A-Z][\w&/ '’.-]{{1,30}}[ '’]*(?:{_YEAR}|\d{{2}}))\]\([^\s()]*\)")
_ESCAPED = re.compile(r"\\([\[\]()_*#])")
_MIN_WORDS = 2
_MAX_WORDS = 40
_MAX_TAIL_WORDS = 12


def parse_listed(text: str) -> Head | None:
    """What an item says of the work it names, or None where it names none by a link or a venue, or is a sentence."""
    text = _VENUE_LINK.sub(r"\g<venue>", _ESCAPED.sub(r"\1", text))
    links = [link for link in links_in(text) if link.startswith("http") or is_local(link)]
    if not links:
        return _venued(text)
    rest, tags = _without_signs(text)
    named = _linked(rest) or _bold(rest) or _quoted(rest)
    found = _tail(named[1]) if named else _reference(rest)
    if named and (cited := _cited(named[0])):
        named, found = (cited.title, named[1]), cited
    if found is None or not _is_title(title := named[0] if named else found.title, named=bool(named)):
        return None
    if named and found.comment and re.match(r"[a-z]", named[1].strip()):
        return None  # a sentence that goes on
    year = found.year or next((year for tag in tags if (year := _year(tag))), None)
    venue = found.venue or next((tag for tag in tags if re.search(r"[^\W\d_]{2}", tag)), "")
    own = links[0] if not named or links[0] in rest[: len(rest) - len(named[1])] else ""
    head = _finished(text, replace(found, title=title, year=year, venue=venue), own)
    if marks := [word for word in _CODE.findall(text[: len(text) - len(rest)]) if identity(word)]:
        head = replace(head, links=(*head.links, ("tags", ", ".join(marks))))
    return head if _keeps(head, text) else replace(head, comment=named[1].strip() if named else rest)


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
    return _finished(text, _Told(found["title"], (), _year(found["year"]), (found["before"] or found["behind"] or "").strip(" ,'’-")), "")


def _venued(text: str) -> Head | None:
    """A title that is told by the venue behind it, `Slow Rye at Night, BREAD 2018 (read)`; nothing else may follow."""
    found = _TITLE_AND_VENUE.match(text)
    if not found or not is_title(found["title"]) or not (found["name"][1:].lower() != found["name"][1:] or found["name"].lower() in VENUES):
        return None
    told = _Told(found["title"], (), _year(found["venue"]), found["venue"], (found["rest"] or "").strip("()[] "))
    return _finished(text, told, "")


def _keeps(head: Head, text: str) -> bool:
    """Whether every word of a text stands in what was read of it; the words of a label say nothing more than its address."""
    told = " ".join([head.title, *head.authors, head.venue, str(head.year), head.comment, *(" ".join(link) for link in head.links)])
    words = ARXIV.sub(" ", LINK.sub(lambda link: " " if is_label(link[1] or "") else link[1], text))
    missed = set(_WORD.findall(without_marks(words))) - set(_WORD.findall(f"{told} {without_marks(told)}"))
    return all(word.lower() in SMALL_WORDS for word in missed)


def _finished(text: str, found: _Told, own: str) -> Head:
    """The head, with the links sorted: `own` is that of the title; else the first to a paper or a page is."""
    title = without_marks(found.title).strip(" ,;:")
    links = [(without_marks(link[1] or "").strip("[] ") or "link", link[2] or link[3] or link[4]) for link in LINK.finditer(text)]
    arxiv = arxiv_in(own) or arxiv_in(text)
    pages = [address for _, address in links if address.startswith("http") and not arxiv_in(address)]
    url = own if own in pages else next((page for page in pages if not is_aside(page)), None)
    others = tuple((label, address) for label, address in links if address != url and not arxiv_in(address) and is_label(label))
    others += ((PAGE, own),) if is_local(own) else ()
    cited = bool(found.authors or found.year or found.venue or arxiv)
    year = found.year or (arxiv_year(arxiv) if arxiv else None)
    return Head(title, found.authors, year, arxiv, url, found.comment, cited, True, found.venue, True, others)


def _without_signs(text: str) -> tuple[str, list[str]]:
    """The text from its title on, and the tags with a year that stand before it."""
    tags: list[str] = []
    while True:
        if signs := _SIGNS.match(text):
            text = text[signs.end() :]
        elif found := _TAG.match(text) or _DATED.match(text):
            tags.append(found["tag"])
            text = text[found.end() :]
        else:
            return text, tags


def _linked(text: str) -> tuple[str, str] | None:
    link = LINK.match(text)
    return (link[1], text[link.end() :]) if link and link[1] and not is_label(link[1]) else None


def _bold(text: str) -> tuple[str, str] | None:
    found = _BOLD.match(text)
    return (found["title"], found["rest"]) if found and not is_label(unlink(found["title"])) else None


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


def _tail(text: str) -> _Told:
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
    said = _SEPARATOR.sub("", words).strip()
    comment = "" if not identity(said) else said
    return _Told("", authors, year or _year(venue), venue if re.search(r"[^\W\d_]{2}", venue) else "", comment=comment)


def _byline_at(text: str) -> tuple[tuple[tuple[str, ...], int | None, str], str] | None:
    """The authors with which a text begins, in a parenthesis, in italics or as a sentence, and what follows them."""
    aside = re.match(r"^[\s,;.|–—-]*[(（](?P<by>[^()（）]{2,300})[)）](?P<rest>.*)$", text, re.DOTALL)
    italic = re.match(r"^[\s,;.|:–—-]*(\*|_)(?P<by>[^*_]{4,400})\1(?P<rest>.*)$", text, re.DOTALL)
    plain = re.match(r"^[\s,;.|:–—-]*(?:by\s+)?(?P<by>[^|–—\[]{4,400}?)(?P<rest>(?:\.\s|\s[|–—-]\s|$).*)$", text, re.DOTALL | re.IGNORECASE)
    for found in (aside, italic, plain):
        if found and (is_byline(found["by"]) or (found is aside and read_byline(found["by"])[1])):
            by = found["by"].strip(" .,")
            read = read_byline(by) if _YEARS.search(by) else (split_names(by), None, "")
            return read, found["rest"].removeprefix(".")
    return None


def _cited(title: str) -> _Told | None:
    """A whole reference in the place of a title: `Elkan, Charles. "The foundations." 2001.`"""
    quoted = _IN_QUOTES.search(title)
    authors = title[: quoted.start()].strip(" .,") if quoted else ""
    if not quoted or len(authors) < _MIN_WORDS or not re.match(r"[^\W\d_]", authors):
        return None
    venue = title[quoted.end() :].strip(" .,")
    return _Told(quoted["title"], split_names(re.sub(r"^et al\.?$", "", authors)), _year(venue), venue)


def _reference(text: str) -> _Told | None:
    """A reference in words before its links: `Title. Authors. Venue 2020. [[pdf]](link)`, `Authors. "Title." Venue.`, `Title (Authors, 2020) [pdf](link)`."""
    labels = [link for link in LINK.finditer(text) if is_label(link[1] or "")]
    if not labels or len(labels) < len(list(LINK.finditer(text))):
        return None
    plain = " ".join(_EMPTY_PAIRS.sub(" ", ARXIV.sub(" ", LINK.sub(" ", text))).split()).strip(" :-–—|,;")
    before = text[: labels[0].start()].strip(" [(|:-–—*_")
    if not before or (re.match(r"[a-z]+\s", before) and before.split()[0] not in {"e", "i"} and len(before.split()) > _MAX_TAIL_WORDS):
        return None
    if (apa := _APA.match(plain)) and is_byline(apa["by"], lone=True):
        title, _, rest = apa["rest"].partition(". ")
        return _Told(title.strip(" ."), split_names(apa["by"]), int(apa["year"]), "", without_marks(rest))
    parts = [part.strip(" .,;") for part in _STOP.split(plain)]
    authors = next((part for part in parts if len(parts) > 1 and is_byline(without_marks(part), lone=part != parts[0])), "")
    venue = next((part for part in parts[1:] if part != authors and _YEARS.search(part) and len(part.split()) <= _MAX_TAIL_WORDS), "")
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
    if tailed and not venue:
        title, venue, rest = tailed["title"], tailed["venue"], " ".join([tailed["rest"], rest]).strip()
    names, year, where = read_byline(authors) if _YEARS.search(authors) else (split_names(without_marks(authors)), None, "")
    head, dash, said = title.partition(" - ")
    if dash and not rest:
        title, rest = head, said
    return _Told(title, names, year or _year(venue), where or venue, comment=rest if identity(rest) else "")


def _by_comma(text: str) -> tuple[str, str, str] | None:
    """A title, the authors that follow it behind a comma, and the venue behind those."""
    for comma in re.finditer(r",\s+", text):
        authors, title = text[comma.end() :], text[: comma.start()]
        if is_byline(authors) and len(title.split()) >= _MIN_WORDS:
            people, dot, venue = authors.rpartition(", ")
            last = dot and "." in people and "." not in venue and _YEARS.search(venue)
            return (title, people, venue) if last else (title, authors, "")
    return None


def _year(text: str) -> int | None:
    found = _YEARS.search(text)
    if not found:
        return None
    return int(found[1]) if found[1] else 2000 + int(found[2])
