from __future__ import annotations

from pathlib import Path

from tests.notes.reading import all_words, entries_of, reading_of, remarks

FLAT = """\
3.1. baking#
The notes here are about baking at home, and they leave out the large bakeries and everything that is done there by machines.
3.1.1. wild yeast / levain#
feeding
Rye Levain and its Keepers (baker, miller, …oven, 2019) - feeds the levain daily
the levain is fed 2 times a day, at 24 degrees
rye is faster than wheat
LEVAINATOR: A Machine for Feeding (crust…stone, 2021)
low-temperature feeding
Cold Levain (frost et al. 2020): keeps a levain at \\(4^\\circ\\) for a week
trained on 12 levains
Levainless (frost & stone, 2022)
drying
Freezing - put the levain into the freezer
Dried Levain (leaf, 2018) - keeps for years
3.1.1.2. salt#
Salt and Slowness: What a Pinch of Salt Does to Wild Yeast
salt slows yeast (about
2%
of flour weight) in every dough
Saltometer (Grain and Sea, 2017) measures salt by conductivity
Saltless (sea, 2016)
"""


def test_numbered_headings_and_gathering_lines_make_the_sections(tmp_path: Path) -> None:
    sections = {title: entry.section for title, entry in entries_of(tmp_path, FLAT, "flat.txt").items() if entry.kind != "section"}
    levain = "wild yeast / levain"
    assert sections == {
        "Rye Levain and its Keepers": (levain, "feeding"),
        "LEVAINATOR: A Machine for Feeding": (levain, "feeding"),
        "Cold Levain": (levain, "low-temperature feeding"),
        "Levainless": (levain, "low-temperature feeding"),
        "Freezing": (levain, "drying"),
        "Dried Levain": (levain, "drying"),
        "Salt and Slowness: What a Pinch of Salt Does to Wild Yeast": (levain, "salt"),
        "Saltometer": (levain, "salt"),
        "Saltless": (levain, "salt"),
    }


def test_a_remark_stands_under_the_paper_above_it(tmp_path: Path) -> None:
    found = entries_of(tmp_path, FLAT, "flat.txt")
    assert remarks(found["Rye Levain and its Keepers"]) == [
        "feeds the levain daily",
        "the levain is fed 2 times a day, at 24 degrees",
        "rye is faster than wheat",
    ]
    assert found["Rye Levain and its Keepers"].authors == ("baker", "miller", "…oven")
    assert found["LEVAINATOR: A Machine for Feeding"].notes == ()


def test_a_short_remark_before_a_paper_is_not_mistaken_for_a_heading(tmp_path: Path) -> None:
    assert remarks(entries_of(tmp_path, FLAT, "flat.txt")["Cold Levain"]) == [
        "keeps a levain at \\(4^\\circ\\) for a week",
        "trained on 12 levains",
    ]


def test_short_phrases_in_a_row_are_a_list_of_remarks(tmp_path: Path) -> None:
    text = "1. bread#\nSlow Doughs (baker, 2019) - three ways\ncold proofing\nless yeast\nmore salt\nFast Doughs (miller, 2020)\n"
    assert remarks(entries_of(tmp_path, text, "flat.txt")["Slow Doughs"]) == ["three ways", "cold proofing", "less yeast", "more salt"]


def test_ideas_and_titles_without_a_citation_are_entries(tmp_path: Path) -> None:
    found = entries_of(tmp_path, FLAT, "flat.txt")
    assert (found["Freezing"].kind, remarks(found["Freezing"])) == ("idea", ["put the levain into the freezer"])
    assert found["Salt and Slowness: What a Pinch of Salt Does to Wild Yeast"].kind == "idea"
    assert (found["Saltometer"].year, remarks(found["Saltometer"])) == (2017, ["measures salt by conductivity"])


def test_a_line_cut_by_lost_code_is_joined_again(tmp_path: Path) -> None:
    found = entries_of(tmp_path, FLAT, "flat.txt")
    assert remarks(found["Salt and Slowness: What a Pinch of Salt Does to Wild Yeast"]) == [
        "salt slows yeast (about 2% of flour weight) in every dough"
    ]


def test_what_stands_before_the_first_entry_is_a_note_on_the_section(tmp_path: Path) -> None:
    found = entries_of(tmp_path, FLAT, "flat.txt")
    assert (found["baking"].kind, found["baking"].place.line) == ("section", 1)
    assert remarks(found["baking"])[0].startswith("The notes here are about baking at home")


def test_no_word_of_a_flat_outline_is_lost(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, FLAT, "flat.txt")
    kept = all_words(reading)
    marks = str.maketrans(dict.fromkeys("#()-,&:\\$", " "))
    lost = [word for word in FLAT.translate(marks).split() if word.strip(".") not in kept and not word[0].isdigit()]
    assert (lost, reading.unplaced) == ([], ())


def test_a_reference_that_leads_a_line_is_an_entry(tmp_path: Path) -> None:
    text = "1. bread#\nSlow Doughs (baker, 2019)\nbaker…oven, 2023 review compares 9 flours\n"
    assert remarks(entries_of(tmp_path, text, "flat.txt")["baker…oven, 2023 review"]) == ["compares 9 flours"]
