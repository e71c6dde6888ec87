"""What comes of a file: its entries, what of it has no place, and what is known of the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.notes.entry import Entry

Shape = Literal["outline", "note", "text"]
SHAPES: dict[Shape, str] = {
    "outline": "an entry an item, reviewed heading or row of a table",
    "note": "an entry a file",
    "text": "an entry a section",
}
NO_WORDS = "no words in it"
EMPTY_HEADING = "a heading with nothing under it"


@dataclass(frozen=True, slots=True)
class Source:
    """A file of notes: `path` as people write it, and the name of its notebook, which is its path below the notes without the suffix."""

    path: str
    notebook: str


@dataclass(frozen=True, slots=True)
class Shaped:
    """The entries of one file, their ids still empty, and the lines that could not be placed, each with the reason.

    `title` is that which the file gives itself, `headings` are the lines that name it or a section of it.
    """

    entries: list[Entry]
    unplaced: list[tuple[int, str]]
    title: str = ""
    headings: tuple[tuple[int, str], ...] = ()
