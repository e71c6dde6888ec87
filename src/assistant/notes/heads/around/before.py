"""What stands before a title in an item of a list: signs, links to the work, tags with its year and venue, a short name of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.notes.heads.byline import VENUES
from assistant.notes.heads.links import LINK, is_label, without_marks
from assistant.notes.heads.told import YEAR, YEARS
from assistant.text.fold import fold, identity

# What stands before a title and is none: an emoji or a bullet, a tag in code, a box, a number, a date.
_SIGNS = re.compile(
    r"^(?:[^\w\s\[(<*_`\"“'’‘《「『$#@&~\\/+-]+\s*|\*{0,4}`[^`]{1,40}`\*{0,4}[\s:,|/]*|\(?\d{1,3}[.)]\s+|\[\d{1,3}\]\s+|[-–—:|]+\s+)+"
)
TAG = re.compile(
    rf"^(?:\*\*|__)?[\[(【（](?P<tag>[^\[\]()]{{0,40}}?(?:(?<!\d){YEAR}|\b['’]?\d{{2}}(?!\d)))(?:[-./]\d{{1,2}}(?:[-./]\d{{1,2}})?)?(?P<more>[^\[\]()]{{0,20}})[\])】）](?:\*\*|__)?(?!\()[\s:,-]*"
)
_JOINED_VENUE = re.compile(r"-[A-Z][A-Za-z]*[A-Z]")  # `[2020-OVEN]`
_DATED = re.compile(rf"^(?:\*\*|__)?(?P<tag>{YEAR})(?:[-./]\d{{1,2}}){{0,2}}(?:\*\*|__)?(?:\s*[:：|,–—-]\s*|\s+)(?=[\[*\"“_A-Z]|arxiv\b)")
_KNOWN = "|".join(sorted(VENUES))
_KNOWN_YEAR = re.compile(rf"^(?P<venue>(?i:{_KNOWN}))(?P<year>{YEAR})\s*[,:]\s+(?=\S)")  # `arxiv2016, `
# `CVPR 2024 submission, `, `arXiv 2023.12: `, before a link `CVPR 2024 `.
VENUE_FIRST = re.compile(
    rf"^(?P<tag>(?:(?=\S*[A-Z]\S*[A-Z]|[a-z]+[A-Z]|(?i:{_KNOWN})\b)[A-Za-z][\w&/@-]*)(?: [A-Z][\w&/-]*){{0,2}}[ '’]{{1,2}}(?:{YEAR}|\d{{2}})(?:[-./]\d{{1,2}})?"
    r"(?: \(?[A-Za-z]+\)?)?)(?:\s*(?:[,:：|]|\s[-–—])\s+(?=[\[*\"“A-Z\d_])|\s+(?=\[[^\[\]]{8,}\]\())"
)
_JOURNAL_FIRST = re.compile(rf"^(?P<tag>[A-Z][\w&/-]*(?: (?:[A-Z][\w&/-]*|of|and|on|the|in)){{0,6}} {YEAR})\s*,\s*(?=\[[^\[\]]{{8,}}\]\()")
# A venue behind a bare year, and perhaps a short name of the work: `2018 CVPR MI-FGSM [Boosting …](link)`, `2019 - ICML - Compositional …`.
_BEFORE_LINK = re.compile(r"^(?P<words>[A-Za-z][\w&@'’+./ -]{1,40}?)\s*[-–—:|]*\s*(?=\[[^\[\]]{8,}\]\()")
_BEFORE_DASH = re.compile(r"^(?P<words>[A-Za-z][\w&@'’/ ]{1,24}?)\s*[-–—]+\s+(?=[^\W_])")
# A link to the work before its title: `[[OVEN2021](link)] Cold Rye`, `[pdf](link) Cold Rye`.
_LINK_BEFORE = re.compile(
    r"^\[?\[(?P<words>[^\[\]]{1,40})\]\]?\((?P<to>[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)\]?[\s:,|–—-]+(?P<rest>[^\s\[(].*)$", re.DOTALL
)
# Links to a work in a parenthesis before its title: `([paper](link) [code](link)) Cold Rye`.
_LINKS_BEFORE = re.compile(r"^\((?P<links>(?:\[[^\[\]]*\]\([^\s()]*\)[\s,|/]*)+)\)[\s:,|–—-]*(?P<rest>[^\s\[(a-z].*)$", re.DOTALL)
# A year and a venue joined to the title, as in names of files: `22_SoBr_Cold Rye`.
JOINED = re.compile(
    rf"^(?:20)?(?P<year>\d{{2}})(?:_(?P<venue>[A-Z][A-Za-z0-9&-]*[A-Z][A-Za-z0-9&-]*)_|-(?P<known>(?=[A-Z])(?i:{_KNOWN}))-)(?=\S)"
)
SHORT_VENUE = re.compile(rf"(?:[A-Z]|arXiv)[\w&/+-]*(?: [A-Z][\w&/+-]*){{0,2}} ?(?:{YEAR}|['’]\d{{2}})(?:[.-]\d{{1,2}})?")
# The short name of a work before its title, which is a link or in bold: `[UCB] [Finite-Time Analysis …](link)`, `*(UCB)* **Finite-Time …**`.
NICKNAME = re.compile(
    r"^(?:(?:\*\*|__)?\[(?P<name>[^\[\]()]{1,30})\](?:\*\*|__)?:?\s+|(?P<mark>[*_]{0,2})[(（](?P<aside>[^()（）\[\]]{1,30})[)）](?P=mark):?\s*)"
    r"(?=\[[^\[\]]*\]\(|(?:\*\*|__)[^\s*_])"
)
_PUBLISHERS = frozenset("acm ieee".split())
_MAX_BEFORE, _MAX_TAG = 5, 3


@dataclass(slots=True)
class Before:
    """A text from its title on, and what stood before that: `tags` with a year or a venue, short `names` of the work."""

    rest: str
    tags: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def with_link_behind(text: str) -> str:
    """A text that begins with links to a work, with those behind what it says of it."""
    before = _LINK_BEFORE.match(text)
    words = before["words"] if before else ""
    if (
        before
        and (text.startswith("[[") or not before["rest"][0].islower())
        and ((label := is_label(without_marks(words))) or _is_tag(words, text))
    ):
        told = "" if label else f"[{words}] " if TAG.match(f"[{words}]") else f"`{words}` "
        return f"{told}{before['rest']} [paper]({before['to']})"
    first = _LINKS_BEFORE.match(text)
    if first and all(is_label(link[1] or "") for link in LINK.finditer(first["links"])):
        return f"{first['rest']} {first['links']}"
    return text


def _is_tag(words: str, text: str) -> bool:
    """Whether the words of a link with which a text begins are a venue and no title: `CVPR 2020`, and what stands in brackets of its own as `[[3DV](…)]`."""
    return bool(SHORT_VENUE.fullmatch(words)) or (text.startswith("[[") and len(words.split()) <= _MAX_TAG)


def without_signs(text: str) -> Before:
    """The text from its title on, and what stands before that."""
    found = Before(text)
    while True:
        if signs := _SIGNS.match(found.rest):
            found.rest = found.rest[signs.end() :]
        elif known := _KNOWN_YEAR.match(found.rest):
            found.tags.append(f"{known['venue']} {known['year']}")
            found.rest = found.rest[known.end() :]
        elif tag := TAG.match(found.rest) or _DATED.match(found.rest) or VENUE_FIRST.match(found.rest) or _JOURNAL_FIRST.match(found.rest):
            behind = tag.groupdict().get("more") or ""
            more = behind.strip(" ,;:-–")
            placed = fold(more) in VENUES or bool(_JOINED_VENUE.fullmatch(behind))
            found.tags.append(f"{more} {tag['tag']}" if placed else tag["tag"])
            found.names += [more] if identity(more) and not placed else []
            found.rest = found.rest[tag.end() :]
            if tag.re is _DATED:
                _take_venue(found)
        elif joined := JOINED.match(found.rest):
            found.tags.append(f"{joined['venue'] or joined['known']}'{joined['year']}")
            found.rest = found.rest[joined.end() :]
        elif (named := NICKNAME.match(found.rest)) and not YEARS.search(named["aside"] or ""):
            found.names.append(named["name"] or named["aside"])
            found.rest = found.rest[named.end() :]
        else:
            return found


def _take_venue(found: Before) -> None:
    """Takes the venue behind a year, where the title is a link or a dash parts the two, and a short name behind that."""
    before = _BEFORE_LINK.match(found.rest)
    words = before["words"].split() if before else []
    link = LINK.match(found.rest, before.end()) if before else None
    if not before or not words or len(words) > _MAX_BEFORE or not link or is_label(link[1] or ""):
        before = _BEFORE_DASH.match(found.rest)
        words = before["words"].split() if before else []
        if not before or not (any(fold(word) in VENUES for word in words) or any(word[1:] != word[1:].lower() for word in words)):
            return
    known = next((n for n, word in enumerate(words) if fold(word) in VENUES), int(fold(words[0]) in _PUBLISHERS and len(words) > 1))
    venue, name = " ".join(words[: known + 1]).strip(" -–—"), " ".join(words[known + 1 :])
    found.tags.append(venue)
    found.names += [name] if identity(name) else []
    found.rest = found.rest[before.end() :]
