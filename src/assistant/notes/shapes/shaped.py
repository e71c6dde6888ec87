"""What comes of a file: its entries, what of it has no place, and what is known of the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.notes.entry import Entry

Shape = Literal["outline", "note", "text"]
# What is one entry in each, in the words of `.assistant.toml`: an item is one of a list, a reviewed heading or a row of a table.
SHAPES: dict[Shape, str] = {"outline": "item", "note": "file", "text": "section"}
NO_WORDS = "no words in it"
BLANK_ROW = "a row that names no work"
HEADER = "the header of a table, whose names are those of the fields"
EMPTY_HEADING = "a heading with nothing under it"


# Files that stand for the folder they are in.
FOLDER_FILES = frozenset({"readme", "index", "_index"})


@dataclass(frozen=True, slots=True)
class Source:
    """A file of notes: `path` as people write it, and the name of its notebook, which is its path below the notes without the suffix."""

    path: str
    notebook: str

    @property
    def name(self) -> str:
        """What the file is called; a `readme` or `index` by its folder."""
        folder, _, name = self.notebook.rpartition("/")
        return (
            (folder.rpartition("/")[2] or self.path.rpartition("/")[0].rpartition("/")[2] or name)
            if name.casefold() in FOLDER_FILES
            else name
        )


@dataclass(frozen=True, slots=True)
class Shaped:
    """The entries of one file, their ids still empty, and the lines that could not be placed, each with the reason.

    `title` is that which the file gives itself, `headings` are the lines that name it or a section of it.
    """

    entries: list[Entry]
    unplaced: list[tuple[int, str]]
    title: str = ""
    headings: tuple[tuple[int, str], ...] = ()
