"""Signs of what a file is: what a list of works in it would hold, and what speaks for its being one note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.notes.entry import Entry
from assistant.notes.heads.head import PAGE
from assistant.notes.heads.links import links_in, without_marks
from assistant.notes.heads.made import head_of
from assistant.notes.lines import Heading, Item, OutlineLine, Property, Row
from assistant.notes.names import is_common
from assistant.notes.shapes.arranged.items import titles_in
from assistant.notes.shapes.listing import read_listing
from assistant.notes.shapes.note import title_heading
from assistant.notes.shapes.shaped import Shaped, Source
from assistant.notes.shapes.text import words_in
from assistant.notes.shapes.top import take_top
from assistant.text.fold import identity

_LAYOUT = frozenset("layout permalink published comments excerpt image toc mathjax nav order sidebar".split())
_PAPER = frozenset({"authors", "arxiv", "doi", "venue"})
_MAX_NAMES = 60
# An idea is named in bold or before a dash; what stands before a colon is a label as often.
# Bold words that a sentence goes on from, `**Salt** of the sea …`, name nothing.
_NAMED = re.compile(r"\*\*[^*]*[^*:：]\*\*(?!\s*[:：]|\s+[a-z])|[^:：*]{2,60}\s[-–—―－]+\s|[^:：]{1,40}——|\[[^\[\]]+\]\(https?:")


@dataclass(frozen=True, slots=True)
class Signs:
    """Counts of a file. `works` and `ideas` are what it would give as a list, `bold` those ideas that are named in bold and
    link nowhere, `covered` the share of its words that both hold, `reviews` how many of
    the works are headings. `names` are the folded headings in it, or its labels where it has none, by which files of one template are known. `named`
    says that the file's heading links to its work, `empty`
    says that some headings have nothing under them, `blocks` that the headings are read as items."""

    works: int = 0
    reviews: int = 0
    ideas: int = 0
    bold: int = 0
    covered: float = 0.0
    words: int = 0
    sections: int = 0
    names: tuple[str, ...] = ()
    properties: bool = False
    paper: bool = False
    titled: bool = False
    named: bool = False
    empty: bool = False
    blocks: bool = False


def _lines_of(entry: Entry) -> Iterator[int]:
    yield entry.place.line
    yield from (field.line for field in entry.fields)
    yield from (note.line for top in entry.notes for _, note in top.walk())


def signs_of(lines: Sequence[OutlineLine], source: Source) -> tuple[Signs, Shaped]:
    """The signs of a file, with what it is as a list."""
    listed = read_listing(lines, source)
    title = title_heading(lines, source)
    fields, _ = take_top([*([title] if title else []), *(line for line in lines if line is not title)], source.path)
    head = head_of(title.text) if title else None
    rows = {line.line for line in lines if isinstance(line, Row)}
    works = [entry for entry in listed.entries if entry.kind == "paper" or entry.place.line in rows]
    named = titles_in(lines) | {line.line for line in lines if isinstance(line, Item) and _NAMED.match(line.text)}
    bold = {line.line for line in lines if isinstance(line, Item) and line.text.startswith("**") and not links_in(line.text)}
    ideas = [entry for entry in listed.entries if entry.kind == "idea" and entry.place.line in named - rows and not is_common(entry.title)]
    dropped = {number for number, _ in listed.unplaced}
    told = [line for line in lines if not isinstance(line, Property | Heading) and line.line not in dropped]
    pages = [entry for entry in listed.entries if works and entry.kind == "idea" and any(field.name == PAGE for field in entry.fields)]
    headings = [line for line in lines if isinstance(line, Heading) and line is not title]
    at_headings = {line.line for line in headings}
    reviews = [entry for entry in listed.entries if entry.kind != "section" and entry.place.line in at_headings]
    held = {line for entry in [*works, *ideas, *pages, *reviews] for line in _lines_of(entry)}
    names = [identity(without_marks(line.text)) for line in headings] or [identity(entry.title) for entry in ideas]
    signs = Signs(
        works=len(works),
        reviews=len(reviews),
        ideas=len(ideas),
        bold=len({entry.place.line for entry in ideas} & bold),
        covered=words_in([line for line in told if line.line in held]) / max(1, words_in(told)),
        words=words_in(lines),
        sections=len(headings),
        names=tuple(dict.fromkeys(names))[:_MAX_NAMES],
        properties=any(isinstance(line, Property) and line.name not in _LAYOUT for line in lines),
        named=bool(head and head.arxiv),
        titled=any(field.name == "title" for field in fields),
        paper=bool({field.name for field in fields} & _PAPER) or bool(head and (head.arxiv or head.cited or head.url)),
    )
    return signs, listed
