"""Bullets with indentation; unbulleted short lines between them are headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.notes.outline import Heading, Item, OutlineLine, Prose

_BULLET = re.compile(r"^(?P<indent>\s*)(?:[•*+-]|\d{1,2}[.)])\s+(?P<text>\S.*)$")
_MAX_HEADING_WORDS = 10


def read_bullets(lines: Sequence[str]) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Outline lines of an indented list. Lines under a bullet that are indented but not bulleted are remarks on it."""
    found: list[OutlineLine] = []
    indents: list[int] = []
    for number, raw in enumerate(lines, 1):
        line = raw.expandtabs(4).rstrip()
        if not line.strip():
            continue
        if match := _BULLET.match(line):
            indent = len(match["indent"])
            while indents and indents[-1] > indent:
                indents.pop()
            if not indents or indents[-1] < indent:
                indents.append(indent)
            found.append(Item(len(indents) - 1, match["text"], number))
        elif line[0].isspace() and indents:
            found.append(Item(len(indents), line.strip(), number))
        elif len(line.split()) <= _MAX_HEADING_WORDS and not line.endswith((".", ";", ",")):
            found.append(Heading(2, line.strip(), number))
            indents = []
        else:
            found.append(Prose(line.strip(), number))
            indents = []
    return found, []
