"""What each operation takes and gives, whoever asks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.assistant import Assistant
from assistant.errors import NotesError, UsageError
from assistant.questions.follow_up import Turn
from assistant.services.documents import entry_text
from assistant.services.inputs import Ask, Check, EntryWanted, Search, Summarize
from assistant.services.operations import ASK, CHECK, ENTRY, NOBODY, OPERATIONS, SEARCH, SUMMARIZE, Operation, Watch
from assistant.settings import load_settings
from tests.shared import SOURDOUGH, TEA, WordEmbedder, write_notes


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    notes = write_notes(tmp_path / "notes", {"sourdough.md": SOURDOUGH, "tea.md": TEA})
    made = Assistant(load_settings(notes=notes, home=tmp_path / "home"), embedder=WordEmbedder())
    made.index()
    return made


ASKED: list[tuple[Operation[Any, Any], Any]] = [
    (SEARCH, Search(query="levain")),
    (ASK, Ask(question="How often is a sourdough levain fed?")),
    (ASK, Ask(question="What is the orbital period of Neptune?")),
    (
        ASK,
        Ask(
            question="who wrote that?",
            history=(Turn("user", "What holds acid?"), Turn("assistant", "Sourdough does.", ("frost2021sourdough",))),
        ),
    ),
    (ENTRY, EntryWanted(entry_id="baker2019levain")),
    (CHECK, Check(text="# Crust\n\nSteam for Sourdough: steam in the first 20 minutes gives sourdough a thinner crust.")),
    (SUMMARIZE, Summarize(topic="sourdough")),
    (SUMMARIZE, Summarize(topic="Neptune")),
]


@pytest.mark.parametrize(("operation", "given"), ASKED, ids=lambda one: getattr(one, "name", ""))
def test_every_document_is_wholly_described_by_its_schema(operation: Operation[Any, Any], given: Any, assistant: Assistant) -> None:
    document = json.loads(json.dumps(operation.perform(assistant, given)))
    assert operation.gives.model_validate(document).model_dump(mode="json", exclude_unset=True) == document


def test_what_is_taken_is_described_field_by_field() -> None:
    for operation in OPERATIONS:
        fields = operation.takes.model_json_schema()["properties"]
        assert [name for name, field in fields.items() if "description" not in field] == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (Search(query="levain", year="soon"), "year 'soon'"),
        (Search(query="levain", year="2024..2020"), "2020..2024"),
        (Search(query="levain", author="%"), "author '%'"),
        (Search(query="levain", notebook="cheese"), "sourdough, tea"),
        (Search(query=" "), "empty"),
    ],
)
def test_a_filter_that_cannot_hold_is_refused_in_a_line_that_names_it(given: Search, told: str, assistant: Assistant) -> None:
    with pytest.raises(UsageError, match=r"^[^\n]+$") as error:
        SEARCH.run(assistant, given, NOBODY)
    assert told in str(error.value)


def test_a_name_that_is_not_known_is_refused_rather_than_passed_over() -> None:
    with pytest.raises(ValidationError, match="yeer"):
        Ask.model_validate({"question": "levain?", "yeer": "2020"})


def test_filters_hold(assistant: Assistant) -> None:
    found = SEARCH.run(assistant, Search(query="levain", notebook="Tea"), NOBODY)
    assert found
    assert all("tea" in {place.notebook for place in hit.entry.places} for hit in found)
    assert [hit.entry.year for hit in SEARCH.run(assistant, Search(query="levain", year="2023", author="leaf"), NOBODY)] == [2023]


def test_halves_of_letters_do_not_stand_in_what_is_given_back(assistant: Assistant) -> None:
    document = SEARCH.perform(assistant, Search(query="levain \ud800"))
    assert document["query"].encode() == "levain \ufffd".encode()


def test_an_entry_is_given_whole_and_an_unknown_one_refused(assistant: Assistant) -> None:
    entry = assistant.entry("baker2019levain")
    assert entry is not None
    text = entry_text(entry)
    assert text.startswith("# Levain: Wild Yeast at Home (baker, miller, 2019)\n")
    assert [line for line in entry.lines() if f"- {line}\n" not in text] == []
    assert all(str(place) in text for place in entry.places)
    with pytest.raises(UsageError, match="no entry 'nothing'"):
        ENTRY.run(assistant, EntryWanted(entry_id="nothing"), NOBODY)


def test_whoever_watches_is_told_the_evidence_then_the_text(assistant: Assistant) -> None:
    told: list[str] = []
    watch = Watch(lambda found: told.append(found[0].entry.id), told.append)
    answer = ASK.run(assistant, Ask(question="How often is a sourdough levain fed?"), watch)
    assert told[0] == "baker2019levain"
    assert told[-1] == answer.answer


@pytest.mark.parametrize(("operation", "given"), ASKED, ids=lambda one: getattr(one, "name", ""))
def test_where_nothing_is_indexed_each_says_so_and_makes_nothing(operation: Operation[Any, Any], given: Any, tmp_path: Path) -> None:
    home = tmp_path / "none"
    notes = write_notes(tmp_path / "other", {"tea.md": TEA})
    with pytest.raises(NotesError, match="assistant index"):
        operation.run(Assistant(load_settings(notes=notes, home=home), embedder=WordEmbedder()), given, NOBODY)
    assert not home.exists()
