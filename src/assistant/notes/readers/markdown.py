"""Markdown to outline lines, by markdown-it's block grammar. Inline text stays word for word as it stands in the file.

What Markdown itself would drop is kept or reported: footnotes and definitions that give no address are paragraphs, a block that is never closed
is no block, a row of a table keeps all its cells, and what lies too deep is named line by line.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, fence, html_block, table
from markdown_it.token import Token

from assistant.notes.outline import MAX_DEPTH, TOO_DEEP, Heading, Item, OutlineLine, Prose
from assistant.notes.readers.front_matter import front_matter_lines

_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_TASK = re.compile(r"^\[[ xX]\]\s+")
_REFERENCE = re.compile(r"\[([^\[\]]+)\](?:\[([^\[\]]*)\])?(?![\[(:])")
_DEFINITION = re.compile(
    r"\[(?P<label>[^\[\]]{1,999})\]:\s*(?P<url><[^<>\n]*>|\S+)(?P<title>\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*(?:\n|$)"
)
_ADDRESS = re.compile(r"<.*>$|[a-z][a-z\d+.-]*://|(?:mailto|doi|arxiv|urn):\S|www\.|#\w|(?:\.{1,2}|~)?/\S", re.IGNORECASE)
_DEFINITION_LINES = 4
# Blocks of HTML that go on until they are closed, and what closes them.
_CLOSED_BY = [
    (re.compile(start, re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for start, end in (
        (r"<!--", r"-->"),
        (r"<\?", r"\?>"),
        (r"<!\[CDATA\[", r"\]\]>"),
        (r"<![a-z]", r">"),
        (r"<(?:script|pre|style|textarea)(?=[\s>]|$)", r"</(?:script|pre|style|textarea)>"),
    )
]
_BAR = re.compile(r"(?<!\\)\|")
_OUTER_BARS = re.compile(r"^\|\s*|\s*(?<!\\)\|$")
_SPACE = re.compile(r"[^\S\n\t]")
_COMMENT = re.compile(r"`[^`]*`|<!--.*?-->", re.DOTALL)
_MARKS = frozenset(string.punctuation + string.whitespace)
_LONG_NUMBER = 100


def read_markdown(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Outline lines of a Markdown text, and the lines left out with the reason (front matter, HTML, images, addresses that no line uses)."""
    front = front_matter_lines(text)
    # Markdown knows two kinds of space; any other would count as a word for its grammar and as nothing for its trimming.
    rows = _SPACE.sub(" ", text).split("\n")
    reader = _Reader(rows)
    reader.leave((0, front), "front matter")
    for token in _blocks().parse("\n" * front + "\n".join(rows[front:])):
        reader.take(token)
    return reader.finish()


def acts(text: str) -> list[str]:
    """What a browser would load, run or follow in a Markdown text: images, HTML, and links whose words are not their address."""
    found: list[str] = []
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        tokens = [block, *(block.children or ())]
        for token, after in zip(tokens, [*tokens[1:], None], strict=True):
            if token.type in {"image", "html_inline", "html_block"}:
                found.append(str(token.attrs.get("src", token.content)))
            elif token.type == "link_open" and (after is None or after.content != token.attrs["href"]):
                found.append(str(token.attrs["href"]))
    return found


