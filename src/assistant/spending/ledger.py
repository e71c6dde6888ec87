"""What was spent, call by call, in one SQLite file of the home folder: counts and money, never a word of what was said."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.endpoint.writer import Counts
from assistant.errors import StoreError
from assistant.text.display import plural

FILE = "spending.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS calls (
    number INTEGER PRIMARY KEY, at REAL NOT NULL, day TEXT NOT NULL, answer TEXT NOT NULL, thread TEXT NOT NULL, model TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL, cached_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL, estimated INTEGER NOT NULL, cost_usd REAL);
CREATE INDEX IF NOT EXISTS calls_by_day ON calls (day);
CREATE INDEX IF NOT EXISTS calls_by_thread ON calls (thread);
CREATE INDEX IF NOT EXISTS calls_by_answer ON calls (answer);
"""
_SUMS = """count(*), coalesce(sum(prompt_tokens), 0), coalesce(sum(cached_tokens), 0), coalesce(sum(completion_tokens), 0),
    coalesce(sum(cost_usd), 0.0), count(*) - count(cost_usd), coalesce(max(estimated), 0)"""


@dataclass(frozen=True, slots=True)
class Spent:
    """What some calls of models took: tokens read (of them from the endpoint's cache) and written, and US dollars. `unpriced` of the calls were
    of models whose price is not known; `estimated` says that the endpoint did not say of all calls what they took."""

    calls: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float = 0.0
    unpriced: int = 0
    estimated: bool = False

    @property
    def tokens(self) -> int:
        """Tokens read and written."""
        return self.prompt_tokens + self.completion_tokens

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)

    def told(self) -> str:
        """All of it in a line."""
        if not self.calls:
            return "nothing"
        return f"{self.calls:,} {plural(self.calls, 'call')}, {self.counted()}, {self.money()}"

    def counted(self) -> str:
        """The tokens in a few words."""
        cached = f" ({self.cached_tokens:,} from the cache)" if self.cached_tokens else ""
        return f"{'about ' if self.estimated else ''}{self.prompt_tokens:,} tokens read{cached}, {self.completion_tokens:,} written"

    def money(self) -> str:
        """The money in a few words."""
        if self.unpriced == self.calls:
            return "price not known"
        more = f" and {self.unpriced:,} {plural(self.unpriced, 'call')} of unknown price" if self.unpriced else ""
        return f"{dollars(self.cost_usd)}{more}"


@dataclass(frozen=True, slots=True)
class Spending:
    """What was spent today, in all, on each of the last days (the latest first), and by each model (the dearest first)."""

    today: Spent
    total: Spent
    days: tuple[tuple[str, Spent], ...]
    models: tuple[tuple[str, Spent], ...]


# Told what an answer and a day have taken so far.
Allow = Callable[[Spent, Spent], None]


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls: the model, the answer that the call is for, and the thread that this is part of, empty where it is part of none."""

    model: str
    answer: str
    thread: str = ""


def dollars(amount: float) -> str:
    """An amount of money: cents, or what is less with two telling digits."""
    return f"{amount:.2f} USD" if amount >= 1 or not amount else f"{amount:.2g} USD" if amount >= 0.0001 else "less than 0.0001 USD"


def today() -> str:
    """The day on this machine's clock, `2026-05-01`."""
    return datetime.now().astimezone().date().isoformat()


class Ledger:
    """The calls of models paid from `home`. Safe to use from several threads and processes. Raises `StoreError` where its file cannot be used."""

    def __init__(self, home: Path) -> None:
        self._file = home / FILE

    def enter(self, call: Call, most: Counts, cost: float | None, allow: Allow | None = None) -> int:
        """Enters a call that is about to be made with the most that it can take, and gives its number. `allow` is told what its answer and the day have
        taken before, and raises where that is too much; nobody else enters anything meanwhile."""
        values = (time.time(), today(), call.answer, call.thread, call.model, *_counted(most), cost)
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            if allow:
                of_answer, of_day = (
                    _sums(db, column, value).get("", Spent()) for column, value in (("answer", call.answer), ("day", today()))
                )
                allow(of_answer, of_day)
            cursor = db.execute(
                "INSERT INTO calls (at, day, answer, thread, model, prompt_tokens, cached_tokens, completion_tokens, estimated, cost_usd) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            return int(cursor.lastrowid or 0)

    def settle(self, number: int, counts: Counts | None, cost: float | None) -> None:
        """Puts in what a call took; with no counts, the call never reached a model and is struck out."""
        with self._open() as db:
            if counts is None:
                db.execute("DELETE FROM calls WHERE number = ?", (number,))
            else:
                db.execute(
                    "UPDATE calls SET prompt_tokens = ?, cached_tokens = ?, completion_tokens = ?, estimated = ?, cost_usd = ? WHERE number = ?",
                    (*_counted(counts), cost, number),
                )

    def of(self, column: str = "", value: str = "") -> Spent:
        """What was spent on a `day`, an `answer`, a `thread`, or in all."""
        return self._read(column, value).get("", Spent())

    def by(self, column: str, most: int) -> tuple[tuple[str, Spent], ...]:
        """What was spent, for each value of a column, of which `most` are given: the latest days, else the dearest."""
        found = self._read(group=column)
        if column == "day":
            return tuple(sorted(found.items(), reverse=True)[:most])
        return tuple(sorted(found.items(), key=lambda one: (-one[1].cost_usd, -one[1].tokens))[:most])

    def _read(self, column: str = "", value: str = "", group: str = "") -> dict[str, Spent]:
        if not self._file.exists():  # to look at it must not make it
            return {}
        with self._open() as db:
            return _sums(db, column, value, group)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._file, timeout=10)) as db:
                db.executescript(_SCHEMA)
                with db:
                    yield db
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"what was spent cannot be kept in {str(self._file)!r} ({type(error).__name__}); free space, mend its permissions or move it away"
            ) from None


def spent(home: Path, days: int = 30) -> Spending:
    """What the models of `home` have taken so far. Raises `StoreError` where its file cannot be read; where there is none, nothing was spent."""
    ledger = Ledger(home)
    return Spending(ledger.of("day", today()), ledger.of(), ledger.by("day", days), ledger.by("model", days))


def _sums(db: sqlite3.Connection, column: str = "", value: str = "", group: str = "") -> dict[str, Spent]:
    """What was spent where `column` has this value, for each value of `group`; under no name without one."""
    where, groups = f" WHERE {column} = ?" if column else "", f" GROUP BY {group}" if group else ""
    sql = f"SELECT {group or repr('')}, {_SUMS} FROM calls{where}{groups}"
    return {name: _spent(sums) for name, *sums in db.execute(sql, (value,) if column else ())}


def _spent(sums: Sequence[Any]) -> Spent:
    calls, read, cached, written, cost, unpriced, estimated = sums
    return Spent(calls, read, cached, written, cost, unpriced, bool(estimated))


def _counted(counts: Counts) -> tuple[int, int, int, bool]:
    return counts.prompt_tokens, counts.cached_tokens, counts.completion_tokens, counts.estimated
