"""One note a paper, an idea or a day: the file is the entry, its headings are parts of its notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from urllib.parse import unquote

from assistant.notes.entry import Field, Place
from assistant.notes.heads.bibtex import citations_in
from assistant.notes.heads.byline import is_byline
from assistant.notes.heads.fields import Known, common_name, is_blank, known
from assistant.notes.heads.head import Head, parse_reference_name
from assistant.notes.heads.links import LINK, is_label
from assistant.notes.heads.listed import parse_listed, parse_tagged
from assistant.notes.heads.made import Titled, head_of, made
from assistant.notes.heads.references import parse_reference
from assistant.notes.heads.told import FILE_COLON, Told, finished
from assistant.notes.lines import Heading, Item, OutlineLine, Property, Prose, Row
from assistant.notes.names import is_common
from assistant.notes.readers.shape import is_title
from assistant.notes.shapes.inside import take_works
from assistant.notes.shapes.shaped import FOLDER_FILES, Shaped, Source
from assistant.notes.shapes.top import are_title_and_person, bears, heading_field, is_info, take_top, tells_source, with_own_link
from assistant.notes.shapes.tree import notes_of
from assistant.notes.works.titles import is_name
from assistant.text.fold import identity

# The time at which a note was made, which stands for it in links between notes: `20260412220229 Slow Rye`.
_STAMP = re.compile(r"^(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{6,8}[-_ ]+(?=\S)")
_LOGSEQ = re.compile(r"^hls__")  # a page of what is marked in a PDF
_JOINED = re.compile(r"(?=\S*[a-z]{2}[A-Z][a-z])[A-Za-z\d_-]+")
_DAY = re.compile(r"(?:19|20)\d{2}([-_.])\d{2}\1\d{2}")
_DATED = re.compile(r"^(?:19|20)\d{2}-\d{2}-\d{2}[-_ ]+(?=\S)")
_CITED = frozenset({"title", "authors", "year", "venue", "doi", "arxiv", "url"})  # of a citation's fields, those that tell the work
_DASH_COLON = re.compile(r"(?<=[^\W_])- (?=[A-Z\d])")  # `RYE- Slow Loaves at Night`, as `: ` cannot stand in a file's name
# What people call the one note in a folder that is named for its paper.
_IN_FOLDER = frozenset("main memo note notes overview paper paper-notes review summary".split())
_PART_NUMBER = re.compile(r"^[\dIVX]{1,3}[.)]?\s+")
_FEW = 2
_SOME = 6
_SEVERAL = 3
_REST = frozenset("others other misc references reference links summary resources 其他 参考 参考文献".split())
_YEAR_LED = re.compile(r"(?P<year>(?:19|20)\d{2})[-_](?P<title>[A-Z]\S+)")
_HALF = 0.5
_SHARE = 0.2
_NEARLY = 0.8
_YEAR = re.compile(r"(?:19|20)\d{2}")


def read_note(lines: Sequence[OutlineLine], source: Source) -> Shaped:
    """The one entry of a file."""
    heading = title_heading(lines, source)
    unplaced: list[tuple[int, str]] = []
    start = next((line for line in lines if not isinstance(line, Property)), None)
    if heading is None and isinstance(start, Prose) and _linked_title(start, source):
        heading = Heading(1, start.text, start.line)
        lines = [heading if line is start else line for line in lines]
    fields, left = take_top([*([heading] if heading else []), *(line for line in lines if line is not heading)], source.path)
    body, names = without_field_headings([line for line in left if line is not heading], fields)
    fields += _cited_fields(body, fields, source, (heading.text if heading else "", known(fields).title, file_title(source)))
    titled = _titled(known(fields), heading, fields, source)
    if not (titled.heading and titled.heading.arxiv):
        fields, body = with_own_link(fields, body, (titled.title, file_title(source)), source.path)
    said = _with_reference(known(fields), fields)
    inside = take_works(body, source, (titled.title,))
    notes = notes_of(inside.left, source.path, unplaced)
    unplaced += inside.unplaced
    named = tuple((one.line, one.text) for one in [*([heading] if heading else []), *names, *inside.headings])
    if not notes and not fields and not heading:
        return Shaped(inside.entries, unplaced, titled.title if inside.entries else "", named)
    line = titled.line or min([*(field.line for field in fields), *(note.line for note in notes)], default=1)
    entry = made(titled, said, (fields, notes), Place(source.path, line, source.notebook, ()))
    return Shaped([entry, *inside.entries], unplaced, entry.title, named)


def _cited_fields(body: Sequence[OutlineLine], told: Sequence[Field], source: Source, names: tuple[str, ...]) -> list[Field]:
    """What the only citation in BibTeX in a note says of its work and no field does. Its title is another name where the note has one; `names` are what it is called."""
    cited = [(n, citation) for n, line in enumerate(body) if isinstance(line, Item | Prose) for citation in citations_in(line.text)]
    if len(cited) != 1:
        return []
    (place, citation), known_names = cited[0], {field.name for field in told}
    line = body[place].line
    called = next((" ".join(one.values) for one in citation if one.name == "title"), "")
    if place > _FEW and not any(identity(name) and bears(called, name) for name in names):
        return []  # a note on something else, which cites it
    title = "original title" if any(names[:2]) or not _is_slug(source) else "title"
    return [
        Field(title if one.name == "title" else one.name, ("; " if one.name == "authors" else ", ").join(one.values), source.path, line)
        for one in citation
        if one.name in _CITED and (one.name == "title" or one.name not in known_names)
    ]


def _with_reference(said: Known, fields: Sequence[Field]) -> Known:
    """What fields say, with the authors, the year and the arXiv id of the whole reference below the title, or of the one that stands for a link."""
    read = {"reference": parse_reference, "url": parse_listed}
    heads = (read[field.name](field.value) for field in fields if field.name in read and not said.authors)
    head = next((head for head in heads if head and head.authors), None)
    return replace(said, authors=head.authors, year=said.year or head.year, arxiv=said.arxiv or head.arxiv) if head else said


def alike(headings: Sequence[Heading]) -> set[int]:
    """The lines of the outermost headings, where they are written as titles and most have a part of one name below them: each is an item of its own, and
    none a part of one note. Titles that begin alike, `Chapter 1: …`, are such parts."""
    top = min((heading.level for heading in headings), default=0)
    parts: dict[int, set[str]] = {}
    titles: set[str] = set()
    for heading in headings:
        if heading.level == top:
            titles |= {heading.text.split()[0]} if is_title(heading.text) else set()
            parts[heading.line] = set()
        elif parts:
            parts[next(reversed(parts))].add(identity(_PART_NUMBER.sub("", heading.text)))
    often = Counter(name for names in parts.values() for name in names - _REST)
    recurs = max(often.values(), default=0)
    return set(parts) if recurs > 1 and recurs >= _HALF * len(parts) and len(titles) > _HALF * len(parts) else set()


def title_heading(lines: Sequence[OutlineLine], source: Source) -> Heading | None:
    """The heading that names a file: the only outermost one where it comes first, one of several where it is linked or is called as the file is."""
    told = [line for line in lines if isinstance(line, Heading)]
    headings = [line for line in told if (heading_field(line.text) or ("title", ""))[0] == "title"]
    if not headings:
        return None
    first, top = headings[0], min(heading.level for heading in headings)
    before = [line for line in lines[: lines.index(first)] if not isinstance(line, Property)]
    if first is told[0] and tells_source(first.text):
        return None
    outermost = [heading for heading in headings if heading.level == top]
    if first is told[0] and not before and _is_linked(first) and not any(map(_is_linked, told[1:])):
        return first
    if first.level != top:
        start = lines[: lines.index(outermost[0])]
        return outermost[0] if len(outermost) == 1 and top == 1 and len(start) <= _FEW else None
    head = head_of(first.text)
    if _DAY.fullmatch(file_title(source)) and not _YEAR.search(head.title):
        return None  # a day's note, whose headings are parts of that day
    stamped = bool(_STAMP.match(head.title))
    most = _NEARLY if before else _HALF if len(outermost) > 1 else 0
    if first.line in alike(told):
        return None
    called = stamped or _alike(head.title, file_title(source), most) or _is_slug(source, joined=len(outermost) == 1)
    if heading_field(first.text) and first is told[0]:
        return first
    people = are_title_and_person(lines) or any(is_byline(line.text) for line in before if isinstance(line, Item | Prose))
    if people and not _names_work(first):
        return None  # what stands above its authors is the title
    if _names_work(first):
        return first if len(before) <= _FEW and not any(map(_names_work, outermost[1:])) else None
    if sum(isinstance(below, Property) for line, below in pairwise(lines) if line in outermost) > 1:
        return None  # each with properties of its own, as Org has them
    titled = any(isinstance(line, Property) and common_name(line.name) == "title" for line in lines)
    if len(outermost) == 1 and top == 1:
        return first if not before or (called and len(before) <= _SOME) else None
    if len(outermost) == 1:
        called = called or (first is told[0] and is_name(source.name) and is_title(head.title))  # `UKGE.md`, whose heading is the title
        return first if called and not (before or titled or is_info(head.title)) else None
    called = (top == 1 and (called or is_info(head.title))) or _heads_parts(outermost, source)
    return first if called and not titled and len(before) <= _FEW else None


def _is_linked(heading: Heading) -> bool:
    """Whether a heading is a link and nothing else, called by more than what is found there."""
    link = LINK.fullmatch(heading.text)
    return bool(link and link[1] and link[2].startswith("http") and not is_label(link[1]))


def _heads_parts(outermost: Sequence[Heading], source: Source) -> bool:
    """Whether the first of several headings bears the whole name of the file or is written as a title, and the others are parts that any note may
    have: `Abstract`, `Results`."""
    name, others = identity(file_title(source)), [is_common(_PART_NUMBER.sub("", heading.text)) for heading in outermost[1:]]
    named = (len(name.split()) >= _FEW and bears(outermost[0].text, name)) or is_title(outermost[0].text)
    return named and bool(others) and sum(others) >= _HALF * len(others)


def _is_slug(source: Source, *, joined: bool = False) -> bool:
    """Whether a file is named for a machine, `cold_levain`, and its title is told elsewhere; with `joined` also by words written as one, `ColdLevain`."""
    name = source.notebook.rpartition("/")[2].removesuffix(".md")
    return name.casefold() in FOLDER_FILES or not re.search(r"[^a-z\d_-]", name) or (joined and bool(_JOINED.fullmatch(name)))


def _linked_title(line: OutlineLine, source: Source) -> str:
    """The words of a link that stands alone at the top of a file which is named by words written as one: what the file is on."""
    found = LINK.fullmatch(line.text) if isinstance(line, Prose) and _is_slug(source, joined=True) else None
    return (
        found[1]
        if found and found[1] and not is_label(found[1]) and _letters(found[1])[:_SEVERAL] == _letters(file_title(source))[:_SEVERAL]
        else ""
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _names_work(heading: Heading) -> bool:
    head = head_of(heading.text)
    return bool(head.arxiv or head.listed or head.cited)


def _alike(one: str, other: str, most: float) -> bool:
    """Whether a heading is called as its file is: in more than the share `most` of the words of both, where a heading that bears a part of that name,
    `C` in `C and C++`, may be a section; with none given, in half the words of the shorter."""
    words, words2 = set(identity(one).split()), set(identity(other).split())
    if most:
        return len(words & words2) > most * len(words | words2)
    return len(words & words2) >= _HALF * max(1, min(len(words), len(words2)))


def without_field_headings(lines: Sequence[OutlineLine], fields: Sequence[Field]) -> tuple[list[OutlineLine], list[OutlineLine]]:
    """The lines without headings and headers under which only fields stood, and those."""
    taken = {field.line for field in fields}
    starts = sorted([*(line.line for line in lines), *taken])
    after = {line: starts[n + 1] for n, line in enumerate(starts[:-1])}
    dropped = [
        line for line, below in zip(lines, [*lines[1:], None], strict=False) if _only_names(line, below) and after.get(line.line) in taken
    ]
    gone = {line.line for line in dropped}
    return [line for line in lines if line.line not in gone], dropped


def _only_names(line: OutlineLine, below: OutlineLine | None) -> bool:
    """Whether a line is a heading or the header of a table, and what is left `below` it is none of its own."""
    if isinstance(line, Row):
        return line.is_header and not isinstance(below, Row)
    return isinstance(line, Heading) and (below is None or isinstance(below, Heading))


def _titled(said: Known, heading: Heading | None, fields: Sequence[Field], source: Source) -> Titled:
    """Title from the fields, else the heading, else the file's name; what the heading says besides is another name of the same."""
    name = file_title(source)
    head = head_of(heading.text) if heading else parse_reference_name(name) or parse_tagged(name) or _year_led(source)
    named = (
        head is not None
        and bool(identity(head.title))
        and not _is_file_name(head.title, source)
        and not is_blank(head.title)
        and common_name(head.title) != "title"
        and (not is_info(head.title) or source.notebook.casefold() in FOLDER_FILES)
    )
    named = named and not _is_part_of_name(head, name, source)
    place = next((field.line for field in fields if field.name == "title"), 0)
    told = _LOGSEQ.sub("", said.title)
    if told and head and identity(head.title) == identity(name) and not _alike(told, name, _SHARE):
        told = ""  # heading and file agree on what the note is called: the title is that of its source, which others may share
    title = told or (_STAMP.sub("", head.title) if head and named else "") or name
    others = [head.title] if head and named else []
    # `AlexNet.md`, whose heading is the title of the paper; the words of that title written as one are no other name.
    called = [name] if is_name(name) and _letters(name) not in _letters(title) else []
    aliases = dict.fromkeys(name for name in (*others, *said.aliases, *called) if identity(name) not in ("", identity(title)))
    return Titled(title, heading.line if heading else place, head, tuple(aliases))


