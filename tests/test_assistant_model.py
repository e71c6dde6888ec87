"""Answers of a model behind a real HTTP server that says what a test scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.retrieval.question import Turn
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving
from tests.support import BREAD, TEA, write_notes


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script()) as running:
        yield running


@pytest.fixture
def assistant(script: Script, tmp_path: Path) -> Assistant:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA})
    made = Assistant(load_settings(notes=notes, home=tmp_path / "home", base_url=script.url, model="small-model"))
    made.index()
    return made


def test_a_model_s_answer_is_cited_checked_and_streamed(assistant: Assistant, script: Script) -> None:
    script.replies = [("A levain is fed ", "every 12 hours [", "1]. Rye is slow [9].")]
    shown: list[str] = []
    answer = assistant.ask("How often is a levain fed?", on_text=shown.append)
    assert answer.model == "small-model"
    assert [(s.text, s.markers) for s in answer.statements] == [("A levain is fed every 12 hours.", (1,)), ("Rye is slow.", ())]
    assert answer.statements[0].verdict == "supported"
    assert answer.statements[1].verdict in ("unverified", "unsupported")
    assert [citation.marker for citation in answer.citations] == [1]
    assert answer.invalid_markers == 1
    assert "[9]" not in answer.answer
    assert len(shown) > 1
    assert answer.usage.prompt_tokens == 20


def test_forgotten_markers_are_found_by_the_support_check(assistant: Assistant, script: Script) -> None:
    script.replies = [("A levain is fed every 12 hours.",)]
    answer = assistant.ask("How often is a levain fed?")
    assert answer.citations[0].entry_id == "baker2019levain"
    assert answer.answer == "A levain is fed every 12 hours. [1]"


def test_a_wrong_figure_of_the_model_is_marked_not_hidden(assistant: Assistant, script: Script) -> None:
    script.replies = [("A levain is fed every 30 hours [1].",)]
    (statement,) = assistant.ask("How often is a levain fed?").statements
    assert statement.text == "A levain is fed every 30 hours."
    assert statement.verdict == "unsupported"


def test_a_model_that_finds_nothing_in_the_notes_abstains(assistant: Assistant, script: Script) -> None:
    script.replies = [("NOT IN THE NOTES",)]
    answer = assistant.ask("How often is a levain fed?")
    assert answer.abstained
    assert answer.nearest
    assert answer.statements == ()


def test_a_model_that_writes_nothing_leaves_the_notes_own_words(assistant: Assistant, script: Script) -> None:
    script.replies = [("[1][2]",)]
    answer = assistant.ask("How often is a levain fed?")
    assert answer.model == "extractive"
    assert "12 hours" in answer.answer


def test_what_the_notes_do_not_cover_never_reaches_the_model(assistant: Assistant, script: Script) -> None:
    assert assistant.ask("What is the orbital period of Neptune?").abstained
    assert script.chats() == []


def test_a_follow_up_is_rewritten_by_the_model(assistant: Assistant, script: Script) -> None:
    script.replies = [("Who wrote Steam Matters?",), ("Steam Matters is by crust et al. (2021) [1].",)]
    history = [Turn("user", "What gives a thinner crust?"), Turn("assistant", "Steam does. [1]", ("Steam Matters",))]
    answer = assistant.ask("who wrote that?", history)
    assert answer.standalone_question == "Who wrote Steam Matters?"
    assert answer.citations[0].entry_id == "crust2021steam"


def test_without_the_model_on_request_nothing_is_sent(assistant: Assistant, script: Script) -> None:
    assert assistant.ask("How often is a levain fed?", use_model=False).model == "extractive"
    assert script.asked == []


def test_a_wrong_key_is_one_line_without_the_key(tmp_path: Path, script: Script) -> None:
    script.fault = (401, {"content-type": "application/json"}, json.dumps({"error": {"message": "bad key sk-secret"}}))
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    made = Assistant(load_settings(notes=notes, home=tmp_path / "home", base_url=script.url, model="m", api_key="sk-secret"))
    made.index()
    note = made.ask("How often is a levain fed?").note
    assert "OPENAI_API_KEY" in note
    assert "sk-secret" not in note
    assert "\n" not in note
