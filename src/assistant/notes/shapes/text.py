"""A text or a post: an entry a section, with the title of the text in front."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.notes.entry import Entry, Note, Place
from assistant.notes.heads.fields import Known
from assistant.notes.heads.links import without_marks
from assistant.notes.heads.made import Titled, head_of, made
from assistant.notes.lines import Heading, OutlineLine, Property
from assistant.notes.shapes.inside import take_works
from assistant.notes.shapes.note import read_note, title_heading
from assistant.notes.shapes.shaped import EMPTY_HEADING, Shaped, Source
from assistant.notes.shapes.tree import notes_of
from assistant.text.fold import identity

_LONG = 1500


def read_text(lines: Sequence[OutlineLine], source: Source) -> Shaped:
    """The entries of a text: what stands before its first section under its title, then each section; a long one by its own sections."""
    title = title_heading(lines, source)
    properties = [line for line in lines if isinstance(line, Property)]
    body = [line for line in lines if line is not title and not isinstance(line, Property)]
    first = next((n for n, line in enumerate(body) if isinstance(line, Heading)), len(body))
    start = read_note([*properties, *([title] if title else []), *body[:first]], source)
    if not start.entries:
        start = replace(start, title=read_note(lines, source).title)
    entries, unplaced, headings = list(start.entries), list(start.unplaced), list(start.headings)
    for section in _sections(body[first:], ()):
        name = without_marks(section.heading.text)
        inside = take_works(section.inside, source, (start.title, *section.above, name))
        notes = notes_of(inside.left, source.path, unplaced)
        unplaced += inside.unplaced
        headings += [(one.line, one.text) for one in inside.headings]
        if notes:
            entries.append(_entry(start, source, section, notes))
        entries += inside.entries
        if notes or inside.entries or section.has_more:
            headings.append((section.heading.line, section.heading.text))
        else:
            unplaced.append((section.heading.line, EMPTY_HEADING))
    return Shaped(entries, unplaced, start.title, tuple(headings))


@dataclass(frozen=True, slots=True)
class _Section:
    """A section with the names of those it stands in; `has_more` where sections of its own follow."""

    heading: OutlineLine
    above: tuple[str, ...]
    inside: Sequence[OutlineLine]
    has_more: bool


def _sections(lines: Sequence[OutlineLine], above: tuple[str, ...]) -> Iterator[_Section]:
    """The outermost sections of lines that begin with a heading; one that is long and has sections of its own comes as those."""
    level = min((line.level for line in lines if isinstance(line, Heading)), default=0)
    starts = [n for n, line in enumerate(lines) if isinstance(line, Heading) and (line.level == level or n == 0)]
    for start, end in pairwise([*starts, len(lines)]):
        heading, inside = lines[start], lines[start + 1 : end]
        inner = next((n for n, line in enumerate(inside) if isinstance(line, Heading)), len(inside))
        if inner == len(inside) or words_in(inside) <= _LONG:
            yield _Section(heading, above, inside, False)
        else:
            yield _Section(heading, above, inside[:inner], True)
            yield from _sections(inside[inner:], (*above, without_marks(heading.text)))


def _entry(start: Shaped, source: Source, section: _Section, notes: tuple[Note, ...]) -> Entry:
    name = without_marks(section.heading.text)
    head, place = head_of(section.heading.text), Place(source.path, section.heading.line, source.notebook, section.above)
    if head.cited and identity(head.title):
        return made(Titled(head.title, section.heading.line, head), Known(), ((), notes), place)  # a work has a title of its own
    title = f"{start.title} — {name}" if identity(name) else start.title
    return Entry("", title, "idea", (), None, None, None, notes, (place,))


def words_in(lines: Sequence[OutlineLine]) -> int:
    """How many words the lines have."""
    return sum(len(line.text.split()) for line in lines if not isinstance(line, Property))
