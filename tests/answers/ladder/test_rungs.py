"""Who answers: the notes' own words where they are sure, a model where it helps; a strong one whenever it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answers.ladder.rungs import asks_for_prose
from assistant.assistant import Assistant
from assistant.questions.follow_up import Turn
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, TEA, write_notes

SURE = "How often is a levain fed?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ladder")
    notes = write_notes(folder / "notes", {"bread.md": BREAD, "tea.md": TEA})
    Assistant(load_settings(notes=notes, home=folder / "home")).index()
    return folder


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script(replies=[("A levain is fed every 12 hours [1].",)])) as running:
        yield running


def made(home: Path, script: Script, profile: str) -> Assistant:
    return Assistant(load_settings(notes=home / "notes", home=home / "home", base_url=script.url, model="m", profile=profile))


def test_a_small_model_is_not_asked_where_the_notes_own_words_are_sure(home: Path, script: Script) -> None:
    answer = made(home, script, "small").ask(SURE)
    assert (answer.by, answer.model, answer.note) == ("notes", "extractive", "")
    assert answer.to_json()["by"] == "notes"
    assert script.asked == []


def test_a_strong_model_answers_what_the_notes_own_words_would_answer_too(home: Path, script: Script) -> None:
    answer = made(home, script, "large").ask(SURE)
    assert (answer.by, answer.model, answer.told_by()) == ("model", "m", "Written by m")


def test_what_stands_in_the_fields_is_looked_up_whatever_the_model(home: Path, script: Script) -> None:
    answer = made(home, script, "large").ask("How many papers are from 2021?")
    assert (answer.by, script.chats()) == ("fields", [])


def test_a_small_model_writes_where_prose_is_asked_for_from_the_sentences_that_fit(home: Path, script: Script) -> None:
    answer = made(home, script, "small").ask("How often is a levain fed? Tell me in your own words.")
    assert (answer.by, answer.answer) == ("model", "A levain is fed every 12 hours. [1]")
    (chat,) = script.chats()
    assert sum(len(message["content"]) for message in chat["messages"]) < 2_000


def test_a_follow_up_of_a_small_model_is_made_to_stand_alone_by_rule(home: Path, script: Script) -> None:
    history = [Turn("user", "What gives a thinner crust?"), Turn("assistant", "Steam does. [1]", ("Steam Matters",))]
    answer = made(home, script, "small").ask("who wrote that?", history)
    assert answer.citations[0].entry_id == "crust2021steam"
    assert script.asked == []


STRONG = (
    "Steam thins the crust in the first 10 minutes [{steam}]. A levain is fed every 12 hours [{levain}]. Flour and water rest before the salt goes in [{rest}]. "
    "The levain paper compares 4 flours [{levain}]. Rye ferments fastest [{levain}]."
)


def test_a_strong_model_keeps_all_its_statements_in_its_order(home: Path, script: Script) -> None:
    large = made(home, script, "large")
    question = "How do levain, steam and autolyse go together?"
    by_title = {piece.entry.title.split(":")[0].split()[0]: piece.marker for piece in large.ask(question, use_model=False).evidence}
    text = STRONG.format(steam=by_title["Steam"], levain=by_title["Levain"], rest=by_title["Autolyse"])
    script.replies = [(text,)]
    answer = large.ask(question)
    assert [one.text for one in answer.statements] == [
        "Steam thins the crust in the first 10 minutes.",
        "A levain is fed every 12 hours.",
        "Flour and water rest before the salt goes in.",
        "The levain paper compares 4 flours.",
        "Rye ferments fastest.",
    ]
    assert all(one.markers for one in answer.statements)


@pytest.mark.parametrize(
    ("question", "prose"),
    [
        ("Tell me in your own words what a levain is", True),
        ("What is a levain, in plain English?", True),
        ("Sum up rye in two short sentences", True),
        ("Write a paragraph on steam", True),
        ("Put the notes on steam together", True),
        ("What is a levain?", False),
        ("Who wrote Steam Matters?", False),
        ("Which papers put steam to use?", False),
        ("What did they write about words in other notebooks?", False),
    ],
)
def test_prose_is_what_is_asked_for_as_a_text(question: str, prose: bool) -> None:
    assert asks_for_prose(question) is prose
