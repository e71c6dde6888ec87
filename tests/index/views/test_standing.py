"""What stands beside an entry in its file, and the address that opens it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.index.views.standing import address_in_editor
from assistant.settings import load_settings
from tests.shared import WordEmbedder, write_notes

NOTES = {
    "bread.md": "# Bread\n\n- **Levain** (baker, 2019) - sour\n- **Rye** (miller, 2020) - dense\n- **Steam** (crust, 2021) - thin\n",
    "tea.md": "# Tea\n\n- **Oolong** (leaf, 2018) - mild\n",
}


@pytest.fixture
def library(tmp_path: Path) -> Assistant:
    made = Assistant(load_settings(notes=write_notes(tmp_path / "notes", NOTES), home=tmp_path / "home"), embedder=WordEmbedder())
    made.index()
    return made


def test_the_entries_before_and_after_are_those_of_the_same_file(library: Assistant) -> None:
    entries = {entry.title: entry for entry in library.entries()}
    found = library.standings(list(entries.values()))
    beside = {title: (found[entry.id].before, found[entry.id].after) for title, entry in entries.items()}
    assert {title: tuple(one and one.title for one in pair) for title, pair in beside.items()} == {
        "Levain": (None, "Rye"), "Rye": ("Levain", "Steam"), "Steam": ("Rye", None), "Oolong": (None, None),
    }  # fmt: skip
    assert library.standings([]) == {}


def test_a_place_is_opened_where_the_settings_say_and_a_vault_in_obsidian(tmp_path: Path, library: Assistant) -> None:
    note = tmp_path / "my notes" / "a&b.md"
    assert address_in_editor(None, note, 3) == ""
    assert address_in_editor("vscode://file/{path}:{line}", note, 3) == f"vscode://file{tmp_path}/my%20notes/a%26b.md:3"
    assert address_in_editor("idea://open?file={path}&line={line}", Path("/n/a&b.md"), 3) == "idea://open?file=%2Fn%2Fa%26b.md&line=3"
    (tmp_path / "my notes" / ".obsidian").mkdir(parents=True)
    assert address_in_editor(None, note, 3).startswith("obsidian://open?path=%2F")
    (rye,) = (entry for entry in library.entries() if entry.title == "Rye")
    assert library.standings([rye])[rye.id].address == ""


@pytest.mark.parametrize("pattern", ["https://x.y/{path}", "javascript:{path}", "file:///{path}", "vscode://file/", "{path}"])
def test_an_address_that_is_no_editor_s_is_refused(pattern: str) -> None:
    with pytest.raises(UsageError, match="ASSISTANT_EDITOR"):
        load_settings(editor=pattern)
