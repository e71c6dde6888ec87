"""The catalog: files, entries, chunks and keywords of one index in one SQLite file, replaced in one transaction at each sync.

Readers see either the state before a sync or the one after it, never a mixture; `generation` counts the syncs that changed something.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import RLock

from pydantic import TypeAdapter

from assistant.errors import StoreError
from assistant.index.chunks import Chunk
from assistant.index.filters import Filters, is_notebook, where
from assistant.notes.entry import Entry
from assistant.notes.files import FileReading
from assistant.notes.names import acronyms_of
from assistant.text.fold import fold, spellings
from assistant.text.names import forms, is_called, people, words_of

_ENTRY = TypeAdapter(Entry)
_READING = TypeAdapter(FileReading)

# Bytes of the file that are read in place rather than copied.
_MAPPED = 1 << 30
_AT_ONCE = 500
# So many further chunks, none with any word of the library, are reckoned with where it is said how rare a word is: that every entry of a small
# library has it does not make it common.
_UNREAD = 50
# Raised when a table changes.
_SCHEMA_VERSION = 5
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (shown TEXT PRIMARY KEY, reading TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entries (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL, year INTEGER, authors TEXT NOT NULL,
    notebooks TEXT NOT NULL, sections TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chunks (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, entry_id TEXT NOT NULL, ordinal INTEGER NOT NULL, text TEXT NOT NULL, passage TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS chunks_by_entry ON chunks (entry_id, ordinal);
CREATE TABLE IF NOT EXISTS words (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entries_by_field ON entries (year, notebooks, sections, id);
CREATE TABLE IF NOT EXISTS written_by (word TEXT NOT NULL, entry_id TEXT NOT NULL, PRIMARY KEY (word, entry_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS written_by_entry ON written_by (entry_id);
CREATE TABLE IF NOT EXISTS word_vectors (chunk_id TEXT PRIMARY KEY, vectors BLOB NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS keywords USING fts5 (
    title, section, passage, acronyms, tokenize = "porter unicode61 remove_diacritics 2");
"""


@dataclass(frozen=True, slots=True)
class _Counts:
    """Of one generation: its number, its entries and chunks, its notebooks, and the shares of words that were asked for."""

    generation: str
    entries: int
    chunks: int
    notebooks: tuple[str, ...]
    shares: dict[str, float]


