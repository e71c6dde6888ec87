"""Plain text to outline lines. The shape is told from the text itself, never from the file's name."""

from __future__ import annotations

import re

from assistant.notes.outline import OutlineLine
from assistant.notes.readers.bullets import read_bullets
from assistant.notes.readers.collection import PAPER, read_collection
from assistant.notes.readers.flat import read_flat
from assistant.notes.readers.wiki import DATED, read_wiki

_BULLET = re.compile(r"^\s*[•\-*+]\s+\S")
_MIN_LINES = 3
_MIN_SHARE = 0.4


def read_plain(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Outline lines of a plain text, and the lines left out with the reason.

    Four shapes are known: a collection of papers with their arXiv ids, a wiki page of dated items, bullets with indentation, and a flat outline
    whose indentation was lost.
    """
    lines = text.splitlines()
    filled = [line for line in lines if line.strip()]
    if sum(bool(PAPER.match(line.strip())) for line in filled) >= _MIN_LINES:
        return read_collection(lines)
    if sum(bool(DATED.match(line)) for line in filled) >= _MIN_LINES:
        return read_wiki(lines)
    if sum(bool(_BULLET.match(line)) for line in filled) >= _MIN_SHARE * len(filled):
        return read_bullets(lines)
    return read_flat(lines)
