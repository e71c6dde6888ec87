"""Threads on disk: every turn is stored before it is shown, so that a reload, a restart or a crash loses nothing."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from assistant.conversations.store import ConversationFile
from assistant.text.fold import fold
from assistant.text.safe import readable, sound_json

State = Literal["asked", "answered", "failed", "stopped"]

_TITLE_LENGTH = 60
_UNDO_SECONDS = 24 * 3600
# What is searched of a turn: its question and the text of what was said back.
_SAID = "turns.question || ' ' || CASE WHEN json_valid(answer) THEN coalesce(answer ->> 'answer', answer ->> 'overview', '') ELSE '' END"


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation: its id, its title (the first question until renamed), when it was last touched (seconds since 1970), whether it stays on top."""

    id: str
    title: str
    touched: float
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class AskedWith:
    """What a question was asked with: the scope (`notebook:bread`), the ids of the entries that its evidence was `chosen` to be, and those that were
    `kept` in it beside what is found; the model, where it is another than that of the settings."""

    scope: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    model: str = ""


_ASKED_WITH = TypeAdapter(AskedWith)
_TEXTS = TypeAdapter(tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what became of it. `answer` is the document of `ask --json`; None where that cannot be read; `partial` what a model had written
    when it was interrupted; `next` the questions that may follow, None until they are found; `is_good` and `correction` what the reader said of it;
    `earlier` counts the answers that were there before."""

    number: int
    question: str
    state: State
    partial: str
    answer: dict[str, Any] | None
    error: str
    asked_with: AskedWith = field(default_factory=AskedWith)
    next: tuple[str, ...] | None = None
    is_good: bool | None = None
    correction: str = ""
    earlier: int = 0


class Conversations(ConversationFile):
    """The threads in `home`. Safe to use from several processes. Raises `StoreError` where the file cannot be used."""

    def threads(self, words: str = "") -> list[Thread]:
        """All threads, those on top first, then the last touched; those alone that hold all of some words in their titles, questions or answers."""
        wanted = fold(words).split()
        one = f"(instr(fold(title), ?) OR EXISTS (SELECT 1 FROM turns WHERE thread = threads.id AND instr(fold({_SAID}), ?)))"
        condition = " AND ".join(["deleted IS NULL", *[one] * len(wanted)])
        values = [word for word in wanted for _ in range(2)]
        with self._open() as db:
            order = "pinned IS NULL, touched DESC"
            rows = db.execute(f"SELECT id, title, touched, pinned IS NOT NULL FROM threads WHERE {condition} ORDER BY {order}", values)
            return [Thread(thread, title, touched, bool(pinned)) for thread, title, touched, pinned in rows]

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

    def pin(self, thread: str, *, on_top: bool) -> None:
        """Keeps a thread on top of the list, or no longer."""
        self._set("pinned", thread, time.time() if on_top else None)

    def keep_entries(self, thread: str, entries: Sequence[str]) -> None:
        """Remembers the ids of the entries that every later answer of a thread is to rest on too."""
        self._set("kept", thread, json.dumps(list(dict.fromkeys(entries))))

    def kept_entries(self, thread: str) -> tuple[str, ...]:
        """Those ids."""
        with self._open() as db:
            row = db.execute("SELECT kept FROM threads WHERE id = ?", (thread,)).fetchone()
        return _texts(row[0] if row else None) or ()

    def branch(self, number: int) -> str:
        """Makes a thread of its own of a turn and those before it, with all that was said; gives its id, an empty one where there is no such turn."""
        thread = uuid.uuid4().hex[:12]
        columns = "question, state, partial, answer, error, asked_with, next"
        with self._open() as db:
            row = db.execute(
                "SELECT thread, title, kept FROM turns JOIN threads ON threads.id = thread WHERE number = ?", (number,)
            ).fetchone()
            if row is None:
                return ""
            of, title, kept = row
            values = (thread, _short(f"{title} (branch)"), time.time(), kept)
            db.execute("INSERT INTO threads (id, title, touched, kept) VALUES (?, ?, ?, ?)", values)
            copied = f"SELECT ?, {columns} FROM turns WHERE thread = ? AND number <= ? ORDER BY number"
            db.execute(f"INSERT INTO turns (thread, {columns}) {copied}", (thread, of, number))
        return thread

    def delete(self, thread: str) -> None:
        """Takes a thread away. For a day it can be had back; then it is deleted with all its turns."""
        self._set("deleted", thread, time.time())
        with self._open() as db:
            db.execute("DELETE FROM threads WHERE deleted < ?", (time.time() - _UNDO_SECONDS,))

    def restore(self, thread: str) -> None:
        """Gives back a thread that was taken away."""
        self._set("deleted", thread, None)

    def _set(self, column: str, thread: str, value: object) -> None:
        with self._open() as db:
            db.execute(f"UPDATE threads SET {column} = ? WHERE id = ?", (value, thread))

    def exchanges(self, thread: str) -> list[Exchange]:
        """The turns of a thread in order; none for one that is unknown or deleted."""
        sql = (
            "SELECT number, question, state, partial, answer, error, asked_with, next, is_good, coalesce(correction, ''),"
            " (SELECT count(*) FROM earlier WHERE earlier.turn = number) FROM turns LEFT JOIN opinions ON opinions.turn = number"
            " WHERE thread = (SELECT id FROM threads WHERE id = ? AND deleted IS NULL) ORDER BY number"
        )
        with self._open() as db:
            rows = db.execute(sql, (thread,)).fetchall()
        return [
            Exchange(
                *said, _document(answer) if answer else None, error, _asked_with(asked), _texts(following), _bool(good), correction, earlier
            )
            for *said, answer, error, asked, following, good, correction, earlier in rows
        ]

    def ask(self, thread: str, question: str, asked_with: AskedWith | None = None) -> int:
        """Stores a question before it is answered, with what it is asked with, and gives its number."""
        told = _ASKED_WITH.dump_json(asked_with or AskedWith()).decode()
        with self._open() as db:
            db.execute("UPDATE threads SET touched = ? WHERE id = ?", (time.time(), thread))
            sql = "INSERT INTO turns (thread, question, state, asked_with) VALUES (?, ?, 'asked', ?)"
            return int(db.execute(sql, (thread, readable(question), told)).lastrowid or 0)

    def thread_of(self, number: int) -> str:
        """The id of the thread that a question stands in, empty where there is no such question."""
        with self._open() as db:
            found = db.execute("SELECT thread FROM turns WHERE number = ?", (number,)).fetchone()
        return str(found[0]) if found else ""

    def ask_again(self, number: int, asked_with: AskedWith | None = None) -> None:
        """Makes a question one that is to be answered anew, where given with something else; the answer that it had is kept with the `earlier` ones."""
        with self._open() as db:
            db.execute(
                "INSERT INTO earlier (turn, answer) SELECT number, answer FROM turns WHERE number = ? AND answer IS NOT NULL", (number,)
            )
            db.execute("UPDATE turns SET state = 'asked', partial = '', error = '', answer = NULL, next = NULL WHERE number = ?", (number,))
            db.execute("UPDATE opinions SET is_good = NULL WHERE turn = ?", (number,))
            if asked_with:
                told = _ASKED_WITH.dump_json(asked_with).decode()
                db.execute("UPDATE turns SET asked_with = ? WHERE number = ?", (told, number))

    def earlier(self, number: int) -> list[dict[str, Any]]:
        """The answers that a question had before, the last one first; what cannot be read is left out."""
        with self._open() as db:
            rows = db.execute("SELECT answer FROM earlier WHERE turn = ? ORDER BY id DESC", (number,)).fetchall()
        return [document for (answer,) in rows if (document := _document(answer))]

    def suggest(self, number: int, questions: Sequence[str]) -> None:
        """Stores the questions that may follow an answer."""
        with self._open() as db:
            db.execute("UPDATE turns SET next = ? WHERE number = ? AND state = 'answered'", (json.dumps(list(questions)), number))

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


def _asked_with(text: str) -> AskedWith:
    try:
        return _ASKED_WITH.validate_json(text)
    except ValidationError:
        return AskedWith()


def _texts(text: str | None) -> tuple[str, ...] | None:
    try:
        return _TEXTS.validate_json(text) if text is not None else None
    except ValidationError:
        return ()


def _bool(stored: int | None) -> bool | None:
    return None if stored is None else bool(stored)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _TITLE_LENGTH else flat[: _TITLE_LENGTH - 1].rstrip() + "…"
