"""An outline whose indentation was lost: numbered headings, entries, and below each the remarks on it, all at the margin.

What belongs to what is read from the lines themselves. A line with a citation is an entry, or one written as a title. A bare phrase that is
followed by an entry heads the entries after it. Every other line is a remark on the entry above: in doubt a line stays with that entry.
"""

from __future__ import annotations

import re
from enum import Enum

from assistant.notes.heads.head import parse_head, parse_idea, parse_lead
from assistant.notes.lines import Heading, Item, OutlineLine, Prose
from assistant.notes.readers.shape import Line, is_label, is_title, lines_of

_NUMBERED = re.compile(r"^(?P<number>\d+(?:\.\d+)*)\.?\s+(?P<text>\S.*?)(?P<mark>[#¶])?$")
_GOES_ON = re.compile(r"^(?:[,;)\]]|->|\[(?!\^))")
_OPEN_END = re.compile(r"\b(?:and|or|of|the|a|an|with|both|as|by|from|that|which|e\.g\.|i\.e\.)$|\((?:e\.g\.)?$")
_NAME_END = re.compile(r"\s(?=[-–—]\s|https?://)")
# A line that begins with a reference in place of a title: `liu…neubig, 2023 review compares …`.
_REFERENCE = re.compile(
    r"^(?P<name>[\w’'-]+(?:…[\w’'-]+| et al\.?),? (?:19|20)\d{2}(?: (?:blog post|paper|review|survey|thread))?)\s+(?P<rest>[a-z].*)$"
)
# A name that stands alone (`LoRA`) is no label of a group.
_NAME = re.compile(r"^(?=\S*[A-Z]\S*[A-Z])(?!\S*-[a-z]{3})[\w+-]+$")
_MAX_JOINED = 2000
_MAX_RUN = 2
_MAX_PIECE_WORDS = 3


class _Is(Enum):
    NUMBERED = "numbered heading"
    ENTRY = "entry"
    LABEL = "label"
    REMARK = "remark"


def is_flat(text: str) -> bool:
    """Whether there is a numbered heading or a line with a citation, and no shape but that."""
    return any(_heading(line) or _cited(line.text) for line in lines_of(text))


def read_flat(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Headings, entries at depth 0 and remarks at depth 1."""
    lines = _joined(lines_of(text))
    kinds = _kinds(lines)
    top = min((len(found["number"].split(".")) for line in lines if (found := _heading(line))), default=1)
    out: list[OutlineLine] = []
    section, group = 0, 0
    for n, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        above = kinds[n - 1] if n else _Is.NUMBERED
        if found := _heading(line):
            section, group = len(found["number"].split(".")) - top + 1, 0
            out.append(Heading(section, found["text"].strip(), line.number))
        elif kind is _Is.LABEL:
            group = group + 1 if above is _Is.LABEL else 1
            out.append(Heading(section + group, line.text.rstrip(":"), line.number))
        else:
            out.append(_line(line, kind, out[-1] if out else None))
    return out, []


def _line(line: Line, kind: _Is, above: OutlineLine | None) -> OutlineLine:
    if kind is _Is.ENTRY:
        return Item(0, line.text if _cited(line.text) else _marked(line.text), line.number)
    if isinstance(above, Item):
        return Item(1, line.text, line.number)
    return Prose(line.text, line.number)


def _heading(line: Line) -> re.Match[str] | None:
    """A numbered heading: `7.7.1. prompting#`, or `2.1 Results` with no mark where the number has two parts."""
    found = _NUMBERED.match(line.text)
    if not found or not (found["mark"] or ("." in found["number"] and is_label(found["text"], max_words=10))):
        return None
    return found


def _joined(lines: list[Line]) -> list[Line]:
    """Lines that lost their inline code or emphasis are cut in pieces; they are joined where one plainly goes on in the next."""
    out: list[Line] = []
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        last = out[-1] if out else None
        if last and not _heading(line) and not _heading(last) and _cut(last.text, line.text, after.text if after else ""):
            gap = "" if line.text[0] in ",;)]" else " "
            out[-1] = Line(last.number, last.indent, f"{last.text}{gap}{line.text}")
        else:
            out.append(line)
    return out


def _cut(above: str, text: str, after: str) -> bool:
    if len(above) > _MAX_JOINED:
        return False
    if _GOES_ON.match(text) or _OPEN_END.search(above):
        return True
    closing = text if len(text.split()) > _MAX_PIECE_WORDS else f"{text} {after}"
    return above.count("(") > above.count(")") and closing.count(")") > closing.count("(")


def _kinds(lines: list[Line]) -> list[_Is]:
    """What each line is. Labels are found last to first, since a line heads a group only where an entry or another label follows."""
    kinds = [_first_kind(line) for line in lines]
    for n in range(len(lines) - 2, -1, -1):
        if kinds[n] is _Is.REMARK and is_label(lines[n].text) and _heads(n, lines, kinds):
            kinds[n] = _Is.ENTRY if _NAME.match(lines[n].text) else _Is.LABEL
    for n, line in enumerate(lines):
        begins = n > 0 and kinds[n - 1] in {_Is.NUMBERED, _Is.LABEL}
        if kinds[n] is _Is.REMARK and begins and _named(line.text):
            kinds[n] = _Is.ENTRY
    return _without_lists(lines, kinds)


def _first_kind(line: Line) -> _Is:
    if _heading(line):
        return _Is.NUMBERED
    known = _cited(line.text) or _REFERENCE.match(line.text) or is_title(_NAME_END.split(line.text)[0])
    return _Is.ENTRY if known else _Is.REMARK


def _marked(text: str) -> str:
    """An entry without a citation, its name in bold as the notes' own grammar has it."""
    if reference := _REFERENCE.match(text):
        return f"**{reference['name']}** - {reference['rest']}"
    name = _NAME_END.split(text)[0]
    return f"**{name}**{text[len(name) :]}"


def _cited(text: str) -> bool:
    return bool(parse_head(text) or parse_lead(text))


def _named(text: str) -> bool:
    """Whether a line introduces an idea by its name: `Greedy - the most probable token`."""
    idea = parse_idea(text)
    return bool(idea and idea.comment and re.match(r"[^:]*\s[-–—]\s", text) and is_label(idea.title, max_words=6))


def _heads(n: int, lines: list[Line], kinds: list[_Is]) -> bool:
    if kinds[n + 1] in {_Is.ENTRY, _Is.LABEL}:
        return True
    return n + 2 < len(lines) and kinds[n + 2] is _Is.ENTRY and kinds[n + 1] is _Is.REMARK and _named(lines[n + 1].text)


def _without_lists(lines: list[Line], kinds: list[_Is]) -> list[_Is]:
    """Short phrases in a row under an entry are a list of remarks on it, even where the last of them is followed by an entry."""
    n = 0
    while n < len(lines):
        end = n
        while end < len(lines) and kinds[end] in {_Is.LABEL, _Is.REMARK} and is_label(lines[end].text):
            end += 1
        if end - n > _MAX_RUN:
            kinds[n:end] = [_Is.REMARK] * (end - n)
        n = max(end, n + 1)
    return kinds
