"""What is asked of the catalog: counts, words, filters and keywords."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from assistant.errors import BrokenIndexError
from assistant.index.database import Database
from assistant.index.filters import Filters, is_in_folder, is_notebook, is_tagged, where
from assistant.index.keywords import keyword
from assistant.text.fold import fold
from assistant.text.languages import LATIN
from assistant.text.names import forms, is_called, people, words_of

# So many further chunks, none with any word of the library, are reckoned with where it is said how rare a word is: that every entry of a small
# library has it does not make it common.
_UNREAD = 50
# Of so large a share of the entries, a language other than English says how words are looked for.
_MANY = 0.1
# How like a word of a name must be to one that was asked for, from 0 to 100, and how many such words are looked into.
_NEAR_WORD = 75.0
_NEAR_WORDS = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of each an index holds. Whole is one that has keywords, and where the embedder gives them word vectors, for each chunk."""

    entries: int
    chunks: int
    keywords: int
    word_vectors: int


@dataclass(frozen=True, slots=True)
class _Counts:
    """Of one state of the index: its stamp, what it holds, its notebooks; the languages of its entries; once they are
    asked for, the shares of words and the sections."""

    stamp: str
    tally: Tally
    notebooks: tuple[str, ...]
    shares: dict[str, float]
    languages: Mapping[str, int] = field(default_factory=dict)
    sections: tuple[str, ...] | None = None
    paths: tuple[tuple[str, ...], ...] | None = None
    tags: tuple[str, ...] | None = None


