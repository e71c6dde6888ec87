from __future__ import annotations

import pytest

from assistant.index.filters import Filters
from assistant.questions.filters import asks_for_all, filters_in
from assistant.questions.follow_up import Turn, standalone
from assistant.questions.kind import kind_of, sides


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How does levain rise?", "lookup"),
        ("who wrote the levain paper", "attribution"),
        ("When was Steam Matters published?", "attribution"),
        ("Which papers use rye?", "list"),
        ("papers on steam", "list"),
        ("list all methods for shaping", "list"),
        ("What is the difference between levain and poolish?", "compare"),
        ("levain vs poolish", "compare"),
        ("How many flours are compared?", "number"),
    ],
)
def test_a_question_tells_what_kind_of_answer_it_wants(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    "question",
    ["difference between levain and poolish", "compare levain with poolish", "how does levain differ from poolish?", "levain vs. poolish"],
)
def test_both_sides_of_a_comparison_are_found(question: str) -> None:
    assert sides(question) == ("levain", "poolish")


def is_author(name: str) -> bool:
    return name.lower() in {"miller", "crust"}


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("papers by Miller since 2019 on rye", Filters(since=2019, author="Miller")),
        ("what came after 2020 on steam", Filters(since=2021)),
        ("steam papers before 2020", Filters(until=2019)),
        ("ovens between 2018 and 2021", Filters(2018, 2021)),
        ("2019 papers on rye", Filters(2019, 2019)),
        ("ovens heated by gas", Filters()),
    ],
)
def test_years_and_authors_in_the_words_are_filters(question: str, filters: Filters) -> None:
    assert filters_in(question, is_author).filters == filters


HISTORY = [
    Turn("user", "Which papers are about levain?"),
    Turn("assistant", "“Wild Yeast” is one. [1] “Tea Tannins” is another. [2]", ("Wild Yeast", "Tea Tannins")),
]


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("who wrote that?", "Wild Yeast"),
        ("and what about the second one?", "Tea Tannins"),
        ("What does [2] say?", "Tea Tannins"),
        ("when?", "Wild Yeast"),
        ("what does a baker have to own for that to work?", "Wild Yeast"),
        ("do i have to feed it again afterwards? and how often", "Wild Yeast"),
        ("is there one of theirs for rye?", "levain"),
        ("only the ones by kettle from after 2022 please, with what they did", "levain"),
    ],
)
def test_a_follow_up_is_told_what_it_points_at(question: str, subject: str) -> None:
    assert subject in standalone(question, HISTORY)


def test_the_first_of_a_conversation_is_meant_where_the_last_answer_has_but_one() -> None:
    history = [
        *HISTORY[:1],
        Turn("assistant", "“Wild Yeast” [1]", ("Wild Yeast",)),
        Turn("user", "and on rye?"),
        Turn("assistant", "[1]", ("Cold Rye",)),
    ]
    assert "Wild Yeast" in standalone("back to the first: how often is it fed?", history)
    assert "Cold Rye" in standalone("and what does the second one say?", history)


def test_who_asks_for_another_is_not_told_of_the_one_that_was_cited() -> None:
    assert "Wild Yeast" not in standalone("anything similar for numbers?", HISTORY)


@pytest.mark.parametrize(
    "question",
    [
        "How does steam change a crust?",
        "Who proposed autolyse?",
        "Which bakers use their own rye?",
        "At which bakery does the first author of Steam Matters work?",
        "the one saying that sour dough sits in a handful of jars, with a lid that keeps it there on purpose and for years",
    ],
)
def test_a_change_of_subject_is_left_alone(question: str) -> None:
    assert standalone(question, HISTORY) == question


def test_without_a_conversation_a_question_stays_as_it_is() -> None:
    assert standalone("who wrote that?", []) == "who wrote that?"


def test_a_follow_up_asks_for_its_own_kind_of_answer() -> None:
    history = [Turn("user", "How many flours are compared?"), Turn("assistant", "4 flours.", ("Wild Yeast",))]
    assert kind_of(standalone("who wrote that?", history)) == "attribution"


@pytest.mark.parametrize(
    ("question", "author", "rest"),
    [
        ("papers by zaharia", "zaharia", "papers"),
        ("show me caruana's papers", "caruana", "show me papers"),
        ("caruanas papers on gams", "caruana", "papers on gams"),
        ("anything with Potts as co-author", "Potts", "anything"),
        ("attention papers", None, "attention papers"),
        ("which papers merge models by gradient descent", None, "which papers merge models by gradient descent"),
    ],
)
def test_authors_are_found_in_the_ways_people_name_them(question: str, author: str | None, rest: str) -> None:
    found = filters_in(question, lambda name: name.lower() in {"zaharia", "caruana", "potts"})
    assert (found.filters.author, found.rest) == (author, rest)


@pytest.mark.parametrize(("rest", "whole"), [("papers", True), ("show me all the papers", True), ("papers on causality", False)])
def test_a_question_that_names_nothing_but_its_filters_asks_for_all_that_passes_them(rest: str, whole: bool) -> None:
    assert asks_for_all(rest) is whole
