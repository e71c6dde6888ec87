"""What is asked of the catalog: counts, words, filters and keywords."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.index.database import Database
from assistant.index.filters import Filters, where
from assistant.text.fold import fold


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of each an index holds. Whole is one that has keywords, and where the embedder gives them word vectors, for each chunk."""

    entries: int
    chunks: int
    keywords: int
    word_vectors: int


@dataclass(frozen=True, slots=True)
class _Counts:
    """Of one state of the index: its stamp, what it holds, and the shares of words that were asked for."""

    stamp: str
    tally: Tally
    shares: dict[str, float]


class Lookup(Database):
    """The questions that a catalog answers. Counts are kept for as long as the index stays the same."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._counted = _Counts("none", Tally(0, 0, 0, 0), {})

    def meta(self, key: str, default: str = "") -> str:
        """A remembered value."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else default

    def set_meta(self, **values: str) -> None:
        """Remembers values."""
        with self._lock:
            self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    @property
    def generation(self) -> int:
        """How many syncs have changed this index; 0 where it was never built."""
        return int(self.meta("generation", "0"))

    def counts(self) -> tuple[int, int]:
        """Number of entries and of chunks."""
        return self._current().tally.entries, self._current().tally.chunks

    def tally(self) -> Tally:
        """What the tables hold, counted now."""
        tables = ("entries", "chunks", "keywords_docsize", "word_vectors")
        return Tally(*(int(str(self._rows(f"SELECT count(*) FROM {table}")[0][0])) for table in tables))

    def lacking(self) -> str:
        """What the tables lack now of what the last sync wrote, in words; empty where they are whole."""
        tally = self.tally()
        written = json.loads(self.meta("written", "[0, 0]"))
        words = tally.chunks if self.meta("words") == "yes" else 0
        held = (tally.entries, tally.chunks, tally.keywords, tally.word_vectors)
        wanted = (*written, tally.chunks, words)
        names = ("entries", "chunks", "keywords", "word vectors")
        return ", ".join(f"{want - have} of {want} {name}" for name, have, want in zip(names, held, wanted, strict=True) if have < want)

    @property
    def stamp(self) -> str:
        """Names this state of the index: no other state of any index has the same. Empty where it was never built."""
        return self.meta("stamp")

    def _current(self) -> _Counts:
        """What was counted of the present state; counted anew once another process has written the next."""
        stamp = self.stamp
        if stamp != self._counted.stamp:
            self._counted = _Counts(stamp, self.tally(), {})
        return self._counted

    def some_chunk_ids(self, n: int) -> list[str]:
        """Up to `n` ids of chunks, from the one stored first to the one stored last."""
        first, last = self._rows("SELECT min(number), max(number) FROM chunks")[0]
        if first is None:
            return []
        low, high = int(str(first)), int(str(last))
        at = sorted({low + (high - low) * step // max(n - 1, 1) for step in range(n)})
        found = (self._rows("SELECT id FROM chunks WHERE number >= ? ORDER BY number LIMIT 1", (number,)) for number in at)
        return list(dict.fromkeys(str(rows[0][0]) for rows in found))

    def passing(self, ids: Sequence[str], filters: Filters) -> set[str]:
        """Those of some chunk ids whose entries pass the filters."""
        if not filters:
            return set(ids)
        condition, values = where(filters)
        sql = f"SELECT chunks.id FROM chunks JOIN entries ON entries.id = chunks.entry_id WHERE {condition} AND chunks.id"
        return {str(chunk_id) for (chunk_id,) in self._rows_of(sql, ids, values)}

    def some_within(self, filters: Filters, n: int) -> list[str]:
        """Ids of up to `n` chunks whose entries pass the filters."""
        condition, values = where(filters)
        sql = f"SELECT chunks.id FROM entries JOIN chunks ON chunks.entry_id = entries.id WHERE {condition} LIMIT ?"
        return [str(chunk_id) for (chunk_id,) in self._rows(sql, [*values, n])]

    def matching(self, expression: str, weights: tuple[float, float, float, float], n: int, filters: Filters) -> list[tuple[str, float]]:
        """The `n` chunk ids that fit an FTS5 expression best, with their BM25 score (higher is better).

        `weights` are those of title, section, passage and acronyms.
        """
        factors = ", ".join(str(weight) for weight in weights)
        ranked = f"SELECT keywords.rowid AS number, -bm25(keywords, {factors}) AS score FROM keywords"
        condition, values = where(filters)
        if filters:
            ranked += " JOIN chunks ON chunks.number = keywords.rowid JOIN entries ON entries.id = chunks.entry_id"
        sql = (
            f"SELECT chunks.id, score FROM ({ranked} WHERE keywords MATCH ? AND {condition} ORDER BY score DESC, keywords.rowid LIMIT ?) "
            "JOIN chunks USING (number) ORDER BY score DESC, chunks.id"
        )
        rows = self._rows(sql, (expression, *values, n))
        return [(str(chunk_id), float(str(score))) for chunk_id, score in rows]

    def has_author(self, name: str) -> bool:
        """Whether a folded name is a word of some entry's authors, now or before."""
        return bool(self._rows("SELECT 1 FROM names WHERE word = ?", (name,)))

    def shares(self, words: Sequence[str]) -> dict[str, float]:
        """The share of chunks in which each word occurs, inflected or not; 0.0 for a word that the library does not have."""
        counted = self._current()
        known, total = counted.shares, max(counted.tally.chunks, 1)
        count = "SELECT count(*) FROM keywords WHERE keywords MATCH ?"
        for word in words:
            if word not in known:
                known[word] = int(str(self._rows(count, (f'{{title section passage}} : "{word}"',))[0][0])) / total
        return {word: known[word] for word in words}

    def count_matching(self, expression: str, most: int) -> int:
        """How many chunks fit an FTS5 expression, counted no further than `most`."""
        return len(self._rows("SELECT 1 FROM keywords WHERE keywords MATCH ? LIMIT ?", (expression, most)))

    def has_word(self, word: str) -> bool:
        """Whether the library has a word, inflected or not."""
        return bool(fold(word)) and bool(
            self._rows("SELECT 1 FROM keywords WHERE keywords MATCH ? LIMIT 1", (f'{{title section passage}} : "{fold(word)}"',))
        )

    def words(self) -> list[str]:
        """Every word that titles and notes have had, in alphabetical order."""
        return [str(word) for (word,) in self._rows("SELECT word FROM words")]

    def notebooks(self) -> list[str]:
        """Names of all notebooks."""
        return sorted({name for (names,) in self._rows("SELECT DISTINCT notebooks FROM entries") for name in json.loads(str(names))})
