"""A whole reference as the style guides have it, with its title as a link or none at all: APA, MLA, IEEE, Vancouver."""

from __future__ import annotations

import re

from assistant.notes.heads.byline import is_byline, split_names
from assistant.notes.heads.head import Head
from assistant.notes.heads.links import LINK, is_label, without_marks
from assistant.notes.heads.told import YEAR, Told, finished, keeps, year_in

_NAME = r"[^\W\d_a-z][\w’'-]+"
# MLA turns the first name alone: `He, Haoran, et al.`, `Smith, John, and Jane Doe.`
_TURNED = re.compile(
    rf"^(?P<last>{_NAME}(?: {_NAME})?), (?P<first>{_NAME}(?: {_NAME}| [^\W\d_a-z]\.)*)(?:(?P<more>,? et al)\.?|,? (?:and|&) (?P<second>[^,.]+?))?\.?$"
)
# Vancouver has initials behind, without stops: `Smith J, Jones KL`.
_BEHIND = re.compile(rf"^(?:{_NAME}(?:[ -]{_NAME})? [^\W\d_a-z]{{1,3}}(?:, (?=\S)|$))+(?:et al)?$")
_APA = re.compile(
    rf"^(?P<by>[^()]{{4,400}}?)\s*\((?P<date>{YEAR})[a-z]?(?:, [A-Z][a-z]+(?: \d{{1,2}})?)?\)\.\s+(?P<rest>[^\s\W_a-z].*)$", re.DOTALL
)
_QUOTED = re.compile(r"^(?P<by>[^\"“”\[\]]{4,400}?)[,.]?\s+[\"“](?P<title>[^\"“”]{8,300}?)[.,]?[\"”]\.?,?\s*(?P<rest>.*)$", re.DOTALL)
_LINKED = re.compile(r"^(?P<by>[^\[\]<>]{4,400}?)[.,:]?\s*(?=\[)")
_VANCOUVER = re.compile(
    rf"^(?P<by>[^.]{{4,400}})\.\s+(?P<title>[^.?]{{8,300}}[.?])\s+(?P<venue>[^.]{{2,100}}\.\s+(?P<date>{YEAR})\b[^.]{{0,20}}[;:].*)$"
)
_STOP = re.compile(r"(?<=[^\W\d_]{3})[.?]\s+(?=[*_]{0,2}[^\W\d_a-z])")
_MIN_TITLE_WORDS = 2
_MAX_VENUE_WORDS = 16


def parse_reference(text: str) -> Head | None:
    """The work that a reference names, authors first; None for what is not written in one of these styles."""
    found = _by_link(text) or _in_words(text)
    if found is None:
        return None
    told, own = found
    if len(told.title.split()) < _MIN_TITLE_WORDS or not (told.year or told.venue or own):
        return None
    head = finished(text, told, own)
    return head if keeps(head, text) else None


def _by_link(text: str) -> tuple[Told, str] | None:
    """`He, Haoran, et al. ["A Title."](link) Venue (2023).`"""
    before = _LINKED.match(text)
    link = LINK.match(text, before.end()) if before else None
    if not before or not link or is_label(link[1] or "") or not (people := _people(before["by"])):
        return None
    venue, comment = _venue_and_comment(text[link.end() :])
    return Told(without_marks(link[1]).strip(" .,"), people, year_in(venue) or year_in(comment), venue, comment), link[2]


def _in_words(text: str) -> tuple[Told, str] | None:
    plain = " ".join(LINK.sub(lambda link: "" if is_label(link[1] or "") else link[0], text).split())
    if LINK.search(plain):
        return None
    if found := _APA.match(plain):
        title, venue = _parted(found["rest"])
    elif found := _QUOTED.match(plain) or _VANCOUVER.match(plain):
        title, venue = found["title"], found.groupdict().get("venue") or found["rest"]
    else:
        return None
    if not (people := _people(found["by"])) or not (year := year_in(found.groupdict().get("date") or venue)):
        return None
    venue, comment = _venue_and_comment(venue)
    return Told(without_marks(title).strip(" .,"), people, year, venue, comment), ""


def _parted(rest: str) -> tuple[str, str]:
    """Title and venue of what follows the year, at the first full stop that ends a sentence."""
    stop = _STOP.search(rest)
    return (rest[: stop.start() + 1], rest[stop.end() :]) if stop else (rest, "")


def _venue_and_comment(text: str) -> tuple[str, str]:
    """Where a work came out, in few words, and else what is said of it."""
    said = without_marks(text).strip(" .,;:-–—")
    return (said, "") if len(said.split()) <= _MAX_VENUE_WORDS else ("", said)


def _people(text: str) -> tuple[str, ...]:
    """The people of a reference, in whichever of the styles; none where it is no list of people."""
    plain = text.strip(" ,:;-–—")
    if turned := _TURNED.match(plain):
        first = f"{turned['first']} {turned['last']}{' et al.' if turned['more'] else ''}"
        return (first, turned["second"]) if turned["second"] else (first,)
    if _BEHIND.match(plain.rstrip(".")):
        names = plain.rstrip(".").removesuffix("et al").strip(" ,").split(", ")
        return tuple(", ".join(name.rsplit(" ", 1)) for name in names)
    return next((split_names(one) for one in (plain, plain.rstrip(".")) if is_byline(one, lone=True)), ())
