from __future__ import annotations

from pathlib import Path

import pytest

from tests.notes.reading import all_words, entries_of, reading_of, remarks


@pytest.mark.parametrize("bullet", ["-", "*", "+", "1.", "1)"])
def test_every_kind_of_list_is_read_alike(tmp_path: Path, bullet: str) -> None:
    pad = " " * (len(bullet) + 1)
    found = entries_of(
        tmp_path, f"{bullet} Rye and Time (baker, 2019) - slow\n{pad}{bullet} very slow\n{bullet} Steam at Home (crust, 2015)\n"
    )
    assert {title: remarks(entry) for title, entry in found.items()} == {"Rye and Time": ["slow", "very slow"], "Steam at Home": []}


def test_tabs_indent_too(tmp_path: Path) -> None:
    found = entries_of(tmp_path, "*\tRye and Time (baker, 2019)\n\t*\tslow\n\t\t*\tvery slow\n")
    assert remarks(found["Rye and Time"]) == ["slow", "  very slow"]


def test_an_item_may_go_over_several_lines_and_paragraphs(tmp_path: Path) -> None:
    found = entries_of(tmp_path, "- **Rye and\n  Time** (baker, 2019) - It is\n  slow.\n\n  It is also sour.\n")
    assert remarks(found["Rye and Time"]) == ["It is slow.", "It is also sour."]
    assert found["Rye and Time"].place.line == 1


def test_code_stays_a_remark_even_where_it_looks_like_a_paper(tmp_path: Path) -> None:
    found = entries_of(tmp_path, "- Rye and Time (baker, 2019)\n\n  ```\n  Steam at Home (crust, 2015)\n  ```\n")
    assert remarks(found["Rye and Time"]) == ["`Steam at Home (crust, 2015)`"]


def test_a_table_is_kept_row_by_row(tmp_path: Path) -> None:
    found = entries_of(tmp_path, "# Bread\n\n| flour | hours |\n|---|---|\n| rye | 8 |\n| spelt | 6 |\n")
    assert [(note.text, note.line) for note in found["Bread"].notes] == [("flour | hours", 3), ("rye | 8", 5), ("spelt | 6", 6)]


def test_front_matter_is_no_note_and_lines_count_from_the_top_of_the_file(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "---\ntitle: bread\ntags: [rye]\n---\n\n- **Rye** (baker, 2019)\n")
    assert [(entry.title, entry.place.line) for entry in reading.entries] == [("Rye", 6)]
    assert reading.unplaced == tuple((line, "front matter of a list") for line in (2, 3))


def test_underlined_headings_are_headings(tmp_path: Path) -> None:
    assert entries_of(tmp_path, "Bread\n=====\n\nHeat\n----\n\n- **Rye** (baker, 2019)\n")["Rye"].section == ("Heat",)


def test_links_by_name_find_their_address(tmp_path: Path) -> None:
    found = entries_of(tmp_path, "- [Rye and Time][rye] (baker, 2019) - slow\n\n[rye]: https://arxiv.org/abs/1901.00001\n")
    assert found["Rye and Time"].arxiv == "1901.00001"


def test_a_linked_title_without_a_citation_is_an_entry(tmp_path: Path) -> None:
    found = entries_of(
        tmp_path, "- [All about rye bread](https://example.org/rye) - a long read\n- [x] [Rye in winter](https://example.org/w)\n"
    )
    assert {title: (entry.url, remarks(entry)) for title, entry in found.items()} == {
        "All about rye bread": ("https://example.org/rye", ["a long read"]),
        "Rye in winter": ("https://example.org/w", []),
    }


def test_formulas_and_emphasis_in_remarks_stay_as_written(tmp_path: Path) -> None:
    found = entries_of(tmp_path, "- **Rye** (baker, 2019) - The rate is $r_0 \\cdot 2^{t}$, and *not* `r0`.\n")
    assert remarks(found["Rye"]) == ["The rate is $r_0 \\cdot 2^{t}$, and *not* `r0`."]


def test_items_nest_a_hundred_deep_and_what_lies_deeper_is_named_line_by_line(tmp_path: Path) -> None:
    rows = ["  " * depth + f"- level {depth} is it" for depth in range(120)]
    reading = reading_of(tmp_path, "\n".join([*rows, "- **After** (baker, 2019) - It is there."]))
    first, after = reading.entries
    assert first.lines() == [f"level {depth} is it" for depth in range(1, 100)]
    assert reading.unplaced == tuple((line, "nested deeper than 100 levels") for line in range(101, 121))
    assert after.lines() == ["It is there."]


@pytest.mark.parametrize("text", ["- " * 3000 + "rye", ">" * 3000 + " rye", "> - " * 2000 + "rye"])
def test_nesting_without_end_on_one_line_is_reported_and_the_rest_is_read(tmp_path: Path, text: str) -> None:
    reading = reading_of(tmp_path, f"{text}\n\n# Bread\n\n- **Rye** (baker, 2019)\n")
    assert [entry.title for entry in reading.entries] == ["Rye"]
    assert reading.unplaced == ((1, "nested deeper than 100 levels"),)


@pytest.mark.parametrize("line", ["[^1]: Rye.", "[^2]: https://example.org/rye", "[todo]: measure", "[Note]: important"])
@pytest.mark.parametrize("mark", ["", "- ", "> "])
def test_a_footnote_and_a_name_with_words_behind_it_are_notes(tmp_path: Path, line: str, mark: str) -> None:
    reading = reading_of(tmp_path, f"# Bread\n\n{mark}{line}\n")
    assert reading.unplaced == ()
    assert all(word in all_words(reading) for word in line.split(": "))


