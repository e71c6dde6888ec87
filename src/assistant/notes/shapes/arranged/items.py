"""Items of a list that stand beside what they belong below, and those that are titles by how they are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.notes.heads.around.before import SHORT_VENUE, without_signs
from assistant.notes.heads.byline import is_byline
from assistant.notes.heads.fields import common_name, label_of
from assistant.notes.heads.head import parse_head
from assistant.notes.heads.links import LINK, links_in, without_marks
from assistant.notes.heads.listed import parse_listed
from assistant.notes.heads.references import parse_reference
from assistant.notes.lines import Heading, Item, OutlineLine, Prose
from assistant.notes.readers.shape import is_sentence, is_title

_NAMED_PEOPLE = re.compile(r"(?:\*\*[^*]{1,40}\*\*:?\s*)?(?P<by>[^\"“]+)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(?P<words>[^*]+)\1")
_PICTURE = re.compile(r"^[^\w\s*_`\[(<$\"“]+\s*")
_SEVERAL, _MOST = 3, 0.6
_HALF, _NEARLY = 0.5, 0.8


def _are_people(text: str, below: str) -> bool:
    """Whether an item only names people, perhaps behind a short name, and the line `below` it is what they wrote."""
    named = _NAMED_PEOPLE.match(text)
    quoted = below.startswith(('"', "“"))
    if not named or LINK.search(below) or not (quoted or text.endswith(":")):
        return False
    return is_byline(without_marks(named["by"]).rstrip(" :"), lone=quoted)


def with_titles_below(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
    """The lines, with items that name people alone joined to the title in quotation marks right below: `**RYE:** Ann Miller, Bo Stone.`, `"Slow Rye." OVEN`,
    or behind a colon."""
    found: list[OutlineLine] = []
    for line in lines:
        above = found[-1] if found else None
        if isinstance(line, Item) and isinstance(above, Item) and line.depth == above.depth + 1 and _are_people(above.text, line.text):
            found[-1] = replace(above, text=f"{above.text} {line.text}")
        else:
            found.append(line)
    return found


def with_venues_told(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
    """The lines, where items are called by a venue and a year alone, with that behind each title below one: `**OVEN2023**`, `Slow Rye at Night`."""
    placed = [line for line in lines if isinstance(line, Item) and _venue(line.text)]
    if len(placed) < _SEVERAL:
        return list(lines)
    found: list[OutlineLine] = []
    group: tuple[int, Item] | None = None
    for line in lines:
        found.append(line)
        if group and (not isinstance(line, Item) or line.depth <= group[1].depth):
            group = None
        if isinstance(line, Item) and (venue := _venue(line.text)):
            group = len(found) - 1, replace(line, text=venue)
        elif isinstance(line, Item) and group and line.depth == group[1].depth + 1 and _is_bare_title(line.text):
            found[group[0]] = group[1]  # in bold it would be a work itself
            found[-1] = replace(line, text=f"{line.text} ({group[1].text})")
    return found


def _venue(text: str) -> str:
    """The venue and the year that are all an item says; empty where it says more or less."""
    plain = without_marks(text).strip(" :：")
    return plain if SHORT_VENUE.fullmatch(plain) else ""


def _is_bare_title(text: str) -> bool:
    """Whether an item is a title and nothing else: wholly in bold, or written as titles are."""
    bold = _BOLD.fullmatch(text)
    words = bold["words"] if bold else text
    titled = len(words.split()) >= _SEVERAL and words[:1].isupper() and not is_sentence(words)
    return titled and not links_in(text) and (bool(bold) or is_title(words))


def with_labels_below(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
    """The lines, with what is labelled as the remarks on other works are below the work that it stands beside, as a slip of the indentation leaves it, and
    so a line of its people between the two."""
    often = Counter(label for line in lines if isinstance(line, Item) and line.depth and (label := _label(line.text)))
    labels = {label for label, times in often.items() if times >= _SEVERAL}
    if not labels:
        return list(lines)
    found: list[OutlineLine] = []
    work, under = False, False
    for line, behind in zip(lines, [*lines[1:], None], strict=True):
        if isinstance(line, Heading):
            work = False
        if not isinstance(line, Item):
            found.append(line)
            under = False
            continue
        if not line.depth:
            people = is_byline(line.text) and isinstance(behind, Item) and not behind.depth and _label(behind.text) in labels
            under = work and (people or _label(line.text) in labels)
            work = under or bool(links_in(line.text))
        found.append(replace(line, depth=line.depth + 1) if under else line)
    return found


def _label(text: str) -> str:
    return label_of(_PICTURE.sub("", re.sub(r"^(\*\*|__)[^\w\s*_]+\s*", r"\1", text)))


def with_paragraphs_below(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
    """The lines, where nearly all works of a list have paragraphs right behind them, with those as items below them: an abstract, a citation. Where paragraphs
    also stand before the first work under a heading, each is said of what follows it."""
    followed = sum(isinstance(line, Item) and isinstance(below, Prose) for line, below in pairwise(lines))
    if followed < _SEVERAL:
        return list(lines)
    works = [n for n, line in enumerate(lines) if isinstance(line, Item) and not line.depth and _is_work(line.text)]
    told = [n for n in works if n + 1 < len(lines) and isinstance(lines[n + 1], Prose)]
    first = [n for n in works if n and isinstance(lines[n - 1], Heading)]
    led = [n for n in works if n > 1 and isinstance(lines[n - 1], Prose) and isinstance(lines[n - 2], Heading)]
    if len(told) < _SEVERAL or len(told) < _NEARLY * len(works) or len(led) > len(first):
        return list(lines)
    found: list[OutlineLine] = []
    starts, under = set(works), False
    for n, line in enumerate(lines):
        under = n in starts or (under and not isinstance(line, Heading))
        below = under and n not in starts
        if below and isinstance(line, Prose):
            found.append(Item(1, line.text, line.line))
        else:
            found.append(replace(line, depth=line.depth + 1) if below and isinstance(line, Item) else line)
    return found


def _is_work(text: str) -> bool:
    head = parse_reference(text) or parse_head(text) or parse_listed(text)
    return head is not None and bool(head.cited or head.listed)


def with_titles_marked(lines: Sequence[OutlineLine]) -> list[OutlineLine]:
    """The lines, where most outermost items under a heading are works or are written as titles are, with the latter in bold: `- LINE: Large-scale
    Information Network Embedding`."""
    marked = titles_in(lines)
    return [replace(line, text=_in_bold(line.text)) if isinstance(line, Item) and line.line in marked else line for line in lines]


def titles_in(lines: Sequence[OutlineLine]) -> set[int]:
    """The lines of those outermost items that are titles by how they are written, where most beside them are titles or works."""
    return {line.line for block in outermost_items(lines) for line in _titles(block)}


def _in_bold(text: str) -> str:
    title = without_signs(text).rest
    return f"{text[: len(text) - len(title)]}**{title}**"


def _titles(block: Sequence[Item]) -> list[Item]:
    """The items of a block that are titles, where most are those or works. Titles that begin alike, `Chapter 1: …`, are parts of one work."""
    written = [line for line in block if is_title(line.text) and not _tells(line.text)]
    works = [line for line in block if _is_work(line.text)] if written else []
    titles = [line for line in written if line not in works]
    differ = len({line.text.split()[0] for line in titles}) > _HALF * len(titles)
    return titles if differ and len(titles) + len(works) >= max(_SEVERAL, _MOST * len(block)) else []


def _tells(text: str) -> bool:
    """Whether an item is a label and what it says, a sentence, or has links or marks of its own."""
    return bool(links_in(text) or common_name(label_of(text))) or is_sentence(text) or any(mark in text for mark in "*_`|=")


def outermost_items(lines: Iterable[object]) -> Iterator[list[Item]]:
    """The outermost items under each heading."""
    block: list[Item] = []
    for line in lines:
        if isinstance(line, Heading):
            yield block
            block = []
        elif isinstance(line, Item) and not line.depth:
            block.append(line)
    yield block
