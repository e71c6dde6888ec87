"""A list of works: items, reviewed headings and rows of tables, each read as what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.notes.entry import Entry
from assistant.notes.heads.references import parse_reference
from assistant.notes.lines import Item, OutlineLine, Prose, Row
from assistant.notes.shapes.outline import read_outline
from assistant.notes.shapes.reviews import read_review, reviewed
from assistant.notes.shapes.shaped import HEADER, Shaped, Source
from assistant.notes.shapes.tables import read_row, tables_of_works

_SEVERAL, _MOST = 3, 0.5


def read_listing(lines: Sequence[OutlineLine], source: Source) -> Shaped:
    """Entries of a list; what is neither a review nor a row of a table follows the grammar of outlines."""
    lines = _with_references(lines)
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
        else:
            with_rows.append(read_row(line, columns[line.line], source))
    shaped = read_outline(with_rows, source)
    return replace(shaped, unplaced=[*shaped.unplaced, *unplaced])


def _with_references(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
    """The lines, where most paragraphs are whole references these as items."""
    prose = [line for line in lines if isinstance(line, Prose)]
    cited = {line.line for line in prose if parse_reference(line.text)}
    if len(cited) < _SEVERAL or len(cited) < _MOST * len(prose):
        return list(lines)
    return [Item(0, line.text, line.line) if isinstance(line, Prose) and line.line in cited else line for line in lines]