def test_an_address_is_used_where_it_is_named_and_reported_where_nothing_names_it(tmp_path: Path) -> None:
    text = "See [rye] and [the oven][Oven].\n\n[rye]: https://example.org/rye\n[oven]:\n  https://example.org/oven\n[salt]: https://example.org/salt\n"
    reading = reading_of(tmp_path, text + '[yeast]:\n  <https://example.org/yeast>\n  "wild yeast"\n[rye]: https://example.org/other\n')
    (entry,) = reading.entries
    assert remarks(entry) == ["See [rye](https://example.org/rye) and [the oven](https://example.org/oven)."]
    unused = "an address that no line uses"
    assert reading.unplaced == ((6, unused), (7, unused), (8, unused), (9, unused), (10, "a second address for the same name"))


@pytest.mark.parametrize(
    "top", ["---\n\nRye is slow.\n\n---\n", "---\nRye is slow.\nIt is sour.\n---\n", "---\n- Rye is slow.\n---\n", "---\nRye is slow.\n"]
)
def test_notes_between_two_rules_are_no_front_matter(tmp_path: Path, top: str) -> None:
    reading = reading_of(tmp_path, f"{top}\n- **Rye** (baker, 2019) - It is sour.\n")
    assert "Rye is slow." in all_words(reading)
    assert reading.unplaced == ()


@pytest.mark.parametrize("top", ["---\n---\n", "---\n\n---\n", "---\n...\n"])
def test_empty_front_matter_hides_nothing(tmp_path: Path, top: str) -> None:
    reading = reading_of(tmp_path, f"{top}- **Rye** (baker, 2019) - It is sour.\n\n---\n\nmore\n")
    assert [entry.title for entry in reading.entries if entry.kind == "paper"] == ["Rye"]
    assert reading.unplaced == ()


def test_a_row_keeps_all_its_cells(tmp_path: Path) -> None:
    table = "| a | b |\n|---|---|\n| 1 | $|x|$ |\n| `a|b` | 2 |\n| 1 | 2 | 3 | 4 |\n| 5 |\n|rye|8|\n|  |  |\n"
    reading = reading_of(tmp_path, f"# Bread\n\n{table}\n| flour | hours |\n|---|---|\n")
    (entry,) = reading.entries
    assert remarks(entry) == ["a | b", "1 | $|x|$", "`a|b` | 2", "1 | 2 | 3 | 4", "5", "rye | 8", "flour | hours"]
    assert reading.unplaced == ()


@pytest.mark.parametrize("opening", ["```", "~~~~", "```python", "<!--", "<pre>", "<script>", "<?php", "<![CDATA["])
def test_a_block_that_is_never_closed_is_reported_and_swallows_nothing(tmp_path: Path, opening: str) -> None:
    reading = reading_of(
        tmp_path, f"# Bread\n\n{opening}\n\n- **Rye** (baker, 2019) - It is sour.\n\n## Heat\n\n- **Steam** (crust, 2015)\n"
    )
    assert [(entry.title, entry.section) for entry in reading.entries] == [("Rye", ()), ("Steam", ("Heat",))]
    ((line, reason),) = reading.unplaced
    assert line == 3
    assert "never closed" in reason


def test_what_the_page_does_not_show_is_reported(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "Rye <!-- hidden --> is `<!-- code -->` slow.\nIt is <!-- hidden\ntoo --> sour.\n\n<!-- a\nb -->\n")
    (entry,) = reading.entries
    assert remarks(entry) == ["Rye is `<!-- code -->` slow. It is sour."]
    assert [line for line, _ in reading.unplaced] == [1, 2, 3, 5, 6]


def test_the_year_that_begins_a_line_and_the_language_of_code_are_kept(tmp_path: Path) -> None:
    (entry,) = reading_of(tmp_path, "# C#\n\n1986. What a season for rye.\n\n```sql rye\nselect 1\n```\n").entries
    assert entry.title == "C#"
    assert sorted(remarks(entry)) == ["1986. What a season for rye.", "`sql rye select 1`"]


def test_a_long_paragraph_with_a_rule_under_it_is_no_heading(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "# Bread\n\nRye is slow.\nIt is sour.\n---\n\n- **Rye** (baker, 2019)\n")
    assert remarks(reading.entries[0]) == ["Rye is slow. It is sour."]
    assert reading.entries[1].section == ()


def test_an_image_or_a_comment_inside_an_item_is_reported_and_the_words_around_it_kept(tmp_path: Path) -> None:
    text = (
        "- **Rye** (baker, 2019) ![plot](a.png) - slow\n  - sour ![](b.png) too <!-- why? -->\n  - over\n    ![c](c.png)\n    lines\n"
        "- **Oats** (stone, 2019)\n  ![d](d.png)\n- `![e](e.png)` is code\n"
    )
    reading = reading_of(tmp_path, text)
    assert {line: reason for line, reason in reading.unplaced if line != 2} == {1: "an image", 4: "an image", 7: "an image"}
    assert 2 in dict(reading.unplaced)
    assert remarks(reading.entries[0]) == ["slow", "sour too", "over lines"]
    assert "`![e](e.png)` is code" in all_words(reading)
