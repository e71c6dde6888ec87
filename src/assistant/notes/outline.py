"""The grammar of the notes: nested headings, then items whose head is a title, a citation, a link and a comment.

Readers turn a file into `Heading`, `Item` and `Prose` lines; `read_outline` turns those into entries. The grammar, by example:

    Title (authors, year) [arXiv:2210.01848](https://arxiv.org/abs/2210.01848) - comment
      a remark on it, one level deeper
    **Title** (authors, year) - in bold, where the title would be doubtful otherwise
    Greedy - an idea without a paper
    prompt ensembles
      Title (authors, year)            (an item that only gathers others is a section)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.notes.entry import Entry, Kind, Note, Place


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of `level` 1 (outermost) and deeper, on 1-based `line`."""

    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Item:
    """A list item, `depth` 0 being the outermost."""

    depth: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph outside any list."""

    text: str
    line: int


OutlineLine = Heading | Item | Prose


@dataclass(frozen=True, slots=True)
class Head:
    """The parsed head of an item. `cited` says that authors or a year were given, `marked` that the title stood in bold."""

    title: str
    authors: tuple[str, ...]
    year: int | None
    arxiv: str | None
    url: str | None
    comment: str
    cited: bool
    marked: bool


_LINK = re.compile(r"\[([^\[\]]*)\]\((\S+?)\)|<(https?://[^>\s]+)>|(https?://[^\s)>\]]+)")
_ARXIV = re.compile(r"(?:arxiv\.org/(?:abs|pdf|html)/|arxiv\s*:\s*)(\d{4}\.\d{4,5})", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})")
_BY = r"\((?P<by>[^()]*?(?:(?<!\d)(?:19|20)\d{2}[^()]*|…[^()]*|\bet al\b[^()]*|,\s*\d{2,3}\s*))\)"
_BOLD = re.compile(r"^\*\*(?P<title>.+?)\*\*\s*(?P<rest>.*)$", re.DOTALL)
_CITED = re.compile(r"^(?P<title>[^\s].{1,260}?)\s*" + _BY + r"\s*(?P<rest>.*)$", re.DOTALL)
_LEAD = re.compile(r"^(?P<title>[^\W\d_][\w+-]*(?: [\w+-]+){0,3}?) " + _BY + r" (?P<rest>[a-z]\S* .+)$", re.DOTALL)
_BY_START = re.compile(r"^" + _BY + r"\s*(?P<rest>.*)$", re.DOTALL)
_LABEL = re.compile(r"^[a-z]+(?: [a-z]+)?$")
_NESTED_YEAR = re.compile(r"\(([^()]*?),? \(((?:19|20)\d{2}[a-z]?)\)\)")
_IN_TEXT = re.compile(r"([^\W\d_][\w’'-]*(?: (?:and|&) [^\W\d_][\w’'-]*)? et al\.?) \(((?:19|20)\d{2}[a-z]?)\)")
_NO_TITLE = re.compile(
    r"^(?:(?:e\.g\.|i\.e\.|note[: ]|see )|(?-i:(?:also|as|based|builds?|can|could|extends|following|from|inspired|similar|uses?) ))", re.IGNORECASE
)
_SEPARATOR = re.compile(r"^(?:[-–—:]+|,(?=\s))\s*")
_DASH = re.compile(r"\s+[-–—]+\s+")
_MAX_TITLE_WORDS = 32
_MAX_IDEA_WORDS = 9
_MAX_BARE_WORDS = 3


def parse_head(text: str) -> Head | None:
    """The head of an item, or None where the text is no head (a remark, a sentence).

    `text` is one item, Markdown allowed. Titles come back without bold marks and links.
    """
    links = [match[2] or match[3] or match[4] for match in _LINK.finditer(text)]
    found = _ARXIV.search(text)
    if bold := _BOLD.match(text):
        return _finish(_unlink(bold["title"]), bold["rest"], links, found, marked=True)
    flat = _flatten(text)
    match = _CITED.match(flat)
    if match and _is_citation(match):
        title, dash, aside = _split_dash(match["title"])
        if dash and _LABEL.match(title) and re.match(r"[A-Z]\S*:? [A-Z]", aside):
            title, aside = aside, title
        rest = match["rest"]
        if dash and not rest:
            rest = f"- {aside}"
        elif dash:
            rest = f"- {aside} {rest}"
        return _finish(title, f"({match['by']}) {rest}", links, found, marked=False)
    if found and (split := _DASH.split(flat, 1)) and len(split[0].split()) <= _MAX_TITLE_WORDS:
        return _finish(_without_id(split[0]), f"- {split[1]}" if len(split) > 1 else "", links, found, marked=False)
    return None


def parse_idea(text: str) -> Head | None:
    """The head of an item without a citation: `Greedy - pick the most probable token`, or a short bare name. None for a sentence."""
    title, dash, comment = _split_dash(text)
    if not dash and (colon := re.match(r"^([^:]{2,60}):\s+(\S.*)$", text, re.DOTALL)):
        title, comment = colon[1], colon[2]
    flat = _unlink(title).strip(" *")
    if not flat or len(flat.split()) > _MAX_IDEA_WORDS or flat.endswith((".", "?", "!", ";")) or not re.search(r"[^\W\d_]", flat):
        return None
    links = [match[2] or match[3] or match[4] for match in _LINK.finditer(title)]
    found = _ARXIV.search(title)
    return Head(flat, (), None, found[1] if found else None, _paper_url(links), comment.strip(), cited=False, marked=False)


def parse_lead(text: str) -> Head | None:
    """The head of an outermost item whose sentence begins with a name and its citation: `Snuba (varma, 2018) generates heuristics`."""
    links = [match[2] or match[3] or match[4] for match in _LINK.finditer(text)]
    match = _LEAD.match(_flatten(text))
    return _finish(match["title"], f"({match['by']}) - {match['rest']}", links, _ARXIV.search(text), marked=False) if match else None


def _is_citation(match: re.Match[str]) -> bool:
    rest, title = match["rest"], match["title"]
    if len(title.split()) > _MAX_TITLE_WORDS or title.endswith((",", ";", "(")):
        return False
    if rest and not (_SEPARATOR.match(rest) or _ARXIV.match(rest) or rest.startswith(("(", "or (", "http"))):
        return False
    aside = re.match(r"(?:e\.g|i\.e|see\b|cf\b|c\.f)", match["by"], re.IGNORECASE)
    return not ((aside and len(title.split()) > _MAX_BARE_WORDS) or _NO_TITLE.match(title) or "(e.g." in title)


def _finish(title: str, rest: str, links: Sequence[str], found: re.Match[str] | None, *, marked: bool) -> Head:
    authors: tuple[str, ...] = ()
    year, cited = None, False
    rest = rest.strip()
    by = _BY_START.match(_unlink(rest))
    if by:
        head, _, tail = rest.partition(")") if not _LINK.match(rest[1:]) else (rest, "", by["rest"])
        authors, year, cited = *parse_byline(by["by"]), True
        rest = (tail if head else by["rest"]).strip().lstrip(")").strip()
    while link := _LINK.match(rest):
        rest = rest[link.end() :].strip()
    rest = re.sub(r"^" + _ARXIV.pattern, "", rest, flags=re.IGNORECASE).strip()
    comment = _SEPARATOR.sub("", rest, count=1).strip()
    arxiv = found[1] if found else None
    if year is None and arxiv:
        year = 2000 + int(arxiv[:2])
    return Head(" ".join(title.split()).strip(" *"), authors, year, arxiv, _paper_url(links), comment, cited, marked)


def parse_byline(text: str) -> tuple[tuple[str, ...], int | None]:
    """Authors as given and year of a citation's parenthesis: `liu…neubig, 2021` → `(("liu…neubig",), 2021)`."""
    found = _YEAR.search(text)
    year = int(found[1]) if found else None
    names = text[: found.start()] + " , " + re.sub(r"^\d*[a-z+]?(?:-\d{2})?", "", text[found.end() :]) if found else text
    if year is None and (short := re.search(r",\s*(\d{2})\s*$", text)):
        year, names = 2000 + int(short[1]), text[: short.start()]
    parts = re.split(r"\s*[,;]\s*&?\s*|\s*&\s*|\s+and\s+", names)
    return tuple(part.strip() for part in parts if re.search(r"[^\W\d_]", part)), year


