"""Org files: headings with their tags and drawers, lists and paragraphs, by orgparse."""

from __future__ import annotations

import re

import orgparse

from assistant.notes.lines import Heading, Item, OutlineLine, Property, Prose

# What keywords and properties of drawers say of a file or a heading, under the names that notes have for it.
_FILE = {
    "TITLE": "title", "AUTHOR": "author", "DATE": "date", "FILETAGS": "tags", "TAGS": "tags", "KEYWORDS": "tags", "ROAM_TAGS": "tags", "ROAM_KEY": "url",
    "ROAM_ALIAS": "aliases", "SUBTITLE": "subtitle", "DOI": "doi", "URL": "url",
}  # fmt: skip
_DRAWN = {"roam_refs": "url", "roam_key": "url", "roam_aliases": "aliases", "custom_id": "id"}
_LINK = re.compile(r"\[\[([^\[\]]+)\]\[([^\[\]]+)\]\]")
_ITEM = re.compile(r"^(\s*)(?:[-+]|\d+[.)])\s+(?:\[[ X-]\]\s+)?(.*)$")
_STAMP = re.compile(r"[<\[]\d{4}-\d{2}-\d{2}[^<>\[\]\n]*[>\]](?:--?)?|^[ \t]*CLOCK:.*", re.MULTILINE)
_MARK = re.compile(r"^\s*(?:#\+\w+|:[\w-]+:|CLOCK:)")
_KEYWORD = re.compile(r"^\s*#\+(\w+):?\s*(.*)$")


def read_org(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Lines of an Org file, and those left out with the reason."""
    rows = text.split("\n")
    drawn = {number for number, row in enumerate(rows, 1) if _MARK.match(row)}
    lines: list[OutlineLine] = []
    for number, row in enumerate(rows, 1):
        if (key := _KEYWORD.match(row)) and (name := _FILE.get(key[1].upper())) and key[2]:
            lines.append(Property(name, (key[2].strip(": ").replace(":", ", ") if name == "tags" else key[2].strip(),), number, number))
    nodes = list(_parsed(text))
    ends = [*(int(node.linenumber) for node in nodes[1:]), len(rows) + 1]
    for node, end in zip(nodes, ends, strict=True):
        start = int(node.linenumber) if node.level else 0
        if node.level:
            lines.append(Heading(node.level, _plain(node.heading), start))
        at = {name: number for number in range(start + 1, end) for name in node.properties if f":{name}:" in rows[number - 1]}
        for name, value in node.properties.items():
            line = at.get(name, max(start, 1))
            lines.append(Property(_DRAWN.get(name.lower(), name.lower()), (str(value),), line, line))
        lines += _body(rows, start, end, drawn)
    told = {line.line for line in lines if isinstance(line, Property)}
    left = [(number, "a keyword of Org" if _KEYWORD.match(rows[number - 1]) else "a mark of Org") for number in sorted(drawn - told)]
    return lines, left


def _parsed(text: str) -> orgparse.node.OrgNode:
    """The nodes of a file; its dates are passed over where one is none, as `<2020-02-31>`."""
    try:
        return orgparse.loads(text)
    except ValueError:
        return orgparse.loads(_STAMP.sub("", text))


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
