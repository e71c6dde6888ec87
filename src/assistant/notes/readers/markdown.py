"""Markdown to outline lines: the blocks by their grammar (`blocks.py`), each line as a reader of the page sees it (`inline.py`).

What a page drops is reported: images, comments, properties of blocks, addresses that no line uses, and what lies too deep, line by line.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.notes.lines import TOO_DEEP, Heading, Item, OutlineLine, Property, Prose, Row
from assistant.notes.readers.blocks import Token, blocks, is_hidden_block
from assistant.notes.readers.front_matter import read_front_matter
from assistant.notes.readers.inline import Piece, has_image, seen, without_comments

# What Pandoc and kramdown have behind a heading, for those who link to it: `## Slow Rye {#slow-rye}`.
_ATTRIBUTES = re.compile(r"\s*\{:?\s*[#.][^{}]*\}\s*$")
_TIGHT = re.compile(r"^(#{1,6})(?=\[[^\[\]]+\]\(\S)")  # `#[Slow Rye](https://…)`, which older readers took for a heading
_TASK = re.compile(r"^\[[ xX/>!?*-]\]\s+")
_REFERENCE = re.compile(r"\[([^\[\]]+)\](?:\[([^\[\]]*)\])?(?![\[(:])")
_BAR = re.compile(r"(?<!\\)\|")
_OUTER_BARS = re.compile(r"^\|\s*|\s*(?<!\\)\|$")
_CALLOUT = re.compile(r"\[!\w")
_WIDE = re.compile(r"(?<=\S) {2,}(?=\S)(?![^\[\]|]*\]\()")  # but within the words of a link
_SPACE = re.compile(r"[^\S\n\t]")
_NOISE = re.compile(r"(?:id|collapsed|background-color|heading|logseq\.\S+|query-\S+|ls-type|hl-\S+|file(?:-path)?|card-\S+):: ")
_HTML_HEADING = re.compile(r"<h(?P<level>[1-6])\b[^<>]*>(?P<text>.*?)</h[1-6]>", re.IGNORECASE | re.DOTALL)
_MARKS = frozenset(string.punctuation + string.whitespace)
_LONG_NUMBER = 100
_LINKED_ITEM = re.compile(r"\s*[*+-]\s+[*_]{0,2}\[")


def read_markdown(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Outline lines of a Markdown text, and the lines left out with the reason."""
    front, properties = read_front_matter(text)
    # Markdown knows two kinds of space; any other would count as a word for its grammar and as nothing for its trimming.
    rows = [_TIGHT.sub(r"\1 ", row) for row in _SPACE.sub(" ", text).split("\n")]
    reader = _Reader(rows)
    reader.take_front(front, properties)
    for token in blocks("\n" * front + "\n".join(rows[front:])):
        reader.take(token)
    return reader.finish()


