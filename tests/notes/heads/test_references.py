"""Whole references, as the style guides have them."""

from __future__ import annotations

import pytest

from assistant.notes.heads.references import parse_reference


@pytest.mark.parametrize(
    ("text", "title", "authors", "year", "venue"),
    [
        ("Smith, J., & Jones, K. (2018). Slow rye at night. Bread, 3(2), 1-9.", "Slow rye at night", ("Smith, J.", "Jones, K."), 2018, "Bread, 3(2), 1-9"),
        ("Smith, J. (2018). Slow rye at night. arXiv preprint arXiv:1801.00001.", "Slow rye at night", ("Smith, J.",), 2018, "arXiv preprint arXiv:1801.00001"),
        ("Smith J, Jones KL. Slow rye at night. Journal of Bread. 2018;3:1-9.", "Slow rye at night", ("Smith, J", "Jones, KL"), 2018, "Journal of Bread. 2018;3:1-9"),
        ('J. Smith and K. Jones, "Slow Rye at Night," in Proc. BREAD, 2018, pp. 1-9.', "Slow Rye at Night", ("J. Smith", "K. Jones"), 2018, "in Proc. BREAD, 2018, pp. 1-9"),
        ('Smith, Jane, et al. "Slow Rye at Night." Bread Review 3 (2018): 1-9.', "Slow Rye at Night", ("Jane Smith et al.",), 2018, "Bread Review 3 (2018): 1-9"),
        ('Smith, Jane, and Kim Jones. ["Slow Rye at Night."](https://rye.org/p.pdf) Bread (2018).', "Slow Rye at Night", ("Jane Smith", "Kim Jones"), 2018, "Bread (2018)"),
        ("J. Smith, K. Jones. [Slow Rye at Night](https://arxiv.org/abs/1801.00001). BREAD 2018", "Slow Rye at Night", ("J. Smith", "K. Jones"), 2018, "BREAD 2018"),
        (
            '**[3]** Smith, Jane, Kim Jones, and Lou Reed. "**Slow Rye**." Rye 3 (2018). [[pdf]](https://r.org/p.pdf) :star::star:',
            "Slow Rye",
            ("Jane Smith", "Kim Jones", "Lou Reed"),
            2018,
            "Rye 3 (2018)",
        ),
        ("Smith, J., and K. Jones (2018), Slow rye at night, Bread J., 3(2), 1-9.", "Slow rye at night", ("Smith, J.", "K. Jones"), 2018, "Bread J., 3(2), 1-9"),
        ("Smith, J. (2018). *Slow rye*. Bread Press.", "Slow rye", ("Smith, J.",), 2018, "Bread Press"),
        ("Smith, J. (2018). [*Slow rye*](https://rye.example.org)", "Slow rye", ("Smith, J.",), 2018, ""),
        ("Smith, Jane W. *Ovens*. Mill & Sons, 2018.", "Ovens", ("Jane W. Smith",), 2018, "Mill & Sons, 2018"),
        ("Smith, Jane y Kim Jones. *Pan: historia*. Trigo, 2018.", "Pan: historia", ("Jane Smith", "Kim Jones"), 2018, "Trigo, 2018"),
        ("Smith, Jane van der, Kim Jones, and Lou Reed. “Slow Rye.” Rye (2018).", "Slow Rye", ("Jane van der Smith", "Kim Jones", "Lou Reed"), 2018, "Rye (2018)"),
        ('Jane Smith, "Slow Rye at Night" (2018), a talk', "Slow Rye at Night", ("Jane Smith",), 2018, ""),
        ('Jane Smith, ["Slow Rye at Night"](https://rye.example.org) (2018).', "Slow Rye at Night", ("Jane Smith",), 2018, ""),
        ('"**Slow Rye at Night**", Smith, Jane, Kim Jones, and Lou B. Reed. (2018)', "Slow Rye at Night", ("Jane Smith", "Kim Jones", "Lou B. Reed"), 2018, ""),
        ('"Slow Rye at Night" by Jane Smith, Kim Jones, and Lou Reed (2018)', "Slow Rye at Night", ("Jane Smith", "Kim Jones", "Lou Reed"), 2018, ""),
        ("J. Smith, K. Jones, Slow rye: a study, Bread Letters 49 (2018) 19-42.", "Slow rye: a study", ("J. Smith", "K. Jones"), 2018, "Bread Letters 49 (2018) 19-42"),
        ("Jane Smith, Kim Jones, Lou Reed. Slow rye at night. BREAD, 2018.", "Slow rye at night", ("Jane Smith", "Kim Jones", "Lou Reed"), 2018, "BREAD, 2018"),
        ("Jane Smith and Kim Jones. 2018b. Slow rye at night. In Proceedings of BREAD.", "Slow rye at night", ("Jane Smith", "Kim Jones"), 2018, "In Proceedings of BREAD"),
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
        "Mill Agent **makes** loaves since 2018",
        'Article OVEN 2018 "salt is dead"',
        "Warm Ovens: *it depends*, said in 2018",
        "Ann Miller and Bo Stone. They baked bread at night. It was 2019.",
        "Water, Salt, Flour. The bread is good. It was baked in 2019.",
    ],
)
def test_a_sentence_is_no_reference(text: str) -> None:
    assert parse_reference(text) is None


def test_a_title_in_quotes_by_one_person_needs_no_year() -> None:
    head = parse_reference('"Slow Rye at Night" by Jane Smith')
    assert head is not None
    assert (head.title, head.authors, head.year) == ("Slow Rye at Night", ("Jane Smith",), None)
