from __future__ import annotations

import pytest

from assistant.notes.heads.byline import parse_byline, with_plain_citation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("liu…neubig, 2021", (("liu…neubig",), 2021)),
        ("baker, …, oven, & salt, 2022", (("baker", "…oven", "salt"), 2022)),
        ("baker, .., oven, 2022", (("baker", "…oven"), 2022)),
        ("Baker-Oven, Rye, & Salt, 2022", (("Baker-Oven", "Rye", "Salt"), 2022)),
        ("baker et al. 2021a", (("baker et al.",), 2021)),
        ("flour guild, 2022+", (("flour guild",), 2022)),
        ("2022, OpenOven", (("OpenOven",), 2022)),
        ("OpenOven, 2020-01", (("OpenOven",), 2020)),
        ("Baker, Oven, 23", (("Baker", "Oven"), 2023)),
        ("李明,王強,2021年3月5日", (("李明", "王強"), 2021)),
        ("Иванов и др., 2019 г.", (("Иванов и др.",), 2019)),
        ("김, 2021년", (("김",), 2021)),
        ("jacobs, rye, & hinton, 1991", (("jacobs", "rye", "hinton"), 1991)),
    ],
)
def test_bylines_as_people_write_them(text: str, expected: tuple[tuple[str, ...], int]) -> None:
    assert parse_byline(text) == expected


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("冷發酵（李，２０２１）——很好（王，2019）", "冷發酵(李,2021)——很好（王，2019）"),
        ("冷發酵（一）（李，2021）", "冷發酵（一）(李,2021)"),
        ("冷發酵（很慢）", "冷發酵（很慢）"),
    ],
)
def test_only_the_citation_loses_its_wide_marks(text: str, plain: str) -> None:
    assert with_plain_citation(text) == plain
