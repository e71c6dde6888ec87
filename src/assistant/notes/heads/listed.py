"""Items of lists that people keep of works, told by their links: `[Title](link) (Venue 2020) [code]`, `Title. Authors. Venue 2020. [[pdf]](link)`."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.notes.heads.beside import TITLE_AND_VENUE, is_venue, is_written_as_title, tail
from assistant.notes.heads.byline import VENUES, split_names
from assistant.notes.heads.head import NO_TITLE, Head
from assistant.notes.heads.links import LINK, SHORTCODE, is_label, is_local, links_in, unlink, without_marks
from assistant.notes.heads.told import YEAR, Told, finished, keeps, year_in
from assistant.notes.heads.worded import IN_QUOTES, worded
from assistant.notes.names import SMALL_WORDS, is_common
from assistant.notes.readers.shape import is_sentence, is_title
from assistant.text.fold import identity

_CODE = re.compile(r"`([^`]+)`")
# What stands before a title and is none: an emoji or a bullet, a tag in code, a box, a number, a date.
_SIGNS = re.compile(
    r"^(?:[^\w\s\[(<*_`\"“'’‘《「『$#@&~\\/+-]+\s*|\*{0,4}`[^`]{1,40}`\*{0,4}[\s:,|/]*|\(?\d{1,3}[.)]\s+|\[\d{1,3}\]\s+|[-–—:|]+\s+)+"
)
_TAG = re.compile(
    rf"^(?:\*\*|__)?[\[(【（](?P<tag>[^\[\]()]{{0,40}}?\b(?:{YEAR}|['’]?\d{{2}}))(?:[-./]\d{{1,2}}(?:[-./]\d{{1,2}})?)?(?P<more>[^\[\]()]{{0,20}})[\])】）](?:\*\*|__)?(?!\()[\s:,-]*"
)
_DATED = re.compile(rf"^(?:\*\*|__)?(?P<tag>{YEAR})(?:[-./]\d{{1,2}}){{0,2}}(?:\*\*|__)?(?:\s*[:：|,–—-]\s*|\s+)(?=[\[*\"“_A-Z])")
# `CVPR 2024 submission, `, `arXiv 2023.12: ` before a title.
_VENUE_FIRST = re.compile(
    rf"^(?P<tag>(?:(?=\S*[A-Z]\S*[A-Z]|[a-z]+[A-Z])[A-Za-z][\w&/@-]*)(?: [A-Z][\w&/-]*){{0,2}}[ '’]{{1,2}}(?:{YEAR}|\d{{2}})(?:[-./]\d{{1,2}})?"
    r"(?: \(?[A-Za-z]+\)?)?)\s*(?:[,:：|]|\s[-–—])\s+(?=[\[*\"“A-Z\d_])"
)
# A link to the work before its title: `[[OVEN2021](link)] Cold Rye`, `[pdf](link) Cold Rye`.
_LINK_BEFORE = re.compile(
    r"^\[?\[(?P<words>[^\[\]]{1,40})\]\((?P<to>[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)\]?[\s:,|–—-]+(?P<rest>[^\s\[(a-z].*)$", re.DOTALL
)
# Links to a work in a parenthesis before its title: `([paper](link) [code](link)) Cold Rye`.
_LINKS_BEFORE = re.compile(r"^\((?P<links>(?:\[[^\[\]]*\]\([^\s()]*\)[\s,|/]*)+)\)[\s:,|–—-]*(?P<rest>[^\s\[(a-z].*)$", re.DOTALL)
# A year and a venue joined to the title, as in names of files: `22_SoBr_Cold Rye`.
_JOINED = re.compile(r"^(?:20)?(?P<year>\d{2})_(?P<venue>[A-Z][A-Za-z0-9&-]*[A-Z][A-Za-z0-9&-]*)_(?=\S)")
_SHORT_VENUE = re.compile(rf"[A-Z][\w&/+-]*(?: [A-Z][\w&/+-]*){{0,2}} ?(?:{YEAR}|['’]\d{{2}})")
_ANGLED = re.compile(r"<(\[[^\[\]]*\]\([^()<>]*\))>")
# The short name of a work before its title, which is a link: `[UCB] [Finite-Time Analysis …](link)`.
_NICKNAME = re.compile(r"^(?:\*\*|__)?\[(?P<name>[^\[\]()]{1,30})\](?:\*\*|__)?:?\s+(?=\[[^\[\]]*\]\()")
_COLON = re.compile(r"[:：]\s*(?=\S)")
_BOLD = re.compile(r"^(\*{1,3}|_{2,3})(?P<title>(?=\S).+?(?<=\S))\1(?![*_])\s*(?P<rest>.*)$", re.DOTALL)
_QUOTED = re.compile(
    r"^[*_]{0,2}(?:\"(?P<a>[^\"]{8,300})\"|“(?P<b>[^“”]{8,300})”|《(?P<c>[^《》]{2,200})》)[*_]{0,2}\s*(?P<rest>.*)$", re.DOTALL
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
_VENUE_LINK = re.compile(rf"\[(?P<venue>[A-Z][\w&/ '’.-]{{1,30}}[ '’]*(?:{YEAR}|\d{{2}}))\]\([^\s()]*\)")
_ESCAPED = re.compile(r"\\([\[\]()_*#])")
_MIN_WORDS = 2
_MAX_WORDS = 40


def parse_listed(text: str) -> Head | None:
    """What an item says of the work it names, or None where it names none by a link or a venue, or is a sentence."""
    text = _ANGLED.sub(r"\1", SHORTCODE.sub("", _ESCAPED.sub(r"\1", text))).strip()
    before = _LINK_BEFORE.match(text)
    if before and ((label := is_label(before["words"])) or _SHORT_VENUE.fullmatch(before["words"])):
        text = f"{before['rest']}{'' if label else ' (' + before['words'] + ')'} [paper]({before['to']})"
    text = _VENUE_LINK.sub(r"\g<venue>", text)
    links = [link for link in links_in(text) if link.startswith("http") or is_local(link)]
    if not links:
        return _venued(text)
    rest, tags, names = _without_signs(text)
    if (links_first := _LINKS_BEFORE.match(rest)) and all(is_label(link[1] or "") for link in LINK.finditer(links_first["links"])):
        rest = f"{links_first['rest']} {links_first['links']}"
        text = f"{text[: len(text) - len(links_first[0])]}{rest}"
    rest = _bold_name(rest)
    named = _linked(rest) or _bold(rest) or _quoted(rest)
    found = tail(named[1]) if named else worded(rest)
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
    if first and known and is_written_as_title(title := without_marks(text[first.end() :])) and not is_sentence(title):
        return finished(text, Told(title, (), year_in(first["tag"]), first["tag"]), "")
    tag = _TAG.match(text) or _JOINED.match(text)
    if tag and is_title(title := without_marks(text[tag.end() :])) and not is_sentence(title):
        told = tag["tag"] if tag.re is _TAG else f"{tag['venue']}'{tag['year']}"
        more = (tag.groupdict().get("more") or "").strip(" ,;:-–")
        return finished(text, Told(title, (), year_in(told), told if re.search(r"[^\W\d_]{2}", told) else "", more), "")
    found = TITLE_AND_VENUE.match(text)
    if not found or not is_written_as_title(found["title"]):
        return None
    capitals = is_title(found["title"]) and all(word[:1].isupper() or word[:1].isdigit() for word in found["venue"].split())
    if not capitals and not is_venue(found["name"], found["venue"]):
        return None
    told = Told(found["title"], (), year_in(found["venue"]), found["venue"], (found["rest"] or "").strip("()[] "))
    return finished(text, told, "")


def _without_signs(text: str) -> tuple[str, list[str], list[str]]:
    """The text from its title on, and what stands before that: tags with a year, and short names of the work."""
    tags: list[str] = []
    names: list[str] = []
    while True:
        if signs := _SIGNS.match(text):
            text = text[signs.end() :]
        elif found := _TAG.match(text) or _DATED.match(text) or _VENUE_FIRST.match(text):
            tags.append(found["tag"])
            names += [more for more in [(found.groupdict().get("more") or "").strip(" ,;:-–")] if identity(more)]
            text = text[found.end() :]
        elif joined := _JOINED.match(text):
            tags.append(f"{joined['venue']}'{joined['year']}")
            text = text[joined.end() :]
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


def _cited(title: str) -> Told | None:
    """A whole reference in the place of a title: `Elkan, Charles. "The foundations." 2001.`"""
    quoted = IN_QUOTES.search(title)
    authors = title[: quoted.start()].strip(" .,") if quoted else ""
    if not quoted or len(authors) < _MIN_WORDS or not re.match(r"[^\W\d_]", authors):
        return None
    venue = title[quoted.end() :].strip(" .,")
    return Told(quoted["title"], split_names(re.sub(r"^et al\.?$", "", authors)), year_in(venue), venue)
