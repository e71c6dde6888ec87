"""The grammar of the notes: nested headings, then items whose head is a title, a citation, a link and a comment.

Readers turn a file into `Heading`, `Item` and `Prose` lines; `read_outline` turns those into entries. The grammar, by example:

    Title (authors, year) - comment    (heads are read in `head.py`)
      a remark on it, one level deeper
    prompt ensembles
      Title (authors, year)            (an item that only gathers others is a section)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from assistant.notes.entry import Entry, Field, Kind, Note, Place
from assistant.notes.heads.around.before import NICKNAME, with_link_behind, without_signs
from assistant.notes.heads.byline import is_byline
from assistant.notes.heads.fields import fields_below, known, label_of, labels_of_form
from assistant.notes.heads.head import Head, parse_head, parse_idea, parse_lead, split_dash
from assistant.notes.heads.links import LINKED, arxiv_year, doi_in, links_in, links_paper, only_links, unlink, without_marks
from assistant.notes.heads.listed import parse_listed
from assistant.notes.heads.made import fields_of
from assistant.notes.heads.references import parse_reference
from assistant.notes.heads.told import without_stop, year_in
from assistant.notes.lines import MAX_DEPTH, TOO_DEEP, Heading, Item, OutlineLine, Property, Prose, Row
from assistant.notes.names import is_common
from assistant.notes.readers.shape import is_sentence
from assistant.notes.shapes.arranged.items import outermost_items
from assistant.notes.shapes.shaped import EMPTY_HEADING, NO_WORDS, Shaped, Source
from assistant.text.fold import identity

_MAX_HEADING = 300
_MIN_TITLE, _MAX_TITLE = 3, 32
_ITALIC = re.compile(r"([*_])[^*_]+\1[.,]?")
_BY_LINK = re.compile(r"(?:\[\d{1,3}\]\s+)?" + LINKED + r"\s+by\s")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_NEAR = 3
# A comment that begins with what is no comment: links, a venue, authors in italics.
_LINK_FIRST = re.compile(r"[\[(<*_|]|https?:")


@dataclass(slots=True)
class _Node:
    """An entry or a remark while the outline is being read."""

    item: Item
    head: Head | None
    children: list[_Node] = field(default_factory=list)
    known: bool | None = None
    labelled: bool = False

    @property
    def gathers(self) -> bool:
        """Whether this item only introduces the entries below it, or groups of them."""
        if self.known is None:
            cited_child = any((child.head and child.head.cited) or child.gathers for child in self.children)
            listed = sum(bool(child.head and child.head.listed) for child in self.children)
            most = listed >= 2 and listed >= 0.5 * len(self.children)
            self.known = (cited_child or most) and not (self.head and (self.head.cited or self.head.marked))
        return self.known


def read_outline(lines: Iterable[OutlineLine | Entry], source: Source) -> Shaped:
    """Entries of one notebook; ids are given later, by the library. An entry that is made already takes its place among them."""
    return _Builder(source).build(list(lines))


def head_of_item(text: str) -> Head | None:
    """The head of an item: a whole reference tells most, then a citation, then the links of a list."""
    if reference := parse_reference(with_link_behind(text)):
        return reference
    head = parse_head(text)
    nicknamed = NICKNAME.match(text)
    by = _BY_LINK.match(text) and (listed := parse_listed(text)) and listed.authors
    if head and head.cited and not by and not (nicknamed and nicknamed["aside"]):
        return head
    listed = parse_listed(text)
    if head and head.marked and not _LINK_FIRST.match(head.comment) and not (listed and (listed.authors or listed.venue)):
        return head
    return listed or head


def _above_people(node: _Node) -> Head | None:
    """The head of an item that the line of its authors makes a work: a title, with their names right below it and nothing below those."""
    title, people = node.item.text, node.children[0] if node.children else None
    if people is None or people.children or links_in(title) or not _names_people(people.item.text):
        return None
    before = without_signs(title)
    words = without_marks(before.rest)
    year = next((year for tag in before.tags if (year := year_in(tag))), None)
    called = _MIN_TITLE <= len(words.split()) <= _MAX_TITLE and not words.endswith((".", ":", ";")) and not is_sentence(words)
    return Head(words, (), year, None, None, "", False, True, listed=True) if called else None


def _names_people(text: str) -> bool:
    """Whether a line is people in italics."""
    return bool(_ITALIC.fullmatch(text)) and is_byline(without_marks(text))


def _tells_work(below: Sequence[_Node]) -> bool:
    """Whether what stands below a name in bold says that it is a work's: its people in italics, or a line of links to it."""
    return any(_names_people(node.item.text) or (only_links(node.item.text) and links_paper(node.item.text)) for node in below[:_NEAR])


