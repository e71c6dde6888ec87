"""What a question is held to by `@name`, by what is kept beside it, and by entries that were chosen by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.index.filters import Filters
from assistant.retrieval.scope import filters_of
from assistant.settings import load_settings
from tests.shared import BREAD, TEA, WordEmbedder, write_notes

RYE = """\
---
tags: grain/rye, Starters
---

# Rye Loaves

Rye dough is sticky, and a levain suits it.
"""


@pytest.fixture
def notes(tmp_path: Path) -> Assistant:
    folder = write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA, "old/loaves/rye.md": RYE})
    assistant = Assistant(load_settings(notes=folder, home=tmp_path / "home"), embedder=WordEmbedder())
    assistant.index()
    return assistant


@pytest.mark.parametrize(
    ("text", "rest", "kept"),
    [
        ("@tea what slows a levain?", "what slows a levain?", ["notebook:tea"]),
        ("@2019-2021 @bread which papers?", "which papers?", ["years:2019-2021", "notebook:bread"]),
        ("what is old? @2019-", "what is old?", ["years:2019-"]),
        ("@years:-2020: what is old", "what is old", ["years:-2020"]),
        ("@sourdough what rests?", "what rests?", ["section:Sourdough"]),
        ('@"Steam Matters" when?', "when?", ["entry:crust2021steam"]),
        ("@crust2021 when?", "when?", ["entry:crust2021steam"]),
        ("what does @crust2021 say?", "what does “Steam Matters” say?", ["entry:crust2021steam"]),
        ("@starters what is sticky?", "what is sticky?", ["tag:Starters"]),
        ("@tag:grain what is sticky?", "@tag:grain what is sticky?", []),
        ("@loaves what is sticky?", "what is sticky?", ["folder:notes/old/loaves"]),
        ("write to a@tea or measure pass@bread", "write to a@tea or measure pass@bread", []),
        ("@nobody what?", "@nobody what?", []),
    ],
)
def test_a_mention_says_where_to_look_and_what_nobody_knows_stays_in_the_words(
    notes: Assistant, text: str, rest: str, kept: list[str]
) -> None:
    scoped = notes.scopes.read(text)
    assert scoped.rest == rest
    assert [place.address for place in scoped.places] == kept
    assert notes.scopes.kept(kept) == scoped.places


def test_what_is_called_by_no_name_of_the_notes_is_told(notes: Assistant) -> None:
    assert notes.scopes.read("@nobody and @tea?").unknown == ("nobody",)


@pytest.mark.parametrize(
    ("addresses", "found"),
    [
        (["notebook:tea"], {"Oolong Under the Microscope", "Levain: Wild Yeast at Home"}),
        (["notebook:tea", "years:2023"], {"Oolong Under the Microscope"}),
        (["entry:crust2021steam", "years:2019"], set()),
        (["years:2021", "years:2023"], {"Steam Matters", "Oolong Under the Microscope"}),
        (["tag:grain/rye"], {"Rye Loaves"}),
        (["folder:notes/old"], {"Rye Loaves"}),
        (["section:Ovens"], {"Steam Matters"}),
    ],
)
def test_places_of_one_kind_are_alternatives_and_kinds_hold_together(notes: Assistant, addresses: list[str], found: set[str]) -> None:
    hits = notes.search("levain", 10, filters_of(notes.scopes.kept(addresses)))
    assert {hit.entry.title for hit in hits} == found


def test_an_answer_is_held_to_what_its_question_mentions_and_keeps_the_question_as_it_was_put(notes: Assistant) -> None:
    answer = notes.ask("@tea what does the notes say on levain?", use_model=False)
    assert answer.question == "@tea what does the notes say on levain?"
    assert {piece.entry.notebook for piece in answer.evidence} == {"tea"}


def test_entries_that_were_chosen_are_all_in_the_evidence_and_no_others(notes: Assistant) -> None:
    chosen = ("crust2021steam", "leaf2023oolong")
    answer = notes.ask("How often is a levain fed?", filters=Filters(entries=chosen), use_model=False)
    assert {piece.entry.id for piece in answer.evidence} == set(chosen)


def test_a_question_about_one_chosen_entry_means_it(notes: Assistant) -> None:
    answer = notes.ask("@crust2021 what does it give?", use_model=False)
    assert [citation.title for citation in answer.citations] == ["Steam Matters"]


def test_a_mention_without_a_question_is_asked_for_one(notes: Assistant) -> None:
    with pytest.raises(UsageError, match="add a question"):
        notes.ask("@tea")


def test_what_can_be_chosen_is_offered_by_any_of_its_words(notes: Assistant) -> None:
    assert {place.address for place in notes.scopes.offered("", 20)} >= {
        "notebook:tea",
        "tag:Starters",
        "folder:notes/old",
        "section:Ovens",
    }
    assert [place.address for place in notes.scopes.offered("steam", 5)] == ["entry:crust2021steam"]
    assert [place.address for place in notes.scopes.offered("2020-2023", 5)] == ["years:2020-2023"]
