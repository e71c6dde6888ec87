"""A collection of papers: a title line, then `Paper • 2412.16247 • Published • 12`, on which the next title or a note may follow without a blank."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.notes.outline import Heading, Item, OutlineLine, Prose

# The number after `Published` counts upvotes; what follows it starts with a letter, or with the digit of a title that has its own word ("2 OLMo").
PAPER = re.compile(r"^Paper • (?P<id>\d{4}\.\d{4,5}) • Published(?: • (?P<votes>\d+?)(?=\D|$))?(?P<rest>.*)$")
_THREAD = re.compile(r"\s*\bThread:\s*\S+\s*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def read_collection(lines: Sequence[str]) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Outline lines of a collection: an item for each paper, its note as remarks, sentence by sentence."""
    found: list[OutlineLine] = []
    left: list[tuple[int, str]] = []
    title, title_line = "", 0
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        match = PAPER.match(line.removeprefix("- ").strip())
        if not line:
            continue
        if match is None:
            if title:
                found.append(Heading(1, title, title_line) if not found else Prose(title, title_line))
            title, title_line = line, number
            continue
        name = title or "Untitled paper"
        found.append(Item(0, f"**{name}** arXiv:{match['id']}", title_line if title else number))
        rest = match["rest"].strip()
        title, title_line = ("", 0) if rest.startswith("Note ") or not rest else (rest, number)
        if rest.startswith("Note "):
            found.extend(_note(rest.removeprefix("Note "), number, left))
    if title:
        found.append(Item(0, f"**{title}**", title_line))
    return found, left


def _note(text: str, number: int, left: list[tuple[int, str]]) -> list[OutlineLine]:
    kept = _THREAD.sub(" ", text).strip()
    if kept != text.strip():
        left.append((number, "a link to a thread"))
    return [Item(1, sentence, number) for sentence in _SENTENCE.split(kept) if sentence]
