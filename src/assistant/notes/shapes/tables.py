"""Tables of works: a row is an entry, its columns its fields and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.notes.entry import Entry, Field, Note, Place
from assistant.notes.heads.byline import is_byline, parse_byline, split_names
from assistant.notes.heads.fields import common_name, is_short, known
from assistant.notes.heads.head import Head, parse_head, parse_lead
from assistant.notes.heads.links import LINK, links_in, without_marks
from assistant.notes.heads.listed import parse_listed
from assistant.notes.heads.made import Titled, head_of, made
from assistant.notes.lines import OutlineLine, Row
from assistant.notes.readers.shape import is_title
from assistant.notes.shapes.shaped import Source
from assistant.text.fold import fold, identity

_TITLED = frozenset(fold(name) for name in "paper|papers|name|method|model|work|article|论文|論文|模型|方法|논문".split("|"))
# Columns of citations, people first: `Miller et al. (2020), "Slow Rye at Night"`.
_CITATIONS = frozenset(fold(name) for name in "reference|references|reference name|citation|citations|cited work|参考文献|文献".split("|"))
_CITATION = re.compile(
    r"^(?P<by>[^\W\d_][^()\"“”—–]{2,120}?),? \((?P<year>(?:19|20)\d{2})[a-z]?\)(?:[\s.,:—–-]+[\"“]?(?P<title>[^\W_].{7,}?)[\"”]?)?$"
)
_QUOTES, _NO_QUOTES = re.compile('["“”]'), str.maketrans("", "", '"“”')
_BADGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)|\[\s*\]\([^()]*\)")
_NUMBERS = frozenset("# no no. num nr idx index id rank s.no 序号 编号 番号".split())
_COUNT = re.compile(r"^\s*\d{1,3}[.)]\s+")
_MIN_WORDS = 3
_MOST, _NEARLY = 0.5, 0.8
_TELLING = 2  # columns besides the title that tables of works have


def tables_of_works(lines: Sequence[OutlineLine]) -> Iterator[tuple[list[Row], int]]:
    """The tables whose rows are works, each with the column that names them."""
    for table in _tables(lines):
        if (column := title_column(table)) is not None:
            yield table, column


def tables_in_note(lines: Sequence[OutlineLine]) -> Iterator[tuple[list[Row], int]]:
    """As `tables_of_works`, within a note on one work: there a column of methods or models is no list of works, one of titles with their links is."""
    for table, column in tables_of_works(lines):
        body = [row for row in table if not row.is_header]
        is_method = fold(without_marks(body[0].header[column])) in _TITLED
        if not is_method or _share(body, column, _is_linked_title) >= _MOST:
            yield table, column


def _tables(lines: Sequence[OutlineLine]) -> list[list[Row]]:
    tables: list[list[Row]] = []
    for line in lines:
        if isinstance(line, Row):
            if line.is_header or not tables:
                tables.append([])
            tables[-1].append(line)
    return tables


def title_column(table: Sequence[Row]) -> int | None:
    """The column that names works; None where the rows are none."""
    body = [row for row in table if not row.is_header]
    if not body or len(body[0].header) < 2:
        return None
    header = [without_marks(cell) for cell in body[0].header]
    named = [n for n, cell in enumerate(header) if common_name(cell) == "title" or fold(cell) in _TITLED | _CITATIONS]
    linked = [n for n in range(len(header)) if _share(body, n, _is_linked_title) >= _MOST]
    works = {common_name(cell) for cell in header} & {"authors", "year", "venue", "doi", "arxiv", "url", "date"}
    if linked:
        return next((n for n in named if n in linked), linked[0])
    has_links = sum(any(links_in(cell) for cell in row.cells) for row in body) >= _MOST * len(body)
    if named and (works or has_links) and _share(body, named[0], lambda cell: bool(identity(without_marks(cell)))) >= _MOST:
        return named[0]
    written = [n for n in range(len(header)) if _share(body, n, _is_written_title) >= _NEARLY]
    return written[0] if written and len(works) >= _TELLING else None


def _share(rows: Sequence[Row], column: int, holds: object) -> float:
    return sum(bool(holds(row.cells[column])) for row in rows if column < len(row.cells)) / len(rows)  # type: ignore[operator]


def _is_linked_title(cell: str) -> bool:
    """Whether a cell is a title with a link to the work."""
    found = LINK.search(_BADGE.sub("", cell))
    return bool(found and found[1] and found[2].startswith("http") and len(without_marks(found[1]).split()) >= _MIN_WORDS)


def _is_written_title(cell: str) -> bool:
    """Whether a cell is written as the title of a work, under whatever name its column has."""
    return is_title(without_marks(cell))


def is_blank_row(row: Row, column: int) -> bool:
    """Whether a row is kept for a work to come: neither a title in its `column` nor a link."""
    cell = row.cells[column] if column < len(row.cells) else ""
    return not identity(without_marks(cell)) and not any(links_in(one) for one in row.cells)


def read_row(row: Row, column: int, source: Source, section: tuple[str, ...] = ()) -> Entry:
    """The entry of a row whose title stands in `column`."""
    cell = _COUNT.sub("", _BADGE.sub(" ", row.cells[column]).strip()) if column < len(row.cells) else ""
    cites = column < len(row.header) and fold(without_marks(row.header[column])) in _CITATIONS
    head = (_cited(cell) if cites else None) or _head(cell)
    fields: list[Field] = []
    notes: list[Note] = []
    for n, words in enumerate(" ".join(_BADGE.sub(" ", cell).split()) for cell in row.cells):
        name = without_marks(row.header[n]) if n < len(row.header) else ""
        common = common_name(name) or ("url" if links_in(words) and not identity(LINK.sub("", words)) else name)
        if n == column or not identity(words) or name.casefold() in _NUMBERS:
            continue
        if common == "comment" or not common or not is_short(words):
            notes.append(Note(words, source.path, row.line))
        else:
            fields.append(Field(common, words, source.path, row.line))
    said = known([field for field in fields if field.name != "title"])
    title = head.title if identity(head.title) else known(fields).title or row.text
    return made(Titled(title, row.line, head), said, (fields, tuple(notes)), Place(source.path, row.line, source.notebook, section))


def _cited(cell: str) -> Head | None:
    """The work that a citation names; one without a title is called by its people and its year."""
    found = _CITATION.match(" ".join(without_marks(cell).split()))
    if not found:
        return None
    people, title = parse_byline(found["by"])[0], found["title"] or found[0]
    title = title.translate(_NO_QUOTES) if len(_QUOTES.findall(title)) % 2 else title
    return Head(title.strip(" .,"), people, int(found["year"]), None, None, "", True, False)


def _head(cell: str) -> Head:
    """What the cell of a title says: a head of the notes' grammar, else a title with links."""
    first, _, more = cell.partition("\n")
    head = parse_head(" ".join(cell.split()))
    if head and head.cited:
        return head
    listed = parse_listed(first) or parse_head(first) or parse_lead(first) or head_of(first)
    if not listed.authors and is_byline(without_marks(more.partition("\n")[0])):
        by, _, more = more.partition("\n")
        listed = replace(listed, authors=split_names(without_marks(by)))
    return replace(listed, comment=" ".join([listed.comment, *more.split()]).strip())