class Catalog:
    """Opens (and where needed makes) the catalog in `folder`. Raises `StoreError` where that is not possible."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = RLock()
        self._counted = _Counts("none", 0, 0, (), {})
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(folder / "catalog.sqlite", timeout=30, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute(f"PRAGMA mmap_size = {_MAPPED}")
            self._db.create_function("is_by", 2, _is_by, deterministic=True)
            self._db.create_function("is_notebook", 2, is_notebook, deterministic=True)
            self._make_tables()
        except (OSError, sqlite3.Error) as error:
            raise explained(error, folder) from error

    def _make_tables(self) -> None:
        """Makes the tables; those of another version of the schema are dropped first, and the next sync builds the index anew."""
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _SCHEMA_VERSION):
            for (table,) in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT NULL").fetchall():
                if not table.startswith("keywords_"):
                    self._db.execute(f"DROP TABLE IF EXISTS {table}")
        if version != _SCHEMA_VERSION:
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it is kept, or nothing."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except BaseException as error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise explained(error, self.folder) from error
                raise

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.Error as error:
                raise explained(error, self.folder) from error

    def _rows_of(self, sql: str, ids: Sequence[str], values: Sequence[object] = ()) -> Iterator[tuple[object, ...]]:
        """The rows of a query that ends in a column of ids, for these ids: so many at a time as SQLite takes. `values` are those of its other places."""
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            yield from self._rows(f"{sql} IN ({','.join('?' * len(part))})", [*values, *part])

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

    def readings(self) -> dict[str, FileReading]:
        """What became of each file at the last sync, by its shown path."""
        return {str(shown): _READING.validate_json(str(reading)) for shown, reading in self._rows("SELECT shown, reading FROM files")}

    def replace_readings(self, readings: Iterable[FileReading]) -> None:
        """Remembers what became of each file."""
        self._db.execute("DELETE FROM files")
        self._db.executemany("INSERT INTO files VALUES (?, ?)", ((r.source.shown, _READING.dump_json(r).decode()) for r in readings))

    def bodies(self) -> dict[str, str]:
        """The stored form of every entry, by id."""
        return {str(entry_id): str(body) for entry_id, body in self._rows("SELECT id, body FROM entries")}

    def entries(self, ids: Sequence[str]) -> dict[str, Entry]:
        """Entries by id; unknown ids are left out."""
        rows = self._rows_of("SELECT id, body FROM entries WHERE id", ids)
        return {str(entry_id): _read(str(body)) for entry_id, body in rows}

    def all_entries(self) -> list[Entry]:
        """Every entry, in the order of the notes. Grows with the library: not for the way of a question."""
        return [_ENTRY.validate_json(str(body)) for (body,) in self._rows("SELECT body FROM entries ORDER BY number")]

    def put(self, entry: Entry, body: str, chunks: Sequence[Chunk]) -> None:
        """Stores an entry with its chunks and keywords, in place of what was stored under its id."""
        self.remove(entry.id)
        places, named = entry.places, people(entry.authors)
        self._db.execute(
            "INSERT INTO entries (id, kind, title, year, authors, notebooks, sections, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.id,
                entry.kind,
                entry.title,
                entry.year,
                "|".join(dict.fromkeys(form for name in named for form in forms(name))),
                json.dumps(sorted({place.notebook for place in places})),
                _headings(entry),
                body,
            ),
        )
        words_of_names = {word for name in named for word in words_of(forms(name))}
        self._db.executemany("INSERT INTO written_by VALUES (?, ?)", [(word, entry.id) for word in words_of_names])
        title = " ".join([entry.title, *entry.aliases, *entry.authors, str(entry.year or "")])
        acronyms = " ".join(sorted(acronyms_of(" ".join([entry.title, *entry.aliases]))))
        for chunk in chunks:
            cursor = self._db.execute(
                "INSERT INTO chunks (id, entry_id, ordinal, text, passage) VALUES (?, ?, ?, ?, ?)",
                (chunk.id, chunk.entry_id, chunk.ordinal, chunk.text, chunk.passage),
            )
            columns = (cursor.lastrowid, title, " / ".join(entry.section), chunk.passage, acronyms)
            self._db.execute("INSERT INTO keywords (rowid, title, section, passage, acronyms) VALUES (?, ?, ?, ?, ?)", columns)
            words = {(word,) for word in fold(f"{title} {chunk.passage}").split() if word.isalpha()}
            self._db.executemany("INSERT OR IGNORE INTO words VALUES (?)", words)

    def remove(self, entry_id: str) -> None:
        """Forgets an entry, its chunks and keywords."""
        self._db.execute("DELETE FROM keywords WHERE rowid IN (SELECT number FROM chunks WHERE entry_id = ?)", (entry_id,))
        self._db.execute("DELETE FROM chunks WHERE entry_id = ?", (entry_id,))
        self._db.execute("DELETE FROM written_by WHERE entry_id = ?", (entry_id,))
        self._db.execute("DELETE FROM entries WHERE id = ?", (entry_id,))

    def renumber(self, ids: Sequence[str]) -> None:
        """Sets the order of the entries to that of the notes."""
        self._db.executemany("UPDATE entries SET number = -? WHERE id = ?", ((number, entry_id) for number, entry_id in enumerate(ids, 1)))
        self._db.execute("UPDATE entries SET number = -number")

    def clear(self) -> None:
        """Forgets all entries, chunks, keywords and files."""
        for table in ("keywords", "chunks", "entries", "files", "words", "written_by"):
            self._db.execute(f"DELETE FROM {table}")

    def counts(self) -> tuple[int, int]:
        """Number of entries and of chunks."""
        return self._current().entries, self._current().chunks

    def _current(self) -> _Counts:
        """What was counted of the present generation; counted anew once another process has written the next."""
        generation = self.meta("generation")
        if generation != self._counted.generation:
            entries, chunks = self._rows("SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM chunks)")[0]
            named = {name for (names,) in self._rows("SELECT DISTINCT notebooks FROM entries") for name in json.loads(str(names))}
            self._counted = _Counts(generation, int(str(entries)), int(str(chunks)), tuple(sorted(named)), {})
        return self._counted

    def chunk_ids(self) -> set[str]:
        """Ids of all chunks."""
        return {str(chunk_id) for (chunk_id,) in self._rows("SELECT id FROM chunks")}

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Chunks by id; ids that are not in this state of the index are left out."""
        rows = self._rows_of("SELECT id, entry_id, ordinal, text, passage FROM chunks WHERE id", ids)
        return {str(row[0]): Chunk(str(row[0]), str(row[1]), int(str(row[2])), str(row[3]), str(row[4])) for row in rows}

    def add_word_vectors(self, ids: Sequence[str], packed: Sequence[bytes]) -> None:
        """Stores the packed word vectors of chunks. Those of chunks that are not in the catalog yet are passed over until they are."""
        self._db.executemany("INSERT OR REPLACE INTO word_vectors VALUES (?, ?)", zip(ids, packed, strict=True))

    def word_vectors(self, ids: Sequence[str]) -> dict[str, bytes]:
        """The packed word vectors of chunks by id; chunks without are left out."""
        rows = self._rows_of("SELECT chunk_id, vectors FROM word_vectors WHERE chunk_id", ids)
        return {str(chunk_id): bytes(vectors) for chunk_id, vectors in rows}  # type: ignore[call-overload]

    def with_word_vectors(self) -> set[str]:
        """Ids of the chunks that have word vectors."""
        return {str(chunk_id) for (chunk_id,) in self._rows("SELECT chunk_id FROM word_vectors")}

    def drop_word_vectors(self) -> None:
        """Forgets the word vectors of chunks that are not in the catalog."""
        self._db.execute("DELETE FROM word_vectors WHERE chunk_id NOT IN (SELECT id FROM chunks)")

    def chunks_of(self, entry_id: str) -> list[Chunk]:
        """The chunks of one entry in order."""
        rows = self._rows("SELECT id, entry_id, ordinal, text, passage FROM chunks WHERE entry_id = ? ORDER BY ordinal", (entry_id,))
        return [Chunk(str(row[0]), str(row[1]), int(str(row[2])), str(row[3]), str(row[4])) for row in rows]

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
                known[word] = int(str(self._rows(count, (_holding(word),))[0][0])) / (counted.chunks + _UNREAD)
        return {word: known[word] for word in words}

    def _count_chunks(self, counted: str, filters: Filters, word: str = "") -> int:
        """How many chunks pass the filters, and hold a word where one is given."""
        condition, values = where(filters)
        source = "keywords JOIN chunks ON chunks.number = keywords.rowid" if word else "chunks"
        matched, own = ("keywords MATCH ? AND ", [_holding(word)]) if word else ("", [])
        sql = f"SELECT count({counted}) FROM {source} JOIN entries ON entries.id = chunks.entry_id WHERE {matched}{condition}"
        return int(str(self._rows(sql, [*own, *values])[0][0]))

    def kinds(self, filters: Filters) -> dict[str, int]:
        """How many entries of each kind pass the filters."""
        condition, values = where(filters)
        return {
            str(kind): int(str(count))
            for kind, count in self._rows(f"SELECT kind, count(*) FROM entries WHERE {condition} GROUP BY kind", values)
        }

    def within(self, filters: Filters, kinds: Sequence[str], n: int) -> list[Entry]:
        """The first `n` entries of these kinds that pass the filters, in the order of the notes."""
        condition, values = where(filters)
        sql = f"SELECT body FROM entries WHERE {condition} AND kind IN ({','.join('?' * len(kinds))}) ORDER BY number LIMIT ?"
        return [_read(str(body)) for (body,) in self._rows(sql, [*values, *kinds, n])]

    def count_matching(self, expression: str, most: int) -> int:
        """How many chunks fit an FTS5 expression, counted no further than `most`."""
        return len(self._rows("SELECT 1 FROM keywords WHERE keywords MATCH ? LIMIT ?", (expression, most)))

    def has_word(self, word: str) -> bool:
        """Whether the library has a word, inflected or not."""
        return bool(fold(word)) and bool(self._rows("SELECT 1 FROM keywords WHERE keywords MATCH ? LIMIT 1", (_holding(fold(word)),)))

    def words(self) -> list[str]:
        """Every word that titles and notes have had, in alphabetical order."""
        return [str(word) for (word,) in self._rows("SELECT word FROM words")]

    def notebooks(self) -> list[str]:
        """Names of all notebooks."""
        return list(self._current().notebooks)


