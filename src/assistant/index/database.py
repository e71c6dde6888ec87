"""One SQLite file: opened, brought to the present schema, read and written; what goes wrong with it is said in one line that says what to do."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock

from assistant.errors import BrokenIndexError, Part, StoreError

FILE = "catalog.sqlite"
# Bytes of the file that are read in place rather than copied.
_MAPPED = 1 << 30
_AT_ONCE = 500
_LITTLE_SPACE = 1_000_000
# Seconds between attempts at what SQLite does not wait for itself: three in all.
_PAUSES = tuple(0.01 * 1.5**attempt for attempt in range(12))
# Raised when a table changes, together with the oldest version of which the tables are still as they are now: there some are only added.
_SCHEMA_VERSION = 8
_OLDEST = 6
# What no sync can make anew: it stays through changes of the schema.
_LASTING = "ids"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS ids (id TEXT PRIMARY KEY, given TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (shown TEXT PRIMARY KEY, file TEXT NOT NULL, digest TEXT NOT NULL, reading TEXT NOT NULL);
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
CREATE TABLE IF NOT EXISTS embedded (chunk_id TEXT PRIMARY KEY, text TEXT NOT NULL, vector BLOB NOT NULL, checksum INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS embedded_text ON embedded (text);
CREATE TABLE IF NOT EXISTS waiting (chunk_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS keywords USING fts5 (
    title, section, passage, acronyms, tokenize = "porter unicode61 remove_diacritics 2");
"""


class Database:
    """Opens (and where needed makes) the file in `folder`.

    Raises `BrokenIndexError` where it is damaged, `StoreError` where it cannot be opened or made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = RLock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(folder / FILE, timeout=30, check_same_thread=False, isolation_level=None)
            _write_ahead(self._db)
            self._db.execute(f"PRAGMA mmap_size = {_MAPPED}")
            self._make_tables()
        except (OSError, sqlite3.Error) as error:
            raise explained(error, folder) from error

    def _make_tables(self) -> None:
        """Makes the tables; those of another version of the schema are dropped first, and the next sync builds the index anew."""
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version != 0 and not _OLDEST <= version <= _SCHEMA_VERSION:
            for (table,) in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT NULL").fetchall():
                if table != _LASTING and not table.startswith("keywords_"):
                    self._db.execute(f"DROP TABLE IF EXISTS {table}")
        if version != _SCHEMA_VERSION:
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is kept, or nothing."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
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

    def mark(self) -> int:
        """Another one when another process has written to the file."""
        return int(str(self._rows("PRAGMA data_version")[0][0]))

    def verify(self) -> None:
        """Reads the whole file. Raises `BrokenIndexError` where it is damaged."""
        found = str(self._rows("PRAGMA quick_check(1)")[0][0])
        spoilt = (
            "SELECT (SELECT count(*) FROM entries WHERE NOT json_valid(body)) + (SELECT count(*) FROM files WHERE NOT json_valid(reading))"
        )
        if found != "ok" or self._rows(spoilt)[0][0]:
            raise explained(sqlite3.DatabaseError("damaged"), self.folder)


def renew(folder: Path) -> None:
    """Puts an empty file in the place of a damaged one, with the ids that can still be read from it."""
    kept: list[tuple[str, str]] = []
    try:
        with closing(sqlite3.connect(folder / FILE)) as damaged:
            for entry_id, given in damaged.execute("SELECT id, given FROM ids"):
                kept.append((entry_id, given))
    except sqlite3.Error:
        pass  # the rows read before the damage are kept
    try:
        for suffix in ("", "-wal", "-shm"):
            (folder / f"{FILE}{suffix}").unlink(missing_ok=True)
    except OSError as error:
        raise explained(error, folder) from error
    database = Database(folder)
    with closing(database), database.writing() as db:
        db.executemany("INSERT INTO ids VALUES (?, ?)", kept)


def _write_ahead(db: sqlite3.Connection) -> None:
    """Sets the log that lets others read while one writes. SQLite does not wait for a lock here, be its time out ever so long."""
    for pause in _PAUSES:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(pause)
    db.execute("PRAGMA journal_mode = WAL")


def explained(error: Exception, folder: Path, part: Part = "catalog") -> StoreError:
    """What says what to do about a failed read or write of a part of the index in `folder`: `BrokenIndexError` where that part is damaged."""
    text = str(error).lower()
    if stray := in_the_way(folder):
        return StoreError(stray)
    full = ("disk" in text and "full" in text) or "no space" in text
    if full or ("disk i/o" in text and _free(folder) < _LITTLE_SPACE):
        return StoreError(f"no space left for the index in {str(folder)!r}; free some, or set ASSISTANT_HOME to another disk")
    not_made = isinstance(error, FileNotFoundError) and not folder.exists()
    if not_made or any(
        sign in text for sign in ("readonly", "read-only", "permission", "unable to open", "not a directory", "file exists")
    ):
        return StoreError(
            f"the index folder {str(folder)!r} cannot be written; mend its permissions or set ASSISTANT_HOME to another folder"
        )
    if "locked" in text:
        return StoreError("the index is busy in another process; try again in a moment")
    return BrokenIndexError(
        f"the {part} of the index in {str(folder)!r} cannot be read ({type(error).__name__}); run `assistant index` to mend it", part
    )


def in_the_way(folder: Path) -> str:
    """What stands where the index should be, in a line that says what to do; empty where nothing does."""
    mend = "should be; move it away, or set ASSISTANT_HOME to another folder"
    try:
        if file := next((one for one in (folder / "chroma", folder, *folder.parents) if one.exists() and not one.is_dir()), None):
            return f"{str(file)!r} is a file where a folder of the index {mend}"
        if other := next((folder / name for name in (FILE, "writing.lock") if (folder / name).is_dir()), None):
            return f"{str(other)!r} is a folder where a file of the index {mend}"
    except PermissionError:
        pass  # who may not look cannot write either, which is said instead
    return ""


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
