"""What an entry is: one item of the notes and the unit of citation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["paper", "idea", "section"]


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
    """A line of the notes under an entry, word for word, with where it stands and the lines that belong to it."""

    text: str
    path: str
    line: int
    children: tuple[Note, ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Note]]:
        """This line and those below it, top down, each with its depth."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper, system or idea and what the notes say of it.

    `authors` are as the notes give them: `("singh", "morris", "…gao")`, `("liu…neubig",)`, `("wei et al.",)`. `year` is the notes' own, or that of
    the arXiv id. `places` holds every place that speaks of it, the first being the one that is shown. `kind` is `section` for the notes that
    stand under a heading and belong to no item.
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

    @property
    def place(self) -> Place:
        """The first place."""
        return self.places[0]

    @property
    def section(self) -> tuple[str, ...]:
        """Section path at the first place, outermost first."""
        return self.places[0].section

    @property
    def notebook(self) -> str:
        """Notebook of the first place."""
        return self.places[0].notebook

    def lines(self) -> list[str]:
        """Every line of its notes, top down."""
        return [line.text for note in self.notes for _, line in note.walk()]

    def byline(self) -> str:
        """`singh, morris, …gao, 2022`, or what of it the notes give."""
        return ", ".join([*self.authors, *([str(self.year)] if self.year else [])])

    def with_id(self, entry_id: str) -> Entry:
        """The same entry under another id."""
        return replace(self, id=entry_id)
