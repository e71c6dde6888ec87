"""The terminal says in one quiet line what an answer took."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from assistant.answers.answer import Usage
from assistant.cli.main import main
from assistant.cli.spent import spent_line
from assistant.spending.ledger import Spent
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, write_notes

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


def test_an_answer_in_the_terminal_ends_with_that_line_and_its_json_holds_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    (tmp_path / "prices.toml").write_text('["small-model"]\ninput = 1000\noutput = 2000\n')
    printed = []
    with serving(Script(replies=[["A levain is fed every 12 hours [1]."]])) as script:
        monkeypatch.setenv("OPENAI_BASE_URL", script.url)
        monkeypatch.setattr(sys, "stdin", None)
        for more in ([], ["--json"], ["--no-model"]):
            monkeypatch.setattr(sys, "argv", ["assistant", "ask", "How often is a levain fed?", "--notes", str(notes), *more])
            with pytest.raises(SystemExit):
                main()
            printed.append(capsys.readouterr())
    assert printed[0].err.splitlines()[-1] == "20 tokens read, 5 written, 0.03 USD; today 0.03 USD"
    assert "tokens read" not in printed[1].err + printed[2].err
    assert json.loads(printed[1].out)["usage"] == {
        "prompt_tokens": 20, "completion_tokens": 5, "estimated": False, "cached_tokens": 0, "cost_usd": 0.03,
    }  # fmt: skip
