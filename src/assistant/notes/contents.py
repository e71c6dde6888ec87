"""Lists of contents: links to the headings of the file that they stand in, which say nothing that those do not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.notes.lines import Heading, Item, OutlineLine, Prose

CONTENTS = "a list of the file's own headings"
# `- [Slow Rye](#slow-rye)`, `1. [Slow Rye](#slow-rye) — 3`, several of them on a line.
_LINE = re.compile(r"\W*(?:\[(?:[^\[\]]|\[[^\[\]]*\])*\]\((?:\./)?#[^()\s]*(?:\([^()]*\)[^()\s]*)*\)[\W\d_]*)+")
_SEVERAL = 3


def without_contents(lines: Sequence[OutlineLine]) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """The lines of a file without a list of its headings, and the lines of that list with the reason. A heading with nothing else below it goes too."""
    found = {n for n, line in enumerate(lines) if isinstance(line, Item | Prose) and _LINE.fullmatch(line.text)}
    if len(found) < _SEVERAL:
        return list(lines), []
    for n in [n - 1 for n in found if n > 1 and n - 1 not in found]:
        above, below = lines[n], next((line for m, line in enumerate(lines[n + 1 :], n + 1) if m not in found), None)
        if isinstance(above, Heading) and isinstance(below, Heading) and below.level <= above.level:
            found.add(n)
    return [line for n, line in enumerate(lines) if n not in found], [(lines[n].line, CONTENTS) for n in sorted(found)]
