"""A list of works: items, reviewed headings and rows of tables, each read as what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.notes.entry import Entry
from assistant.notes.heads.byline import is_byline
from assistant.notes.heads.links import LINK, links_and_venue, links_paper, only_links, without_marks
from assistant.notes.heads.listed import parse_listed
from assistant.notes.heads.references import parse_reference
from assistant.notes.lines import Heading, Item, OutlineLine, Prose, Row
from assistant.notes.shapes.outline import read_outline
from assistant.notes.shapes.reviews import read_review, reviewed
from assistant.notes.shapes.shaped import BLANK_ROW, HEADER, Shaped, Source
from assistant.notes.shapes.tables import is_blank_row, read_row, tables_of_works

_WORK_START = re.compile(
    r"(?:[*_]{0,2}[\[(][^\[\]()]{1,30}[\])][*_]{0,2}\s*|[A-Z][\w&/ '’-]{1,50}, ?)?(?:(?:\*\*|__)\S|\[[^\[\]]{8,}\]\(http)"
)
_NAMED_PEOPLE = re.compile(r"(?:\*\*[^*]{1,40}\*\*:?\s*)?(?P<by>[^\"“]+)")
_WHOLLY_BOLD = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).){12,300}\1[.:]?")
_BOLD_AND_MORE = re.compile(rf"{_WHOLLY_BOLD.pattern}\s+\S")
_SEVERAL, _MOST = 3, 0.5


def read_listing(lines: Sequence[OutlineLine], source: Source) -> Shaped:
    """Entries of a list; what is neither a review nor a row of a table follows the grammar of outlines."""
    lines = _with_references(_with_lines_joined(_with_titles_below(_without_links_as_headings(lines))))
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


def _with_references(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
    """The lines, where most paragraphs are whole references or titles in bold with their people these as items, with the list right below each under it."""
    prose = [line for line in lines if isinstance(line, Prose)]
    cited = {line.line for line in prose if parse_reference(line.text) or _is_work(line.text)}
    if len(cited) < min(_SEVERAL, len(prose)) or len(cited) < _MOST * len(prose):
        return list(lines)
    found: list[OutlineLine] = []
    under = False
    for line in lines:
        if isinstance(line, Prose) and line.line in cited:
            found.append(Item(0, line.text, line.line))
            under = True
        elif isinstance(line, Item) and under:
            found.append(replace(line, depth=line.depth + 1))
        else:
            found.append(line)
            under = False
    return found


def _with_lines_joined(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
    """The lines, with paragraphs of a title in bold, its people and its links, each on a line of its own, as one: `**Slow Rye**`, `Ann Miller, Bo Stone`,
    `[OVEN 2020](…) • [Code](…)`."""
    found: list[OutlineLine] = []
    last = 0
    for line in lines:
        above = found[-1] if found else None
        next_line, last = line.line == last + 1, line.line
        if isinstance(line, Prose) and isinstance(above, Prose) and next_line and _goes_on(above.text, line.text):
            found[-1] = replace(above, text=f"{above.text.rstrip('.')}. {line.text}")
        else:
            found.append(line)
    return found


def _goes_on(above: str, below: str) -> bool:
    """Whether a line names the people of the title in bold above it, or leads to the work that those are of."""
    if _WHOLLY_BOLD.fullmatch(above):
        return is_byline(without_marks(below), lone=True) or links_paper(below)
    return bool(_BOLD_AND_MORE.match(above)) and _is_work(f"{above.rstrip('.')}. {below}") and bool(LINK.match(below))


def _is_work(text: str) -> bool:
    """Whether a paragraph begins with a title in bold or a link to a paper, perhaps behind a short name of it or its venue, and tells its people or its venue."""
    head = parse_listed(text) if _WORK_START.match(text) else None
    return head is not None and bool(head.authors or head.venue)


def _are_people(text: str, below: str) -> bool:
    """Whether an item only names people, perhaps behind a short name, and the line `below` it is what they wrote."""
    named = _NAMED_PEOPLE.match(text)
    quoted = below.startswith(('"', "“"))
    if not named or LINK.search(below) or not (quoted or text.endswith(":")):
        return False
    return is_byline(without_marks(named["by"]).rstrip(" :"), lone=quoted)


def _with_titles_below(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
    """The lines, with items that name people alone joined to the title in quotation marks right below: `**RYE:** Ann Miller, Bo Stone.`, `"Slow Rye." OVEN`,
    or behind a colon."""
    found: list[OutlineLine] = []
    for line in lines:
        above = found[-1] if found else None
        if isinstance(line, Item) and isinstance(above, Item) and line.depth == above.depth + 1 and _are_people(above.text, line.text):
            found[-1] = replace(above, text=f"{above.text} {line.text}")
        else:
            found.append(line)
    return found


def _without_links_as_headings(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
    """The lines, with headings that only link to the work that the heading right above them names as paragraphs: `##### Slow Rye`, `###### [[pdf](…)] BREAD
    2020`."""
    return [
        Prose(line.text, line.line)
        if isinstance(line, Heading) and isinstance(above, Heading) and above.level < line.level and _only_links(line.text)
        else line
        for above, line in zip([None, *lines], lines, strict=False)
    ]


def _only_links(text: str) -> bool:
    return (only_links(text) and links_paper(text)) or links_and_venue(text)
