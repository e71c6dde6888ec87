"""The terminal says in one quiet line what an answer took."""

from __future__ import annotations

import pytest

from assistant.answers.answer import Usage
from assistant.cli.spent import spent_line
from assistant.spending.ledger import Spent

NONE = Spent()


@pytest.mark.parametrize(
    ("usage", "thread", "day", "line"),
    [
        (Usage(270, 20, False, 0, 0.0), NONE, NONE, "270 tokens read, 20 written"),
        (Usage(270, 20, True, 0, None), NONE, NONE, "about 270 tokens read, 20 written, price not known"),
        (
            Usage(2700, 20, False, 1024, 0.003),
            NONE,
            Spent(4, cost_usd=0.25),
            "2,700 tokens read (1,024 from the cache), 20 written, 0.003 USD; today 0.25 USD",
        ),
        (
            Usage(1, 1, False, 0, 0.5),
            Spent(2, cost_usd=0.75),
            Spent(9, cost_usd=2.0, unpriced=1),
            "1 tokens read, 1 written, 0.5 USD; conversation 0.75 USD; today 2.00 USD and 1 call of unknown price",
        ),
    ],
)
def test_the_line_names_tokens_and_where_they_cost_something_the_money(usage: Usage, thread: Spent, day: Spent, line: str) -> None:
    assert spent_line(usage, thread, day) == line
