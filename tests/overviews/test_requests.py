from __future__ import annotations

import pytest

from assistant.errors import UsageError
from assistant.overviews.requests import Change, change_in

TITLES = ["Starters", "Baking in iron pots", "Wild yeast and flour"]


@pytest.mark.parametrize(
    ("request_", "change"),
    [
        ("shorter", Change("shorter")),
        ("Can you make it shorter, please?", Change("shorter")),
        ("too long", Change("shorter")),
        ("shorten the second theme", Change("shorter", (1,))),
        ("expand the second theme", Change("expand", (1,))),
        ("more detail on the last section", Change("expand", (2,))),
        ("tell me more about baking", Change("expand", (1,))),
        ("make it longer", Change("expand")),
        ("only the first theme", Change("only", (0,))),
        ("just themes 1 and 3", Change("only", (0, 2))),
        ("keep the theme on yeast", Change("only", (2,))),
        ("drop the second theme", Change("without", (1,))),
        ("all but the third one", Change("without", (2,))),
        ("only since 2023", Change("years", since=2023)),
        ("since 2023 only", Change("years", since=2023)),
        ("Only papers from 2021 to 2023", Change("years", since=2021, until=2023)),
        ("only 2023", Change("years", since=2023, until=2023)),
        ("nothing before 2020", Change("years", since=2020)),
        ("only the ones after 2021", Change("years", since=2022)),
        ("what about until 2020?", Change("years", until=2020)),
        ("add the ones you left out", Change("add")),
        ("include what you left out", Change("add")),
        ("add the rest", Change("add")),
        ("add the ones just outside", Change("outside")),
    ],
)
def test_follow_ups_on_an_overview_are_read(request_: str, change: Change) -> None:
    assert change_in(request_, TITLES) == change


@pytest.mark.parametrize(
    "question",
    [
        "who wrote that?",
        "what is a shorter proof time?",
        "tell me more about salt",
        "expand on Levain",
        "which papers came out since 2023?",
        "is there anything since 2023 on rye?",
        "add a pinch of salt",
        "only one yeast?",
        "the second theme",
        "more",
        "overview of oolong since 2020",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert change_in(question, TITLES) is None


def test_a_theme_that_there_is_not_is_said() -> None:
    with pytest.raises(UsageError, match="no theme 9; this overview has 3"):
        change_in("expand the ninth theme", TITLES)