class _Reader:
    """Makes outline lines of the tokens, and keeps account of every line of the text."""

    def __init__(self, rows: list[str]) -> None:
        self.lines: list[OutlineLine] = []
        self.left: dict[int, str] = {}
        self._rows, self._placed = rows, set[int]()
        self._numbered: list[bool] = []
        self._heading, self._fresh, self._mark = 0, False, ""
        self._ended, self._under, self._quotes, self._quoted = "", 0, 0, False
        self._short, self._flush = False, False
        self._cells: list[str] | None = None
        self._header: tuple[str, ...] | None = None
        self._row, self._row_line = "", 0
        self._defined: dict[str, tuple[str, list[int], bool]] = {}

    def take_front(self, front: int, properties: Sequence[Property]) -> None:
        """Takes the properties in the first `front` lines."""
        self.lines.extend(properties)
        for number, row in enumerate(self._rows[:front], 1):
            if row.lstrip().startswith("#"):
                self.left[number] = "a comment in front matter"
            elif self._rows[0].startswith("+++") and row.startswith("["):
                self.left[number] = "the name of a table in front matter"
            self._placed.add(number)

    def take(self, token: Token) -> None:
        """Takes the next token of the text."""
        lines = token.map or [0, 0]
        line = lines[0] + 1
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._open_list(token, lines)
            case "bullet_list_close" | "ordered_list_close":
                self._numbered.pop()
                if not self._numbered:
                    self._ended = token.type
            case "blockquote_open":
                self._quoted = self._quoted or (not self._numbered and self._is_right_under(lines[0]))
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1
                self._quoted = self._quoted and self._quotes > 0
            case "list_item_open":
                # A list that begins with such a number counts nothing: it is a year or a figure.
                self._fresh, self._mark = True, f"{token.info}{token.markup} " if self._numbered[-1] else ""
                self._set_under(token, lines[0])
            case "heading_open":
                # A paragraph of several lines with a rule right under it is a paragraph.
                self._heading = int(token.tag[1]) if lines[1] - lines[0] <= 2 else 0
            case "heading_close":
                self._heading = 0
            case "thead_open":
                self._header = None
            case "tr_open":
                self._cells, self._row, self._row_line = [], str(token.meta["row"]), line
            case "tr_close":
                self._take_row()
            case "html_block":
                self._take_html(token.content, lines)
            case "maths":
                self._inline(" ".join(str(token.meta["text"]).split()), lines, raw=True)
            case "hidden":
                self.leave(lines, "a comment")
            case "deep":
                self.leave(lines, TOO_DEEP)
            case "unclosed":
                self.leave(lines, f"{token.meta['name']} that is never closed; what follows is read as notes")
            case "definition":
                self._define(token.meta, lines)
            case "inline":
                self._inline(self._shown(token.content, line), lines)
            case "fence" | "code_block":
                # The backticks keep a line of code from being read as the head of an entry.
                code = " ".join([*token.info.split(), *token.content.split()])
                self._inline(f"`{code}`" if code else "", lines, raw=True)

    def _open_list(self, token: Token, lines: Sequence[int]) -> None:
        """Opens a list. Bullets that are indented right under a number, but by less than its words, were meant to stand below it."""
        if not self._numbered:
            short = token.type == "bullet_list_open" and self._ended in ("ordered_list_close", "bullet_list_close")
            self._short = short and self._rows[lines[0]][:1] == " " and self._is_right_under(lines[0])
            self._under, self._flush = int(self._short), False
        self._numbered.append(int(token.attrs.get("start", 1)) >= _LONG_NUMBER)

    def _set_under(self, token: Token, number: int) -> None:
        """Has a bullet stand below the outermost one before it where it is indented, be it by less than the words of that one."""
        if len(self._numbered) == 1 and token.markup in "*+-" and not self._short:
            # But one that begins with a link is an item beside it.
            self._under = int(self._flush and self._rows[number][:1] == " " and not _LINKED_ITEM.match(self._rows[number]))
            self._flush = self._flush or self._rows[number][:1] == token.markup

    def _is_right_under(self, number: int) -> bool:
        """Whether a line of the text, counted from 0, follows the last item with no line between."""
        return number > 0 and bool(self._rows[number - 1].strip()) and bool(self.lines) and isinstance(self.lines[-1], Item)

    def leave(self, lines: Sequence[int], reason: str) -> None:
        """Reports the lines from the first up to but not including the last, counted from 0."""
        self.left.update({number + 1: reason for number in range(*lines) if self._rows[number].strip()})

    def finish(self) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
        """All outline lines, links by name with their address; the lines left out."""
        used: set[str] = set()
        if self._defined:
            self.lines = [self._with_links(line, used) for line in self.lines]
        for label, (_, lines, titled) in self._defined.items():
            if titled or label not in used:
                self.leave(lines, "an address that no line uses" if label not in used else "an address, whose title is not shown")
        for number, row in enumerate(self._rows, 1):
            if number not in self._placed and number not in self.left and not _MARKS.issuperset(row):
                self.left[number] = "an item with nothing in it"
        return self.lines, sorted(self.left.items())

    def _inline(self, content: str, lines: Sequence[int], *, raw: bool = False) -> None:
        """Takes a stretch of text; `raw` is code or a formula, which is taken as it is."""
        if self._cells is not None:
            self._cells.append("\n".join(piece.text for piece in seen(_WIDE.sub("<br>", content)).pieces))
            return
        found = seen(content, heading=bool(self._heading)) if not raw else None
        pieces = found.pieces if found else tuple(Piece(content, 0) for _ in range(bool(content)))
        if found and found.images:
            self.left.update({n + 1: "an image" for n in range(*lines) if has_image(self._rows[n])})
        if found and found.block_id and not pieces:
            self.leave(lines, "the mark of a block")
        if not raw and _CALLOUT.match(content) and not (pieces and pieces[0].line == 0):
            self.left[lines[0] + 1] = "the mark of a callout"
        self._fresh = self._fresh and (not content or bool(pieces))
        if pieces or not content:
            self._placed.update(range(lines[0] + 1, lines[1] + 1))
        if self._heading and pieces:
            pieces = (Piece(" ".join(piece.text for piece in pieces), 0),)
        for piece in pieces:
            if _NOISE.match(piece.text):
                self.left[lines[0] + piece.line + 1] = "a property of a block"
            else:
                self._add(piece.text, lines[0] + piece.line + 1)

    def _shown(self, content: str, line: int) -> str:
        """A text without its comments, whose lines are reported. `line` is its first."""
        shown, left = without_comments(content, line)
        self.left.update(left)
        return shown

    def _take_html(self, content: str, lines: Sequence[int]) -> None:
        """The words of a block of HTML, a line each; its headings are headings."""
        if is_hidden_block(content):
            self.leave(lines, "HTML")
            return
        place = 0
        for found in [*_HTML_HEADING.finditer(content), None]:
            end = found.start() if found else len(content)
            first = lines[0] + content.count("\n", 0, place)
            for number, row in enumerate(content[place:end].split("\n"), first):
                self._take_html_row(row, number)
            if found is None:
                return
            number = lines[0] + content.count("\n", 0, found.start())
            words = " ".join(piece.text for piece in seen(found["text"]).pieces)
            last = number + found[0].count("\n")
            if words and not self._numbered:
                self._placed.update(range(number + 1, last + 2))
                self.lines.append(Heading(int(found["level"]), words, number + 1))
            else:
                self._take_html_row(" ".join(found["text"].split()), number)
            place = found.end()

    def _take_html_row(self, row: str, number: int) -> None:
        found = seen(self._shown(row, number + 1))
        if found.pieces:
            self._placed.add(number + 1)
        elif row.strip() and number + 1 not in self._placed:
            self.left[number + 1] = "an image" if found.images else "HTML"
        for piece in found.pieces:
            self._add(piece.text, number + 1)

    def _take_row(self) -> None:
        """A row by its cells; as it stands where it has more of them than the table, or code or a formula that may hold a bar."""
        cells, self._cells = self._cells or [], None
        bare = _OUTER_BARS.sub("", self._row)
        parts = _BAR.split(bare)
        whole = len(parts) > len(cells) or "`" in bare or "$" in bare
        if len(parts) > len(cells) and not ("`" in bare or "$" in bare):
            cells = [" ".join(piece.text for piece in seen(part).pieces) for part in parts]
        if self._header is None:
            self._header = tuple(cells)
        self._placed.add(self._row_line)
        text = bare if whole else " | ".join(" ".join(cell.split()) for cell in cells).rstrip("| ")
        if _MARKS.issuperset(bare):
            return
        if _MARKS.issuperset(text):
            self.left[self._row_line] = "an image"
            return
        depth = len(self._numbered) - 1 + (bool(self._numbered) and not self._fresh)
        self.lines.append(Row(tuple(cells), self._header, text, self._row_line, depth))
        self._fresh = False

    def _add(self, content: str, line: int) -> None:
        depth = len(self._numbered) - 1 + self._under
        if depth < 0 and self._quoted:
            self.lines.append(Item(1, content, line))
            return
        if depth < 0:
            words = _ATTRIBUTES.sub("", content) or content
            self.lines.append(Heading(self._heading, words, line) if self._heading else Prose(content, line))
            return
        # A second paragraph of an item is a remark on that item.
        words = self._mark + _TASK.sub("", content) if self._fresh else content
        self.lines.append(Item(depth if self._fresh else depth + 1, words, line))
        self._fresh = False

    def _define(self, found: dict[str, Any], lines: list[int]) -> None:
        label = _label(found["label"])
        if label in self._defined:
            self.leave(lines, "a second address for the same name")
        else:
            self._defined[label] = (found["url"], lines, found["titled"])
            self._placed.update(range(lines[0] + 1, lines[1] + 1))

    def _with_links(self, line: OutlineLine, used: set[str]) -> OutlineLine:
        if isinstance(line, Property):
            return line
        text = self._linked(line.text, used)
        if isinstance(line, Row):
            return replace(line, text=text, cells=tuple(self._linked(cell, used) for cell in line.cells))
        return replace(line, text=text)

    def _linked(self, text: str, used: set[str]) -> str:
        """A text with `[words][name]` and `[name]` written as `[words](address)`, where the file gives the address of `name`."""

        def address(match: re.Match[str]) -> str:
            label = _label(match[2] or match[1])
            if label not in self._defined:
                return match[0]
            used.add(label)
            return f"[{match[1]}]({self._defined[label][0]})"

        return _REFERENCE.sub(address, text)


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()
