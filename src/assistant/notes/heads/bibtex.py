"""A citation in BibTeX that stands in a note: what it says of the work that the note is on."""

from __future__ import annotations

import re

from assistant.notes.formats.references import read_bibtex
from assistant.notes.lines import Property

_START = re.compile(
    r"@(?:article|book|conference|in(?:book|collection|proceedings)|manual|(?:master|phd)sthesis|misc|online|proceedings|techreport|thesis"
    r"|unpublished)\s*\{\s*[^\s,{}]+\s*,",
    re.IGNORECASE,
)


def citations_in(text: str) -> list[list[Property]]:
    """The fields of each citation that is written in a text, under the common names that they have."""
    found: list[list[Property]] = []
    for start in _START.finditer(text):
        items, _ = read_bibtex(_braced(text[start.start() :]))
        found += [[line for line in lines if isinstance(line, Property)] for lines in items]
    return found


def _braced(text: str) -> str:
    """The text up to the brace that closes its first one."""
    depth = 0
    for place, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if char == "}" and not depth:
            return text[: place + 1]
    return text
