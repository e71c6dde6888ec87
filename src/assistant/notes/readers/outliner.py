"""Graphs of blocks that are written as headings, as some outliners save them: `## a block`, `### one below it`. Such a heading heads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.notes.heads.links import links_in
from assistant.notes.lines import Heading, Item, OutlineLine, Property, Prose, Row

_MOST = 0.5
_LONG = 7
_MARKS = ("?", "？", ":", "：")


def empty_headings(lines: Sequence[OutlineLine]) -> list[Heading]:
    """The headings that have nothing under them."""
    return [line for line, below in zip(lines, [*lines, None][1:], strict=True) if isinstance(line, Heading) and _ends(line, below)]


def is_in_blocks(lines: Sequence[OutlineLine]) -> bool:
    """Whether most of the headings have nothing under them, say something, and hold most of the text."""
    headings = [line for line in lines if isinstance(line, Heading)]
    leaves = empty_headings(lines)
    others = sum(not isinstance(line, Heading | Property) for line in lines)
    return len(leaves) >= _MOST * len(headings) and others <= len(headings) and any(map(_says_something, leaves))


def with_blocks(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
    """The lines with headings as items; what stands under one is an item below it. A heading that names the file stays."""
    levels = [line.level for line in lines if isinstance(line, Heading)]
    titled = bool(lines) and isinstance(lines[0], Heading) and levels.count(min(levels)) == 1 and levels[0] == min(levels)
    top = min(levels[1:] if titled else levels, default=1)
    out: list[OutlineLine] = list(lines[:1]) if titled else []
    depth = -1
    for line in lines[1:] if titled else lines:
        if isinstance(line, Heading):
            depth = line.level - top
            out.append(Item(depth, line.text, line.line))
        elif isinstance(line, Item):
            out.append(replace(line, depth=depth + 1 + line.depth))
        elif isinstance(line, Prose) and depth >= 0:
            out.append(Item(depth + 1, line.text, line.line))
        elif isinstance(line, Row) and depth >= 0:
            out.append(replace(line, depth=depth + 1 + max(line.depth, 0)))
        else:
            out.append(line)
    return out


def _ends(heading: Heading, below: OutlineLine | None) -> bool:
    return below is None or (isinstance(below, Heading) and below.level <= heading.level)


def _says_something(heading: Heading) -> bool:
    """Whether a heading is more than a label that a template leaves to be filled: it holds a link, or is long and no question."""
    return bool(links_in(heading.text)) or (len(heading.text.split()) >= _LONG and not heading.text.endswith(_MARKS))
