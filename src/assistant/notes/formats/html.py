"""Saved pages and posts: the lines of what a reader of the page sees, by Beautiful Soup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlparse

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Tag

from assistant.notes.decoding import NoNotes
from assistant.notes.lines import MAX_DEPTH, TOO_DEEP, Heading, Item, OutlineLine, Property, Prose, Row

_UNSEEN = {"script", "style", "template", "noscript", "svg", "head", "iframe", "object", "button", "input", "select", "form"}
_AROUND = {"nav", "footer", "aside"}
_INLINE = set(
    "a abbr b bdi bdo big br cite code data del dfn em font i img ins kbd label mark math q s samp small span strike strong sub sup time tt u var wbr".split()
)
_META = {
    "author": "author",
    "citation_author": "author",
    "date": "date",
    "citation_publication_date": "date",
    "keywords": "tags",
    "citation_arxiv_id": "arxiv",
}
_META |= {"citation_doi": "doi", "article:published_time": "date"}
_DEEPEST = 500
# What the makers of sites fill in: `{{ define "main" }}`, `{% for page in pages %}`.
_TEMPLATE = re.compile(r"\{\{-?\s*(?:block|define|partial|range|template|with)\s|\{%-?\s*(?:block|extends|for|include)\s[^%]*%\}")


def read_html(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Lines of a page, with its title and what it tells of itself as properties, and the lines left out with the reason. Raises `NoNotes`."""
    if _TEMPLATE.search(text):
        raise NoNotes("a template of a site, no page")
    page = BeautifulSoup(text, "html.parser")
    reader = _Reader()
    reader.properties(page)
    reader.read(page.find("main") or page.find("article") or page.body or page, -1, 0)
    return reader.lines, sorted(reader.left)


class _Reader:
    def __init__(self) -> None:
        self.lines: list[OutlineLine] = []
        self.left: list[tuple[int, str]] = []

    def properties(self, page: BeautifulSoup) -> None:
        """What the page's head says of it."""
        title = page.find("title")
        headings = page.find_all("h1")
        if isinstance(title, Tag) and len(headings) != 1 and (words := _words(title)):
            self.lines.append(Property("title", (words,), _line(title), _line(title)))
        for meta in page.find_all("meta"):
            name = _META.get(str(meta.get("name") or meta.get("property") or "").lower())
            if name and (value := " ".join(str(meta.get("content") or "").split())):
                self.lines.append(Property(name, (value,), _line(meta), _line(meta)))

    def read(self, within: Tag, depth: int, level: int) -> None:
        """Takes what stands in an element; `depth` is that of the list it is in, -1 outside lists, `level` how deep the element lies."""
        if level > _DEEPEST:
            self.left.append((_line(within), TOO_DEEP))
            return
        run: list[PageElement] = []
        for child in within.children:
            if isinstance(child, Comment):
                continue
            if isinstance(child, NavigableString) or (isinstance(child, Tag) and child.name in _INLINE and not _blocks(child)):
                run.append(child)
                continue
            self._close(run, depth)
            if isinstance(child, Tag):
                self._block(child, depth, level)
        self._close(run, depth)

    def _block(self, tag: Tag, depth: int, level: int) -> None:
        if tag.name in _UNSEEN:
            return
        if tag.name in _AROUND or tag.get("role") == "navigation":
            if _words(tag):
                self.left.append((_line(tag), "what stands around the page: navigation, footer"))
        elif re.fullmatch(r"h[1-6]", tag.name):
            if words := _words(tag):
                self.lines.append(Heading(int(tag.name[1]), words, _line(tag)))
        elif tag.name in {"ul", "ol"}:
            for item in tag.find_all("li", recursive=False):
                self._item(item, depth + 1, level)
        elif tag.name == "table":
            self._table(tag)
        elif tag.name == "pre":
            if words := " ".join(tag.get_text().split()):
                self._say(f"`{words}`", depth, _line(tag))
        else:
            self.read(tag, depth, level + 1)

    def _item(self, item: Tag, depth: int, level: int) -> None:
        if depth >= MAX_DEPTH:
            self.left.append((_line(item), TOO_DEEP))
            return
        begun = len(self.lines)
        self.read(item, depth, level + 1)
        # The first words of an item are the item; what follows in blocks of its own belongs to it.
        for number in range(begun + 1, len(self.lines)):
            line = self.lines[number]
            if isinstance(line, Item) and line.depth == depth:
                self.lines[number] = Item(depth + 1, line.text, line.line)

    def _table(self, table: Tag) -> None:
        rows = [(row, tuple(_words(cell) for cell in row.find_all(["td", "th"], recursive=False))) for row in table.find_all("tr")]
        header = next((cells for row, cells in rows if row.find("th")), ())
        for row, cells in rows:
            if any(cells):
                self.lines.append(Row(cells, header, " | ".join(filter(None, cells)), _line(row)))

    def _close(self, run: list[PageElement], depth: int) -> None:
        text = " ".join("".join(map(_shown, run)).split())
        if text:
            first = next((part for part in run if isinstance(part, Tag)), None)
            self._say(text, depth, _line(first or run[0]))
        run.clear()

    def _say(self, text: str, depth: int, line: int) -> None:
        self.lines.append(Prose(text, line) if depth < 0 else Item(depth, text, line))


def _blocks(tag: Tag) -> bool:
    """Whether an element that runs in a line holds one that does not."""
    return any(isinstance(inner, Tag) and inner.name not in _INLINE and inner.name not in _UNSEEN for inner in tag.descendants)


def _words(tag: Tag) -> str:
    return " ".join(_shown(tag).split())


def _shown(part: PageElement) -> str:
    """The words of a part of the page; a link elsewhere with its address, as notes write it."""
    if isinstance(part, Comment):
        return ""
    if isinstance(part, NavigableString):
        return str(part)
    if not isinstance(part, Tag) or part.name in _UNSEEN:
        return ""
    if part.name == "br":
        return "\n"
    inside = "".join(_parts(part))
    address = str(part.get("href") or "") if part.name == "a" else ""
    if address and urlparse(address).scheme in {"http", "https"} and inside.strip() and inside.strip() != address:
        return f"[{' '.join(inside.split())}]({address})"
    return inside if part.name in _INLINE else f" {inside} "


def _parts(tag: Tag) -> Iterator[str]:
    for child in tag.children:
        yield _shown(child)


def _line(part: PageElement) -> int:
    """The line that an element begins on, or of what stands around a text."""
    at: PageElement | None = part
    while at is not None:
        if isinstance(at, Tag) and at.sourceline:
            return int(at.sourceline)
        at = at.parent
    return 1
