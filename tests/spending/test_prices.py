"""Prices come from a small table that the user can change."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.endpoint.client import OPENAI_MODEL
from assistant.endpoint.writer import Counts
from assistant.errors import UsageError
from assistant.spending.prices import FREE, Price, load_prices


def test_what_is_read_from_the_cache_costs_its_own_price() -> None:
    price = Price(input=2.0, cached=0.5, output=10.0)
    assert price.of(Counts(1_000_000, 100_000, cached_tokens=400_000)) == pytest.approx(0.6 * 2 + 0.4 * 0.5 + 0.1 * 10)
    assert price.of(Counts(10, 0, cached_tokens=1_000)) == pytest.approx(10 * 0.5 / 1e6)


def test_the_default_model_has_a_price_and_others_of_no_table_have_none_but_on_this_machine(tmp_path: Path) -> None:
    assert load_prices(tmp_path).of(OPENAI_MODEL) is not None
    assert load_prices(tmp_path).of("my-model") is None
    assert load_prices(tmp_path, free=True).of("my-model") == FREE
    assert load_prices(tmp_path, free=True).of(OPENAI_MODEL) != FREE


@pytest.mark.parametrize("name", ["openai/{}", "{}-2026-03-17", "openai/{}-20260317"])
def test_a_model_is_known_with_its_maker_and_its_date(tmp_path: Path, name: str) -> None:
    prices = load_prices(tmp_path)
    assert prices.of(name.format(OPENAI_MODEL)) == prices.of(OPENAI_MODEL)


def test_the_users_table_wins_and_leaves_the_rest(tmp_path: Path) -> None:
    shipped = load_prices(tmp_path)
    (tmp_path / "prices.toml").write_text(f'["{OPENAI_MODEL}"]\ninput = 1\noutput = 2\n["mine/x"]\ninput = 3\ncached = 0\noutput = 4\n')
    own = load_prices(tmp_path)
    assert own.of(OPENAI_MODEL) == Price(1, 1, 2)
    assert own.of("mine/x") == Price(3, 0, 4)
    assert own.of("gpt-5.4") == shipped.of("gpt-5.4")


@pytest.mark.parametrize(
    "text",
    [
        "no toml",
        '["m"]\ninput = 1',
        '["m"]\ninput = -1\noutput = 1',
        '["m"]\ninput = 1\noutput = 1\ncache = 2',
        "m = 1",
        '["m"]\ninput = nan\noutput = 1',
    ],
)
def test_a_table_that_cannot_be_read_is_named_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "prices.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"prices\.toml") as caught:
        load_prices(tmp_path)
    assert "\n" not in str(caught.value)
