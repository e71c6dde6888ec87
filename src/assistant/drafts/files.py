"""The text of a draft, from a file of any format that notes are read from."""

from __future__ import annotations

from pathlib import PurePath

from assistant.errors import UsageError
from assistant.notes.decoding import NotText, decode
from assistant.notes.files import MAX_BYTES, MAX_PACKED
from assistant.notes.formats.suffixes import PACKED, TEXTS
from assistant.notes.lines import Heading, Item, OutlineLine, Prose, Row

SUFFIXES = (*TEXTS, *PACKED)
_AS_IT_IS = (".md", ".markdown", ".txt", "")


def draft_text(name: str, data: bytes) -> str:
    """The text of a file as Markdown: Markdown and plain text as they are, other formats by their headings, items and paragraphs.

    Raises `UsageError`, which names the file, where it cannot be read or holds no words.
    """
    suffix = PurePath(name).suffix.lower()
    most = MAX_PACKED if suffix in PACKED else MAX_BYTES
    if len(data) > most:
        raise UsageError(f"{name}: {len(data) / 1e6:.0f} MB is more than {most / 1e6:.0f} MB; split it")
    try:
        if suffix in PACKED:
            text = _markdown(PACKED[suffix](data)[0])
        elif suffix in _AS_IT_IS or suffix not in TEXTS:
            text = decode(data)
        else:
            text = _markdown(TEXTS[suffix](decode(data))[0])
    except NotText as error:
        raise UsageError(f"{name}: {error}") from None
    if not text.strip():
        raise UsageError(f"{name} is empty; give a text with statements")
    return text


def _markdown(lines: list[OutlineLine]) -> str:
    return "\n\n".join(filter(None, map(_line, lines)))


def _line(line: OutlineLine) -> str:
    match line:
        case Heading(level, text):
            return f"{'#' * min(level, 6)} {text}"
        case Item(depth, text):
            return f"{'  ' * depth}- {text}"
        case Prose(text):
            return text
        case Row():
            return f"| {' | '.join(line.cells)} |"
    return ""
