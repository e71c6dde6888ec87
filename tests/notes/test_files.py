from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import NotesError
from assistant.notes.files import MAX_BYTES, FileReading, NoteFile, find_files, read_file
from tests.support import BREAD, write_notes


def reading_of(tmp_path: Path, data: bytes, name: str = "bread.md") -> FileReading:
    file = tmp_path / name
    file.write_bytes(data)
    return read_file(NoteFile(file, name, "bread"))


def test_files_are_found_in_order_with_the_paths_people_write(tmp_path: Path) -> None:
    write_notes(tmp_path / "notes", {"tea.md": "x", "a/bread.txt": "x", ".hidden.md": "x", ".git/config.md": "x"})
    assert [(file.shown, file.notebook) for file in find_files([tmp_path / "notes"])] == [
        ("notes/a/bread.txt", "a/bread"),
        ("notes/tea.md", "tea"),
    ]


def test_a_single_file_may_be_named(tmp_path: Path) -> None:
    write_notes(tmp_path, {"bread.md": BREAD})
    assert [(file.shown, file.notebook) for file in find_files([tmp_path / "bread.md"])] == [("bread.md", "bread")]


def test_a_missing_folder_and_an_empty_one_are_errors_that_name_it(tmp_path: Path) -> None:
    with pytest.raises(NotesError, match="nowhere"):
        find_files([tmp_path / "nowhere"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotesError, match="empty"):
        find_files([tmp_path / "empty"])


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    plain = reading_of(tmp_path, BREAD.encode())
    assert plain.entries
    for data in (BREAD.replace("\n", "\r\n").encode(), BREAD.replace("\n", "\r").encode(), b"\xef\xbb\xbf" + BREAD.encode()):
        assert reading_of(tmp_path, data).entries == plain.entries


@pytest.mark.parametrize(
    ("data", "name", "status", "reason"),
    [
        (b"\xff\xfe\x00", "bread.md", "failed", "binary"),
        (b"caf\xe9", "bread.md", "failed", "not UTF-8 at byte 3"),
        (b" \n", "bread.md", "skipped", "empty"),
        (b"# x", "README.md", "skipped", "README"),
        (b"# x", "bread.pdf", "skipped", ".pdf suffix"),
        (b"# x", "bread", "skipped", "no suffix"),
        (b"x" * (MAX_BYTES + 1), "bread.md", "failed", "split it"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, data: bytes, name: str, status: str, reason: str) -> None:
    reading = reading_of(tmp_path, data, name)
    assert reading.status == status
    assert reason in reading.reason
    assert reading.entries == ()


def test_a_file_that_vanished_fails_without_raising(tmp_path: Path) -> None:
    reading = read_file(NoteFile(tmp_path / "gone.md", "gone.md", "gone"))
    assert (reading.status, "cannot be read" in reading.reason) == ("failed", True)


def test_an_unchanged_file_keeps_its_last_reading(tmp_path: Path) -> None:
    first = reading_of(tmp_path, BREAD.encode())
    assert read_file(first.source, first) is first
    first.source.file.write_text(BREAD + "- **Salt** (sea, 2016)\n", encoding="utf-8")
    assert len(read_file(first.source, first).entries) == len(first.entries) + 1
