"""What an answer took of a model, in one quiet line beside it."""

from __future__ import annotations

from assistant.answers.answer import Usage
from assistant.assistant import Assistant
from assistant.cli.options import ERR
from assistant.errors import StoreError
from assistant.spending.ledger import Ledger, Spent, today


def tell_spent(assistant: Assistant, usage: Usage, thread: str = "") -> None:
    """Says on standard error what an answer took, and where that costs money, what the conversation and the day have cost. Nothing where no model
    was asked."""
    if usage.prompt_tokens or usage.completion_tokens:
        ERR.print(spent_line(usage, *_sums(assistant, thread)), style="dim", soft_wrap=True)


def spent_line(usage: Usage, of_thread: Spent, of_day: Spent) -> str:
    """The line."""
    cost = 0.0 if usage.cost_usd is None else usage.cost_usd
    counts = Spent(1, usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens, cost, int(usage.cost_usd is None), usage.estimated)
    parts = [counts.counted() if usage.cost_usd == 0 else f"{counts.counted()}, {counts.money()}"]
    parts += [f"{name} {one.money()}" for name, one in (("conversation", of_thread), ("today", of_day)) if one.cost_usd]
    return "; ".join(parts)


def _sums(assistant: Assistant, thread: str) -> tuple[Spent, Spent]:
    ledger = Ledger(assistant.settings.home)
    try:
        return ledger.of("thread", thread) if thread else Spent(), ledger.of("day", today())
    except StoreError:  # said where it was to be kept
        return Spent(), Spent()
