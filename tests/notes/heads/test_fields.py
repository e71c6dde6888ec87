from __future__ import annotations

import pytest

from assistant.notes.entry import Field
from assistant.notes.heads.fields import common_name, field_of, known


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("**Authors:** A. Miller", "Authors", "A. Miller"),
        ("**Year**: 2020", "Year", "2020"),
        ("title:: Cold Levain", "title", "Cold Levain"),
        ("Venue: BREAD", "Venue", "BREAD"),
        ("作者：李明", "作者", "李明"),
        ("📅 *Date*: 2020", "Date", "2020"),
        ("`Tags`: rye", "Tags", "rye"),
        ("Authors:", "Authors", ""),
    ],
)
def test_a_line_that_is_a_field(text: str, name: str, value: str) -> None:
    assert field_of(text) == (name, value)


@pytest.mark.parametrize(
    "text", ["Rye is slow", "https://rye.example.org", "$x$: 3", "**Rye** is slow", "at 10:30 it rose", "a long name of many words: slow"]
)
def test_a_line_that_is_none(text: str) -> None:
    assert field_of(text) is None


@pytest.mark.parametrize(
    ("name", "common"),
    [("Author(s)", "authors"), ("Jahr", "year"), ("Venue/Source", "venue"), ("キーワード", "tags"), ("Autores", "authors"), ("oven", "")],
)
def test_names_of_fields_in_several_languages(name: str, common: str) -> None:
    assert common_name(name) == common


def test_what_fields_say_of_a_work() -> None:
    fields = [
        ("authors", "Oven, Rita; Stone, Sam"),
        ("year", "ECCV 2020 (arXiv:2001.00003)"),
        ("url", "https://github.com/x/y"),
        ("aliases", "Rye, R1"),
    ]
    said = known([Field(name, value, "a.md", 1) for name, value in fields])
    assert (said.authors, said.year, said.arxiv, said.url, said.aliases) == (
        ("Oven, Rita", "Stone, Sam"),
        2020,
        "2001.00003",
        None,
        ("Rye", "R1"),
    )


def test_the_number_of_a_preprint_is_no_year() -> None:
    assert known([Field("venue", "arXiv 1708; BREAD Workshop 2017", "a.md", 1)]).year == 2017
