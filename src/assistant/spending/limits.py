"""Limits of what may be spent, for an answer and for a day."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.endpoint.writer import Counts
from assistant.errors import LimitError
from assistant.spending.ledger import Spent, dollars
from assistant.spending.prices import FILE, Price


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so much of `unit`, which the setting `setting` sets, for each `span` (an answer, a day)."""

    amount: float
    unit: str
    setting: str
    span: str

    def require_room(self, spent: Spent, most: Counts, price: Price | None, model: str) -> None:
        """Raises `LimitError` where a call that takes at most so much would go beyond it, with what was spent before."""
        if self.unit == "tokens":
            used, more = float(spent.tokens), float(most.prompt_tokens + most.completion_tokens)
        elif price is None:
            raise LimitError(
                f"the limit of {self} cannot be held, as the price of {model!r} is not known; add it to {FILE} in the home folder, or set "
                f"{self.setting} in tokens"
            )
        else:
            used, more = spent.cost_usd, price.of(most)
        if used + more > self.amount:
            raise LimitError(
                f"the limit of {self} is reached ({self._told(used)} spent, the next call may take {self._told(more)}); raise {self.setting} for more"
            )

    def __str__(self) -> str:
        return f"{self._told(self.amount)} {self.span}"

    def _told(self, amount: float) -> str:
        return f"{amount:,.0f} tokens" if self.unit == "tokens" else dollars(amount)


def limit_of(text: str | None, setting: str, span: str) -> Limit | None:
    """The limit that a setting says, such as `0.50 USD` or `20000 tokens`; None where it says none."""
    if text is None:
        return None
    amount, unit = text.split()
    return Limit(float(amount), unit if unit == "tokens" else "USD", setting, span)
