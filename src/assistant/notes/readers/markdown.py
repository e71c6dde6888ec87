"""Markdown to outline lines, by markdown-it's block grammar. Inline text stays word for word as it stands in the file."""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.notes.outline import Heading, Item, OutlineLine, Prose

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_IMAGE_ONLY = re.compile(r"^(?:!\[[^\]]*\]\([^)]*\)\s*)+$")
_TASK = re.compile(r"^\[[ xX]\]\s+")
_REFERENCE = re.compile(r"\[([^\[\]]+)\]\[([^\[\]]*)\]")


def read_markdown(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Outline lines of a Markdown text, and the lines left out with the reason (front matter, HTML, images)."""
    front = _FRONT_MATTER.match(text)
    body = "\n" * front[0].count("\n") + text[front.end() :] if front else text
    found: dict[str, Any] = {}
    reader = _Reader()
    if front:
        reader.left.append((1, "front matter"))
    for token in MarkdownIt("commonmark").enable("table").parse(body, found):
        reader.take(token)
    links = {name: str(link["href"]) for name, link in found.get("references", {}).items()}
    if links:
        reader.lines = [_linked(line, links) for line in reader.lines]
    return reader.lines, reader.left


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


class _Reader:
    def __init__(self) -> None:
        self.lines: list[OutlineLine] = []
        self.left: list[tuple[int, str]] = []
        self._depth, self._heading, self._fresh = -1, 0, False
        self._row: list[str] | None = None

    def take(self, token: Token) -> None:
        """Takes the next token of the text."""
        line = token.map[0] + 1 if token.map else 0
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._depth += 1
            case "bullet_list_close" | "ordered_list_close":
                self._depth -= 1
            case "list_item_open":
                self._fresh = True
            case "heading_open":
                self._heading = int(token.tag[1])
            case "heading_close":
                self._heading = 0
            case "tr_open":
                self._row, self._row_line = [], line
            case "tr_close":
                self._add(" | ".join(self._row or []), self._row_line)
                self._row = None
            case "html_block":
                self.left.append((line, "HTML"))
            case "inline":
                self._inline(" ".join(token.content.split()), line)
            case "fence" | "code_block":
                # The backticks keep a line of code from being read as the head of an entry.
                self._inline(f"`{' '.join(token.content.split())}`" if token.content.strip() else "", line)

    def _inline(self, content: str, line: int) -> None:
        if self._row is not None:
            self._row.append(content)
        elif _IMAGE_ONLY.match(content):
            self.left.append((line, "an image"))
            self._fresh = False
        elif content:
            self._add(content, line)

    def _add(self, content: str, line: int) -> None:
        if self._depth < 0:
            self.lines.append(Heading(self._heading, content.strip("# "), line) if self._heading else Prose(content, line))
            return
        # A second paragraph of an item is a remark on that item.
        self.lines.append(Item(self._depth if self._fresh else self._depth + 1, _TASK.sub("", content), line))
        self._fresh = False


def _linked(line: OutlineLine, links: dict[str, str]) -> OutlineLine:
    """The line with `[words][name]` written as `[words](address)`, where the file gives the address of `name`."""

    def address(match: re.Match[str]) -> str:
        url = links.get(" ".join((match[2] or match[1]).split()).upper())
        return f"[{match[1]}]({url})" if url else match[0]

    text = _REFERENCE.sub(address, line.text)
    match line:
        case Heading():
            return Heading(line.level, text, line.line)
        case Item():
            return Item(line.depth, text, line.line)
        case Prose():
            return Prose(text, line.line)
