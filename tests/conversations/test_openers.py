"""Questions to begin with: of these notes, and answered by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.conversations.openers import kept_openers, openers
from assistant.settings import load_settings
from tests.shared import BREAD, SOURDOUGH, TEA, WordEmbedder, write_notes


def over(base: Path, files: dict[str, str]) -> Assistant:
    settings = load_settings(notes=write_notes(base / "notes", files), home=base / "home")
    assistant = Assistant(settings, embedder=WordEmbedder())
    assistant.index()
    return assistant


@pytest.mark.parametrize("files", [{"bread.md": BREAD, "tea.md": TEA}, {"sourdough.md": SOURDOUGH}])
def test_each_question_is_on_an_entry_of_the_notes_and_answered_from_it(files: dict[str, str], tmp_path: Path) -> None:
    assistant = over(tmp_path, files)
    questions = openers(assistant)
    assert questions
    assert len(questions) == len(set(questions)) <= 4
    titles = {entry.title: entry.id for entry in assistant.entries()}
    for question in questions:
        if question.startswith("Summarize"):
            assert not assistant.summarize(question.removeprefix("Summarize what I have on "), use_model=False).refused
            continue
        (about,) = [entry for title, entry in titles.items() if title in question]
        assert about in {citation.entry_id for citation in assistant.ask(question, use_model=False).citations}


def test_notes_without_a_remark_give_no_question(tmp_path: Path) -> None:
    assert openers(over(tmp_path, {"bare.md": "- **Levain** (baker, 2019)\n- **Steam** (crust, 2021)\n"})) == []


def test_they_are_tried_once_for_a_state_of_the_index_also_after_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = over(tmp_path, {"bread.md": BREAD, "tea.md": TEA})
    found = kept_openers(assistant, assistant.state())
    assert found == openers(assistant)
    asked: list[str] = []
    monkeypatch.setattr(Assistant, "ask", lambda _, question, **__: asked.append(question))
    again = Assistant(assistant.settings, embedder=WordEmbedder())
    assert kept_openers(again, again.state()) == found
    assert not asked
    with pytest.raises(AttributeError):  # what this `ask` gives is no answer
        kept_openers(again, "another state")