def _unlink(text: str) -> str:
    return re.sub(r"\[([^\[\]]*)\]\(\S+?\)", r"\1", text)


def _flatten(text: str) -> str:
    """The text without links; a citation that runs into the sentence or nests its year comes back in the usual parentheses."""
    plain = _NESTED_YEAR.sub(r"(\1, \2)", _unlink(text))
    return _IN_TEXT.sub(lambda match: match[0] if match.start() == 0 else f"({match[1]}, {match[2]})", plain)


def _split_dash(text: str) -> tuple[str, bool, str]:
    parts = _DASH.split(text, maxsplit=1)
    return (parts[0], True, parts[1]) if len(parts) == 2 else (text, False, "")


def _without_id(text: str) -> str:
    return re.sub(r"\s*\(?\s*" + _ARXIV.pattern + r"\s*\)?", "", text, flags=re.IGNORECASE).strip()


def _paper_url(links: Iterable[str]) -> str | None:
    return next((link for link in links if "arxiv.org" not in link and link.startswith("http")), None)


@dataclass(slots=True)
class _Node:
    """An entry or a remark while the outline is being read."""

    item: Item
    head: Head | None
    children: list[_Node] = field(default_factory=list)

    @property
    def gathers(self) -> bool:
        """Whether this item only introduces the entries below it, or groups of them."""
        cited_child = any((child.head and child.head.cited) or child.gathers for child in self.children)
        return cited_child and not (self.head and (self.head.cited or self.head.marked))


