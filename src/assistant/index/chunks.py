"""Chunks: passages of one entry, small enough to embed, each carrying its entry's title and section so that it can be understood alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.notes.entry import Entry
from assistant.tokens import count_tokens

# Raised when the form of a chunk or of the vector index changes, so that older indexes are rebuilt.
CHUNKING_VERSION = 2


@dataclass(frozen=True, slots=True)
class Chunk:
    """`text` is what is embedded (title, section, passage); `passage` is the entry's own words; `ordinal` its place within the entry."""

    id: str
    entry_id: str
    ordinal: int
    text: str
    passage: str


def chunk_entry(entry: Entry, max_tokens: int) -> list[Chunk]:
    """Cuts an entry into chunks whose passage has at most `max_tokens` cl100k tokens, at line and sentence ends where there are any."""
    passages = list(_pack(_pieces(entry, max_tokens), max_tokens)) or [""]
    return [_chunk(entry, number, passage) for number, passage in enumerate(passages)]


def _chunk(entry: Entry, ordinal: int, passage: str) -> Chunk:
    text = "\n".join(part for part in (_heading(entry), passage) if part)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Chunk(f"{entry.id}#{ordinal}.{digest}", entry.id, ordinal, text, passage)


def _heading(entry: Entry) -> str:
    titles = "; ".join([entry.title, *entry.aliases])
    byline = f" ({entry.byline()})" if entry.byline() else ""
    section = " / ".join(entry.section)
    return f"{titles}{byline}\n{section}" if section else f"{titles}{byline}"


def _pieces(entry: Entry, max_tokens: int) -> Iterator[str]:
    for line in entry.lines():
        if count_tokens(line) <= max_tokens:
            yield line
        else:
            yield from _pack(iter(_sentences(line, max_tokens)), max_tokens, joint=" ")


def _sentences(line: str, max_tokens: int) -> Iterator[str]:
    for sentence in re.split(r"(?<=[.!?;])\s+", line):
        words = sentence.split()
        while words:
            take = len(words)
            while take > 1 and count_tokens(" ".join(words[:take])) > max_tokens:
                take = max(1, take * 3 // 4)
            yield " ".join(words[:take])
            words = words[take:]


def _pack(pieces: Iterator[str], max_tokens: int, joint: str = "\n") -> Iterator[str]:
    """Joins pieces as long as they fit together."""
    held = ""
    for piece in pieces:
        together = f"{held}{joint}{piece}" if held else piece
        if held and count_tokens(together) > max_tokens:
            yield held
            held = piece
        else:
            held = together
    if held:
        yield held
