"""What became of each line of a file, and of each folder."""

from __future__ import annotations

from pathlib import Path

from assistant.notes.handling.decided import decided, taken_for
from assistant.notes.handling.explained import explained, lines_of, reading_of, summed_up
from tests.shared import BREAD, write_notes


def test_every_line_that_became_something_or_has_no_place_is_told_in_order(tmp_path: Path) -> None:
    notes = write_notes(tmp_path, {"bread.md": f"{BREAD}\n![oven](oven.png)\n"})
    reading = reading_of(str(notes / "bread.md"), [notes])
    rows = explained(reading)
    assert [row.line for row in rows] == sorted(row.line for row in rows)
    assert [row.line for row in rows if not row.placed] == [line for line, _ in reading.unplaced] != []
    written = lines_of(reading.source.file)
    assert all(written[line - 1].strip() for line, _ in reading.unplaced)
    assert summed_up(reading).startswith("3 entries, 1 line not placed")


def test_folders_are_told_with_the_way_of_most_files_first() -> None:
    folders = decided([("notes/a.md", "outline"), ("notes/b.md", "note"), ("notes/c.md", "note"), ("top.md", "text"), ("x.exe", None)])
    assert list(folders) == ["notes", "."]
    assert taken_for(folders["notes"]) == "each file an entry (2 files), each item an entry (1 file)"
    assert taken_for({}) == ""
