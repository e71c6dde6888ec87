"""Reviews and lists under headings: a heading that names a work, by a link, a citation or fields right below it, is an entry with all below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.notes.entry import Entry, Field, Place
from assistant.notes.heads.byline import MONTHS, is_dated_byline, people_below
from assistant.notes.heads.fields import Known, common_name, field_of, known
from assistant.notes.heads.head import Head
from assistant.notes.heads.links import is_local, links_and_venue, links_in, without_marks
from assistant.notes.heads.listed import parse_listed, parse_tagged
from assistant.notes.heads.made import Titled, head_of, made
from assistant.notes.heads.told import YEAR, year_in
from assistant.notes.heads.worded import venue_behind
from assistant.notes.lines import Heading, Item, OutlineLine, Property, Prose, Row
from assistant.notes.names import is_common
from assistant.notes.shapes.note import alike, title_heading
from assistant.notes.shapes.shaped import Source
from assistant.notes.shapes.top import heading_field, is_info, names_people, take_top, tells_source, with_own_link
from assistant.notes.shapes.tree import notes_of
from assistant.notes.works.titles import is_name
from assistant.text.fold import identity

_DATED = re.compile(rf"(?P<title>\S.*?)(?:,|\s[-–—])\s+(?P<date>(?:(?i:{MONTHS})\.? )?{YEAR})")
_NUMBER = re.compile(r"^(?:\[?\d{1,3}[.)\]:、]|#\d{1,3}\b[.:]?)\s*(?=\D)")
_WORK = frozenset({"title", "authors", "year", "venue", "doi", "arxiv", "url"})
_LOOK = 4
_BESIDE = 20
_SEVERAL = 3
_MOST = 0.5


def reviewed(lines: Sequence[OutlineLine], source: Source) -> list[tuple[int, int]]:
    """Where headings that name works stand, each with the number of the line behind what belongs to it. The title of the file is none of them, nor is a
    heading that gathers others."""
    title = title_heading(lines, source)
    headings = [(n, line) for n, line in enumerate(lines) if isinstance(line, Heading)]
    within = _links_within([line for _, line in headings])
    items = alike([line for _, line in headings])
    ends = _ends(headings, len(lines))
    naming = [n for n, line in headings if line is not title and line not in within and (line.line in items or _names_work(n, lines))]
    naming = _with_others(naming, headings, ends, lines)
    found: list[tuple[int, int]] = []
    for place, number in enumerate(naming):
        gathers = place + 2 < len(naming) and naming[place + 2] < ends[number]
        inside = lines[number + 1 : ends[number]]
        least = 1 if _leads_to_page(lines[number].text) else _SEVERAL
        if not gathers and not (found and number < found[-1][1]) and not _lists(inside, least):
            found.append((number, ends[number]))
    return found


def _with_others(
    naming: Sequence[int], headings: Sequence[tuple[int, Heading]], ends: Mapping[int, int], lines: Sequence[OutlineLine]
) -> list[int]:
    """The places of the headings that name works, with those of the others that stand among them: headings of one level under one heading name works
    where most of them do so."""
    found = set(naming)
    for siblings in _siblings(headings):
        own = [(n, line) for n, line in siblings if not is_info(without_marks(line.text)) and not is_common(without_marks(line.text))]
        told = [n for n, _ in own if n in found]
        if len(told) >= _SEVERAL and len(told) >= _MOST * len(own):
            found.update(n for n, line in own if not heading_field(line.text) and not _holds_works(n, ends[n], found, lines))
    return sorted(found)


def _holds_works(number: int, end: int, naming: set[int], lines: Sequence[OutlineLine]) -> bool:
    """Whether headings or items that name works stand under a heading, or nothing at all."""
    below = lines[number + 1 : end]
    items = (line for line in below if isinstance(line, Item) and line.depth == 0)
    return (
        not below
        or any(number < n < end for n in naming)
        or any((head := parse_listed(line.text) or parse_tagged(line.text)) and head.cited for line in items)
    )


def _siblings(headings: Sequence[tuple[int, Heading]]) -> list[list[tuple[int, Heading]]]:
    """The headings by those that they stand under and their level."""
    groups: dict[tuple[int, ...], list[tuple[int, Heading]]] = {}
    above: list[tuple[int, int]] = []
    for number, heading in headings:
        while above and above[-1][1] >= heading.level:
            above.pop()
        groups.setdefault((heading.level, *(n for n, _ in above)), []).append((number, heading))
        above.append((number, heading.level))
    return list(groups.values())


def _links_within(headings: Sequence[Heading]) -> list[Heading]:
    """Headings that link to places of one page, as pages that are saved have them: `## [Method](https://example.org/rye#method)`."""
    pages = {id(line): links[0].partition("#")[0] for line in headings if (links := links_in(line.text)) and "#" in links[0]}
    often = Counter(pages.values())
    return [line for line in headings if id(line) in pages and often[pages[id(line)]] > 1]


def _leads_to_page(heading: str) -> bool:
    """Whether a heading is a link to another file of the notes."""
    return any(is_local(link) for link in links_in(heading))


def _lists(inside: Sequence[OutlineLine], least: int) -> bool:
    """Whether most of what stands under a heading is a list of works."""
    items = [line for line in inside if isinstance(line, Item) and line.depth == 0]
    listed = sum(bool(parse_listed(item.text)) for item in items)
    return listed >= least and listed >= _MOST * len(items)


def _ends(headings: Sequence[tuple[int, Heading]], end: int) -> dict[int, int]:
    """For each heading by its place, where the next of its level or of a higher one stands."""
    ends: dict[int, int] = {}
    open_ones: list[tuple[int, int]] = []
    for number, heading in headings:
        while open_ones and open_ones[-1][1] >= heading.level:
            ends[open_ones.pop()[0]] = number
        open_ones.append((number, heading.level))
    return ends | {number: end for number, _ in open_ones}


def _names_work(number: int, lines: Sequence[OutlineLine]) -> bool:
    line = lines[number]
    head = head_of(_NUMBER.sub("", line.text))
    if (heading_field(line.text) or ("title",))[0] != "title":
        return False
    if is_info(head.title) or not identity(head.title) or tells_source(line.text) or names_people(line.text) or names_people(head.title):
        return False
    if number == 1 and isinstance(lines[0], Heading) and people_below(line.text):
        return False
    if head.cited or head.arxiv or head.listed or _linked_below(number, lines):
        return True
    told = set(_told_below(number, lines))
    below = lines[number + 1 : number + 1 + _LOOK]
    if (
        "url" in told
        and len(head.title.split()) >= _SEVERAL
        and sum(isinstance(one, Item) and bool(field_of(one.text)) for one in below) > 1
    ):
        return True  # a link among other fields, under what is written as a title
    return bool(told & {"title", "authors", "arxiv", "doi"}) and (len(told) > 1 or "authors" in told or bool(_NUMBER.match(line.text)))


def _linked_below(number: int, lines: Sequence[OutlineLine]) -> Head | None:
    """The head of the line right below a heading where it is a link to the work that the heading names: `### OverFeat`, `- [OverFeat: A Study](link)`."""
    name, below = lines[number], lines[number + 1] if number + 1 < len(lines) else None
    if not isinstance(below, Item | Prose) or not (head := parse_listed(below.text)):
        return None
    called = without_marks(_NUMBER.sub("", name.text))
    words = identity(called).split()
    telling = len(words) >= 2 or is_name(called) or head.title.startswith(f"{called}:")
    if not telling or not set(words) <= set(identity(head.title).split()):
        return None
    beside = (line for line in lines[number + 2 : number + 2 + _BESIDE] if not (isinstance(line, Item) and line.depth))
    for line in beside:
        if isinstance(line, Heading):
            break
        if parse_listed(line.text):
            return None  # the first of a list
    return head


def _told_below(number: int, lines: Sequence[OutlineLine]) -> Iterator[str]:
    """The common names of the fields that stand right below a heading."""
    for below in lines[number + 1 : number + 1 + _LOOK]:
        if isinstance(below, Heading):
            return
        if isinstance(below, Prose) and (links_and_venue(below.text) or (below is lines[number + 1] and is_dated_byline(below.text))):
            yield "authors"  # as telling
            continue
        if isinstance(below, Property):
            if (common := common_name(below.name)) in _WORK:
                yield common
            continue
        name = below.cells[0] if isinstance(below, Row) and len(below.cells) == 2 else (field_of(below.text) or ("", ""))[0]
        if (common := common_name(without_marks(name))) in _WORK:
            yield common


def read_review(lines: Sequence[OutlineLine], source: Source, unplaced: list[tuple[int, str]]) -> Entry:
    """The entry of a heading and what belongs to it."""
    heading = lines[0]
    head = head_of(_NUMBER.sub("", heading.text))
    fields, left = take_top(lines, source.path)
    if not (head.cited or head.arxiv or head.listed) and (linked := _linked_below(0, lines)):
        head = linked
        left = [line for line in left if line is not lines[1]]
        fields = [field for field in fields if field.line != lines[1].line]
        fields.append(Field("url", lines[1].text, source.path, lines[1].line))
    fields, left = with_own_link(fields, [line for line in left if line is not heading], (head.title, ""), source.path)
    said = known(fields)
    notes = notes_of(left, source.path, unplaced)
    head = _without_date(head) if said.authors else head
    return made(_titled(said, head, heading), said, (fields, notes), Place(source.path, heading.line, source.notebook, ()))


def _titled(said: Known, head: Head, heading: OutlineLine) -> Titled:
    title = said.title or head.title
    named = without_marks(_NUMBER.sub("", heading.text))
    aliases = tuple(name for name in dict.fromkeys((head.title, named, *said.aliases)) if identity(name) not in ("", identity(title)))
    return Titled(title, heading.line, head, aliases)


def _without_date(head: Head) -> Head:
    """What a heading says, with the venue or the date at its end taken as that: `Slow Rye at Night, BREAD 2018`, `Slow Rye – March 2018`."""
    if head.cited:
        return head
    if dated := _DATED.fullmatch(head.title):
        return replace(head, title=dated["title"], year=year_in(dated["date"]))
    title, venue, _ = venue_behind(head.title, "", alone=True)
    year = year_in(venue)
    return replace(head, title=title, venue=venue, year=year) if year else head
