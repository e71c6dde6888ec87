"""A list of works: items, reviewed headings and rows of tables, each read as what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.notes.entry import Entry
from assistant.notes.lines import OutlineLine, Row
from assistant.notes.shapes.arranged.items import (
    with_labels_below,
    with_paragraphs_below,
    with_titles_below,
    with_titles_marked,
    with_venues_told,
)
from assistant.notes.shapes.arranged.paragraphs import with_lines_joined, with_references, without_links_as_headings
from assistant.notes.shapes.outline import read_outline
from assistant.notes.shapes.reviews import read_review, reviewed
from assistant.notes.shapes.shaped import BLANK_ROW, HEADER, Shaped, Source
from assistant.notes.shapes.tables import is_blank_row, read_row, tables_of_works

_ARRANGED = (
    without_links_as_headings,
    with_titles_below,
    with_lines_joined,
    with_references,
    with_labels_below,
    with_venues_told,
    with_paragraphs_below,
    with_titles_marked,
)


def read_listing(lines: Sequence[OutlineLine], source: Source) -> Shaped:
    """Entries of a list; what is neither a review nor a row of a table follows the grammar of outlines."""
    for arranged in _ARRANGED:
        lines = arranged(lines)
    unplaced: list[tuple[int, str]] = []
    out: list[OutlineLine | Entry] = []
    place = 0
    for start, end in reviewed(lines, source):
        out += lines[place:start]
        out.append(read_review(lines[start:end], source, unplaced))
        place = end
    out += lines[place:]
    columns = {
        row.line: column for table, column in tables_of_works([line for line in out if not isinstance(line, Entry)]) for row in table
    }
    with_rows: list[OutlineLine | Entry] = []
    for line in out:
        if not isinstance(line, Row) or line.line not in columns:
            with_rows.append(line)
        elif line.is_header:
            unplaced.append((line.line, HEADER))
        elif is_blank_row(line, columns[line.line]):
            unplaced.append((line.line, BLANK_ROW))
        else:
            with_rows.append(read_row(line, columns[line.line], source))
    shaped = read_outline(with_rows, source)
    return replace(shaped, unplaced=[*shaped.unplaced, *unplaced])
