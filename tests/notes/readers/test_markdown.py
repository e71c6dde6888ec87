from __future__ import annotations

from pathlib import Path

import pytest

from tests.notes.reading import entries_of, reading_of, remarks


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
    assert reading.unplaced == tuple((line, "front matter") for line in (1, 2, 3, 4))


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
