"""A question in other words than the notes': what a model can do for it, and that it takes nothing away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answers.ladder.choosing import read_choice
from assistant.assistant import Assistant
from assistant.settings import load_settings, shipped
from tests.scripted_endpoint import Script, serving

BIRDS = shipped("evals") / "libraries" / "birds" / "notes.md"
DESCRIBED = "somebody looked at how young ones pick up what the grown ones around them do"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("described")
    Assistant(load_settings(notes=BIRDS, home=folder)).index()
    return folder


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script()) as running:
        yield running


def made(home: Path, script: Script, profile: str) -> Assistant:
    return Assistant(load_settings(notes=BIRDS, home=home, base_url=script.url, model="m", profile=profile))


def test_what_a_small_model_s_words_find_comes_behind_the_guesses_and_takes_none_away(home: Path, script: Script) -> None:
    small = made(home, script, "small")
    before = small.ask(DESCRIBED, use_model=False)
    assert before.guesses
    shown = {guess.title for guess in before.guesses}
    named = next(entry for entry in small.entries() if entry.title not in shown and entry.lines() and entry.kind != "section")
    script.replies = [(f"{named.title}: {named.lines()[0]}",)]
    answer = small.ask(DESCRIBED)
    assert (answer.by, answer.model) == ("reworded", "m")
    assert [guess.title for guess in answer.guesses[: len(shown)]] == [guess.title for guess in before.guesses]
    assert named.title in [guess.title for guess in answer.guesses[len(shown) :]]
    assert len(answer.guesses) <= len(shown) + 3
    assert [citation.marker for citation in answer.citations] == list(range(1, len(answer.guesses) + 1))
    assert answer.usage.prompt_tokens == 20


@pytest.mark.parametrize("said", ["", "???", "\x00\x1b[31m", "x" * 100_000])
def test_whatever_a_small_model_says_the_guesses_stay(home: Path, script: Script, said: str) -> None:
    small = made(home, script, "small")
    before = small.ask(DESCRIBED, use_model=False)
    script.replies = [(said,)]
    answer = small.ask(DESCRIBED)
    assert [guess.title for guess in answer.guesses][: len(before.guesses)] == [guess.title for guess in before.guesses]


def test_the_entry_that_a_strong_model_chooses_leads_its_evidence(home: Path, script: Script) -> None:
    large = made(home, script, "large")
    script.replies = [("0",), ("The crust shines.",)]
    large.ask(DESCRIBED)
    listed = script.chats()[0]["messages"][-1]["content"].split("<notes>\n")[1].split("\n</notes>")[0].splitlines()
    number, _, line = listed[-1].partition(". ")
    chosen = next(entry for entry in large.entries() if line.startswith(entry.title))
    script.asked.clear()
    script.replies = [(number,), (f"{chosen.lines()[0]} [1]",)]
    answer = large.ask(DESCRIBED)
    assert answer.evidence[0].entry.id == chosen.id
    assert answer.by == "model"
    assert answer.usage.prompt_tokens == 40


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3", 2),
        ("[3]", 2),
        ("Note 3.", 2),
        ("Number: 3", 2),
        ("0", None),
        ("none", None),
        ("9", None),
        ("-1", 0),
        ("It is 3", None),
        ("", None),
    ],
)
def test_a_choice_is_the_number_that_a_reply_begins_with(text: str, place: int | None) -> None:
    assert read_choice(text, 5) == place
