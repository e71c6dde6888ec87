"""Lines of a page as notes: items below what they belong to, paragraphs and items in the order of the page, headings as the names of parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.notes.entry import Note
from assistant.notes.heads.links import arxiv_in, links_in
from assistant.notes.lines import MAX_DEPTH, TOO_DEEP, Heading, Item, OutlineLine, Property, Prose, Row
from assistant.notes.shapes.shaped import EMPTY_HEADING, NO_WORDS
from assistant.text.fold import identity


@dataclass(slots=True)
class _Branch:
    """A line with those below it; `rank` is the level of a heading, or the depth of an item below all headings."""

    text: str
    line: int
    rank: int
    part: bool = False
    below: list[_Branch] = field(default_factory=list)


def notes_of(lines: Sequence[OutlineLine], path: str, unplaced: list[tuple[int, str]]) -> tuple[Note, ...]:
    """Notes of the lines, as they stand in the file `path`; what cannot be placed is added to `unplaced`."""
    top = _Branch("", 0, -1, part=True)
    above = [top]
    for line in lines:
        if isinstance(line, Property):
            continue
        branch = _branch(line)
        if branch.rank - _FIRST_ITEM >= MAX_DEPTH:
            unplaced.append((line.line, TOO_DEEP))
            continue
        if not _says_something(line.text):
            unplaced.append((line.line, NO_WORDS))
            if not branch.part:
                continue
        while above[-1].rank >= branch.rank:
            above.pop()
        above[-1].below.append(branch)
        if not isinstance(line, Prose):
            above.append(branch)
    return _notes(top.below, path, unplaced, keep=_is_contents(lines))


def _is_contents(lines: Sequence[OutlineLine]) -> bool:
    """Whether most headings stand alone, and many do: the contents of a book, and no parts that are yet to be written."""
    headings = [(one, below) for one, below in zip(lines, [*lines[1:], None], strict=False) if isinstance(one, Heading)]
    alone = sum(below is None or isinstance(below, Heading) for _, below in headings)
    return alone >= _CONTENTS and 2 * alone > len(headings)


_CONTENTS = 10
_FIRST_ITEM = 100  # below every heading


def _says_something(text: str) -> bool:
    return any(char.isalnum() for char in text) or bool(identity(text))


def _tells(heading: str) -> bool:
    """Whether a heading with nothing under it says more than the name of a part that is yet to be written."""
    return bool(links_in(heading) or arxiv_in(heading))


def _branch(line: Heading | Item | Prose | Row) -> _Branch:
    if isinstance(line, Heading):
        return _Branch(line.text, line.line, line.level, part=True)
    depth = line.depth if isinstance(line, Item | Row) else -1
    return _Branch(line.text, line.line, _FIRST_ITEM + max(depth, 0))


def _notes(branches: Sequence[_Branch], path: str, unplaced: list[tuple[int, str]], *, keep: bool) -> tuple[Note, ...]:
    found: list[Note] = []
    for branch in branches:
        below = _notes(branch.below, path, unplaced, keep=keep)
        if branch.part and not _says_something(branch.text):
            found.extend(below)
        elif branch.part and not below and not (keep or _tells(branch.text)):
            unplaced.append((branch.line, EMPTY_HEADING))
        else:
            found.append(Note(branch.text, path, branch.line, below, branch.part and bool(below)))
    return tuple(found)