def _is_part_of_name(head: Head | None, name: str, source: Source) -> bool:
    """Whether a file is named for a work by a whole title, and its heading has but a few words of that."""
    words = identity(head.title).split() if head and not (head.arxiv or head.url) else []
    whole = identity(name).split()
    return bool(words) and " " in source.name and is_title(name) and set(words) < set(whole) and len(words) <= _HALF * len(whole)


def _is_file_name(title: str, source: Source) -> bool:
    """Whether a title is the name of the file as the machine has it: `2026-08-08-cold-levain.md`."""
    return " " not in title and len(re.findall(r"[_-]", title)) > _FEW and title.removesuffix(".md") == source.name.removesuffix(".md")


def _year_led(source: Source) -> Head | None:
    """The title of a file that is named for a work behind its year, with a sign for each space: `2018-Slow-Rye-at-Night`."""
    found = _YEAR_LED.fullmatch(source.name)
    words = re.sub(r"[_-]+", " ", found["title"]).split() if found else []
    return finished("", Told(" ".join(words), (), int(found["year"])), "") if found and len(words) > _SEVERAL else None


def file_title(source: Source) -> str:
    """The title that a file's name gives; a `readme` or `index` is called by its folder."""
    folder, name = source.notebook.rpartition("/")[0], source.name
    if folder and name.casefold() in _IN_FOLDER:
        name = folder.rpartition("/")[2]
    name = _LOGSEQ.sub("", name).removesuffix(".excalidraw").removesuffix(".md")
    if "___" in name:
        return unquote(name.replace("___", "/"))  # Logseq's names of pages below others
    name = _DASH_COLON.sub(": ", name)
    name = FILE_COLON.sub(": ", _DATED.sub("", _STAMP.sub("", unquote(name))))
    return " ".join((name if " " in name else re.sub(r"[_-]+", " ", name) if re.search(r"[^\W\d_][_-]", name) else name).split()) or name
