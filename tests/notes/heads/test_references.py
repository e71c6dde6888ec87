"""Whole references, as the style guides have them."""

from __future__ import annotations

import pytest

from assistant.notes.heads.references import parse_reference


@pytest.mark.parametrize(
    ("text", "title", "authors", "year", "venue"),
    [
        ("Smith, J., & Jones, K. (2018). Slow rye at night. Bread, 3(2), 1-9.", "Slow rye at night", ("Smith, J.", "Jones, K."), 2018, "Bread, 3(2), 1-9"),
        ("Smith J, Jones KL. Slow rye at night. Journal of Bread. 2018;3:1-9.", "Slow rye at night", ("Smith, J", "Jones, KL"), 2018, "Journal of Bread. 2018;3:1-9"),
        ('J. Smith and K. Jones, "Slow Rye at Night," in Proc. BREAD, 2018, pp. 1-9.', "Slow Rye at Night", ("J. Smith", "K. Jones"), 2018, "in Proc. BREAD, 2018, pp. 1-9"),
        ('Smith, Jane, et al. "Slow Rye at Night." Bread Review 3 (2018): 1-9.', "Slow Rye at Night", ("Jane Smith et al.",), 2018, "Bread Review 3 (2018): 1-9"),
        ('Smith, Jane, and Kim Jones. ["Slow Rye at Night."](https://rye.org/p.pdf) Bread (2018).', "Slow Rye at Night", ("Jane Smith", "Kim Jones"), 2018, "Bread (2018)"),
        ("J. Smith, K. Jones. [Slow Rye at Night](https://arxiv.org/abs/1801.00001). BREAD 2018", "Slow Rye at Night", ("J. Smith", "K. Jones"), 2018, "BREAD 2018"),
    ],
)  # fmt: skip
def test_a_reference_gives_its_title_authors_year_and_venue(text: str, title: str, authors: tuple[str, ...], year: int, venue: str) -> None:
    head = parse_reference(text)
    assert head is not None
    assert (head.title, head.authors, head.year, head.venue) == (title, authors, year, venue)


@pytest.mark.parametrize(
    "text",
    [
        "Rye, wheat and spelt, which rise (2018), are mixed.",
        "Crust Lepikhin et al. (2021), which bakes it in parts",
        'The baker said "slow rye at night" in 2018.',
        "See [slow rye at night](https://rye.example.org) for more.",
        "Slow Rye (Smith, 2018). It rises at night.",
    ],
)
def test_a_sentence_is_no_reference(text: str) -> None:
    assert parse_reference(text) is None
