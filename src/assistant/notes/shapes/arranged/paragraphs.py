"""Paragraphs and headings of a list that are items of it, or belong to the line above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.notes.heads.byline import is_byline
from assistant.notes.heads.links import LINK, links_and_venue, links_paper, only_links, without_marks
from assistant.notes.heads.listed import parse_listed
from assistant.notes.heads.references import parse_reference
from assistant.notes.lines import Heading, Item, OutlineLine, Prose

_WORK_START = re.compile(
    r"(?:[*_]{0,2}[\[(][^\[\]()]{1,30}[\])][*_]{0,2}\s*|[A-Z][\w&/ '’-]{1,50}, ?)?(?:(?:\*\*|__)\S|\[[^\[\]]{8,}\]\(http)"
)
_WHOLLY_BOLD = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).){12,300}\1[.:]?")
_BOLD_AND_MORE = re.compile(rf"{_WHOLLY_BOLD.pattern}\s+\S")
_SEVERAL, _MOST = 3, 0.5


def with_references(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
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


def with_lines_joined(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
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


def without_links_as_headings(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
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
