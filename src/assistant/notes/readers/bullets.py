"""Outlines whose depth is shown by indentation, with bullets (`•`, `-`, `*`, `1.`) or without, under headings that stand at the margin."""

from __future__ import annotations

import re

from assistant.notes.head import parse_head
from assistant.notes.outline import Heading, Item, OutlineLine, Prose
from assistant.notes.readers.shape import Line, is_label, lines_of

_BULLET = re.compile(r"^(?:[•◦▪‣·–*+-]|\d{1,2}[.)]|[a-z][.)])\s+(?P<text>\S.*)$")
# Longer than any item that was wrapped by an editor; what follows is a remark on it.
_MAX_JOINED = 20_000
_RULE = re.compile(r"^([=\-~_*#^])\1{2,}$")


def is_outline(text: str) -> bool:
    """Whether at least a fifth of the lines, and two at least, begin with a bullet or are indented under another line."""
    lines = lines_of(text)
    shaped = sum(bool(_BULLET.match(line.text)) or line.indent > 0 for line in lines)
    return shaped >= 2 and shaped >= 0.2 * len(lines)


def read_bullets(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Items at the depth of their indentation; lines at the margin are headings, entries or prose, as they look."""
    out: list[OutlineLine] = []
    left: list[tuple[int, str]] = []
    stack: list[int] = []
    last = 0
    lines = lines_of(text)
    bulleted = any(_BULLET.match(line.text) for line in lines)
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        above = out[-1] if out else None
        if _RULE.match(line.text):
            if not (isinstance(above, Heading) and above.line == line.number - 1):
                left.append((line.number, "a rule"))
        elif (bullet := _BULLET.match(line.text)) or (line.indent and not bulleted):
            depth = _depth(stack, line.indent)
            out.append(Item(depth, bullet["text"] if bullet else line.text, line.number))
        elif stack and line.indent > stack[-1] and isinstance(above, Item):
            wrapped = line.number == last + 1 and len(above.text) < _MAX_JOINED
            out[-1:] = (
                [Item(above.depth, f"{above.text} {line.text}", above.line)]
                if wrapped
                else [above, Item(len(stack), line.text, line.number)]
            )
        else:
            stack = []
            out.append(_at_margin(line, after))
            if isinstance(out[-1], Item):
                stack = [-1]
        last = line.number
    return out, left


def _depth(stack: list[int], indent: int) -> int:
    """Depth of an item by the indentations of those it stands under, which `stack` keeps."""
    while stack and indent <= stack[-1]:
        stack.pop()
    stack.append(indent)
    return len(stack) - 1


def _at_margin(line: Line, after: Line | None) -> OutlineLine:
    if parse_head(line.text):
        return Item(0, line.text, line.number)
    underlined = after is not None and _RULE.match(after.text)
    if underlined or is_label(line.text, max_words=10):
        return Heading(2, line.text.rstrip(":"), line.number)
    return Prose(line.text, line.number)
