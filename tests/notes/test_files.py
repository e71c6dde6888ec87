from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import NotesError
from assistant.notes.files import MAX_BYTES, FileReading, read_file
from assistant.notes.folder.walk import NoteFile, find_files
from tests.shared import BREAD, write_notes


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
        (b"# x", "bread.pages", "skipped", ".pages suffix"),
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
    assert (reading.status, reading.reason) == ("failed", "cannot be read: it vanished meanwhile; run `assistant index` again")


def test_a_file_name_that_is_no_text_is_escaped_and_its_file_read_like_any_other(tmp_path: Path) -> None:
    names = {
        b"caf\xe9.md": "caf\\xe9",
        b"two\nlines.md": "two\\nlines",
        b"f\xff/rye.md": "f\\xff/rye",
        "brötchen パン.md".encode(): "brötchen パン",
    }
    for name in names:
        file = tmp_path / "notes" / os.fsdecode(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(BREAD, encoding="utf-8")
    readings = [read_file(source) for source in find_files([tmp_path / "notes"])]
    assert {reading.source.notebook for reading in readings} == set(names.values())
    assert {reading.source.shown for reading in readings} == {f"notes/{name}.md" for name in names.values()}
    assert all(reading.entries for reading in readings)
    assert all(str(reading).isprintable() for reading in readings)


def broken_link(file: Path) -> None:
    file.symlink_to("moved/elsewhere.md")


def link_to_itself(file: Path) -> None:
    file.symlink_to(file.name)


def pipe(file: Path) -> None:
    os.mkfifo(file)


def link_to_a_pipe(file: Path) -> None:
    os.mkfifo(file.with_suffix(".pipe"))
    file.symlink_to(file.with_suffix(".pipe"))


def link_to_a_device(file: Path) -> None:
    file.symlink_to("/dev/zero")


def link_to_a_folder(file: Path) -> None:
    (file.parent / "other").mkdir()
    file.symlink_to(file.parent / "other")


@pytest.mark.parametrize(
    ("make", "status", "reason"),
    [
        (broken_link, "failed", "a broken link (to moved/elsewhere.md); bring that back or delete the link"),
        (link_to_itself, "failed", "a link that leads back to itself; delete it"),
        (pipe, "skipped", "a named pipe"),
        (link_to_a_pipe, "skipped", "a named pipe"),
        (link_to_a_device, "skipped", "a device"),
        (link_to_a_folder, "skipped", "a link to a folder is not followed"),
    ],
)
def test_what_is_no_file_says_what_it_is_and_the_rest_is_read(
    tmp_path: Path, make: Callable[[Path], None], status: str, reason: str
) -> None:
    folder = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    make(folder / "odd.md")
    readings = {source.shown: read_file(source) for source in find_files([folder])}
    odd = readings["notes/odd.md"]
    assert (odd.status, odd.entries) == (status, ())
    assert reason in odd.reason
    assert "permission" not in odd.reason
    assert readings["notes/bread.md"].status == "read"


def test_a_socket_among_the_notes_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket may have no more than a hundred characters
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("odd.md")
        reading = read_file(NoteFile(tmp_path / "odd.md", "odd.md", "odd"))
    assert (reading.status, reading.reason) == ("skipped", "a socket, no file of notes")


def test_a_folder_may_be_named_like_a_notebook(tmp_path: Path) -> None:
    folder = write_notes(tmp_path / "notes", {"bread.md/rye.md": BREAD})
    assert [(source.notebook, read_file(source).status) for source in find_files([folder])] == [("bread.md/rye", "read")]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    folder = write_notes(tmp_path, {"bread.md": BREAD})
    (folder / "bread.md").chmod(0)
    assert "Permission denied; mend its permissions" in read_file(NoteFile(folder / "bread.md", "bread.md", "bread")).reason


def test_an_unchanged_file_keeps_its_last_reading(tmp_path: Path) -> None:
    first = reading_of(tmp_path, BREAD.encode())
    assert read_file(first.source, first) == first
    first.source.file.write_text(BREAD + "- **Salt** (sea, 2016)\n", encoding="utf-8")
    assert len(read_file(first.source, first).entries) == len(first.entries) + 1


@pytest.mark.slow
def test_a_file_whose_size_and_times_are_as_they_were_is_not_opened(tmp_path: Path) -> None:
    reading_of(tmp_path, BREAD.encode())
    time.sleep(2.1)  # what was written only just now could change again without its times telling
    first = read_file(NoteFile(tmp_path / "bread.md", "bread.md", "bread"))
    marked = replace(first, digest="another", reason="the last reading")
    assert read_file(first.source, marked) is marked
    (tmp_path / "bread.md").write_text(BREAD + "- Spelt (miller, 2021)\n")
    assert read_file(first.source, marked).digest not in {"another", first.digest}
