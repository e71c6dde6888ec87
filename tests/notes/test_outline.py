from __future__ import annotations

from pathlib import Path

import pytest

from assistant.notes.lines import Heading, Item, OutlineLine, Prose
from assistant.notes.shapes.outline import read_outline
from assistant.notes.shapes.shaped import Source
from tests.notes.reading import entries_of, reading_of, remarks


def test_an_entry_carries_its_remarks_with_their_depth_and_lines() -> None:
    lines: list[OutlineLine] = [
        Heading(2, "Sourdough", 3),
        Item(0, "**Levain** (baker, 2019) - It is fed daily.", 5),
        Item(1, "Rye is fastest.", 6),
        Item(2, "Wheat is slower.", 7),
    ]
    (entry,) = read_outline(lines, Source("notes/bread.md", "bread")).entries
    assert (entry.title, entry.section, str(entry.place)) == ("Levain", ("Sourdough",), "notes/bread.md:5")
    assert remarks(entry) == ["It is fed daily.", "Rye is fastest.", "  Wheat is slower."]
    assert [line.line for note in entry.notes for _, line in note.walk()] == [5, 6, 7]


def test_a_remark_that_cites_a_paper_stays_with_its_bold_entry(tmp_path: Path) -> None:
    found = entries_of(
        tmp_path, "- **Levain** (baker, 2019)\n  - It extends Steam at Home (crust, 2015) - with rye.\n  - (1) Wait. (2) Bake.\n"
    )
    assert list(found) == ["Levain"]
    assert remarks(found["Levain"]) == ["It extends Steam at Home (crust, 2015) - with rye.", "(1) Wait. (2) Bake."]


def test_a_paper_nested_under_a_plain_one_is_an_entry_of_its_own(tmp_path: Path) -> None:
    found = entries_of(tmp_path, "- Wild Levain (baker, 2019)\n  - needs time\n  - Steam at Home (crust, 2015) - hot\n    - very hot\n")
    assert remarks(found["Wild Levain"]) == ["needs time"]
    assert remarks(found["Steam at Home"]) == ["hot", "very hot"]


@pytest.mark.parametrize(
    "line", ["**Steam at Home** (crust, 2015) - hot", "**Results** - It rises.", "**Link** (github, 2020) - code", "🍞"]
)
def test_below_a_bold_paper_every_item_is_a_remark(tmp_path: Path, line: str) -> None:
    found = entries_of(tmp_path, f"- **Levain** (baker, 2019)\n  - It is sour.\n    - {line}\n      - Deeper.\n  - {line}\n")
    assert {title: remarks(entry) for title, entry in found.items()} == {"Levain": ["It is sour.", f"  {line}", "    Deeper.", line]}


@pytest.mark.parametrize(
    "line", ["**Results** - It rises.", "**Link** (github, 2020) - code", "Link (github, 2020)", "**Code and Data** (baker, 2019)"]
)
@pytest.mark.parametrize("name", ["bread.md", "bread.txt"])
def test_a_label_below_a_paper_is_a_remark_on_that_paper(tmp_path: Path, line: str, name: str) -> None:
    found = entries_of(tmp_path, f"- Wild Levain (baker, 2019)\n  - {line}\n- Cold Levain (frost, 2019)\n  - {line}\n", name)
    assert {title: remarks(entry) for title, entry in found.items()} == {"Wild Levain": [line], "Cold Levain": [line]}


def test_below_a_bold_name_without_a_citation_bold_papers_are_entries_and_labels_are_not(tmp_path: Path) -> None:
    found = entries_of(
        tmp_path,
        "- **Ovens**\n  - **Results** - Hot.\n  - **Steam at Home** (crust, 2015) - wet\n- Autolyse - rest\n  - **Results** - It rises.\n",
    )
    assert {title: remarks(entry) for title, entry in found.items()} == {
        "Ovens": ["**Results** - Hot."],
        "Steam at Home": ["wet"],
        "Autolyse": ["rest", "**Results** - It rises."],
    }


def test_an_item_that_only_gathers_papers_is_a_section_at_any_depth(tmp_path: Path) -> None:
    text = "# Bread\n\n## Heat\n\n- ovens\n  - with steam\n    - Steam at Home (crust, 2015)\n  - Dry Heat (stone, 2016)\n"
    found = entries_of(tmp_path, text)
    assert {title: entry.section for title, entry in found.items()} == {
        "Steam at Home": ("Heat", "ovens", "with steam"),
        "Dry Heat": ("Heat", "ovens"),
    }


def test_what_stands_under_a_heading_and_belongs_to_no_item_is_a_note_on_the_section(tmp_path: Path) -> None:
    text = "# Bread\n\nOn bread.\n\n## Heat\n\nOvens differ a great deal.\n\n- The notes here are old and should be read with care.\n"
    found = entries_of(tmp_path, text)
    assert [(entry.kind, entry.title, remarks(entry)) for entry in found.values()] == [
        ("section", "Bread", ["On bread."]),
        ("section", "Heat", ["Ovens differ a great deal.", "The notes here are old and should be read with care."]),
    ]


def test_sections_nest_by_level_and_the_title_of_the_notebook_is_none_of_them(tmp_path: Path) -> None:
    lines = ["# Bread", "## Heat", "### Steam", "- **A** (x, 2001)", "#### Wet steam", "- **B** (x, 2002)", "### Dry", "- **C** (x, 2003)"]
    text = "\n\n".join([*lines, "## Cold", "- **D** (x, 2004)"])
    sections = {title: entry.section for title, entry in entries_of(tmp_path, text).items()}
    assert sections == {"A": ("Heat", "Steam"), "B": ("Heat", "Steam", "Wet steam"), "C": ("Heat", "Dry"), "D": ("Cold",)}


