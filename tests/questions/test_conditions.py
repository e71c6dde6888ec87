"""Authors, years and places in words: each wording is held to what it says, or told apart as one that filters cannot hold."""

from __future__ import annotations

import pytest

from assistant.index.filters import Filters
from assistant.questions.filters import filters_in

AUTHORS = {"müller", "kim", "wei", "wang", "wilson", "jane", "smith", "van", "der", "maaten", "李"}
KIM, MULLER = Filters(author="Kim"), Filters(author="Müller")
BREAD, TEA = Filters(notebook="bread"), Filters(notebook="tea")


def read(question: str) -> Filters:
    found = filters_in(question, lambda name: name.lower() in AUTHORS, ["bread", "tea"], lambda: ["Rye", "Green tea"])
    assert not found.tangled
    return found.filters


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("papers in or before 2022", Filters(until=2022)),
        ("papers in or after 2023", Filters(since=2023)),
        ("papers from on or after 2023", Filters(since=2023)),
        ("papers up to and including 2001", Filters(until=2001)),
        ("papers no later than 2001", Filters(until=2001)),
        ("papers no earlier than 2023", Filters(since=2023)),
        ("papers 2001 at the latest", Filters(until=2001)),
        ("papers from the nineties", Filters(1990, 1999)),
        ("papers from the early 2010s", Filters(2010, 2013)),
        ("papers from '98", Filters(1998, 1998)),
        ("papers from any year other than 2015", Filters(none_of=(Filters(2015, 2015),))),
        ("was U-Net published in 2016?", Filters()),
    ],
)
def test_bounds_count_themselves_where_they_are_said_to(question: str, filters: Filters) -> None:
    assert read(question) == filters


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("papers by Wei not by Wang", Filters(author="Wei", none_of=(Filters(author="Wang"),))),
        ("papers by Wei but not Wang", Filters(author="Wei", none_of=(Filters(author="Wang"),))),
        ("papers by Wei without Wang", Filters(author="Wei", none_of=(Filters(author="Wang"),))),
        ("papers by Wei not with Wang", Filters(author="Wei", none_of=(Filters(author="Wang"),))),
        ("papers by Wei, excluding Wang", Filters(author="Wei", none_of=(Filters(author="Wang"),))),
        ("papers on rye except those by Kim", Filters(none_of=(KIM,))),
        ("papers by neither Müller nor Kim", Filters(none_of=(MULLER, KIM))),
        ("papers by everyone but Müller", Filters(none_of=(MULLER,))),
        ("papers by someone other than Müller", Filters(none_of=(MULLER,))),
        ("papers Müller did not write", Filters(none_of=(MULLER,))),
        ("which papers did Müller not write?", Filters(none_of=(MULLER,))),
        ("papers not written by Müller", Filters(none_of=(MULLER,))),
        ("papers that Müller wrote", MULLER),
        ("papers by Müller or by Kim", Filters(any_of=(MULLER, KIM))),
        ("papers by A. Smith", Filters(author="A Smith")),
        ("papers by 李", Filters(author="李")),
        ("papers by 张", Filters(author="张")),
        ("papers by van der Berg", Filters(author="van der Berg")),
        ("papers by de la Rosa", Filters(author="de la Rosa")),
        ("papers by Benjamni", Filters(author="Benjamni")),
        ("Benjamni's papers", Filters(author="Benjamni")),
        ("explanations found by Example", Filters()),
        ("papers by gradient descent", Filters()),
        ("What does Steam Matters say?", Filters()),
    ],
)
def test_authors_are_wanted_or_left_out_as_the_words_say(question: str, filters: Filters) -> None:
    assert read(question) == filters


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("list all papers in bread", BREAD),
        ("how many papers in bread?", BREAD),
        ("papers from the bread or tea notebook", Filters(any_of=(BREAD, TEA))),
        ("papers in the bread and tea notebooks", Filters(any_of=(BREAD, TEA))),
        ("papers not in the bread notebook", Filters(none_of=(BREAD,))),
        ("papers outside the bread notebook", Filters(none_of=(BREAD,))),
        ("papers from all notebooks except bread", Filters(none_of=(BREAD,))),
        ("everything from the Rye section", Filters(section="Rye")),
        ("papers in green tea since 2019", Filters(since=2019, section="Green tea")),
        ("papers in the oven section", Filters(section="oven")),
        ("what happens in bread that is old?", Filters()),
    ],
)
def test_places_are_known_by_name(question: str, filters: Filters) -> None:
    assert read(question) == filters


@pytest.mark.parametrize(
    "question",
    [
        "papers from 1998 or by Kim", "papers by Kim from 2002 or by Müller from 2012", "papers about rye or from 2015", "papers by Kim or about rye",
        "papers by Müller and Kim or Wei", "papers by Müller or not by Kim",
    ],
)  # fmt: skip
def test_conditions_of_different_kinds_joined_by_or_are_told_apart(question: str) -> None:
    assert filters_in(question, lambda name: name.lower() in AUTHORS, ["bread", "tea"]).tangled
