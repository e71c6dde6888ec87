"""What was spent is kept by answer, thread and day, in counts alone."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.endpoint.writer import Counts
from assistant.errors import LimitError, StoreError
from assistant.spending.ledger import FILE, Call, Ledger, Spent, dollars, spent, today


def spend(home: Path, call: Call, counts: Counts, cost: float | None) -> None:
    ledger = Ledger(home)
    ledger.settle(ledger.enter(call, Counts(9, 9), 1.0), counts, cost)


def test_calls_are_summed_by_answer_thread_day_and_model(tmp_path: Path) -> None:
    spend(tmp_path, Call("m", "a1", "t"), Counts(100, 20, estimated=False, cached_tokens=40), 0.5)
    spend(tmp_path, Call("m", "a2", "t"), Counts(10, 2, estimated=False), 0.25)
    spend(tmp_path, Call("other", "a3"), Counts(1, 1, estimated=True), None)
    ledger, found = Ledger(tmp_path), spent(tmp_path)
    assert ledger.of("answer", "a1") == Spent(1, 100, 40, 20, 0.5)
    assert ledger.of("thread", "t") == Spent(2, 110, 40, 22, 0.75)
    assert found.today == found.total == Spent(3, 111, 40, 23, 0.75, unpriced=1, estimated=True)
    assert found.days == ((today(), found.today),)
    assert [name for name, _ in found.models] == ["m", "other"]


def test_a_call_that_is_under_way_counts_with_the_most_that_it_can_take_and_one_that_reached_nobody_does_not(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    number = ledger.enter(Call("m", "a"), Counts(100, 600), 0.9)
    assert ledger.of("answer", "a") == Spent(1, 100, 0, 600, 0.9, estimated=True)
    ledger.settle(number, None, None)
    assert ledger.of("answer", "a") == Spent()


def test_what_is_left_is_spent_once_however_many_ask_for_it_at_once(tmp_path: Path) -> None:
    def allow(_: Spent, of_day: Spent) -> None:
        if of_day.calls >= 3:
            raise LimitError("enough")

    def enter(number: int) -> bool:
        try:
            return bool(Ledger(tmp_path).enter(Call("m", str(number)), Counts(1, 1), None, allow))
        except LimitError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(enter, range(16))) == 3
    assert spent(tmp_path).total.calls == 3


def test_to_look_at_what_was_spent_makes_no_file(tmp_path: Path) -> None:
    assert spent(tmp_path).total == Spent()
    assert list(tmp_path.iterdir()) == []


def test_another_day_is_not_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.spending.ledger.today", lambda: "2020-01-01")
    spend(tmp_path, Call("m", "a"), Counts(1, 1), 1.0)
    monkeypatch.undo()
    found = spent(tmp_path)
    assert (found.today, found.total.calls, [day for day, _ in found.days]) == (Spent(), 1, ["2020-01-01"])


def test_a_spoilt_file_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("no database, of this length at least", encoding="utf-8")
    with pytest.raises(StoreError, match=r"spending\.sqlite.*move it away") as caught:
        spent(tmp_path)
    assert "\n" not in str(caught.value)


def test_the_file_holds_no_column_for_texts(tmp_path: Path) -> None:
    spend(tmp_path, Call("m", "a", "t"), Counts(1, 1), None)
    with sqlite3.connect(tmp_path / FILE) as db:
        texts = {row[1] for row in db.execute("PRAGMA table_info(calls)") if row[2] == "TEXT"}
    assert texts == {"day", "answer", "thread", "model"}


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0, "0.00 USD"), (12.345, "12.35 USD"), (0.5, "0.5 USD"), (0.0123, "0.012 USD"), (0.00001, "less than 0.0001 USD")],
)
def test_small_amounts_are_not_told_as_nothing(amount: float, words: str) -> None:
    assert dollars(amount) == words


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Spent(), "nothing"),
        (Spent(1, 1200, 1000, 30, 0.5), "1 call, 1,200 tokens read (1,000 from the cache), 30 written, 0.5 USD"),
        (Spent(2, 10, 0, 3, 0.0, unpriced=2, estimated=True), "2 calls, about 10 tokens read, 3 written, price not known"),
        (Spent(3, 10, 0, 3, 2.0, unpriced=1), "3 calls, 10 tokens read, 3 written, 2.00 USD and 1 call of unknown price"),
    ],
)
def test_what_was_spent_is_told_in_a_line(one: Spent, words: str) -> None:
    assert one.told() == words
