from __future__ import annotations

from pathlib import Path

from tests.notes.reading import all_words, entries_of, reading_of, remarks

WIKI = """\
Understanding bread
Contents
Yeast
Wild Yeast
- 2023-02Feb: RyeWorks: Zoom In: What Lives in a Levain
- 2023-05: Levain Dynamics Over a Week: Shows that rye doubles every 8 hours
- They fed it twice a day. It never slept.
- Removing the salt leads to a faster rise
- 2023-06: The Crumb Hypothesis: Holes in Bread are Bubbles (RyeWorks, Crust Labs)
- 2024-01Jan: Efficient Dough with Switch Mixers (code) More efficient mixing
- 2024-03: Can Ovens Learn?: Poor results
Known Facts:
- Global Warming of Doughs and Batters
- The shape of loaves: hidden structure in rising doughs (loaf shape)
- Slow baking in cold ovens. Its results are predictive of the next day's bread.
Crust
"A crust is what remains when the crumb is gone" (folklore)
- 2022-11: On Crusts (figure 3)
"""


def test_dated_lines_are_entries_with_their_year(tmp_path: Path) -> None:
    found = entries_of(tmp_path, WIKI, "wiki.txt")
    assert found["RyeWorks: Zoom In: What Lives in a Levain"].year == 2023
    assert found["Efficient Dough with Switch Mixers"].year == 2024
    assert found["Levain Dynamics Over a Week"].section == ("Yeast", "Wild Yeast")


def test_a_remark_is_told_from_the_title_it_follows(tmp_path: Path) -> None:
    found = entries_of(tmp_path, WIKI, "wiki.txt")
    assert {title: remarks(entry) for title, entry in found.items() if entry.year} == {
        "RyeWorks: Zoom In: What Lives in a Levain": [],
        "Levain Dynamics Over a Week": [
            "Shows that rye doubles every 8 hours",
            "They fed it twice a day. It never slept.",
            "Removing the salt leads to a faster rise",
        ],
        "The Crumb Hypothesis: Holes in Bread are Bubbles": [],
        "Efficient Dough with Switch Mixers": ["code. More efficient mixing"],
        "Can Ovens Learn?": ["Poor results"],
        "On Crusts": ["figure 3"],
    }


def test_publishers_in_parentheses_stand_for_authors(tmp_path: Path) -> None:
    assert entries_of(tmp_path, WIKI, "wiki.txt")["The Crumb Hypothesis: Holes in Bread are Bubbles"].authors == ("RyeWorks", "Crust Labs")


def test_undated_titles_are_entries(tmp_path: Path) -> None:
    found = {title: remarks(entry) for title, entry in entries_of(tmp_path, WIKI, "wiki.txt").items() if entry.section == ("Known Facts",)}
    assert found == {
        "Global Warming of Doughs and Batters": [],
        "The shape of loaves: hidden structure in rising doughs": ["loaf shape"],
        "Slow baking in cold ovens": ["Its results are predictive of the next day's bread."],
    }


def test_a_sentence_above_the_first_entry_is_a_note_on_the_section(tmp_path: Path) -> None:
    assert remarks(entries_of(tmp_path, WIKI, "wiki.txt")["Crust"]) == ['"A crust is what remains when the crumb is gone" (folklore)']


def test_no_word_of_a_wiki_page_is_lost(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, WIKI, "wiki.txt")
    kept = all_words(reading)
    rows = [line for number, line in enumerate(WIKI.splitlines(), 1) if number > 1 and number not in dict(reading.unplaced)]
    marks = str.maketrans(dict.fromkeys("():-,", " "))
    assert [word for row in rows for word in row.translate(marks).split() if word.strip(".") not in kept and not word[0].isdigit()] == []
    assert reading.unplaced == ((2, "the heading of a table of contents"),)