def _holding(word: str) -> str:
    """The FTS5 expression for the chunks that hold a word."""
    return f'{{title section passage}} : "{word}"'


def _headings(entry: Entry) -> str:
    """The section paths of an entry, in each folded form."""
    paths = [" ".join(place.section) for place in entry.places]
    return "|".join(dict.fromkeys(form for path in paths for form in sorted(spellings(path))))


def _is_by(authors: str, asked: str) -> bool:
    """Whether one of the people in the column `authors` may be called as one of the forms of a name."""
    return any(is_called(form, person) for form in asked.split("|") for person in authors.split("|"))


@lru_cache(maxsize=8192)
def _read(body: str) -> Entry:
    """An entry from its stored form; the ones that questions come back to are read once."""
    return _ENTRY.validate_json(body)


def dump_entry(entry: Entry) -> str:
    """The stored form of an entry."""
    return _ENTRY.dump_json(entry).decode()


def explained(error: Exception, folder: Path) -> StoreError:
    """A `StoreError` that says what to do about a failed read or write below `folder`."""
    text = str(error).lower()
    if ("disk" in text and "full" in text) or "no space" in text or "disk i/o" in text:
        return StoreError(f"no space left for the index in {str(folder)!r}; free some, or set ASSISTANT_HOME to another disk")
    if any(sign in text for sign in ("readonly", "read-only", "permission", "unable to open", "not a directory", "file exists")):
        return StoreError(
            f"the index folder {str(folder)!r} cannot be written; mend its permissions or set ASSISTANT_HOME to another folder"
        )
    if "locked" in text:
        return StoreError("the index is busy in another process; try again in a moment")
    return StoreError(f"the index in {str(folder)!r} cannot be read ({type(error).__name__}); delete that folder and run `assistant index`")
