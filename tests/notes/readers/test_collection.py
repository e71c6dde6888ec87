from __future__ import annotations

from pathlib import Path

import pytest

from assistant.notes.readers.collection import UNTITLED, after_votes
from tests.notes.reading import entries_of, reading_of, remarks

COLLECTION = """\
Picks in Baking
Work on bread that deserves to be read
- Paper • 2312.00001 • Published • 4
Rye in Winter
Paper • 2311.00002 • Published • 12Note Authors keep rye at 4 degrees. It sleeps. Thread: https://social.example/rye/1
Steam at Home
Paper • 2310.00003 • Published • 1Do Ovens Dream? Heat and Memory
Paper • 2309.00004 • Published • 156Crust: A Survey
Paper • 2308.00005 • PublishedCrumbScope: Seeing the Crumb
Paper • 2307.00006 • Published • 2Note Thread: https://social.example/rye/2 Code: https://code.example/crumb
Salt
Paper • 2306.00007 • Published • 23D Views of a Loaf
Paper • 2305.00008 • Published • 3
"""


def test_each_paper_has_its_title_and_id_however_they_are_glued(tmp_path: Path) -> None:
    found = entries_of(tmp_path, COLLECTION, "picks.txt")
    assert {title: entry.arxiv for title, entry in found.items() if entry.kind == "paper"} == {
        UNTITLED: "2312.00001",
        "Rye in Winter": "2311.00002",
        "Steam at Home": "2310.00003",
        "Do Ovens Dream? Heat and Memory": "2309.00004",
        "Crust: A Survey": "2308.00005",
        "CrumbScope: Seeing the Crumb": "2307.00006",
        "Salt": "2306.00007",
        "3D Views of a Loaf": "2305.00008",
    }
    assert found["Rye in Winter"].year == 2023


def test_notes_stand_under_their_paper_without_links_to_threads(tmp_path: Path) -> None:
    found = entries_of(tmp_path, COLLECTION, "picks.txt")
    assert remarks(found["Rye in Winter"]) == ["Authors keep rye at 4 degrees. It sleeps."]
    assert remarks(found["CrumbScope: Seeing the Crumb"]) == ["Code: https://code.example/crumb"]
    assert remarks(found["Steam at Home"]) == []
    assert [line for line, _ in reading_of(tmp_path, COLLECTION, "picks.txt").unplaced] == [5, 10]


def test_the_head_of_the_page_is_kept_as_its_description(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, COLLECTION, "picks.txt")
    page = next(entry for entry in reading.entries if entry.kind == "section")
    assert (page.title, remarks(page)) == ("Picks in Baking", ["Work on bread that deserves to be read"])


def test_a_second_line_between_papers_is_a_remark_on_the_one_above(tmp_path: Path) -> None:
    text = "A\nPaper • 2312.00001 • Published • 4\nNote It is long.\nB\nPaper • 2312.00002 • Published • 4\n"
    assert remarks(entries_of(tmp_path, text, "picks.txt")["A"]) == ["It is long."]


@pytest.mark.parametrize(
    ("rest", "after"),
    [
        ("", ""),
        ("12", ""),
        ("1Do Ovens Dream?", "Do Ovens Dream?"),
        ("156The Crumb", "The Crumb"),
        ("5A Survey of Rye", "A Survey of Rye"),
        ("7I Bake Therefore I Am", "I Bake Therefore I Am"),
        ("2“Rye” and Others", "“Rye” and Others"),
        ("23D Loaves", "3D Loaves"),
        ("41-bit Ovens", "1-bit Ovens"),
        ("510 Ways to Bake", "10 Ways to Bake"),
        ("12100 Days of Rye", "100 Days of Rye"),
        ("3 Ways to Bake", "3 Ways to Bake"),
        ("9 Note It is long.", "Note It is long."),
        ("Crust: A Survey", "Crust: A Survey"),
    ],
)
def test_votes_are_told_from_a_title_that_begins_with_a_number(rest: str, after: str) -> None:
    assert after_votes(rest) == after
