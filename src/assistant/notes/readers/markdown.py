"""Markdown to outline lines, by markdown-it's block grammar. Inline text stays word for word as it stands in the file."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.notes.outline import Heading, Item, OutlineLine, Prose

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_IMAGE_ONLY = re.compile(r"^(?:!\[[^\]]*\]\([^)]*\)\s*)+$")


def read_markdown(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Outline lines of a Markdown text, and the lines left out with the reason (HTML, images)."""
    front = _FRONT_MATTER.match(text)
    body = "\n" * front[0].count("\n") + text[front.end() :] if front else text
    lines: list[OutlineLine] = []
    left: list[tuple[int, str]] = []
    depth, fresh, heading = -1, False, 0
    for token in MarkdownIt("commonmark").parse(body):
        line = token.map[0] + 1 if token.map else 0
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
            case "list_item_open":
                fresh = True
            case "heading_open":
                heading = int(token.tag[1])
            case "heading_close":
                heading = 0
            case "html_block":
                left.append((line, "HTML"))
            case "inline" | "fence" | "code_block":
                content = _content(token)
                if _IMAGE_ONLY.match(content):
                    left.append((line, "an image"))
                elif content:
                    lines.append(_line(content, line, depth, fresh, heading))
                fresh = False
    return lines, left


def _content(token: Token) -> str:
    return " ".join(token.content.split())


def _line(content: str, line: int, depth: int, fresh: bool, heading: int) -> OutlineLine:
    if heading and depth < 0:
        return Heading(heading, content.strip("# "), line)
    if depth < 0:
        return Prose(content, line)
    # A second paragraph of an item is a remark on that item.
    return Item(depth if fresh else depth + 1, content, line)
