"""Graphs of blocks that are written as headings, as some outliners save them: `## a block`, `### one below it`. Such a heading heads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.notes.heads.links import links_in
from assistant.notes.heads.listed import parse_listed
from assistant.notes.lines import Heading, Item, OutlineLine, Property, Prose, Row
from assistant.notes.readers.shape import is_title

_MOST = 0.5
_SOME = 0.1
_SEVERAL = 3
_LONG = 7
_MARKS = ("?", "？", ":", "：")


def empty_headings(lines: Sequence[OutlineLine]) -> list[Heading]:
    """The headings that have nothing under them."""
    return [line for line, below in zip(lines, [*lines, None][1:], strict=True) if isinstance(line, Heading) and _ends(line, below)]


def is_in_blocks(lines: Sequence[OutlineLine]) -> bool:
    """Whether most of the headings have nothing under them, say something, and hold most of the text; or several of them are statements."""
    headings = [line for line in lines if isinstance(line, Heading)]
    leaves = empty_headings(lines)
    others = sum(not isinstance(line, Heading | Property) for line in lines)
    statements = sum(map(_is_statement, leaves))
    if statements >= _SEVERAL and statements >= _SOME * len(headings):
        return True
    told = statements or any(links_in(line.text) and not parse_listed(line.text) for line in leaves)
    return bool(told) and len(leaves) >= _MOST * len(headings) and others <= len(headings)


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


def _is_statement(heading: Heading) -> bool:
    """Whether a heading is more than a label that a template leaves to be filled, or the title of a work: long, and neither."""
    long = len(heading.text.split()) >= _LONG and not heading.text.endswith(_MARKS)
    return long and not is_title(heading.text) and not parse_listed(heading.text)