class _Builder:
    def __init__(self, source: Source) -> None:
        self.notebook, self.path, self.name = source.notebook, source.path, source.name
        self.entries: list[Entry] = []
        self.unplaced: list[tuple[int, str]] = []
        self.labels: frozenset[str] = frozenset()
        self.groups: list[tuple[int, str]] = []

    def build(self, given: list[OutlineLine | Entry]) -> Shaped:
        lines = [plain for line in given if (plain := self._plain(line))]
        title = self._notebook_title(lines)
        self.labels = labels_of_form([[item.text for item in block] for block in outermost_items(lines)])
        headings: list[Heading] = []
        section_notes: list[Note] = []
        roots: list[_Node] = []
        heading: Heading | None = None
        bare: set[Heading] = set()

        def close() -> None:
            path, before = tuple(h.text for h in headings), len(self.entries)
            loose = sorted([*section_notes, *self._place_all(roots, path)], key=lambda note: note.line)
            if loose:
                name = heading.text if heading else (title.text if title else self.name)
                line = heading.line if heading else loose[0].line
                address = next((link for link in links_in(name) if link.startswith("http")), None)
                name = unlink(name).strip() if identity(unlink(name)) else name
                self._add(Head(name, (), None, None, address, "", False, False), "section", (line, path), tuple(loose))
            if len(self.entries) > before:
                bare.difference_update(headings)

        for line in lines:
            if isinstance(line, Heading):
                close()
                section_notes, roots, heading = [], [], line
                headings = [h for h in headings if h.level < line.level and h is not title]
                if line is not title:
                    headings.append(line)
                    bare.add(line)
            elif isinstance(line, Entry):
                self.entries.append(replace(line, places=(replace(line.place, section=tuple(h.text for h in headings)),)))
                bare.difference_update(headings)
            elif isinstance(line, Prose):
                section_notes.append(Note(line.text, self.path, line.line))
            else:
                self._attach(roots, line)
        close()
        if title and not self.entries:
            bare.add(title)
        self.unplaced.extend((empty.line, EMPTY_HEADING) for empty in bare)
        self.entries.sort(key=lambda entry: entry.place.line)
        named = [(line.line, line.text) for line in lines if isinstance(line, Heading) and line not in bare]
        return Shaped(self.entries, self.unplaced, title.text if title else "", tuple(sorted([*named, *self.groups])))

    def _plain(self, line: OutlineLine | Entry) -> Heading | Item | Prose | Entry | None:
        """A line as the grammar knows it: a row is an item or a paragraph. What the file says of itself is no part of a list."""
        if isinstance(line, Property):
            self.unplaced.extend((number, "front matter of a list") for number in range(line.line, line.last + 1))
            return None
        if isinstance(line, Row):
            return Prose(line.text, line.line) if line.depth < 0 else Item(line.depth, line.text, line.line)
        if not isinstance(line, Heading):
            return line
        if len(line.text) > _MAX_HEADING:
            return Prose(line.text, line.line)
        return line if links_in(line.text) else replace(line, text=without_marks(line.text) or line.text)

    @staticmethod
    def _notebook_title(lines: Sequence[Heading | Item | Prose | Entry]) -> Heading | None:
        tops = [line for line in lines if isinstance(line, Heading) and line.level == 1]
        first = next((line for line in lines if isinstance(line, Heading)), None)
        return tops[0] if len(tops) == 1 and tops[0] is first else None

    def _attach(self, roots: list[_Node], item: Item) -> None:
        if item.depth >= MAX_DEPTH:
            self.unplaced.append((item.line, TOO_DEEP))
            return
        level, above = roots, list[_Node]()
        while len(above) < item.depth and level:
            above.append(level[-1])
            level = level[-1].children
        if not above and label_of(item.text) in self.labels:
            level.append(_Node(item, None, labelled=True))
            return
        head = head_of_item(item.text) or (None if above else parse_lead(item.text))
        level.append(_Node(item, None if head and self._is_remark(head, above) else head))

    @staticmethod
    def _is_remark(head: Head, above: list[_Node]) -> bool:
        """Whether an item that reads like a head is a remark on what stands `above` it: always below a paper in bold, elsewhere where it names none."""
        if any(node.head and node.head.marked and (node.head.cited or node.head.arxiv or not head.marked) for node in above):
            return True
        if head.arxiv is not None and not head.marked and not head.cited and any(node.head and node.head.cited for node in above):
            return True  # below a paper it is its address, or what is said with another's
        if not above or head.arxiv is not None:
            return False
        if head.marked and not head.cited:
            return any(node.head or ((idea := parse_idea(node.item.text)) and idea.comment) for node in above)
        named = head.marked or len(head.title.split()) >= 2 or bool((head.authors or head.venue) and head.year)
        return not named or (is_common(head.title) and any(node.head for node in above))

    def _place_all(self, nodes: list[_Node], section: tuple[str, ...]) -> list[Note]:
        """Turns outermost items into entries; gives back the lines that are remarks on the section itself."""
        loose: list[Note] = []
        for node in nodes:
            if node.labelled:
                loose.extend(self._remark(node, section))
                continue
            head = node.head or (None if node.gathers else _above_people(node) or parse_idea(node.item.text))
            if node.gathers:
                self._place_group(node, section)
            elif head and (head.cited or head.marked or head.arxiv or head.comment or node.children):
                self._add_told(head, node, section)
            else:
                loose.extend(self._remark(node, section))
        return loose

    def _add_told(self, head: Head, node: _Node, section: tuple[str, ...]) -> None:
        """Makes an entry of an item, with the fields among what stands below it."""
        if head.marked and _YEAR.fullmatch(head.comment) and _tells_work(node.children):
            head = replace(head, year=int(head.comment), comment="", cited=True)
        works = head.cited or head.arxiv or head.listed or (head.marked and _tells_work(node.children))
        head = replace(head, title=without_stop(head.title)) if works else head
        ends = [below for below in node.children if not below.children] if works else []
        told = {id(ends[n]): pair for n, pair in fields_below([below.item.text for below in ends]).items()}
        fields = tuple(Field(*told[id(below)], self.path, below.item.line) for below in ends if id(below) in told)
        said = known(fields)
        head = replace(
            head,
            authors=head.authors or said.authors,
            year=head.year or said.year or (arxiv_year(said.arxiv) if said.arxiv else None),
            arxiv=head.arxiv or said.arxiv,
            url=head.url or said.url,
        )
        kind: Kind = "paper" if head.cited or head.arxiv or said.is_paper else "idea"
        notes = self._remarks([below for below in node.children if id(below) not in told], section)
        self._add(head, kind, (node.item.line, section), notes, said.doi, fields)

    def _place_group(self, node: _Node, section: tuple[str, ...]) -> None:
        """Makes a section of an item that gathers others; what it says beyond that section's name is a note on it."""
        text, line = node.item.text, node.item.line
        name = split_dash(unlink(text))[0].strip(" :*")
        below = (*section, name) if name else section
        notes = self._remarks(node.children, below)
        idea = parse_idea(text)
        if idea and idea.comment:
            self._add(idea, "idea", (line, section), notes)
            return
        if text.strip(" :*") != name:
            notes = (Note(text, self.path, line), *notes)
        if not notes:
            self.groups.append((line, text))
        else:
            self._add(Head(name or self.notebook, (), None, None, None, "", False, False), "section", (line, below), notes)

    def _remarks(self, nodes: list[_Node], section: tuple[str, ...]) -> tuple[Note, ...]:
        """The remarks among `nodes`; items that are entries of their own are placed beside the entry above them."""
        notes: list[Note] = []
        for node in nodes:
            notes.extend(self._place_all([node], section) if node.head or node.gathers else self._remark(node, section))
        return tuple(notes)

    def _remark(self, node: _Node, section: tuple[str, ...]) -> tuple[Note, ...]:
        """An item as a note with those below it; those below an item that says nothing stand in its place."""
        below = self._remarks(node.children, section)
        if identity(node.item.text):
            return (Note(node.item.text, self.path, node.item.line, below),)
        self.unplaced.append((node.item.line, NO_WORDS))
        return below

    def _add(
        self,
        head: Head,
        kind: Kind,
        place: tuple[int, tuple[str, ...]],
        notes: tuple[Note, ...],
        doi: str | None = None,
        fields: tuple[Field, ...] = (),
    ) -> None:
        line, section = place
        comment = (Note(head.comment, self.path, line),) if head.comment else ()
        where = Place(self.path, line, self.notebook, section)
        told = (head.title, kind, head.authors, head.year, head.arxiv, head.url, (*comment, *notes), (where,))
        self.entries.append(Entry("", *told, doi=doi or doi_in(head.url or ""), fields=(*fields_of(head, self.path, line), *fields)))
