"""Plain text to outline lines. The shape is found in the text itself, never in the file's name."""

from __future__ import annotations

import re

from assistant.notes.lines import OutlineLine
from assistant.notes.readers.bullets import is_outline, read_bullets
from assistant.notes.readers.collection import is_collection, read_collection
from assistant.notes.readers.flat import is_flat, read_flat
from assistant.notes.readers.markdown import read_markdown
from assistant.notes.readers.prose import read_prose
from assistant.notes.readers.wiki import is_wiki, read_wiki

_MARKDOWN = re.compile(r"^#{1,6} \S|^[-*] \*\*\S", re.MULTILINE)


def read_plain(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Outline lines of a plain text, and the lines left out with the reason."""
    if _MARKDOWN.search(text):
        return read_markdown(text)
    if is_collection(text):
        return read_collection(text)
    if is_wiki(text):
        return read_wiki(text)
    if is_outline(text):
        return read_bullets(text)
    if is_flat(text):
        return read_flat(text)
    return read_prose(text)
