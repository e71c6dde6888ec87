"""Entries made of what their heads, their fields and their notes say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.notes.entry import Entry, Field, Kind, Note, Place
from assistant.notes.heads.byline import VENUES
from assistant.notes.heads.fields import Known, common_name, field_of
from assistant.notes.heads.head import Head, parse_head, parse_reference_name
from assistant.notes.heads.links import arxiv_year, doi_in, is_paper, links_in, without_marks
from assistant.notes.heads.listed import parse_listed, parse_tagged
from assistant.notes.heads.references import parse_reference
from assistant.notes.heads.told import Told, finished, year_in
from assistant.notes.heads.worded import venue_behind
from assistant.notes.names import is_common
from assistant.text.fold import fold

# That notes are notes on what they are called, `Cold Levain at Night 阅读笔记`, `Paper notes: Cold Levain at Night`.
_ON = r"(?:(?:论文|論文|文献)?(?:阅读|閱讀|精读|精讀)(?:笔记|筆記)|(?:论文|論文)(?:笔记|筆記|メモ|まとめ))"
_NOTES_ON = r"(?:paper|reading|article) (?:notes?|summary)"
_BEFORE = rf"{_NOTES_ON}|summary(?: of)?|notes on|review of"
_OF_NOTES = re.compile(
    rf"^(?:{_ON}|{_BEFORE})\s*[:：|–—-]\s*|\s*[\[(（【:：|–—-]?\s*{_ON}\s*[\])）】]?$|\s*[\[(（:：|–—-]\s*{_NOTES_ON}\s*[\])）]?$",
    re.IGNORECASE,
)
_MIN_NAME, _MIN_SIGNS = 12, 6
_DOTTED = re.compile(r"[A-Z][\w'’-]*(?:\.[\w'’-]+){3,}")
_IN_BRACKETS = re.compile(r"\[([^\[\]]+\s[^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Titled:
    """What names an entry: its title with what its heading says of it, where it stands, and other names of it."""

    title: str
    line: int
    heading: Head | None = None
    aliases: tuple[str, ...] = ()


def head_of(text: str) -> Head:
    """What a heading says of the work it names: `[Cold Levain](https://arxiv.org/abs/2001.00001)`, `Cold Levain (Vaswani, 2020)`, `Cold Levain at Night
    (reading notes)`."""
    head = _read(text)
    title = _OF_NOTES.sub("", head.title)
    if len(title) < (_MIN_NAME if title.isascii() else _MIN_SIGNS) or is_common(title):
        title = head.title
    return replace(head, title=title.replace(".", " ") if _DOTTED.fullmatch(title) else title)


def _read(text: str) -> Head:
    name, value = field_of(text) or ("", "")
    if value and common_name(name) == "title":
        text = value  # `# Title: Cold Levain (2020)`
    if reference := parse_reference_name(text) or parse_reference(text):
        return reference
    head = parse_head(text, heading=True)
    if head is None or not head.cited:
        head = (parse_listed(text) if links_in(text) else parse_tagged(text)) or (head if head and head.arxiv else None)
    if head:
        return replace(head, title=without_marks(head.title))
    url = next((link for link in links_in(text) if link.startswith("http")), None)
    title = without_marks(text).strip(" :")
    if (named := venue_behind(title, "", alone=True))[1] and not named[2] and fold(named[1].split()[0]) in VENUES:
        return finished("", Told(named[0], (), year_in(named[1]), named[1]), "")  # `Slow Rye at Night, EMNLP 2019`
    boxed = _IN_BRACKETS.fullmatch(title)  # a title whose link is still to come
    return Head((boxed[1] if boxed else title) or text, (), None, None, url, "", False, False)


def fields_of(head: Head, path: str, line: int) -> tuple[Field, ...]:
    """What a head says besides its title and citation, as fields."""
    told = [*([("venue", head.venue)] if head.venue else []), *head.links]
    return tuple(Field(name, value, path, line) for name, value in told)


def made(titled: Titled, said: Known, told: tuple[Sequence[Field], tuple[Note, ...]], place: Place) -> Entry:
    """An entry of what its heading, its fields and its notes say."""
    head, (fields, notes) = titled.heading, told
    arxiv = (head.arxiv if head else None) or said.arxiv
    url = (head.url if head else None) or said.url
    doi = said.doi or doi_in(url or "")
    authors = said.authors or (head.authors if head else ())
    year = said.year or (head.year if head else None) or (arxiv_year(arxiv) if arxiv else None)
    published = bool(authors or arxiv or doi or (head and head.cited) or (url and is_paper(url)))
    year = year or (said.date if published else None)
    if head and head.comment:
        notes = (Note(head.comment, place.path, titled.line), *notes)
    if head:
        fields = (*fields_of(head, place.path, titled.line), *fields)
    kind: Kind = "paper" if published else "idea"
    return Entry("", titled.title, kind, authors, year, arxiv, url, notes, (place,), titled.aliases, doi, tuple(fields))
