from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.conversations.threads import Conversations
from assistant.errors import StoreError


def test_a_question_is_on_disk_before_it_is_answered(tmp_path: Path) -> None:
    threads = Conversations(tmp_path)
    thread = threads.start("What is rye?")
    threads.ask(thread, "What is rye?")
    (exchange,) = Conversations(tmp_path).exchanges(thread)
    assert (exchange.question, exchange.state, exchange.answer) == ("What is rye?", "asked", None)


def test_answers_failures_and_interrupted_text_survive_a_restart(tmp_path: Path) -> None:
    threads = Conversations(tmp_path)
    thread = threads.start("one")
    first, second, third = (threads.ask(thread, question) for question in ("one", "two", "three"))
    threads.answer(first, {"answer": "Rye is a grain. [1]"})
    threads.fail(second, "the endpoint does not answer")
    threads.keep_partial(third, "Rye is")
    stored = Conversations(tmp_path).exchanges(thread)
    assert [exchange.state for exchange in stored] == ["answered", "failed", "asked"]
    assert stored[0].answer == {"answer": "Rye is a grain. [1]"}
    assert (stored[1].error, stored[2].partial) == ("the endpoint does not answer", "Rye is")


def test_threads_are_listed_last_touched_first_and_can_be_renamed_and_deleted(tmp_path: Path) -> None:
    threads = Conversations(tmp_path)
    old, new = threads.start("old"), threads.start("new")
    threads.ask(new, "new")
    threads.ask(old, "again")
    threads.rename(new, "Renamed")
    assert [thread.title for thread in threads.threads()] == ["old", "Renamed"]
    threads.delete(old)
    assert [thread.id for thread in threads.threads()] == [new]
    assert threads.exchanges(old) == []


def test_a_thread_that_was_deleted_can_be_had_back_with_its_turns(tmp_path: Path) -> None:
    threads = Conversations(tmp_path)
    thread = threads.start("What is rye?")
    threads.ask(thread, "What is rye?")
    threads.delete(thread)
    Conversations(tmp_path).restore(thread)
    assert [(one.id, one.title) for one in threads.threads()] == [(thread, "What is rye?")]
    assert [exchange.question for exchange in threads.exchanges(thread)] == ["What is rye?"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("rye", True),
        ("RYE grain", True),
        ("crème brûlée", True),
        ("creme", True),
        ("bread", True),
        ("evidence", False),
        ("rye wheat", False),
    ],
)
def test_threads_are_found_by_words_of_titles_questions_and_answers(words: str, found: bool, tmp_path: Path) -> None:
    threads = Conversations(tmp_path)
    thread = threads.start("What is rye?")
    threads.answer(threads.ask(thread, "What is rye?"), {"answer": "A grain for bread.", "evidence": ["evidence"]})
    threads.answer(threads.ask(thread, "And crème brûlée?"), {"overview": "A pudding."})
    threads.start("oolong")
    assert [one.id for one in threads.threads(words)] == [thread] * found


def test_conversations_of_an_older_version_are_read_and_can_be_deleted(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "conversations.sqlite")) as db, db:
        db.execute("CREATE TABLE threads (id TEXT PRIMARY KEY, title TEXT NOT NULL, touched REAL NOT NULL)")
        db.execute("INSERT INTO threads VALUES ('a', 'old', 1)")
    threads = Conversations(tmp_path)
    assert [thread.title for thread in threads.threads()] == ["old"]
    threads.delete("a")
    assert threads.threads() == []


def test_a_home_that_is_no_folder_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="ASSISTANT_HOME"):
        Conversations(tmp_path / "file" / "home")


def test_a_question_is_stored_while_somebody_reads(tmp_path: Path) -> None:
    threads = Conversations(tmp_path)
    thread = threads.start("one")
    with closing(sqlite3.connect(tmp_path / "conversations.sqlite")) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM turns").fetchone() == (0,)
        threads.ask(thread, "one")
        assert reader.execute("SELECT count(*) FROM turns").fetchone() == (0,)
    assert [exchange.question for exchange in threads.exchanges(thread)] == ["one"]
