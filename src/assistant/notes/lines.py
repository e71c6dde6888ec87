"""What a reader makes of a file: its lines as headings, items, paragraphs, rows of tables and properties, in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass

MAX_DEPTH = 100
TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of `level` 1 (outermost) and deeper, on 1-based `line`."""

    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Item:
    """A list item, `depth` 0 being the outermost."""

    depth: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph outside any list."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table by its cells, with those of the table's header; `text` is the row in one line, `depth` that of an item in its place, -1 outside
    lists. The header itself is a row whose cells are its own header."""

    cells: tuple[str, ...]
    header: tuple[str, ...]
    text: str
    line: int
    depth: int = -1

    @property
    def is_header(self) -> bool:
        """Whether this row names the columns."""
        return self.cells == self.header


@dataclass(frozen=True, slots=True)
class Property:
    """A property that a file gives itself, as `year: 2021` in front matter, up to and with the line `last`; a list has several values."""

    name: str
    values: tuple[str, ...]
    line: int
    last: int

    @property
    def text(self) -> str:
        """The property in one line."""
        return f"{self.name}: {', '.join(self.values)}"


OutlineLine = Heading | Item | Prose | Row | Property
