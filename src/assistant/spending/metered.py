"""A model whose calls are counted, priced, entered in the ledger, and made only within the limits."""

from __future__ import annotations

import logging
import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from assistant.endpoint.writer import Counts, Message, OnThoughts, Writer, Written, count_prompt
from assistant.errors import StoreError
from assistant.settings import Settings, host_of, is_loopback
from assistant.spending.ledger import Call, Ledger, Spent
from assistant.spending.limits import Limit, limit_of
from assistant.spending.prices import Prices, load_prices
from assistant.text.tokens import count_tokens

_log = logging.getLogger(__name__)
_thread: ContextVar[str] = ContextVar("thread", default="")


@contextmanager
def in_thread(thread: str) -> Iterator[None]:
    """Has what is spent meanwhile entered under the id of a conversation."""
    before = _thread.set(thread)
    try:
        yield
    finally:
        _thread.reset(before)


@dataclass(frozen=True)
class Purse:
    """What calls are paid from: the ledger, the prices, and the limits."""

    ledger: Ledger
    prices: Prices
    for_answer: Limit | None = None
    for_day: Limit | None = None

    def open(self, call: Call, most: Counts) -> int | None:
        """Enters a call that takes at most so much, and gives its number; None where no ledger can be kept. Raises `LimitError` where it would go
        beyond a limit, and `StoreError` where there is a limit and no ledger to hold it by."""
        price = self.prices.of(call.model)

        def allow(of_answer: Spent, of_day: Spent) -> None:
            for limit, spent in ((self.for_answer, of_answer), (self.for_day, of_day)):
                if limit:
                    limit.require_room(spent, most, price, call.model)

        try:
            return self.ledger.enter(call, most, price.of(most) if price else None, allow)
        except StoreError as error:
            if self.for_answer or self.for_day:
                raise
            _log.warning("assistant: %s", error)
            return None

    def close(self, number: int | None, counts: Counts | None) -> None:
        """Puts in what a call took, None where it never reached a model."""
        if number is None:
            return
        try:
            self.ledger.settle(number, counts, counts.cost_usd if counts else None)
        except StoreError as error:  # the answer is there, and is worth more than the account of it
            _log.warning("assistant: %s", error)

    def priced(self, model: str, counts: Counts) -> Counts:
        """The counts with what they cost, where that is known."""
        price = self.prices.of(model)
        return replace(counts, cost_usd=price.of(counts)) if price else counts


def purse_of(settings: Settings) -> Purse:
    """The purse of the home of `settings`. What runs on this machine is free where no table prices it. Raises `UsageError` for a broken table."""
    free = settings.local_model is not None or is_loopback(host_of(settings.url))
    return Purse(
        Ledger(settings.home),
        load_prices(settings.home, free=free),
        limit_of(settings.answer_limit, "ASSISTANT_ANSWER_LIMIT", "an answer"),
        limit_of(settings.day_limit, "ASSISTANT_DAY_LIMIT", "a day"),
    )


class Metered:
    """The same model, each of whose calls is paid from a purse; `for_one_answer` makes one whose calls are all for one answer."""

    def __init__(self, inner: Writer, purse: Purse, answer: str = "") -> None:
        self.inner, self._purse = inner, purse
        self._answer = answer

    @property
    def model(self) -> str:
        """The model's name."""
        return self.inner.model

    @property
    def account(self) -> str:
        """The id under which the ledger holds its calls, empty where each is for an answer of its own."""
        return self._answer

    def around(self, inner: Writer) -> Metered:
        """The same account for another writer."""
        return Metered(inner, self._purse, self._answer)

    def for_one_answer(self, account: str = "") -> Metered:
        """The same model for one answer, however many calls it takes: one that has an account already, else a new one."""
        return Metered(self.inner, self._purse, account or uuid.uuid4().hex)

    def spent(self) -> Spent:
        """What this answer has taken so far."""
        try:
            return self._purse.ledger.of("answer", self._answer)
        except StoreError:  # said when the call was entered
            return Spent()

    def describe(self) -> str:
        """What it is, in a few words."""
        return self.inner.describe()

    def stream_chat(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:
        """The reply to a conversation, in pieces; what goes beyond a limit is raised while iterating, as faults are."""
        call = Call(self.inner.model, self._answer or uuid.uuid4().hex, _thread.get())
        most = Counts(count_prompt(messages), max_tokens)
        return _MeteredReply(self.inner.stream_chat(messages, max_tokens, temperature), self._purse, call, most)

    def complete(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:
        """The whole reply at once."""
        reply = self.stream_chat(messages, max_tokens, temperature)
        deque(reply, maxlen=0)
        return reply


class _MeteredReply:
    """A reply that is entered before it is asked for and settled once it is there, or has broken off."""

    def __init__(self, inner: Written, purse: Purse, call: Call, most: Counts) -> None:
        self._inner, self._purse, self._call, self._most = inner, purse, call, most
        self.counts = Counts()
        self.on_thoughts: OnThoughts | None = None  # told by the reply within

    cut = property(lambda self: self._inner.cut)
    restarts = property(lambda self: self._inner.restarts)
    note = property(lambda self: self._inner.note)

    @property
    def text(self) -> str:
        """All that it says."""
        return self._inner.text

    @property
    def thoughts(self) -> str:
        """What was thought aloud so far."""
        return self._inner.thoughts

    def __iter__(self) -> Iterator[str]:
        number = self._purse.open(self._call, self._most)
        taken: Counts | None = None
        try:
            yield from self._inner
        finally:
            taken = self._taken()
            self.counts = taken or Counts()
            self._purse.close(number, taken)

    def _taken(self) -> Counts | None:
        """What the call took: as the endpoint says, else as counted here, of what came; None where nothing did."""
        counts = self._inner.counts
        if counts == Counts() and (said := self._inner.thoughts + self._inner.text):
            counts = Counts(self._most.prompt_tokens, count_tokens(said))
        return None if counts == Counts() else self._purse.priced(self._call.model, counts)
