"""Whether the notes cover a question: what is asked and not spoken of is refused, with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import load_settings
from tests.shared import BREAD, TEA, write_notes


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    base: Path = tmp_path_factory.mktemp("abstain")
    found = Assistant(load_settings(notes=write_notes(base / "notes", {"bread.md": BREAD, "tea.md": TEA}), home=base / "home"))
    found.index()
    return found


@pytest.mark.parametrize(
    "question", ["What does Steam Matters say?", "who wrote Steam Matters?", "Which flour ferments fastest?", "papers about oolong"]
)
def test_what_the_notes_say_is_answered(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question, use_model=False).abstained


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Which university is the first author of Steam Matters at?", "The notes name “Steam Matters” but do not say that."),
        ("Which thermometer does Steam Matters use?", "The notes name “Steam Matters” but do not say that."),
        ("What is BreadBench-2?", "“BreadBench-2” does not occur in them"),
        ("papers about graph neural networks", "The notes do not cover this."),
    ],
)
def test_what_they_do_not_say_is_refused_with_the_reason(assistant: Assistant, question: str, reason: str) -> None:
    answer = assistant.ask(question, use_model=False)
    assert answer.abstained
    assert reason in answer.answer


def test_the_confidence_of_what_is_covered_is_higher(assistant: Assistant) -> None:
    covered, not_covered = (
        assistant.ask(question, use_model=False).confidence for question in ("How often is a levain fed?", "How often is a goldfish fed?")
    )
    assert covered > not_covered


def test_a_person_is_known_by_the_last_name(assistant: Assistant) -> None:
    question = "What do the notes have with Carla Crust among the authors?"
    assert not assistant.ask(question, use_model=False).abstained