def test_several_outermost_headings_are_all_sections(tmp_path: Path) -> None:
    sections = {
        title: entry.section
        for title, entry in entries_of(tmp_path, "# Heat\n\n- **A** (x, 2001)\n\n# Cold\n\n- **B** (x, 2002)\n").items()
    }
    assert sections == {"A": ("Heat",), "B": ("Cold",)}


def test_ideas_and_papers_differ_in_kind() -> None:
    lines = [
        Item(0, "Autolyse - flour rests", 1),
        Item(0, "**Crumb**", 2),
        Item(0, "Rye and Time (baker, 2019)", 3),
        Item(0, "**Salt** arXiv:1901.00001", 4),
    ]
    assert [entry.kind for entry in read_outline(lines, Source("bread.md", "bread")).entries] == ["idea", "idea", "paper", "paper"]


def test_nothing_is_lost_without_a_reason(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "# Bread\n\n## Empty\n\n## Heat\n\n- **A** (x, 2001)\n- …\n- ![oven](oven.png)\n\n<script>x</script>\n")
    assert reading.unplaced == ((3, "a heading with nothing under it"), (8, "no words in it"), (9, "an image"), (11, "HTML"))


def test_prose_alone_makes_one_section_entry() -> None:
    (entry,) = read_outline([Prose("Bread is old.", 1), Prose("Ovens are older.", 3)], Source("bread.txt", "bread")).entries
    assert (entry.kind, entry.title, entry.place.line) == ("section", "bread", 1)


def test_what_stands_under_an_item_without_words_is_kept(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "- …\n  - Rye is slow and sour.\n- **Rye** (baker, 2019)\n  - …\n    - It is slow.\n")
    kept = [line for entry in reading.entries for line in entry.lines()]
    assert kept == ["Rye is slow and sour.", "It is slow."]
    assert reading.unplaced == ((1, "no words in it"), (4, "no words in it"))


def test_what_an_item_that_gathers_says_beyond_its_name_is_a_note(tmp_path: Path) -> None:
    text = "- Ovens are hot, as everybody who has ever baked bread knows. - a comment\n  - Steam at Home (crust, 2015)\n"
    found = entries_of(tmp_path, text)
    assert any("a comment" in line for entry in found.values() for line in entry.lines())
    assert "Steam at Home" in found


def test_outlines_of_any_depth_are_read_or_reported(tmp_path: Path) -> None:
    text = "".join(" " * depth + f"• level {depth} is it\n" for depth in range(3000))
    reading = reading_of(tmp_path, text, "deep.txt")
    assert len(reading.unplaced) == 2900
    assert "level 99 is it" in reading.entries[0].lines()


def test_a_notebook_that_is_only_a_title_is_reported(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "# Bread\n")
    assert (reading.entries, reading.unplaced) == ((), ((1, "a heading with nothing under it"),))


def test_a_second_link_behind_a_citation_is_kept(tmp_path: Path) -> None:
    text = "- **Rye** (baker, 2019) [talk by Ada](https://example.org/talk) [code](https://example.org/code) - slow\n"
    (entry,) = reading_of(tmp_path, text).entries
    assert entry.url == "https://example.org/talk"
    assert remarks(entry) == ["[talk by Ada](https://example.org/talk) [code](https://example.org/code) - slow"]


def test_what_names_an_arxiv_id_below_a_cited_paper_is_a_remark_on_it(tmp_path: Path) -> None:
    text = "- Crow Nets (cato, 2020)\n  - arXiv:2002.00007 shows crows count to 4\n  - Link to the paper\n    - https://arxiv.org/abs/2002.00008\n"
    found = entries_of(tmp_path, text)
    assert list(found) == ["Crow Nets"]
    assert [line for line in found["Crow Nets"].lines() if "crows" in line or "00008" in line]


def test_labels_that_stand_under_most_headings_are_remarks_on_what_these_name() -> None:
    lines: list[OutlineLine] = []
    for number, name in enumerate(("Crumb Days", "Rye Week", "Oven Forum")):
        lines += [
            Heading(2, name, 10 * number + 1),
            Item(0, "**Place** - Salzburg", 10 * number + 2),
            Item(0, "**Link**", 10 * number + 3),
            Item(1, f"2019: https://fair.example/{number}", 10 * number + 4),
        ]
    lines += [Heading(2, "Doughs", 40), Item(0, "**Autolyse** - rest", 41), Item(0, "**Place** - of rest", 42)]
    found = {entry.title: remarks(entry) for entry in read_outline(lines, Source("notes/fairs.md", "fairs")).entries}
    assert list(found) == ["Crumb Days", "Rye Week", "Oven Forum", "Doughs", "Autolyse"]
    assert found["Rye Week"] == ["**Place** - Salzburg", "**Link**", "  2019: https://fair.example/1"]


def test_a_name_under_a_few_of_many_headings_is_an_entry_under_each() -> None:
    lines: list[OutlineLine] = []
    for number in range(8):
        lines += [Heading(2, f"Oven {number}", 10 * number + 1), Item(0, f"**Stone {number}** - hot", 10 * number + 2)]
        lines += [Item(0, "**Levain** - sour", 10 * number + 3)] if number < 3 else []
    titles = [entry.title for entry in read_outline(lines, Source("notes/ovens.md", "ovens")).entries]
    assert titles.count("Levain") == 3
