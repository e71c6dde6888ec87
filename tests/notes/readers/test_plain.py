"""The shape of a plain text is found in the text: the same name serves for all of them here."""

from __future__ import annotations

from pathlib import Path

from tests.notes.reading import entries_of, reading_of, remarks


def test_prose_is_kept_by_paragraph_under_its_headings(tmp_path: Path) -> None:
    text = "Bread\n=====\n\nBread is made of flour.\nIt is old.\n\nOvens\n\nOvens are hot. Some\nare very hot.\n"
    found = entries_of(tmp_path, text, "notes.txt")
    assert {title: remarks(entry) for title, entry in found.items()} == {
        "Bread": ["Bread is made of flour. It is old."],
        "Ovens": ["Ovens are hot. Some are very hot."],
    }


def test_a_single_line_is_kept(tmp_path: Path) -> None:
    (entry,) = reading_of(tmp_path, "buy more rye\n", "notes.txt").entries
    assert remarks(entry) == ["buy more rye"]


def test_markdown_in_a_text_file_is_read_as_markdown(tmp_path: Path) -> None:
    text = "# Bread\n\n## Heat\n\n- **Steam at Home** (crust, 2015) - It is hot.\n"
    assert entries_of(tmp_path, text, "notes.txt")["Steam at Home"].section == ("Heat",)


def test_a_bare_list_of_citations_needs_no_headings(tmp_path: Path) -> None:
    found = entries_of(tmp_path, "Rye and Time (baker, 2019)\nit is slow\nSteam at Home (crust, 2015)\n", "notes.txt")
    assert {title: remarks(entry) for title, entry in found.items()} == {"Rye and Time": ["it is slow"], "Steam at Home": []}


def test_a_to_do_list_is_kept(tmp_path: Path) -> None:
    (entry,) = reading_of(tmp_path, "1. feed the levain\n2. heat the oven\n", "notes.txt").entries
    assert remarks(entry) == ["feed the levain", "heat the oven"]
