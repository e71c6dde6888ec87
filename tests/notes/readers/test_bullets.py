from __future__ import annotations

from pathlib import Path

import pytest

from tests.notes.reading import entries_of, reading_of, remarks

DOTTED = """\
baking (see also tea)

  • early work
    • rye and patience (baker et al. 2017) - the first levain
      • it needs a warm place
      • Slow Doughs (oven & stone, 2015)
        • a day is enough
  • Steam (crust et al. 2018) - steam keeps the crust soft

    • 3 steps
      • heat
      • spray

open ovens

These notes are only about open ovens. For closed ones, look elsewhere.

  • fire safety - keep water near

wood fires (ash…ember, 2021)

  • oak burns longest
"""


def test_indentation_says_what_belongs_to_what(tmp_path: Path) -> None:
    found = entries_of(tmp_path, DOTTED, "dotted.txt")
    assert {title: (entry.section, remarks(entry)) for title, entry in found.items() if entry.kind != "section"} == {
        "rye and patience": (("baking (see also tea)", "early work"), ["the first levain", "it needs a warm place"]),
        "Slow Doughs": (("baking (see also tea)", "early work"), ["a day is enough"]),
        "Steam": (("baking (see also tea)",), ["steam keeps the crust soft", "3 steps", "  heat", "  spray"]),
        "fire safety": (("open ovens",), ["keep water near"]),
        "wood fires": (("open ovens",), ["oak burns longest"]),
    }


def test_sentences_at_the_margin_are_notes_on_their_section(tmp_path: Path) -> None:
    assert remarks(entries_of(tmp_path, DOTTED, "dotted.txt")["open ovens"]) == [
        "These notes are only about open ovens. For closed ones, look elsewhere."
    ]


def test_lines_are_numbered_as_in_the_file(tmp_path: Path) -> None:
    found = entries_of(tmp_path, DOTTED, "dotted.txt")
    rows = DOTTED.splitlines()
    assert all(entry.title in rows[entry.place.line - 1] for entry in found.values())


@pytest.mark.parametrize("bullet", ["•", "-", "*", "1.", ""])
def test_bullets_may_be_of_any_kind_or_missing(tmp_path: Path, bullet: str) -> None:
    mark = f"{bullet} " if bullet else ""
    text = f"bread\n\n  {mark}Rye and Time (baker, 2019)\n    {mark}slow\n  {mark}Steam at Home (crust, 2015)\n"
    found = entries_of(tmp_path, text, "list.txt")
    assert {title: remarks(entry) for title, entry in found.items()} == {"Rye and Time": ["slow"], "Steam at Home": []}


def test_wrapped_lines_are_joined(tmp_path: Path) -> None:
    text = "- Rye and Time (baker, 2019) - slow\n  but sure\n  - needs\n    care\n- Steam at Home (crust, 2015)\n"
    assert remarks(entries_of(tmp_path, text, "list.txt")["Rye and Time"]) == ["slow but sure", "needs care"]


def test_a_heading_without_anything_under_it_is_reported(tmp_path: Path) -> None:
    text = "tea\n\nbread\n\n• Rye and Time (baker, 2019)\n• Steam at Home (crust, 2015)\n"
    assert reading_of(tmp_path, text, "list.txt").unplaced == ((1, "a heading with nothing under it"),)


BESIDE = """\
Paper One (one, 2020)
\tremark
Some Method
\tremark 2
Other Paper
  - remark 3
• Third thing: remark 4
Fourth thing - remark 4b
Paper Two (two, 2021)
\tremark 5
\t\tdeeper
"""


@pytest.mark.parametrize(
    "text", [BESIDE, BESIDE.replace("\nSome", "\n\nSome").replace("\nOther", "\n\nOther").replace("\nPaper", "\n\nPaper")]
)
def test_what_stands_beside_an_entry_is_no_remark_on_it(tmp_path: Path, text: str) -> None:
    found = {title: remarks(entry) for title, entry in entries_of(tmp_path, text, "mixed.txt").items()}
    assert found == {
        "Paper One": ["remark"],
        "Some Method": ["remark 2"],
        "Other Paper": ["remark 3"],
        "Third thing": ["remark 4"],
        "Fourth thing": ["remark 4b"],
        "Paper Two": ["remark 5", "  deeper"],
    }


def test_one_indented_line_is_enough_to_tell(tmp_path: Path) -> None:
    found = entries_of(
        tmp_path, "Rye and Time (baker, 2019)\n    slow\nThis is no remark on rye.\nSteam at Home (crust, 2015)\n", "few.txt"
    )
    assert remarks(found["Rye and Time"]) == ["slow"]


def test_bullets_at_the_margin_belong_to_the_entry_above_that_has_none(tmp_path: Path) -> None:
    text = "Rye and Time (baker, 2019)\n- slow\n  - very\n- sure\nSteam at Home (crust, 2015)\n- hot\n"
    found = {title: remarks(entry) for title, entry in entries_of(tmp_path, text, "list.txt").items()}
    assert found == {"Rye and Time": ["slow", "  very", "sure"], "Steam at Home": ["hot"]}


def test_a_line_without_a_bullet_among_remarks_stays_with_their_entry(tmp_path: Path) -> None:
    text = "- Rye and Time (baker, 2019)\n  - slow\n  sure\n  - sour\n"
    assert remarks(entries_of(tmp_path, text, "list.txt")["Rye and Time"]) == ["slow", "sure", "sour"]


def test_a_letter_or_a_number_counts_only_where_its_neighbours_do(tmp_path: Path) -> None:
    text = "- Rye and Time (baker, 2019)\n  a. slow\n  b. sure\n- Yeasts (oven, 2015)\n  - fast\n    e. coli grows\n  19. century bread\n  1) heat\n"
    found = entries_of(tmp_path, text, "list.txt")
    assert remarks(found["Rye and Time"]) == ["slow", "sure"]
    assert remarks(found["Yeasts"]) == ["fast e. coli grows", "19. century bread", "heat"]


def test_a_citation_at_the_margin_needs_no_dash(tmp_path: Path) -> None:
    text = "Attention is all you need (vaswani, 2017) word\n  - remark\nSteam at Home (crust, 2019) [pdf](https://example.org/x.pdf)\n  - hot\n"
    found = entries_of(tmp_path, text, "list.txt")
    assert {title: (entry.authors, entry.year, remarks(entry)) for title, entry in found.items()} == {
        "Attention is all you need": (("vaswani",), 2017, ["word", "remark"]),
        "Steam at Home": (("crust",), 2019, ["hot"]),
    }