class Lookup(Database):
    """The questions that a catalog answers. Counts are kept for as long as the index stays the same."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._counted = _Counts("none", Tally(0, 0, 0, 0), (), {})
        self._db.create_function("is_by", 2, _is_by, deterministic=True)
        for told in (is_notebook, is_in_folder, is_tagged):
            self._db.create_function(told.__name__, 2, told, deterministic=True)

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
        words = tally.chunks - self.count_waiting() if self.meta("words") == "yes" else 0
        held = (tally.entries, tally.chunks, tally.keywords, tally.word_vectors)
        wanted = (*written, tally.chunks, words)
        names = ("entries", "chunks", "keywords", "word vectors")
        return ", ".join(f"{want - have} of {want} {name}" for name, have, want in zip(names, held, wanted, strict=True) if have < want)

    def count_waiting(self) -> int:
        """How many chunks are still to be embedded: until then they are found by their words alone."""
        return int(str(self._rows("SELECT count(*) FROM waiting")[0][0]))

    @property
    def stamp(self) -> str:
        """Names this state of the index: no other state of any index has the same. Empty where it was never built."""
        return self.meta("stamp")

    def _current(self) -> _Counts:
        """What was counted of the present state; counted anew once another process has written the next."""
        stamp = self.stamp
        if stamp != self._counted.stamp:
            named = {name for (names,) in self._rows("SELECT DISTINCT notebooks FROM entries") for name in json.loads(str(names))}
            self._counted = _Counts(stamp, self.tally(), tuple(sorted(named)), {}, json.loads(self.meta("languages", "{}")))
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
        """Whether a name is a word of some author's name."""
        words = [form for form in forms(name) if " " not in form]
        return any(self._rows("SELECT 1 FROM written_by WHERE word = ? LIMIT 1", (word,)) for word in words)

    def nearest_author(self, name: str) -> str:
        """The author whose name is most like this one, by edit distance; empty where none is."""
        known = [str(word) for (word,) in self._rows("SELECT DISTINCT word FROM written_by")]
        near: dict[str, float] = {}
        for part in {part for form in forms(name) for part in (form.split()[-1], form.replace(" ", ""))}:
            for word, _, _ in process.extract(part, known, scorer=fuzz.ratio, limit=_NEAR_WORDS, score_cutoff=_NEAR_WORD):
                rows = self._rows("SELECT body FROM entries JOIN written_by ON entry_id = id WHERE word = ? LIMIT 20", (word,))
                named = {person for (body,) in rows for person in people(_stored(body)["authors"])}
                near |= {one: fuzz.ratio(fold(name), fold(one)) for one in named if word in words_of(forms(one))}
        return max(sorted(near), key=lambda one: near[one], default="")

    def with_arxiv(self, number: str) -> str:
        """The title of the entry of the paper with an arXiv id; empty where there is none."""
        rows = self._rows("SELECT title FROM entries WHERE json_extract(body, '$.arxiv') = ? LIMIT 1", (number,))
        return str(rows[0][0]) if rows else ""

    def beside(self, ids: Sequence[str]) -> Iterator[tuple[str, str, str, str, bool]]:
        """For entries by id, those before and after them in the order of the notes: whose neighbour it is, its id, title and file, whether it is behind."""
        asked = (
            "SELECT a.id, b.id, b.title, json_extract(b.body, '$.places[0].path'), b.number > a.number "
            "FROM entries a JOIN entries b ON b.number IN (a.number - 1, a.number + 1) WHERE a.id"
        )
        for one, other, title, path, is_behind in self._rows_of(asked, ids):
            yield str(one), str(other), str(title), str(path), bool(is_behind)

    def sections(self, filters: Filters | None = None) -> list[str]:
        """The headings under which entries stand, in the order of the notes; with filters, those that pass."""
        if filters:
            return self._headings(filters)
        counted = self._current()
        if counted.sections is None:
            counted = self._counted = replace(counted, sections=tuple(self._headings(Filters())))
        return list(counted.sections or ())

    def heading_paths(self) -> tuple[tuple[str, ...], ...]:
        """Every heading under which entries stand, with those above it, outermost first, in the order of the notes."""
        counted = self._current()
        if counted.paths is None:
            paths = [section[: depth + 1] for section in self._section_paths(Filters()) for depth in range(len(section))]
            counted = self._counted = replace(counted, paths=tuple(dict.fromkeys(paths)))
        return counted.paths or ()

    def _headings(self, filters: Filters) -> list[str]:
        return list(dict.fromkeys(heading for section in self._section_paths(filters) for heading in section))

    def _section_paths(self, filters: Filters) -> list[tuple[str, ...]]:
        condition, values = where(filters)
        first = f"SELECT min(number) FROM entries WHERE {condition} GROUP BY sections"
        rows = self._rows(f"SELECT body FROM entries WHERE number IN ({first}) ORDER BY number", values)
        places = [place for (body,) in rows for place in _stored(body)["places"]]
        return [tuple(place["section"]) for place in places]

    def shares(self, words: Sequence[str], filters: Filters | None = None) -> dict[str, float]:
        """The share of chunks (with filters: of those that pass) in which each word occurs, inflected or not; 0.0 for a word that none has.

        Reckoned with some unread chunks beside them: it never reaches 1, and in a library of one entry each of its words is still a rare one.
        """
        counted = self._current()
        if filters:
            total = self._count_chunks("chunks.id", filters)
            counts = {word: self._count_chunks("keywords.rowid", filters, word) for word in words}
            return {word: count / (total + _UNREAD) for word, count in counts.items()}
        known = counted.shares
        count = "SELECT count(*) FROM keywords WHERE keywords MATCH ?"
        for word in words:
            if word not in known:
                known[word] = int(str(self._rows(count, (self._holding(word),))[0][0])) / (counted.tally.chunks + _UNREAD)
        return {word: known[word] for word in words}

    def _count_chunks(self, counted: str, filters: Filters, word: str = "") -> int:
        """How many chunks pass the filters, and hold a word where one is given."""
        condition, values = where(filters)
        source = "keywords JOIN chunks ON chunks.number = keywords.rowid" if word else "chunks"
        matched, own = ("keywords MATCH ? AND ", [self._holding(word)]) if word else ("", [])
        sql = f"SELECT count({counted}) FROM {source} JOIN entries ON entries.id = chunks.entry_id WHERE {matched}{condition}"
        return int(str(self._rows(sql, [*own, *values])[0][0]))

    def kinds(self, filters: Filters) -> dict[str, int]:
        """How many entries of each kind pass the filters."""
        condition, values = where(filters)
        return {
            str(kind): int(str(count))
            for kind, count in self._rows(f"SELECT kind, count(*) FROM entries WHERE {condition} GROUP BY kind", values)
        }

    def count_matching(self, expression: str, most: int) -> int:
        """How many chunks fit an FTS5 expression, counted no further than `most`."""
        return len(self._rows("SELECT 1 FROM keywords WHERE keywords MATCH ? LIMIT ?", (expression, most)))

    def has_word(self, word: str) -> bool:
        """Whether the library has a word, inflected or not."""
        return bool(fold(word)) and bool(self._rows("SELECT 1 FROM keywords WHERE keywords MATCH ? LIMIT 1", (self._holding(fold(word)),)))

    def keyword(self, word: str) -> str:
        """The FTS5 expression for a folded word, as the languages of these notes want it."""
        told = self.languages()
        many = _MANY * sum(told.values())
        return keyword(word, [language for language, count in sorted(told.items()) if language in LATIN and count >= many])

    def _holding(self, word: str) -> str:
        """The FTS5 expression for the chunks that hold a word."""
        return f"{{title section passage}} : ({self.keyword(word)})"

    def languages(self) -> dict[str, int]:
        """How many entries are in each language or script, by its English name."""
        return dict(self._current().languages)

    def words(self) -> list[str]:
        """Every word that titles and notes have had, in alphabetical order."""
        return [str(word) for (word,) in self._rows("SELECT word FROM words")]

    def notebooks(self) -> list[str]:
        """Names of all notebooks."""
        return list(self._current().notebooks)


def _stored(body: object) -> Any:
    """The fields of an entry as they are stored."""
    try:
        return json.loads(str(body))
    except ValueError as error:
        raise BrokenIndexError("the catalog of the index is damaged; run `assistant index` to mend it", "catalog") from error


def _is_by(authors: str, asked: str) -> bool:
    """Whether one of the people in the column `authors` may be called as one of the forms of a name."""
    return any(is_called(form, person) for form in asked.split("|") for person in authors.split("|"))
