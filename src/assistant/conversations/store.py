"""The file of the conversations: its tables, and how it is opened. Every turn is stored before it is shown, so that a reload, a restart or a crash
loses nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.errors import StoreError
from assistant.text.fold import fold

_BUSY_SECONDS = 60  # many ask at once, and each waits until its turn is on the disk
_SCHEMA = """
CREATE TABLE IF NOT EXISTS threads (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, touched REAL NOT NULL, deleted REAL, pinned REAL, kept TEXT NOT NULL DEFAULT '[]');
CREATE TABLE IF NOT EXISTS turns (
    number INTEGER PRIMARY KEY, thread TEXT NOT NULL REFERENCES threads ON DELETE CASCADE, question TEXT NOT NULL,
    state TEXT NOT NULL, partial TEXT NOT NULL DEFAULT '', answer TEXT, error TEXT NOT NULL DEFAULT '',
    asked_with TEXT NOT NULL DEFAULT '{}', next TEXT);
CREATE INDEX IF NOT EXISTS turns_by_thread ON turns (thread, number);
CREATE TABLE IF NOT EXISTS earlier (
    id INTEGER PRIMARY KEY, turn INTEGER NOT NULL REFERENCES turns ON DELETE CASCADE, answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS opinions (
    turn INTEGER PRIMARY KEY REFERENCES turns ON DELETE CASCADE, is_good INTEGER, correction TEXT NOT NULL DEFAULT '');
"""
# What files of older versions lack.
_ADDED = {
    "threads": {"deleted": "REAL", "pinned": "REAL", "kept": "TEXT NOT NULL DEFAULT '[]'"},
    "turns": {"asked_with": "TEXT NOT NULL DEFAULT '{}'", "next": "TEXT"},
}


class ConversationFile:
    """The file in `home`. Safe to use from several processes. Raises `StoreError` where it cannot be used."""

    def __init__(self, home: Path) -> None:
        self._file = home / "conversations.sqlite"
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{str(home)!r} cannot be made ({error.strerror}); set ASSISTANT_HOME to a folder you can write") from error
        with self._open() as db:
            db.execute("PRAGMA journal_mode = WAL")  # readers and a writer do not wait for one another
            db.executescript(_SCHEMA)
            for table, columns in _ADDED.items():
                known = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
                for name, kind in columns.items():
                    if name not in known:
                        db.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._file, timeout=_BUSY_SECONDS)) as db:
                db.execute("PRAGMA foreign_keys = ON")
                db.create_function("fold", 1, fold.__wrapped__, deterministic=True)  # answers are long: none is kept in memory
                with db:
                    yield db
        except sqlite3.Error as error:
            raise StoreError(
                f"the conversations in {str(self._file)!r} cannot be used ({type(error).__name__}); free space or move that file away"
            ) from error
