"""Reviews and lists under headings: a heading that names a work, by a link, a citation or fields right below it, is an entry with all below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.notes.entry import Entry, Place
from assistant.notes.heads.fields import Known, common_name, field_of, known
from assistant.notes.heads.head import Head
from assistant.notes.heads.links import without_marks
from assistant.notes.lines import Heading, Item, OutlineLine, Prose, Row
from assistant.notes.shapes.note import Titled, head_of, made, title_heading
from assistant.notes.shapes.shaped import Source
from assistant.notes.shapes.top import is_info, take_top
from assistant.notes.shapes.tree import notes_of
from assistant.text.fold import identity

_NUMBER = re.compile(r"^(?:\[?\d{1,3}[.)\]:、]|#\d{1,3}\b[.:]?)\s*(?=\D)")
_WORK = frozenset({"title", "authors", "year", "venue", "doi", "arxiv", "url"})
_LOOK = 4


def reviewed(lines: Sequence[OutlineLine], source: Source) -> list[tuple[int, int]]:
    """Where headings that name works stand, each with the number of the line behind what belongs to it. The title of the file is none of them, nor is a
    heading that gathers others."""
    title = title_heading(lines, source)
    naming = [n for n, line in enumerate(lines) if isinstance(line, Heading) and line is not title and _names_work(n, lines)]
    found: list[tuple[int, int]] = []
    for number in naming:
        end = _end(number, lines)
        gathers = sum(number < other < end for other in naming) > 1
        if not gathers and not (found and number < found[-1][1]):
            found.append((number, end))
    return found


def _end(number: int, lines: Sequence[OutlineLine]) -> int:
    heading = lines[number]
    levels = ((n, line.level) for n, line in enumerate(lines[number + 1 :], number + 1) if isinstance(line, Heading))
    return next((n for n, level in levels if isinstance(heading, Heading) and level <= heading.level), len(lines))


def _names_work(number: int, lines: Sequence[OutlineLine]) -> bool:
    line = lines[number]
    head = head_of(_NUMBER.sub("", line.text))
    if is_info(head.title) or not identity(head.title):
        return False
    if head.cited or head.arxiv or head.url:
        return True
    told = set(_told_below(number, lines))
    return bool(told & {"title", "authors", "arxiv", "doi"}) and (len(told) > 1 or "authors" in told or bool(_NUMBER.match(line.text)))


def _told_below(number: int, lines: Sequence[OutlineLine]) -> Iterator[str]:
    """The common names of the fields that stand right below a heading."""
    for below in lines[number + 1 : number + 1 + _LOOK]:
        if not isinstance(below, Item | Prose | Row):
            return
        name = below.cells[0] if isinstance(below, Row) and len(below.cells) == 2 else (field_of(below.text) or ("", ""))[0]
        if (common := common_name(without_marks(name))) in _WORK:
            yield common


def read_review(lines: Sequence[OutlineLine], source: Source, unplaced: list[tuple[int, str]]) -> Entry:
    """The entry of a heading and what belongs to it."""
    heading = lines[0]
    head = head_of(_NUMBER.sub("", heading.text))
    fields, left = take_top(lines, source.path)
    said = known(fields)
    notes = notes_of([line for line in left if line is not heading], source.path, unplaced)
    return made(_titled(said, head, heading), said, (fields, notes), Place(source.path, heading.line, source.notebook, ()))


def _titled(said: Known, head: Head, heading: OutlineLine) -> Titled:
    title = said.title or head.title
    aliases = tuple(name for name in (head.title, *said.aliases) if identity(name) not in ("", identity(title)))
    return Titled(title, heading.line, head, aliases)
