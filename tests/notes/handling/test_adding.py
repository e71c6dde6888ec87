"""Files are copied into the notes, inside them and never over anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import NotesError, UsageError
from assistant.notes.handling.adding import add_file


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    return tmp_path / "notes"


def test_a_file_is_copied_into_a_folder_that_is_made_for_it(notes: Path) -> None:
    added = add_file(notes, "papers/new", "bread.md", b"Rye.")
    assert added == notes.resolve() / "papers" / "new" / "bread.md"
    assert added.read_bytes() == b"Rye."


def test_what_is_there_stays_and_the_copy_gets_a_number(notes: Path) -> None:
    names = [add_file(notes, "", "bread.md", data).name for data in (b"one", b"two", b"one", b"two", b"three")]
    assert names == ["bread.md", "bread (2).md", "bread.md", "bread (2).md", "bread (3).md"]
    assert (notes / "bread.md").read_bytes() == b"one"


@pytest.mark.parametrize("folder", ["..", "../elsewhere", "papers/../../elsewhere", ".hidden", "papers/.git", "link", "a\nb"])
def test_no_folder_outside_the_notes_or_hidden_in_them_is_written(notes: Path, folder: str) -> None:
    (notes / "link").symlink_to(notes.parent)
    with pytest.raises(UsageError, match="no folder inside the notes"):
        add_file(notes, folder, "bread.md", b"Rye.")
    assert not list(notes.parent.glob("*.md"))


def test_a_leading_slash_is_below_the_notes(notes: Path) -> None:
    assert add_file(notes, "/papers/", "bread.md", b"Rye.").parent == notes.resolve() / "papers"


@pytest.mark.parametrize("name", ["tool.exe", ".assistant.toml", ".hidden.md", "noext"])
def test_what_is_no_note_is_refused(notes: Path, name: str) -> None:
    with pytest.raises(UsageError, match="notes are"):
        add_file(notes, "", name, b"x")
    assert list(notes.iterdir()) == []


@pytest.mark.parametrize("name", ["../../bread.md", "C:\\notes\\bread.md", "/etc/bread.md"])
def test_of_a_name_with_a_path_the_last_part_counts(notes: Path, name: str) -> None:
    assert add_file(notes, "", name, b"Rye.") == notes.resolve() / "bread.md"


def test_a_folder_that_cannot_be_written_is_one_line(notes: Path) -> None:
    (notes / "papers").write_text("a file", encoding="utf-8")
    with pytest.raises(NotesError, match="cannot be written"):
        add_file(notes, "papers", "bread.md", b"Rye.")
