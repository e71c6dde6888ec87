"""Running text: paragraphs between blank lines, and short lines of their own that head them."""

from __future__ import annotations

import re

from assistant.notes.lines import Heading, OutlineLine, Prose
from assistant.notes.readers.shape import is_label, lines_of

_RULE = re.compile(r"^([=\-~_*#^])\1{2,}$")


def read_prose(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """One line a paragraph, its wrapped lines joined; a short phrase that stands alone or is underlined is a heading."""
    out: list[OutlineLine] = []
    left: list[tuple[int, str]] = []
    paragraph: list[tuple[int, str]] = []

    def close(*, heading: bool = False) -> None:
        if paragraph:
            words = " ".join(part for _, part in paragraph)
            lone = len(paragraph) == 1 and is_label(words, max_words=10)
            out.append(Heading(2 if out else 1, words.rstrip(":"), paragraph[0][0]) if heading or lone else Prose(words, paragraph[0][0]))
        paragraph.clear()

    held = {line.number: line.text for line in lines_of(text)}
    for number in range(1, max(held, default=0) + 2):
        line = held.get(number, "")
        if line and _RULE.match(line):
            if len(paragraph) != 1:
                left.append((number, "a rule"))
            close(heading=len(paragraph) == 1)
        elif line:
            paragraph.append((number, line))
        else:
            close()
    if out and isinstance(out[-1], Heading):
        out[-1] = Prose(out[-1].text, out[-1].line)
    return out, left
