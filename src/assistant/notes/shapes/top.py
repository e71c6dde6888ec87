"""What stands at the top of notes on one work and says which work it is: fields, links, a line of authors, a date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.notes.entry import Field
from assistant.notes.heads.byline import is_byline, is_person, people_below
from assistant.notes.heads.fields import common_name, field_of, is_short, names_paper
from assistant.notes.heads.links import LINK, arxiv_in, is_paper, links_and_venue, links_in, only_link, only_links, unlink, without_marks
from assistant.notes.heads.references import parse_reference
from assistant.notes.lines import Heading, Item, OutlineLine, Property, Prose, Row
from assistant.notes.names import is_common
from assistant.notes.readers.shape import is_sentence
from assistant.text.fold import fold, identity

_MAX_LINES = 60
_OF_WORKS = frozenset("title authors year venue doi arxiv url tags created".split())
_BELOW_LABELS = frozenset("title authors year venue doi".split())  # of fields that people put as headings
_LONG = frozenset({"title", "original title", "authors"})  # may have more words than other fields
_SHORT = 8
_SEVERAL, _FEW = 3, 2
_NEARLY = 0.8
# Words of headings under which a note says what it is about, in languages that people keep notes in.
_INFO = frozenset(
    "about basic bibliographic bibliography bibtex citation cite data details general info information meta metadata properties publication reference"
    " resources refs 标题 论文信息 基本信息 文献信息 論文情報 基本情報 書誌情報 メタデータ 元数据 元信息 논문 정보 информация".split()
)
_WHERE = _INFO | frozenset("article homepage link links page paper pdf website".split())  # under which stands where the work is found
# Two last names alone may be two words of anything: a year tells.
_PEOPLE = re.compile(r"[^\W\d_][\w’'-]+(?: et al\.?(?:,? \(?(?:19|20)\d{2}\)?)?| (?:and|&) [^\W\d_][\w’'-]+,? \(?(?:19|20)\d{2}\)?)")
# Where something was published and when: `Proceedings of the 2nd Workshop on Bread, May 2009`, `OVEN'04: Sixth Symposium on Baking (2004), pp. 1-9`.
_PUBLISHED = re.compile(
    r"\b(?:Proceedings|Proc\.|Symposium|Conference|Workshop|Journal|Transactions|Bulletin|Annals|Letters|Magazine|Volume|Vol\.)(?=.*(?:\b|')(?:(?:19|20)\d{2}|\d{2}:)\b)"
)
_VENUE = re.compile(
    r"(?:19|20)\d{2} [A-Z][\w&-]*[A-Z][\w&-]*|(?=\S*[A-Z]{2})[A-Z][\w&-]+(?: [A-Z][\w&-]*){0,2},? (?:19|20)\d{2}"
)  # `2016 JMLR`
_BY = re.compile(r"by (?P<people>[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)+,? \(?(?:19|20)\d{2}\)?)\.?", re.IGNORECASE)
_SOURCE = re.compile(r"(?:[Bb]y|[Ff]rom|[Vv]ia|[Ss]ource:?) [^\W_][\w.’'-]*(?: [\w.’'-]+){0,3}")
_TAGS = re.compile(r"#[^\W\d_][\w/-]*(?:[\s,;]+#[^\W\d_][\w/-]*)*")
_TAGGED_LINK = re.compile(r"(?:#(?:arxiv|link|paper|pdf|url)|[Ss]ource|[Uu]rl|URL)\s+((?:\[|https?:)\S+(?: \S+)?)")
_NEAR, _NAMES = 2, 8
_DATE = re.compile(
    r"[\W_]*(?:(?:[^\W\d_]{3,9}\.?,?\s+)?(?:\d{1,2},?\s+)?(?:[^\W\d_]{3,9}\.?,?\s+)?(?:1[5-9]|20)\d{2}|(?:19|20)\d{2}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?|(?:19|20)\d{2}年?)[\W_]*"
)


def is_info(heading: str) -> bool:
    """Whether a heading only says that facts on the work follow."""
    return all(word in _INFO or is_common(word) for word in fold(heading).split())


def names_people(heading: str) -> bool:
    """Whether a heading only says who wrote a work: `Wang *et al.* (2017)`."""
    plain = without_marks(heading)
    return is_byline(plain) or bool(_PEOPLE.fullmatch(plain))


def tells_source(heading: str) -> bool:
    """Whether a heading only says by whom or from where the notes are: `By Ann Miller`, `From Baking Weekly`."""
    return bool(_SOURCE.fullmatch(without_marks(heading)))


def heading_field(heading: str) -> tuple[str, str] | None:
    """Common name and value of a heading that is a field of the work: `# Author: Wang et al. (2017)`."""
    name, value = field_of(heading) or ("", "")
    common = common_name(name)
    return (common, value) if value and common in _OF_WORKS else None


def take_top(lines: Sequence[OutlineLine], path: str) -> tuple[list[Field], list[OutlineLine]]:
    """The fields at the top of `lines`, and the lines that are none. Headings that only say that fields follow stay among the latter."""
    taken: dict[int, Field] = {}
    zone = list(_zone(lines))
    for number in zone:
        for place, field in _fields_at(number, lines, path):
            taken.setdefault(place, field)
    _take_neighbours(taken, zone, lines, path)
    _take_title(taken, lines, path)
    bare = {n: arxiv_in(field.value) for n, field in taken.items() if field.name == "url" and field.value == lines[n].text}
    if len(set(bare.values()) - {None}) >= _SEVERAL:
        taken = {n: field for n, field in taken.items() if n not in bare}  # links to works, and none of them this one
    return list(dict.fromkeys(taken[number] for number in sorted(taken))), [line for n, line in enumerate(lines) if n not in taken]


def _zone(lines: Sequence[OutlineLine]) -> Iterator[int]:
    """The numbers of the lines in which fields are looked for: all properties, and what stands before the first heading that says something."""
    still_top = True
    for number, line in enumerate(lines):
        if isinstance(line, Heading):
            named = heading_field(line.text) is not None or bool(_label_above(number, lines))
            if number == 1 or (named and still_top):
                yield number
            still_top = still_top and (
                number == 0
                or named
                or is_info(without_marks(line.text))
                or (number == 1 and (names_people(line.text) or bool(people_below(line.text))))
            )
        elif isinstance(line, Property) or (still_top and number < _MAX_LINES):
            yield number


def _fields_at(number: int, lines: Sequence[OutlineLine], path: str) -> Iterator[tuple[int, Field]]:
    line = lines[number]
    if isinstance(line, Property):
        name = common_name(line.name) or line.name
        yield number, Field(name, (", " if name != "authors" else "; ").join(line.values), path, line.line)
        return
    if isinstance(line, Heading):
        if number and (named := heading_field(line.text)):
            yield number, Field(*named, path, line.line)
        elif number and (common := _label_above(number, lines)):
            below = list(_below(number, lines))
            yield from ((n, Field(common, lines[n].text, path, lines[n].line)) for n in (below if common == "authors" else below[:1]))
        elif number == 1 and isinstance(lines[0], Heading) and (byline := people_below(line.text)):
            yield number, Field("authors", byline, path, line.line)
        elif number == 1 and isinstance(lines[0], Heading) and names_people(line.text):
            yield number, Field("authors", line.text, path, line.line)
        return
    name, value = _named(line)
    common = common_name(name) if not names_paper(name, value) else "original title"
    if common and common != "comment":
        below = [] if value else list(_values_below(number, lines))
        told = value or ", ".join(lines[n].text for n in below)
        if told and (common != "url" or links_in(told)) and (common in _LONG or is_short(told)):
            yield from ((n, Field(common, value if n == number else lines[n].text, path, lines[n].line)) for n in (number, *below))
    elif not common and (field_name := _says_itself(line.text, number, lines)):
        yield number, Field(field_name, line.text, path, line.line)


def _label_above(number: int, lines: Sequence[OutlineLine]) -> str:
    """The field that a heading names whose value stands below it: `#### Paper Title :`, `Slow Rye at Night`; empty where it is none."""
    line = lines[number]
    common = common_name(without_marks(line.text).rstrip(" :：")) if isinstance(line, Heading) else ""
    if common not in _BELOW_LABELS:
        return ""
    below = list(_below(number, lines))
    told = len(below) == 1 and (len(lines[below[0]].text.split()) > _FEW or common != "title")
    people = common == "authors" and all(isinstance(lines[n], Item) and len(lines[n].text.split()) <= _SHORT for n in below)
    return common if below and (told or people) and all(is_short(lines[n].text) for n in below) else ""


def _below(number: int, lines: Sequence[OutlineLine]) -> Iterator[int]:
    """The numbers of the lines under a heading up to the next."""
    for n in range(number + 1, len(lines)):
        if isinstance(lines[n], Heading):
            return
        yield n


def _named(line: Item | Prose | Row) -> tuple[str, str]:
    """Name and value of a line that may be a field; a row with two cells is one."""
    if isinstance(line, Row):
        name = without_marks(line.cells[0]) if len(line.cells) == 2 else ""
        # The first row of a table that is none is one of its fields too: `| Title | Slow Rye |`.
        return (
            (name, line.cells[1]) if name and (not line.is_header or (common_name(name) and len(line.cells[1].split()) > 1)) else ("", "")
        )
    return field_of(line.text) or ("", "")


def _values_below(number: int, lines: Sequence[OutlineLine]) -> Iterator[int]:
    """The items below an item that names a field and gives no value on its own line."""
    line = lines[number]
    if not isinstance(line, Item):
        return
    for n in range(number + 1, len(lines)):
        below = lines[n]
        if not isinstance(below, Item) or below.depth <= line.depth:
            return
        yield n


def _says_itself(text: str, number: int, lines: Sequence[OutlineLine]) -> str:
    """What a line without a name is, right under a title: a date, links to the work, its authors; empty where it is none of these."""
    if _DATE.fullmatch(text):
        return "date"
    if only_links(text):
        return "url"
    if number <= _SEVERAL and _TAGS.fullmatch(text):
        return "tags"
    if 0 < number <= _SEVERAL and isinstance(lines[0], Heading) and cites(text, lines[0].text):
        return "reference"
    if number <= _NEAR and links_and_venue(text):
        return "venue"
    if number <= _NEAR + 1 and _VENUE.fullmatch(text):
        return "venue"
    if number <= _NEAR and _PUBLISHED.search(text) and is_short(text) and not text.endswith(("?", "!", ":")):
        return "venue"  # before it is taken for names: `Annals of Bread and Grain, A. Miller, 1992`
    above = next((one for one in reversed(lines[:number]) if isinstance(one, Heading)), None)
    told = above is not None and above is not lines[0] and not _WHERE.isdisjoint(fold(without_marks(above.text)).split())
    if told and links_in(text) and len(unlink(text).split()) <= _SHORT:
        return "venue" if re.search(r"(?:19|20)\d{2}", unlink(text)) else "url"
    before = lines[number - 1] if number else None
    if number <= _NEAR and (by := _BY.fullmatch(text)) and len(by[1].split()) <= _NAMES:
        return "authors"
    near_title = (
        (number <= 1 and not (number == 0 and isinstance(lines[0], Item)))
        or isinstance(before, Heading | Property)
        or (isinstance(before, Prose) and number <= 3)
    ) and not (before and _TAGS.fullmatch(before.text))
    people = is_byline(text if links_in(text) else without_marks(text)) or (number == 1 and are_title_and_person(lines))
    return "authors" if near_title and not isinstance(lines[number], Row) and people else ""


def cites(text: str, title: str) -> bool:
    """Whether a line is a whole reference to the work of a certain title."""
    head = parse_reference(text)
    return head is not None and identity(head.title) == identity(without_marks(title)) != ""


def are_title_and_person(lines: Sequence[OutlineLine]) -> bool:
    """Whether lines begin with a list of two, a title and a person: `* Slow Rye at Night`, `* Ann Miller`."""
    listed = [isinstance(line, Item) and line.depth == 0 for line in lines[:3]]
    if listed[:2] != [True, True] or listed[2:] == [True] or not is_person(lines[1].text):
        return False
    title = lines[0].text
    return len(title.split()) >= _SEVERAL and not is_sentence(title) and not common_name((field_of(title) or ("", ""))[0])


def _take_title(taken: dict[int, Field], lines: Sequence[OutlineLine], path: str) -> None:
    """Takes the first line as the title, where the authors stand right under it and nothing else gives one."""
    start = next((n for n, line in enumerate(lines) if not isinstance(line, Property)), len(lines))
    by = taken.get(start + 1)
    if by is None or by.name != "authors" or start in taken or any(field.name == "title" for field in taken.values()):
        return
    line = lines[start]
    if by.value == lines[start + 1].text and isinstance(line, Item | Prose) and is_short(line.text) and not line.text.endswith((".", ":")):
        taken[start] = Field("title", line.text, path, line.line)


def _take_neighbours(taken: dict[int, Field], zone: Sequence[int], lines: Sequence[OutlineLine], path: str) -> None:
    """Takes the fields of other names that stand among those that are known."""
    named = {n: pair for n in zone if not isinstance(lines[n], Property | Heading) and (pair := _named(lines[n]))[0]}  # type: ignore[arg-type]
    for run in _runs([n for n in zone if not isinstance(lines[n], Property) and (n in named or n in taken)], lines):
        if sum(n in taken for n in run) < 2:
            continue
        for n in run:
            name, value = named.get(n, ("", ""))
            if n not in taken and value and is_short(value):
                link = only_links(value) and (arxiv_in(value) or is_paper(value))
                taken[n] = Field("url" if link else common_name(name) or name, value, path, lines[n].line)


def _runs(numbers: Sequence[int], lines: Sequence[OutlineLine]) -> Iterator[list[int]]:
    """Runs of neighbouring lines of one kind."""
    run: list[int] = []
    for n in numbers:
        if run and (n != run[-1] + 1 or type(lines[n]) is not type(lines[run[-1]])):
            yield run
            run = []
        run.append(n)
    if run:
        yield run


def with_own_link(fields: list[Field], body: list[OutlineLine], names: tuple[str, str], path: str) -> tuple[list[Field], list[OutlineLine]]:
    """Fields and notes, where no field gives a link to the work, with the line further down that does: links that only say what is found there, or one
    that is called as the work. `names` are the title and the name of the file, which counts where it is of several words."""
    title, name = names
    called_by = [title, *([name] if len(name.split()) >= _SEVERAL else [])]
    if any(field.name in {"arxiv", "doi", "url"} for field in fields):
        return fields, body
    linked = [line for line in body if isinstance(line, Item | Prose) and (arxiv_in(line.text) or is_paper(line.text))]
    bare = [line for line in linked if only_links(line.text.strip(" ."))]
    if len({arxiv_in(line.text) for line in bare}) >= _SEVERAL:
        bare = []  # a list of links, each to another work
    labelled = [line for line in linked if _names_link(line.text)]
    bare = labelled if len(labelled) == 1 else bare
    start = body[:_FEW] if any(field.name == "authors" for field in fields) else []
    for line in linked:
        called = LINK.match(line.text)
        if line in bare or (called and any(bears(called[1] or "", one) for one in called_by)) or (line in start and _points(line.text)):
            return [*fields, Field("url", line.text, path, line.line)], [one for one in body if one is not line]
    return fields, body


def _names_link(text: str) -> bool:
    """Whether a line says by its label that it links to the work: `Paper link - https://arxiv.org/abs/2001.00001`, `#url https://…`."""
    if tagged := _TAGGED_LINK.fullmatch(text):
        return only_link(tagged[1])
    name, value = field_of(text) or ("", "")
    return common_name(name) in ("url", "arxiv") and only_link(value)


def _points(text: str) -> bool:
    """Whether a line says in a few words where the work is found: `Available [here](https://arxiv.org/abs/2001.00001).`"""
    links = LINK.findall(text)
    return len(links) == 1 and len(links[0][0].split()) <= _FEW and len(LINK.sub("", text).split()) <= _FEW


def bears(words: str, title: str) -> bool:
    """Whether nearly all words of a title stand in the words of a link."""
    wanted = set(identity(title).split())
    return len(wanted & set(identity(words).split())) >= _NEARLY * len(wanted)
