"""Works that a note lists besides its own: the rows of a table of papers, the items of a list of references. Each is an entry in a section of the note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.notes.entry import Entry, Place
from assistant.notes.heads.fields import Known
from assistant.notes.heads.head import Head
from assistant.notes.heads.links import is_paper, without_marks
from assistant.notes.heads.made import Titled, made
from assistant.notes.heads.references import parse_reference
from assistant.notes.lines import Heading, Item, OutlineLine, Row
from assistant.notes.readers.shape import is_sentence
from assistant.notes.shapes.outline import head_of_item
from assistant.notes.shapes.shaped import BLANK_ROW, HEADER, Source
from assistant.notes.shapes.tables import is_blank_row, read_row, tables_in_note
from assistant.notes.shapes.tree import notes_of

_SEVERAL = 3
_MOST = 0.6
_MIN_WORDS = 4


@dataclass(slots=True)
class Inside:
    """What a note lists: the entries, the lines that are left to the note, what has no place, and the headings that only head such lists."""

    entries: list[Entry] = field(default_factory=list)
    left: list[OutlineLine] = field(default_factory=list)
    unplaced: list[tuple[int, str]] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)


def take_works(lines: Sequence[OutlineLine], source: Source, above: tuple[str, ...]) -> Inside:
    """The works that the lines of a note list; `above` are the title of the note and the section that the lines stand in."""
    found = Inside()
    columns = {row.line: column for table, column in tables_in_note(lines) for row in table}
    path: list[Heading] = []
    for run in _runs(lines):
        if isinstance(run[0], Heading):
            path = [*(heading for heading in path if heading.level < run[0].level), run[0]]
        section = (*above, *(without_marks(heading.text) for heading in path))
        if isinstance(run[0], Row) and run[0].line in columns:
            _take_row(run[0], columns[run[0].line], (source, section), found)
        elif isinstance(run[0], Item):
            _take_list([line for line in run if isinstance(line, Item)], source, section, found)
        else:
            found.left += run
    _without_bare(found)
    return found


def _runs(lines: Sequence[OutlineLine]) -> Iterator[list[OutlineLine]]:
    """Items that follow one another together, every other line alone."""
    run: list[OutlineLine] = []
    for line in lines:
        if run and not (isinstance(line, Item) and isinstance(run[0], Item)):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _take_row(row: Row, column: int, where: tuple[Source, tuple[str, ...]], found: Inside) -> None:
    if row.is_header:
        found.unplaced.append((row.line, HEADER))
    elif is_blank_row(row, column):
        found.unplaced.append((row.line, BLANK_ROW))
    else:
        found.entries.append(read_row(row, column, *where))


def _take_list(run: list[Item], source: Source, section: tuple[str, ...], found: Inside) -> None:
    """Takes the works of a list, where it is one of works."""
    depth = min(item.depth for item in run)
    starts = [n for n, item in enumerate(run) if item.depth == depth]
    heads = {n: head for n in starts if (head := _work(run[n].text))}
    titles = sum(
        len(head.title.split()) >= _MIN_WORDS for head in heads.values()
    )  # shorter ones are names, of data or methods that the note speaks of
    if titles < _SEVERAL or titles < _MOST * len(starts):
        found.left += run
        return
    found.left += run[: starts[0]]
    for start, end in zip(starts, [*starts[1:], len(run)], strict=True):
        if head := heads.get(start):
            notes = notes_of(run[start + 1 : end], source.path, found.unplaced)
            place = Place(source.path, run[start].line, source.notebook, section)
            found.entries.append(made(Titled(head.title, run[start].line, head), Known(), ((), notes), place))
        else:
            found.left += run[start:end]


def _work(text: str) -> Head | None:
    """The head of an item that names a published work by its title and a link to it or a citation."""
    head = parse_reference(text) or head_of_item(text)
    linked = head and (head.arxiv or is_paper(head.url or ""))
    return head if head and len(head.title.split()) > 1 and (linked or (head.authors and head.year and _is_called(head.title))) else None


def _is_called(title: str) -> bool:
    """Whether what a citation stands behind may be a title, and is no sentence that cites."""
    return not title[:1].islower() and not is_sentence(title)


def _without_bare(found: Inside) -> None:
    """Takes the headings under which only works stood from the lines that are left."""
    named = {name for entry in found.entries for name in entry.place.section}
    left: list[OutlineLine] = []
    for line in reversed(found.left):
        bare = isinstance(line, Heading) and (not left or (isinstance(left[-1], Heading) and left[-1].level <= line.level))
        if bare and isinstance(line, Heading) and without_marks(line.text) in named:
            found.headings.append(line)
        else:
            left.append(line)
    found.left = left[::-1]