@dataclass(frozen=True, slots=True)
class Outline:
    """The entries of one file, their ids still empty, and the lines that could not be placed, each with the reason."""

    entries: list[Entry]
    unplaced: list[tuple[int, str]]


def read_outline(lines: Iterable[OutlineLine], notebook: str, path: str) -> Outline:
    """Entries of one notebook. `path` is how people write the file's path; ids are given later, by the library."""
    return _Builder(notebook, path).build(list(lines))


class _Builder:
    def __init__(self, notebook: str, path: str) -> None:
        self.notebook, self.path = notebook, path
        self.entries: list[Entry] = []
        self.unplaced: list[tuple[int, str]] = []

    def build(self, lines: list[OutlineLine]) -> Outline:
        title = self._notebook_title(lines)
        headings: list[Heading] = []
        section_notes: list[Note] = []
        roots: list[_Node] = []
        heading: Heading | None = None

        def close() -> None:
            path = tuple(h.text for h in headings)
            loose = [*section_notes, *self._place_all(roots, path)]
            if loose:
                name = heading.text if heading else (title.text if title else self.notebook)
                line = heading.line if heading else loose[0].line
                self._add(Head(name, (), None, None, None, "", False, False), "section", line, path, tuple(loose))

        for line in lines:
            if isinstance(line, Heading):
                close()
                section_notes, roots, heading = [], [], line
                headings = [h for h in headings if h.level < line.level and h is not title]
                if line is not title:
                    headings.append(line)
            elif isinstance(line, Prose):
                section_notes.append(Note(line.text, self.path, line.line))
            else:
                self._attach(roots, line)
        close()
        self.entries.sort(key=lambda entry: entry.place.line)
        return Outline(self.entries, self.unplaced)

    @staticmethod
    def _notebook_title(lines: list[OutlineLine]) -> Heading | None:
        tops = [line for line in lines if isinstance(line, Heading) and line.level == 1]
        first = next((line for line in lines if isinstance(line, Heading)), None)
        return tops[0] if len(tops) == 1 and tops[0] is first else None

    def _attach(self, roots: list[_Node], item: Item) -> None:
        level, depth, under_marked = roots, 0, False
        while depth < item.depth and level:
            under_marked = under_marked or bool(level[-1].head and level[-1].head.marked)
            level, depth = level[-1].children, depth + 1
        head = parse_head(item.text) or (parse_lead(item.text) if depth == 0 else None)
        if head and not head.marked and (under_marked or not self._titled(head, depth)):
            head = None
        level.append(_Node(item, head))

    @staticmethod
    def _titled(head: Head, depth: int) -> bool:
        return depth == 0 or len(head.title.split()) >= 2 or head.arxiv is not None or bool(head.authors and head.year)

    def _place_all(self, nodes: list[_Node], section: tuple[str, ...]) -> list[Note]:
        """Turns outermost items into entries; gives back the lines that are remarks on the section itself."""
        loose: list[Note] = []
        for node in nodes:
            head = node.head or (None if node.gathers else parse_idea(node.item.text))
            if node.gathers:
                name = _split_dash(_unlink(node.item.text))[0].strip(" :*")
                below = (*section, name) if name else section
                notes = self._remarks(node.children, below)
                idea = parse_idea(node.item.text)
                if idea and idea.comment:
                    self._add(idea, "idea", node.item.line, section, notes)
                elif notes:
                    self._add(Head(name, (), None, None, None, "", False, False), "section", node.item.line, below, notes)
            elif head and (head.cited or head.marked or head.arxiv or head.comment or node.children):
                kind: Kind = "paper" if head.cited or head.arxiv else "idea"
                self._add(head, kind, node.item.line, section, self._remarks(node.children, section))
            elif re.search(r"\w", node.item.text):
                loose.append(Note(node.item.text, self.path, node.item.line, self._remarks(node.children, section)))
            else:
                self.unplaced.append((node.item.line, "no words in it"))
        return loose

    def _remarks(self, nodes: list[_Node], section: tuple[str, ...]) -> tuple[Note, ...]:
        """The remarks among `nodes`; items that are entries of their own are placed beside the entry above them."""
        notes = []
        for node in nodes:
            if node.head or node.gathers:
                notes.extend(self._place_all([node], section))
            elif re.search(r"\w", node.item.text):
                notes.append(Note(node.item.text, self.path, node.item.line, self._remarks(node.children, section)))
        return tuple(notes)

    def _add(self, head: Head, kind: Kind, line: int, section: tuple[str, ...], notes: tuple[Note, ...]) -> None:
        comment = (Note(head.comment, self.path, line),) if head.comment else ()
        place = Place(self.path, line, self.notebook, section)
        self.entries.append(Entry("", head.title, kind, head.authors, head.year, head.arxiv, head.url, (*comment, *notes), (place,)))
