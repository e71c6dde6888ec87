"""Entries looked through by words and facets."""

from __future__ import annotations

import pytest

from assistant.notes.browsing import Facets, Shelf
from assistant.notes.entry import Entry, Field, Note, Place


def entry(
    name: str, title: str, authors: tuple[str, ...], year: int | None, section: tuple[str, ...], remark: str = "", tags: str = ""
) -> Entry:
    notes = (Note(remark, "kitchen.md", 2),) if remark else ()
    fields = (Field("tags", tags, "kitchen.md", 1),) if tags else ()
    notebook = "tea" if section[:1] == ("Tea",) else "bread"
    return Entry(name, title, "paper", authors, year, None, None, notes, (Place("kitchen.md", 1, notebook, section),), fields=fields)


SHELF = Shelf(
    [
        entry(
            "rye", "Rye Starters", ("Müller", "baker"), 2019, ("Bread", "Sourdough"), "Feeding by prompt hands, twice a day.", "slow, #sour"
        ),
        entry("steam", "Steam Matters", ("crust",), 2021, ("Bread", "Ovens"), "A rye loaf needs more."),
        entry("oolong", "Oolong", ("leaf", "baker"), 2023, ("Tea",)),
        entry("idea", "Salt", (), None, ("Bread",), tags="slow"),
    ]
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["rye", "steam", "oolong", "idea"]),
        ("feeding muller", ["rye"]),
        ("2019 sourdough starters", ["rye"]),
        ("RYE", ["rye", "steam"]),
        ("loaf", ["steam"]),
        ("baker", ["rye", "oolong"]),
        ("tea leaf", ["oolong"]),
        ("oolong sourdough", []),
        ("…", ["rye", "steam", "oolong", "idea"]),
    ],
)
def test_every_word_must_stand_somewhere_in_the_entry_and_titles_come_first(words: str, found: list[str]) -> None:
    assert [entry.id for entry in SHELF.find(words)] == found


@pytest.mark.parametrize(
    ("facets", "found"),
    [
        (Facets(notebook="tea"), ["oolong"]),
        (Facets(section="Bread"), ["rye", "steam", "idea"]),
        (Facets(section="Ovens"), ["steam"]),
        (Facets(author="baker"), ["rye", "oolong"]),
        (Facets(since=2021), ["steam", "oolong"]),
        (Facets(until=2021), ["rye", "steam"]),
        (Facets(author="baker", since=2020, until=2030), ["oolong"]),
        (Facets(notebook="tea", section="Bread"), []),
        (Facets(remarked=True), ["rye", "steam"]),
        (Facets(tag="slow"), ["rye", "idea"]),
    ],
)
def test_facets_narrow_what_is_found(facets: Facets, found: list[str]) -> None:
    assert [entry.id for entry in SHELF.find("", facets)] == found


def test_facets_are_offered_most_frequent_first() -> None:
    assert SHELF.sections == ["Bread", "Ovens", "Sourdough", "Tea"]
    assert SHELF.authors == ["baker", "Müller", "crust", "leaf"]
    assert SHELF.years == [2019, 2021, 2023]
    assert SHELF.notebooks == ["bread", "tea"]
    assert SHELF.tags == ["slow", "sour"]


def test_what_was_found_can_be_changed_by_who_found_it() -> None:
    SHELF.find("baker").clear()
    assert [entry.id for entry in SHELF.find("baker")] == ["rye", "oolong"]
