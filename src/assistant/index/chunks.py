"""Chunks: passages of one entry, small enough to embed, each carrying its entry's title and section so that it can be understood alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.notes.entry import Entry
from assistant.text.sentences import sentence_spans
from assistant.text.tokens import count_tokens

# Raised when the form of a chunk or of the vector index changes, so that older indexes are rebuilt.
CHUNKING_VERSION = 3

_WORD = re.compile(r"\S+\s*")
_CHARACTERS = 8
_MAX_HEADING = 2000
_LONGEST_TOKEN = 40


@dataclass(frozen=True, slots=True)
class Chunk:
    """`text` is what is embedded (title, section, passage); `passage` is the entry's own words; `ordinal` its place within the entry."""

    id: str
    entry_id: str
    ordinal: int
    text: str
    passage: str

    @property
    def place(self) -> str:
        """Where the passage stands: what its text says between the title and the passage."""
        return self.text.removesuffix(self.passage).partition("\n")[2].strip()


def chunk_entry(entry: Entry, max_tokens: int) -> list[Chunk]:
    """Cuts an entry into chunks whose passage has at most `max_tokens` cl100k tokens, at line and sentence ends where there are any."""
    pieces = list(_pieces(entry, max_tokens))
    passages = list(_pack((piece for _, piece in pieces), max_tokens)) or [""]
    parts = iter(pieces)
    chunks = []
    for number, passage in enumerate(passages):
        held = list(islice(parts, passage.count("\n") + 1)) if passage else []
        chunks.append(_chunk(entry, number, passage, list(dict.fromkeys(name for names, _ in held for name in names))))
    return chunks


def _chunk(entry: Entry, ordinal: int, passage: str, parts: Sequence[str]) -> Chunk:
    text = "\n".join(part for part in (_heading(entry, parts), passage) if part)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Chunk(f"{entry.id}#{ordinal}.{digest}", entry.id, ordinal, text, passage)


def _heading(entry: Entry, parts: Sequence[str]) -> str:
    """Title and byline, the section with the parts of the notes that the passage comes from, the tags."""
    titles = "; ".join([entry.title, *entry.aliases])[:_MAX_HEADING]
    byline = f" ({entry.byline()})" if entry.byline() else ""
    section = " / ".join([*entry.section, *parts])[:_MAX_HEADING]
    tags = ", ".join(entry.tags)[:_MAX_HEADING]
    return "\n".join(line for line in (f"{titles}{byline}", section, tags) if line)


def _pieces(entry: Entry, max_tokens: int) -> Iterator[tuple[tuple[str, ...], str]]:
    for parts, line in entry.remarks():
        whole = _fits(line.text, 0, len(line.text), max_tokens)
        yield from ((parts, piece) for piece in ([line.text] if whole else _cut(line.text, max_tokens)))


def _cut(line: str, max_tokens: int) -> Iterator[str]:
    """A line in pieces that fit, word for word: cut between sentences, a long sentence between words, a long word wherever it must be."""
    start = end = 0
    for stop in _stops(line, max_tokens):
        if end > start and not _fits(line, start, stop, max_tokens):
            yield line[start:end].strip()
            start = end
        end = stop
    yield line[start:].strip()


def _stops(line: str, max_tokens: int) -> Iterator[int]:
    """Where a line may be cut, its end the last: what lies between two such places fits."""
    for place, end in sentence_spans(line):
        if _fits(line, place, end, max_tokens):
            yield end
            continue
        ends = [word.end() for word in _WORD.finditer(line, place, end)]
        done = 0
        while done < len(ends):
            # A token holds no more than one word; a word may be cut into several.
            take = min(len(ends) - done, max_tokens)
            while take > 1 and not _fits(line, place, ends[done + take - 1], max_tokens):
                take = take * 3 // 4
            stop = ends[done + take - 1]
            yield from _within(line, place, stop, max_tokens)
            place, done = stop, done + take


def _within(line: str, start: int, end: int, max_tokens: int) -> Iterator[int]:
    """The end of a run of words that fits, or the places where a word that is too long is cut."""
    while not _fits(line, start, end, max_tokens):
        take = max_tokens * _CHARACTERS
        while take > 1 and not _fits(line, start, start + take, max_tokens):
            take = take * 3 // 4
        start += take
        yield start
    yield end


def _fits(line: str, start: int, end: int, max_tokens: int) -> bool:
    # Nothing that people write has so few tokens, and counting those of a very long text costs.
    return end - start <= max_tokens * _LONGEST_TOKEN and count_tokens(line[start:end].strip()) <= max_tokens


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