@cache
def _blocks() -> MarkdownIt:
    """The block grammar alone, with this reader's own rules for what would be lost."""
    # A list and its items are two levels; the rule for what is too deep stops long before this.
    parser = MarkdownIt("commonmark", {"maxNesting": 4 * MAX_DEPTH}).enable("table").disable(["inline", "text_join"])
    rules = parser.block.ruler
    rules.before("table", "deep", _deep)
    rules.at("table", _table, {"alt": ["paragraph", "reference"]})
    rules.at("fence", _fence, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    rules.at("html_block", _html, {"alt": ["paragraph", "reference", "blockquote"]})
    rules.at("reference", _definition, {"alt": []})
    return parser


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _push(state: StateBlock, kind: str, lines: int, **meta: Any) -> bool:
    """A token of this reader's own for the next `lines` lines."""
    token = state.push(kind, "", 0)
    token.map = [state.line, state.line + lines]
    token.meta = meta
    state.line += lines
    return True


def _deep(state: StateBlock, _start: int, _end: int, silent: bool) -> bool:
    return not silent and state.level > 2 * MAX_DEPTH and _push(state, "deep", 1)


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table, each row beside its text: markdown-it drops the cells beyond the header's."""
    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    for token in state.tokens[before:]:
        if token.type == "tr_open" and token.map:
            token.meta = {"row": " ".join(_line(state, token.map[0]).split())}
    return True


def _fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    found = re.match(r"`{3,}|~{3,}", _line(state, start))
    if not found or silent:
        return bool(found) and fence(state, start, end, silent)
    closing = re.compile(rf"{re.escape(found[0])}[{found[0][0]}]*\s*$")
    return _closed(state, (start, end), found[0], closing, fence)


def _html(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    text = _line(state, start)
    closing = next((close for opening, close in _CLOSED_BY if opening.match(text)), None)
    if closing is None or silent:
        return html_block(state, start, end, silent)
    return _closed(state, (start, end), closing.pattern, closing, html_block)


def _closed(state: StateBlock, lines: tuple[int, int], name: str, closing: re.Pattern[str], rule: Callable[..., bool]) -> bool:
    """A block that `closing` ends. Where nothing does, its first line alone is taken, so that what follows it is read as notes."""
    start, end = lines
    known = state.env.setdefault("never closed", {})
    place = (name, state.level, state.blkIndent)
    if known.get(place, 0) <= start:
        before = len(state.tokens)
        if not rule(state, start, end, False):
            return False
        last = state.line - 1
        if closing.search(_line(state, last)) and (last > start or rule is html_block) and not state.is_code_block(last):
            return True
        # Looked for in vain up to here: the next that opens in the same place need not look again.
        known[place] = state.line
        del state.tokens[before:]
        state.line = start
    return _push(state, "unclosed", 1, name="a code fence" if rule is fence else "HTML")


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`[name]: https://example.org "title"`, over several lines too. A footnote, or a name with words behind it, is a paragraph."""
    if silent or state.is_code_block(start) or not _line(state, start).startswith("["):
        return False
    rows = [_line(state, number) for number in range(start, min(start + _DEFINITION_LINES, end))]
    found = _DEFINITION.match("\n".join(rows[: rows.index("") if "" in rows else None]))
    if not found or found["label"].startswith("^") or not _ADDRESS.match(found["url"]):
        return False
    lines = found[0].rstrip("\n").count("\n") + 1
    return _push(state, "definition", lines, label=found["label"], url=found["url"].strip("<>"), titled=bool(found["title"]))


class _Reader:
    """Makes outline lines of the tokens, and keeps account of every line of the text."""

    def __init__(self, rows: list[str]) -> None:
        self.lines: list[OutlineLine] = []
        self.left: dict[int, str] = {}
        self._rows, self._placed = rows, set[int]()
        self._numbered: list[bool] = []
        self._heading, self._fresh, self._mark = 0, False, ""
        self._cells: list[str] | None = None
        self._row, self._row_line = "", 0
        self._defined: dict[str, tuple[str, list[int], bool]] = {}

    def take(self, token: Token) -> None:
        """Takes the next token of the text."""
        lines = token.map or [0, 0]
        line = lines[0] + 1
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._numbered.append(int(token.attrs.get("start", 1)) >= _LONG_NUMBER)
            case "bullet_list_close" | "ordered_list_close":
                self._numbered.pop()
            case "list_item_open":
                # A list that begins with such a number counts nothing: it is a year or a figure.
                self._fresh, self._mark = True, f"{token.info}{token.markup} " if self._numbered[-1] else ""
            case "heading_open":
                # A paragraph of several lines with a rule right under it is a paragraph.
                self._heading = int(token.tag[1]) if lines[1] - lines[0] <= 2 else 0
            case "heading_close":
                self._heading = 0
            case "tr_open":
                self._cells, self._row, self._row_line = [], str(token.meta["row"]), line
            case "tr_close":
                self._take_row()
            case "html_block":
                self.leave(lines, "HTML")
            case "deep":
                self.leave(lines, TOO_DEEP)
            case "unclosed":
                self.leave(lines, f"{token.meta['name']} that is never closed; what follows is read as notes")
            case "definition":
                self._define(token.meta, lines)
            case "inline":
                self._inline(" ".join(self._shown(token.content, line).split()), lines)
            case "fence" | "code_block":
                # The backticks keep a line of code from being read as the head of an entry.
                code = " ".join([*token.info.split(), *token.content.split()])
                self._inline(f"`{code}`" if code else "", lines)

    def leave(self, lines: Sequence[int], reason: str) -> None:
        """Reports the lines from the first up to but not including the last, counted from 0."""
        self.left.update({number + 1: reason for number in range(*lines) if self._rows[number].strip()})

    def finish(self) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
        """All outline lines, links by name with their address; the lines left out."""
        used: set[str] = set()
        if self._defined:
            self.lines = [replace(line, text=self._linked(line.text, used)) for line in self.lines]
        for label, (_, lines, titled) in self._defined.items():
            if titled or label not in used:
                self.leave(lines, "an address that no line uses" if label not in used else "an address, whose title is not shown")
        for number, row in enumerate(self._rows, 1):
            if number not in self._placed and number not in self.left and not _MARKS.issuperset(row):
                self.left[number] = "an item with nothing in it"
        return self.lines, sorted(self.left.items())

    def _inline(self, content: str, lines: Sequence[int]) -> None:
        if self._cells is not None:
            self._cells.append(content)
            return
        words = content if "`" in content else " ".join(_IMAGE.sub(" ", content).split())
        if words != content:
            self.left.update({number + 1: "an image" for number in range(*lines) if "![" in self._rows[number]})
        self._fresh = self._fresh and (not content or bool(words))
        if words or not content:
            self._placed.update(range(lines[0] + 1, lines[1] + 1))
        if words:
            self._add(words, lines[0] + 1)

    def _shown(self, content: str, line: int) -> str:
        """A text without its comments, which nobody sees on the page; their lines are reported. `line` is its first."""
        end = content.rfind("-->") + len("-->")
        kept, place = [], 0
        for found in _COMMENT.finditer(content, 0, end) if end >= len("-->") else ():
            line += content.count("\n", place, found.start())
            last = line + found[0].count("\n")
            kept.append(content[place : found.start()])
            if found[0].startswith("`"):
                kept.append(found[0])
            else:
                kept.append(" ")
                self.left.update(dict.fromkeys(range(line, last + 1), "an HTML comment"))
            line, place = last, found.end()
        return "".join([*kept, content[place:]])

    def _take_row(self) -> None:
        """A row by its cells; as it stands where it has more of them than the table, or code or a formula that may hold a bar."""
        cells, self._cells = self._cells or [], None
        bare = _OUTER_BARS.sub("", self._row)
        whole = len(_BAR.split(bare)) > len(cells) or "`" in bare or "$" in bare
        self._placed.add(self._row_line)
        if not _MARKS.issuperset(bare):
            self._add(bare if whole else " | ".join(cells).rstrip("| "), self._row_line)

    def _add(self, content: str, line: int) -> None:
        depth = len(self._numbered) - 1
        if depth < 0:
            self.lines.append(Heading(self._heading, content, line) if self._heading else Prose(content, line))
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
