"""Outlines whose depth is shown by indentation, with bullets (`•`, `-`, `*`, `1.`) or without, under headings that stand at the margin."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.notes.heads.head import parse_head, parse_idea, parse_lead
from assistant.notes.lines import Heading, Item, OutlineLine, Prose
from assistant.notes.readers.shape import Line, is_label, lines_of

_BULLET = re.compile(r"^[•◦▪‣·–*+-]\s+(?P<text>\S.*)$")
_COUNTED = re.compile(r"^(?:(?P<number>\d{1,2})|(?P<letter>[a-z]))[.)](?:\s+|(?=[^\W\d_a-z]))(?P<text>\S.*)$")
# Longer than any item that was wrapped by an editor; what follows is a remark on it.
_MAX_JOINED = 20_000
_MIN_WRAPPED = 60
_RULE = re.compile(r"^([=\-~_*#^])\1{2,}$")


def is_outline(text: str) -> bool:
    """Whether a fifth of the lines, and two at least, begin with a bullet or are indented; a twentieth is enough where one of them stands right
    under a cited line at the margin."""
    lines = lines_of(text)
    indented = sum(line.indent > 0 for line in lines)
    shaped = indented + sum(not line.indent and bool(_BULLET.match(line.text) or _COUNTED.match(line.text)) for line in lines)
    if shaped >= 2 and shaped >= 0.2 * len(lines):
        return True
    return indented >= 0.05 * len(lines) and any(_is_head_of(line, after) for line, after in pairwise(lines))


def read_bullets(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Items at the depth of their indentation; lines at the margin are headings, entries or prose, as they look."""
    reader = _Reader(lines_of(text))
    for line, after in zip(reader.lines, [*reader.lines[1:], None], strict=True):
        reader.take(line, after)
    return reader.out, reader.left


class _Reader:
    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.out: list[OutlineLine] = []
        self.left: list[tuple[int, str]] = []
        self._bullets = _bullets(lines)
        self._stack: list[int] = []
        # Where such entries have nothing further in below them, bullets at the margin belong to them.
        self._indents = any(_is_head_of(line, after) for line, after in pairwise(lines) if line.number not in self._bullets)
        self._parent = 0
        self._last: Line | None = None

    def take(self, line: Line, after: Line | None) -> None:
        """Takes the next line; `after` is the one that follows it."""
        above = self.out[-1] if self.out else None
        deeper = bool(self._stack) and line.indent > self._stack[-1]
        if _RULE.match(line.text):
            if not (isinstance(above, Heading) and above.line == line.number - 1):
                self.left.append((line.number, "a rule"))
        elif line.number in self._bullets or (line.indent and not self._bullets):
            self._add(line, self._bullets.get(line.number, line.text))
        elif isinstance(above, Item) and deeper and self._wraps(line, above):
            self.out[-1] = Item(above.depth, f"{above.text} {line.text}", above.line)
        elif deeper and self._parent in self._bullets:
            self.out.append(Item(len(self._stack), line.text, line.number))
        elif line.indent and any(indent < line.indent for indent in self._stack):
            self._add(line, line.text)
        else:
            self._take_outermost(line, after)
        self._last = line

    def _wraps(self, line: Line, above: Item) -> bool:
        """Whether a line goes on what stands above it. Where nothing has a bullet it does only under a long line."""
        last = self._last
        if last is None or line.number != last.number + 1 or len(above.text) >= _MAX_JOINED:
            return False
        return self._parent in self._bullets or len(last.text) >= _MIN_WRAPPED

    def _add(self, line: Line, text: str) -> None:
        while self._stack and line.indent <= self._stack[-1]:
            self._stack.pop()
        self._stack.append(line.indent)
        self._parent = line.number
        self.out.append(Item(len(self._stack) - 1, text, line.number))

    def _take_outermost(self, line: Line, after: Line | None) -> None:
        """A line without a bullet that stands under nothing. Beside cited entries, a name with a comment or with lines right below it is one."""
        self._stack = []
        underlined = after is not None and bool(_RULE.match(after.text))
        heads = after is not None and after.number == line.number + 1 and after.indent > line.indent
        named = self._indents and not underlined and (heads or ((idea := parse_idea(line.text)) and idea.comment))
        if named or parse_head(line.text) or parse_lead(line.text):
            self._stack, self._parent = [line.indent if self._indents else -1], line.number
            self.out.append(Item(0, line.text, line.number))
        elif underlined or is_label(line.text, max_words=10):
            self.out.append(Heading(2, line.text.rstrip(":"), line.number))
        else:
            self.out.append(Prose(line.text, line.number))


def _bullets(lines: list[Line]) -> dict[int, str]:
    """What stands behind the bullet of each line that has one, by line number.

    A number or a letter is one only where its neighbours count on: `1.` may stand alone, `e. coli` may not.
    """
    found: dict[int, str] = {}
    counts: dict[int, tuple[Line, int, str, bool]] = {}
    for line in lines:
        counts = {indent: count for indent, count in counts.items() if indent <= line.indent}
        if bullet := _BULLET.match(line.text):
            found[line.number] = bullet["text"]
        elif counted := _COUNTED.match(line.text):
            lettered = counted["letter"] is not None
            value = ord(counted["letter"]) - ord("a") + 1 if lettered else int(counted["number"])
            before = counts.get(line.indent)
            goes_on = before is not None and before[3] == lettered and value - before[1] in ({1} if lettered else {0, 1})
            if before is not None and goes_on and (before[0].number in found or not lettered or before[1] == 1):
                found[before[0].number], found[line.number] = before[2], counted["text"]
            elif value <= 1 and not lettered:
                found[line.number] = counted["text"]
            counts[line.indent] = (line, value, counted["text"], lettered)
    return found


def _is_head_of(line: Line, after: Line) -> bool:
    return line.indent == 0 < after.indent and parse_head(line.text) is not None
