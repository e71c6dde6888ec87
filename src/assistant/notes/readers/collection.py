"""A collection of papers saved from a web page: a title, then `Paper • 2412.16247 • Published • 12` and perhaps `Note …`.

The number counts votes. Whatever follows it may stand on it without a space: `• 1Do I Know This Entity?`, `• 2Note Authors show …`.
"""

from __future__ import annotations

import re

from assistant.notes.lines import Heading, Item, OutlineLine, Prose
from assistant.notes.readers.shape import Line, lines_of

_PAPER = re.compile(r"^(?P<bullet>[-*•] )?Paper • (?P<id>\d{4}\.\d{4,5}) • Published(?: •)?\s*(?P<rest>.*)$")
_VOTES = re.compile(r"^(?P<digits>\d+)(?P<after>.*)$")
_NOTE = re.compile(r"^Note:?\s+(?P<text>.*)$")
_THREAD = re.compile(r"\s*\bThread:?\s+https?://\S+")
UNTITLED = "Untitled paper"


def is_collection(text: str) -> bool:
    """Whether at least two lines name a paper in this way."""
    return sum(bool(_PAPER.match(line.strip())) for line in text.splitlines()) >= 2


def read_collection(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """One entry a paper, its notes under it; links to discussion threads are left out."""
    out: list[OutlineLine] = []
    lines = lines_of(text)
    waiting: list[Line] = []
    for line in lines:
        paper = _PAPER.match(line.text)
        if not paper:
            waiting.append(line)
            continue
        title = None if paper["bullet"] or not waiting else waiting.pop()
        _place(out, waiting)
        tail = after_votes(paper["rest"])
        note = _NOTE.match(tail)
        name = title.text if title else UNTITLED
        head = f"**{name}** [arXiv:{paper['id']}](https://arxiv.org/abs/{paper['id']})"
        said = _THREAD.sub("", note["text"]).strip() if note else ""
        out.append(Item(0, f"{head} - {said}" if said else head, title.number if title else line.number))
        waiting = [Line(line.number, 0, tail)] if tail and not note else []
    _place(out, waiting)
    return out, [(line.number, "a link to a discussion thread") for line in lines if _THREAD.search(line.text)]


def after_votes(rest: str) -> str:
    """What follows the count of votes. Where a title begins with a number of its own (`• 23D Scenes`), its digits go back to it.

    A title's own number shows in what comes after it: a space (`• 510 Ways`), a hyphen (`• 41-bit`), a lone capital (`• 23D`). The count then
    keeps as many digits as leave the title a number that does not begin with zero.
    """
    found = _VOTES.match(rest)
    if not found:
        return rest
    digits, after = found["digits"], found["after"]
    glued = re.match(r"(?:[-.,]\w|[B-HJ-Z](?=[\s-])|[a-z%])", after)
    spaced = after.startswith(" ") and not _NOTE.match(after.strip())
    if not (glued or spaced):
        return after.strip()
    keep = next((n for n in range(len(digits) - 1, 0, -1) if digits[n] != "0"), 0)
    return digits[keep:] + after


def _place(out: list[OutlineLine], lines: list[Line]) -> None:
    """Lines that belong to no paper's head: before the first paper the page's title and its description, after one a remark on it."""
    after_paper = any(isinstance(before, Item) for before in out)
    for line in lines:
        note = _NOTE.match(line.text)
        said = _THREAD.sub("", note["text"] if note else line.text).strip()
        if not said:
            continue
        if after_paper:
            out.append(Item(1, said, line.number))
        elif out:
            out.append(Prose(said, line.number))
        else:
            out.append(Heading(1, said, line.number))
