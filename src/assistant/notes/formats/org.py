"""Org files: headings with their tags and drawers, lists and paragraphs, by orgparse."""

from __future__ import annotations

import re

import orgparse

from assistant.notes.lines import Heading, Item, OutlineLine, Property, Prose

_FILE = ("TITLE", "AUTHOR", "DATE", "FILETAGS")
_LINK = re.compile(r"\[\[([^\[\]]+)\]\[([^\[\]]+)\]\]")
_ITEM = re.compile(r"^(\s*)(?:[-+]|\d+[.)])\s+(?:\[[ X-]\]\s+)?(.*)$")
_KEYWORD = re.compile(r"^\s*#\+(\w+):?\s*(.*)$")


def read_org(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Lines of an Org file, and those left out with the reason."""
    rows = text.split("\n")
    drawn = {number for number, row in enumerate(rows, 1) if re.match(r"^\s*#\+\w+", row) or re.match(r"^\s*:[\w-]+:", row)}
    root = orgparse.loads(text)
    lines: list[OutlineLine] = []
    left = [
        (number, "a keyword of Org")
        for number in sorted(drawn)
        if (key := _KEYWORD.match(rows[number - 1])) and key[1].upper() not in _FILE
    ]
    for number, row in enumerate(rows, 1):
        if (key := _KEYWORD.match(row)) and key[1].upper() in _FILE and key[2]:
            lines.append(Property(key[1].lower().replace("filetags", "tags"), (key[2].strip(": ").replace(":", ", "),), number, number))
    for node in root:
        if node.level:
            lines.append(Heading(node.level, _plain(node.heading), node.linenumber))
            at = {
                name: number
                for number in range(node.linenumber, _end(node, rows))
                for name in node.properties
                if f":{name}:" in rows[number - 1]
            }
            lines += [
                Property(name.lower(), (str(value),), at.get(name, node.linenumber), at.get(name, node.linenumber))
                for name, value in node.properties.items()
            ]
        lines += _body(rows, node.linenumber if node.level else 0, _end(node, rows), drawn)
    return lines, left


def _end(node: orgparse.node.OrgNode, rows: list[str]) -> int:
    """The line behind the last of a node, its children left out."""
    following = node.env.nodes[node.env.nodes.index(node) + 1 :]
    return int(following[0].linenumber) if following else len(rows) + 1


def _body(rows: list[str], heading: int, end: int, drawn: set[int]) -> list[OutlineLine]:
    lines: list[OutlineLine] = []
    depths: list[int] = []
    paragraph: list[tuple[int, str]] = []

    def close() -> None:
        if paragraph:
            words = _plain(" ".join(part for _, part in paragraph))
            lines.append(Item(len(depths), words, paragraph[0][0]) if depths else Prose(words, paragraph[0][0]))
        paragraph.clear()

    for number in range(heading + 1, end):
        row = rows[number - 1]
        if number in drawn or not row.strip():
            close()
            continue
        if found := _ITEM.match(row):
            close()
            while depths and depths[-1] >= len(found[1]):
                depths.pop()
            lines.append(Item(len(depths), _plain(found[2]), number))
            depths.append(len(found[1]))
        else:
            if not row.startswith((" ", "\t")):
                close() if depths else None
                depths.clear()
            paragraph.append((number, row.strip()))
    close()
    return lines


def _plain(text: str) -> str:
    """Words with links as notes write them."""
    return _LINK.sub(r"[\2](\1)", text).strip()
