"""Threads on disk: every turn is stored before it is shown, so that a reload, a restart or a crash loses nothing."""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.errors import StoreError
from assistant.text.safe import readable, sound_json

State = Literal["asked", "answered", "failed"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS threads (id TEXT PRIMARY KEY, title TEXT NOT NULL, touched REAL NOT NULL);
CREATE TABLE IF NOT EXISTS turns (
    number INTEGER PRIMARY KEY, thread TEXT NOT NULL REFERENCES threads ON DELETE CASCADE, question TEXT NOT NULL,
    state TEXT NOT NULL, partial TEXT NOT NULL DEFAULT '', answer TEXT, error TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS turns_by_thread ON turns (thread, number);
"""
_TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation: its id, its title (the first question until renamed), when it was last touched (seconds since 1970)."""

    id: str
    title: str
    touched: float


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what became of it. `answer` is the document of `ask --json`; None where that cannot be
    read; `partial` what a model had written when it was interrupted."""

    number: int
    question: str
    state: State
    partial: str
    answer: dict[str, Any] | None
    error: str


class Conversations:
    """The threads in `home`. Safe to use from several processes. Raises `StoreError` where the file cannot be used."""

    def __init__(self, home: Path) -> None:
        self._file = home / "conversations.sqlite"
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{str(home)!r} cannot be made ({error.strerror}); set ASSISTANT_HOME to a folder you can write") from error
        with self._open() as db:
            db.executescript(_SCHEMA)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._file, timeout=10)) as db:
                db.execute("PRAGMA foreign_keys = ON")
                with db:
                    yield db
        except sqlite3.Error as error:
            raise StoreError(
                f"the conversations in {str(self._file)!r} cannot be used ({type(error).__name__}); free space or move that file away"
            ) from error

    def threads(self) -> list[Thread]:
        """All threads, last touched first."""
        with self._open() as db:
            return [Thread(*row) for row in db.execute("SELECT id, title, touched FROM threads ORDER BY touched DESC")]

    def start(self, question: str) -> str:
        """Makes a thread for a first question and gives its id."""
        thread = uuid.uuid4().hex[:12]
        with self._open() as db:
            db.execute("INSERT INTO threads VALUES (?, ?, ?)", (thread, _short(readable(question)), time.time()))
        return thread

    def rename(self, thread: str, title: str) -> None:
        """Gives a thread another title."""
        with self._open() as db:
            db.execute("UPDATE threads SET title = ? WHERE id = ?", (_short(readable(title)), thread))

    def delete(self, thread: str) -> None:
        """Deletes a thread with all its turns."""
        with self._open() as db:
            db.execute("DELETE FROM threads WHERE id = ?", (thread,))

    def exchanges(self, thread: str) -> list[Exchange]:
        """The turns of a thread in order; none for an unknown thread."""
        sql = "SELECT number, question, state, partial, answer, error FROM turns WHERE thread = ? ORDER BY number"
        with self._open() as db:
            rows = db.execute(sql, (thread,)).fetchall()
        return [
            Exchange(n, question, state, partial, _document(answer) if answer else None, error)
            for n, question, state, partial, answer, error in rows
        ]

    def ask(self, thread: str, question: str) -> int:
        """Stores a question before it is answered, and gives its number."""
        with self._open() as db:
            db.execute("UPDATE threads SET touched = ? WHERE id = ?", (time.time(), thread))
            cursor = db.execute("INSERT INTO turns (thread, question, state) VALUES (?, ?, 'asked')", (thread, readable(question)))
            return int(cursor.lastrowid or 0)

    def keep_partial(self, number: int, text: str) -> None:
        """Stores what a model has written so far."""
        with self._open() as db:
            db.execute("UPDATE turns SET partial = ? WHERE number = ?", (readable(text), number))

    def answer(self, number: int, document: dict[str, Any]) -> None:
        """Stores the answer to a question."""
        with self._open() as db:
            values = (json.dumps(document, ensure_ascii=False), number)
            db.execute("UPDATE turns SET state = 'answered', answer = ?, partial = '', error = '' WHERE number = ?", values)

    def fail(self, number: int, message: str) -> None:
        """Stores why a question could not be answered."""
        with self._open() as db:
            db.execute("UPDATE turns SET state = 'failed', error = ? WHERE number = ?", (message, number))


def _document(text: str) -> dict[str, Any] | None:
    """The document of an answer or an overview; None where what is stored is none, so that one spoilt turn does not cost the others."""
    try:
        document = sound_json(text)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _TITLE_LENGTH else flat[: _TITLE_LENGTH - 1].rstrip() + "…"
