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
from assistant.text.fold import fold
from assistant.text.safe import readable, sound_json

State = Literal["asked", "answered", "failed", "stopped"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS threads (id TEXT PRIMARY KEY, title TEXT NOT NULL, touched REAL NOT NULL, deleted REAL);
CREATE TABLE IF NOT EXISTS turns (
    number INTEGER PRIMARY KEY, thread TEXT NOT NULL REFERENCES threads ON DELETE CASCADE, question TEXT NOT NULL,
    state TEXT NOT NULL, partial TEXT NOT NULL DEFAULT '', answer TEXT, error TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS turns_by_thread ON turns (thread, number);
"""
_TITLE_LENGTH = 60
_UNDO_SECONDS = 24 * 3600
# What is searched of a turn: its question and the text of what was said back.
_SAID = "turns.question || ' ' || CASE WHEN json_valid(answer) THEN coalesce(answer ->> 'answer', answer ->> 'overview', '') ELSE '' END"


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
            if "deleted" not in {row[1] for row in db.execute("PRAGMA table_info(threads)")}:  # a file of an older version
                db.execute("ALTER TABLE threads ADD COLUMN deleted REAL")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._file, timeout=10)) as db:
                db.execute("PRAGMA foreign_keys = ON")
                db.create_function("fold", 1, fold.__wrapped__, deterministic=True)  # answers are long: none is kept in memory
                with db:
                    yield db
        except sqlite3.Error as error:
            raise StoreError(
                f"the conversations in {str(self._file)!r} cannot be used ({type(error).__name__}); free space or move that file away"
            ) from error

    def threads(self, words: str = "") -> list[Thread]:
        """All threads, last touched first; those alone that hold all of some words in their titles, questions or answers."""
        wanted = fold(words).split()
        one = f"(instr(fold(title), ?) OR EXISTS (SELECT 1 FROM turns WHERE thread = threads.id AND instr(fold({_SAID}), ?)))"
        condition = " AND ".join(["deleted IS NULL", *[one] * len(wanted)])
        values = [word for word in wanted for _ in range(2)]
        with self._open() as db:
            rows = db.execute(f"SELECT id, title, touched FROM threads WHERE {condition} ORDER BY touched DESC", values)
            return [Thread(*row) for row in rows]

    def start(self, question: str) -> str:
        """Makes a thread for a first question and gives its id."""
        thread = uuid.uuid4().hex[:12]
        with self._open() as db:
            db.execute("INSERT INTO threads (id, title, touched) VALUES (?, ?, ?)", (thread, _short(readable(question)), time.time()))
        return thread

    def rename(self, thread: str, title: str) -> None:
        """Gives a thread another title."""
        with self._open() as db:
            db.execute("UPDATE threads SET title = ? WHERE id = ?", (_short(readable(title)), thread))

    def delete(self, thread: str) -> None:
        """Takes a thread away. For a day it can be had back; then it is deleted with all its turns."""
        self._set_deleted(thread, time.time())
        with self._open() as db:
            db.execute("DELETE FROM threads WHERE deleted < ?", (time.time() - _UNDO_SECONDS,))

    def restore(self, thread: str) -> None:
        """Gives back a thread that was taken away."""
        self._set_deleted(thread, None)

    def _set_deleted(self, thread: str, when: float | None) -> None:
        with self._open() as db:
            db.execute("UPDATE threads SET deleted = ? WHERE id = ?", (when, thread))

    def exchanges(self, thread: str) -> list[Exchange]:
        """The turns of a thread in order; none for one that is unknown or deleted."""
        sql = "SELECT number, question, state, partial, answer, error FROM turns WHERE thread = (SELECT id FROM threads WHERE id = ? AND deleted IS NULL) ORDER BY number"
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

    def thread_of(self, number: int) -> str:
        """The id of the thread that a question stands in, empty where there is no such question."""
        with self._open() as db:
            found = db.execute("SELECT thread FROM turns WHERE number = ?", (number,)).fetchone()
        return str(found[0]) if found else ""

    def ask_again(self, number: int) -> None:
        """Takes back what became of a question, so that it can be answered anew."""
        with self._open() as db:
            db.execute("UPDATE turns SET state = 'asked', partial = '', error = '', answer = NULL WHERE number = ?", (number,))

    def keep_partial(self, number: int, text: str) -> None:
        """Stores what a model has written so far."""
        self._become(number, "partial = ?", readable(text))

    def answer(self, number: int, document: dict[str, Any]) -> None:
        """Stores the answer to a question; where it was stopped meanwhile, it stays so."""
        self._become(number, "state = 'answered', partial = '', error = '', answer = ?", json.dumps(document, ensure_ascii=False))

    def fail(self, number: int, message: str) -> None:
        """Stores why a question could not be answered."""
        self._become(number, "state = 'failed', error = ?", message)

    def stop(self, number: int, partial: str) -> None:
        """Stores that an answer was stopped, with what was written of it."""
        self._become(number, "state = 'stopped', partial = ?", readable(partial))

    def _become(self, number: int, values: str, value: str) -> None:
        """Changes a question that is still to be answered, and no other."""
        with self._open() as db:
            db.execute(f"UPDATE turns SET {values} WHERE number = ? AND state = 'asked'", (value, number))


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
