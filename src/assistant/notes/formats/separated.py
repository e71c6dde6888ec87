"""Tables as spreadsheets and databases export them (CSV, TSV; RFC 4180): a row a line, the first one naming the columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO

from assistant.notes.decoding import NoNotes, NotText
from assistant.notes.heads.fields import common_name
from assistant.notes.lines import OutlineLine, Row
from assistant.notes.shapes.tables import title_column

_SEPARATORS = ",;\t|"
_LONGEST_CELL = 1_000_000
_LAST_FIRST = re.compile(r"^[^;,]+, [^;,]+;")


def read_separated(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """The rows of a table of works, each at the line where it begins. Raises `NoNotes` where it is a table of something else, `NotText` where it
    is broken."""
    rows = _in_order(list(_rows(text)))
    if rows and title_column(rows) is None:
        raise NoNotes("a table without a column of titles beside authors, years, dates or links")
    return list(rows), []


def _rows(text: str) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(StringIO(text), delimiter=_separator(text), strict=False)
    header: tuple[str, ...] = ()
    begun = 1
    try:
        for row in reader:
            cells = tuple(" ".join(cell.split()) for cell in row)
            if any(cells):
                header = header or cells
                yield Row(cells, header, " | ".join(filter(None, cells)), begun)
            begun = reader.line_num + 1
    except csv.Error as error:
        raise NotText(f"no table that can be read ({error}, line {begun}); save it again as CSV") from None


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """The rows with names as they are spoken, where reference managers put the last one first ("Baker, Anna; Miller, Bo")."""
    header = rows[0].cells if rows else ()
    turned = {
        n
        for n, name in enumerate(header)
        if common_name(name) == "authors" and any(_LAST_FIRST.search(row.cells[n]) for row in rows if n < len(row.cells))
    }
    return [replace(row, cells=tuple(_spoken(cell) if n in turned else cell for n, cell in enumerate(row.cells))) for row in rows]


def _spoken(names: str) -> str:
    parted = (name.strip().partition(", ") for name in names.split(";"))
    return "; ".join(f"{first} {last}".strip() for last, _, first in parted)


def _separator(text: str) -> str:
    """What parts the names of the columns."""
    first = next((row for row in text.split("\n") if row.strip()), "")
    return max(_SEPARATORS, key=first.count)
