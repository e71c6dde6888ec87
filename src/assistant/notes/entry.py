"""What an entry is: one item of the notes and the unit of citation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from assistant.text.addressed import names_no_work, naming

Kind = Literal["paper", "idea", "section"]

_OF_A_PAGE = (
    "layout permalink comments published toc mathjax math nav_order sidebar draft cssclass cssclasses publish image cover id slug".split()
)
# What an entry shows of itself elsewhere, or what says nothing of its subject.
_SHOWN = frozenset([*"title authors year arxiv doi url aliases tags status date created file page mentions".split(), *_OF_A_PAGE])


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: `path` as people write it (`corpus/llms.md`), 1-based `line`, notebook name and section path."""

    path: str
    line: int
    notebook: str
    section: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the notes under an entry, word for word, with where it stands and the lines that belong to it. A `part` is the name of a part of the
    notes, a heading inside them."""

    text: str
    path: str
    line: int
    children: tuple[Note, ...] = ()
    part: bool = False

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Note]]:
        """This line and those below it, top down, each with its depth."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an entry as its notes give it. `name` is the common one where there is one (`venue`, `tags`), else as it is written (`director`)."""

    name: str
    value: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper, system or idea and what the notes say of it.

    `authors` are as the notes give them: `("singh", "morris", "…gao")`, `("liu…neubig",)`, `("wei et al.",)`. `year` is the notes' own, or that of
    the arXiv id. `places` holds every place that speaks of it, the first being the one that is shown. `kind` is `section` for the notes that
    stand under a heading and belong to no item. `fields` are all that the notes give as fields, those from which the title and the authors were
    taken too.
    """

    id: str
    title: str
    kind: Kind
    authors: tuple[str, ...]
    year: int | None
    arxiv: str | None
    url: str | None
    notes: tuple[Note, ...]
    places: tuple[Place, ...]
    aliases: tuple[str, ...] = ()
    doi: str | None = None
    fields: tuple[Field, ...] = ()

    @property
    def place(self) -> Place:
        """The first place."""
        return self.places[0]

    @property
    def section(self) -> tuple[str, ...]:
        """Section path at the first place, outermost first."""
        return self.places[0].section

    @property
    def called(self) -> str:
        """What it is called where words count for something, in an answer or a prompt: its title; its id, where the title is an order to whoever reads it."""
        return self.id if names_no_work(self.title) else self.title

    @property
    def headings(self) -> tuple[str, ...]:
        """Those headings of its section that name something, and order nothing."""
        return naming(self.section)

    @property
    def notebook(self) -> str:
        """Notebook of the first place."""
        return self.places[0].notebook

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags, as the notes give them."""
        return tuple(tag for field in self.fields if field.name == "tags" for tag in split_tags(field.value))

    def remarks(self, parts: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Note]]:
        """What its notes say, top down, each line with the parts it stands in, then the fields that are shown nowhere else."""
        yield from _remarks(self.notes, parts)
        for field in self.fields:
            if field.name not in _SHOWN and field.value and not _is_address(field.value):
                yield parts, Note(f"{field.name}: {field.value}", field.path, field.line)

    def lines(self) -> list[str]:
        """Every line of `remarks`."""
        return [line.text for _, line in self.remarks()]

    def byline(self) -> str:
        """`singh, morris, …gao, 2022`, or what of it the notes give."""
        return ", ".join([*naming(self.authors), *([str(self.year)] if self.year else [])])

    def with_id(self, entry_id: str) -> Entry:
        """The same entry under another id."""
        return replace(self, id=entry_id)


def split_tags(value: str) -> list[str]:
    """The tags that the value of a field holds."""
    return [tag for part in re.split("[,;]", value) if (tag := part.strip(" #"))]


def _is_address(value: str) -> bool:
    return " " not in value and ("://" in value or value.startswith(("www.", "/", "#")) or value.endswith((".md", ".pdf", ".png")))


def _remarks(notes: tuple[Note, ...], parts: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Note]]:
    for note in notes:
        if not note.part:
            yield parts, note
        yield from _remarks(note.children, (*parts, note.text) if note.part else parts)
