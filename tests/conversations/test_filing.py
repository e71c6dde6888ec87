"""An answer filed back into the notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.conversations.filing import file_answer, places_to_file
from assistant.errors import UsageError
from assistant.settings import load_settings
from tests.shared import BREAD, TEA, WordEmbedder, write_notes


@pytest.fixture
def notes(tmp_path: Path) -> Assistant:
    folder = write_notes(tmp_path / "notes", {"bread.md": BREAD, "deep/tea.md": TEA})
    assistant = Assistant(load_settings(notes=folder, home=tmp_path / "home"), embedder=WordEmbedder())
    assistant.index()
    return assistant


def test_a_filed_answer_is_an_entry_that_is_found_again_and_nothing_before_it_has_changed(notes: Assistant) -> None:
    document = notes.ask("How often is a levain fed?", use_model=False).to_json()
    for title in ("Feeding times", "Feeding again"):
        file = file_answer(notes.roots, "bread.md", title, document)
    assert file.read_text(encoding="utf-8").startswith(BREAD)
    assert file.read_text(encoding="utf-8").count("## Answers filed") == 1
    notes.index()
    entry = next(entry for entry in notes.entries() if entry.title == "Feeding times")
    assert "fed every 12 hours" in "\n".join(entry.lines())
    assert any("Levain: Wild Yeast at Home (baker, miller, 2019)" in line for line in entry.lines())
    assert len(notes.entries()) == 6


def test_a_new_file_is_made_and_then_offered(notes: Assistant) -> None:
    assert places_to_file(notes.roots) == ["bread.md", "deep/tea.md"]
    file_answer(notes.roots, "mine/answers", "Feeding", notes.ask("How often is a levain fed?", use_model=False).to_json())
    assert places_to_file(notes.roots) == ["bread.md", "deep/tea.md", "mine/answers.md"]


@pytest.mark.parametrize("name", ["../out.md", "/out.md", "notes.pdf", "", ".git/x.md", "deep/../../out.md", "link/out.md"])
def test_nothing_is_written_outside_the_notes_nor_into_what_is_no_markdown(notes: Assistant, tmp_path: Path, name: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "notes" / "link").symlink_to(tmp_path / "elsewhere")
    document = notes.ask("How often is a levain fed?", use_model=False).to_json()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.md")}
    with pytest.raises(UsageError):
        file_answer(notes.roots, name, "Feeding", document)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.md")} == before
    assert not (tmp_path / "out.md").exists()


def test_what_an_answer_holds_stays_one_entry(notes: Assistant) -> None:
    document = notes.ask("How often is a levain fed?", use_model=False).to_json()
    document["statements"][0]["text"] = "One line.\n\n# A heading\n- **Another** (x, 2020) - entry <script>"
    file_answer(notes.roots, "new.md", "Feed\n# ing", document)
    notes.index()
    assert len([entry for entry in notes.entries() if entry.place.path.endswith("new.md") and entry.kind != "section"]) == 1
