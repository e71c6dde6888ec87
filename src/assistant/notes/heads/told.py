"""What was read of an item of a list, made a head: its links sorted, and no word of it lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.notes.heads.head import PAGE, Head
from assistant.notes.heads.links import ARXIV, LINK, arxiv_in, arxiv_year, is_aside, is_label, is_local, only_tells, without_marks
from assistant.notes.names import SMALL_WORDS


@dataclass(frozen=True, slots=True)
class Told:
    """What stands beside a title."""

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    comment: str = ""


_WORD = re.compile(r"[^\W\d_]{2,}|\d{4,}")
# What file systems cannot hold is written so: `Slow Rye_ Notes on a Winter`.
FILE_COLON = re.compile(r"(?<=[^\W_])_ (?=\S)")
_STOP = re.compile(r"(?<=[^\W\d_A-Z]{3})(?<!\betc)[.。]$")
YEAR = r"(?:19|20)\d{2}"
_LETTERS = re.compile(r"[^\W\d_]{2}")
_TAG_YEAR = re.compile(r"(?<=[A-Za-z] )[0-4]\d$|(?<=[A-Z])[0-4]\d$")
_JOINED = re.compile(rf"(?<=[A-Za-z])(?={YEAR}(?!\d))")
_JOINED_YEAR = re.compile(rf"(?<=[A-Za-z])(?={YEAR}$)")
_IN_PAIR = re.compile(r"^[(（]([^()（）]*)[)）]$")
# What a reader has still to do with a work, before its title: `TODO: Slow Rye`.
_TASK = re.compile(r"^\[?(?P<state>TODO|TBD|TBR|WIP|DONE|TO READ|IN PROGRESS)\]?\s*[:：]?\s+(?=\S)")
YEARS = re.compile(rf"(?<!\d)({YEAR})(?!\d|\.\d{{4}})|['’](\d{{2}})\b")


def finished(text: str, found: Told, own: str) -> Head:
    """The head, with the links sorted: `own` is that of the title; else the first to a paper or a page is."""
    plain = without_marks(found.title)
    task = _TASK.match(plain)
    title = without_stop(FILE_COLON.sub(": ", plain[task.end() :] if task else plain).strip(" ,;:"))
    found_links = list(LINK.finditer(text))
    links = [(without_marks(link[1] or "").strip("[] ") or "link", link[2] or link[3] or link[4]) for link in found_links]
    arxiv = arxiv_in(own) or arxiv_in(text)
    pages = [address for _, address in links if address.startswith("http") and not arxiv_in(address)]
    url = own if own in pages else next((page for page in pages if not is_aside(page)), None)
    others = tuple(
        (label, address)
        for (label, address), link in zip(links, found_links, strict=True)
        if address != url and not arxiv_in(address) and (is_label(label) or only_tells(link))
    )
    others += ((PAGE, own),) if is_local(own) else ()
    others += (("status", task["state"]),) if task else ()
    cited = bool(found.authors or found.year or found.venue or arxiv)
    year = found.year or (arxiv_year(arxiv) if arxiv else None)
    venue = _JOINED_YEAR.sub(" ", _IN_PAIR.sub(r"\1", found.venue)) if re.search(r"[^\W\d_]", found.venue) else ""
    return Head(title, found.authors, year, arxiv, url, found.comment, cited, True, venue, True, others)


def without_stop(title: str) -> str:
    """A title without the full stop at its end, where that belongs to no abbreviation and ends no second sentence."""
    return title if ". " in title else _STOP.sub("", title)


def keeps(head: Head, text: str) -> bool:
    """Whether every word of a text stands in what was read of it; the words of a label say nothing more than its address."""
    told = " ".join([head.title, *head.authors, head.venue, str(head.year), head.comment, *(" ".join(link) for link in head.links)])
    words = ARXIV.sub(" ", LINK.sub(lambda link: " " if only_tells(link) else link[1], text))
    missed = set(_WORD.findall(_JOINED.sub(" ", without_marks(words)))) - set(
        _WORD.findall(_JOINED.sub(" ", f"{told} {without_marks(told)}"))
    )
    return all(word.lower() in SMALL_WORDS for word in missed)


def year_in(text: str) -> int | None:
    """The first year that a text gives, of `'18` 2018."""
    found = YEARS.search(text)
    if not found:
        return None
    return int(found[1]) if found[1] else 2000 + int(found[2])


def venue_in(tags: Iterable[str]) -> str:
    """The first of some tags that says where a work came out, and not only when; empty where none does."""
    return next((tag for tag in tags if _LETTERS.search(tag)), "")


def tag_year(tag: str) -> int | None:
    """The year of a tag before a title, be it two digits behind a venue: of `OVEN 23` 2023."""
    short = _TAG_YEAR.search(tag)
    return year_in(tag) or (2000 + int(short[0]) if short else None)
