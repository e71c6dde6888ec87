"""Vaults as people keep them, a file a note: what each note is called, and what it says of its work."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.notes.entry import Entry
from assistant.notes.files import FileReading, read_files
from assistant.notes.folder.walk import find_files
from assistant.notes.library import build_library
from tests.notes.reading import all_words, reading_of
from tests.shared import write_notes


def read_folder(folder: Path) -> list[FileReading]:
    """What became of each file of a folder."""
    return read_files(find_files([folder]))


def note_of(tmp_path: Path, text: str, name: str = "cold levain.md") -> Entry:
    """The first entry of a file that is read as what it shows itself to be."""
    return reading_of(tmp_path, text, name, shape=None).entries[0]


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("C and C++.md", "# C\n\nOld.\n\n# C++\n\nNew.\n", "C and C++"),
        ("Presheaf.md", "Maps.\n\n# Representable Presheaf\n\nSome.\n\n# Others\n\nMore.\n", "Presheaf"),
        ("Slow Rye.md", "# Slow Rye\n\nOld.\n\n# Warm Rye\n\nNew.\n", "Slow Rye"),
        ("Grain.md", "Seeds.\n\nOf grasses.\n\n# Rye Grain\n\nDark.\n", "Grain"),
        ("Kiln Room.md", "# Refs\n\n- the old kiln\n", "Kiln Room"),
        ("WHERE.md", "It filters the rows.\n", "WHERE"),
        ("2024-07-15.md", "# Habits\n\n- fed the levain\n", "2024-07-15"),
        ("oven_notes.md", "# 20240715093000 Steam in the Oven\n\nHot.\n\n# Doors\n\nShut.\n", "Steam in the Oven"),
        ("20240715093000-steam_in_ovens.md", "Hot.\n", "steam in ovens"),
        ("Bread___Rye___Is it sour%3F.md", "Yes.\n", "Bread/Rye/Is it sour?"),
        ("hls__Slow Rye.md", "- a passage on time\n", "Slow Rye"),
        ("rye.md", "# “Slow” Rye: A Study\n\nSlow.\n", "“Slow” Rye: A Study"),
        ("rye.md", "# Rye &#xe0; la carte\n\nSlow.\n", "Rye à la carte"),
        ("rye.md", "# Slow Rye at Night `BREAD 2020`\n\nSlow.\n", "Slow Rye at Night"),
        (
            "OldOvens.md",
            "[Old Ovens of the North](https://o.example/o.pdf)\n\nThey are warm.\n\n### Fire\n\nHot.\n",
            "Old Ovens of the North",
        ),
        ("OldOvens-AnnMiller.md", "#### The Old Ovens\n\nThey are warm.\n", "The Old Ovens"),
        ("Ovens.md", "#[Old Ovens of the North](https://o.example/o.pdf)\n\n## Fire\n\nHot.\n", "Old Ovens of the North"),
        ("Github.md", "- a place for code\n", "Github"),
        (
            "Old_Ovens.md",
            "## Old Ovens: A Study of Fire and Stone\n\n## Abstract\n\nWarm.\n\n## Results\n\nHot.\n",
            "Old Ovens: A Study of Fire and Stone",
        ),
        ("note.md", "# Title\n\n- Paper:\n", "note"),
        ("note.md", "# <% tp.file.title() %>\n\nTo be filled in.\n", "note"),
        ("2018-Slow-Rye-Rises-at-Night.md", "- It is slow.\n", "Slow Rye Rises at Night"),
        ("rye.md", '---\ntitle: "{{title}}"\n---\n\nTo be filled in.\n', "rye"),
    ],
)
def test_a_note_bears_the_name_that_its_author_gave_it(tmp_path: Path, name: str, text: str, title: str) -> None:
    assert note_of(tmp_path, text, name).title == title


def test_the_name_that_a_reference_manager_gives_a_file_tells_authors_and_year(tmp_path: Path) -> None:
    entry = note_of(tmp_path, "- it is slow\n", "2019_Miller_Stone_Slow Rye at Night.md")
    assert (entry.title, entry.authors, entry.year) == ("Slow Rye at Night", ("Miller", "Stone"), 2019)
    others = note_of(tmp_path, "- it is slow\n", "2017_Miller et al_Zest of Rye.md")
    assert (others.title, others.year) == ("Zest of Rye", 2017)


@pytest.mark.parametrize(
    "fields",
    [
        "**논문 발표**: 2023년 (BREAD 2023)\n**저자**: Ann Miller, Bo Stone\n**논문 링크**: [arXiv:2301.00001](https://arxiv.org/abs/2301.00001)\n",
        "> **作者**：Ann Miller\\*（共同一作）、Bo Stone\n>\n> **发布时间**：2023年1月\n>\n> 🔗 [arXiv](https://arxiv.org/abs/2301.00001) | [项目主页](https://r.example)\n",
        "> **Authors**: Ann Miller*, Bo Stone\\*\n>\n> **Year**: 2023\n>\n> [arXiv](https://arxiv.org/abs/2301.00001) | [Rye Code](https://r.example)\n",
    ],
)
def test_fields_at_the_top_tell_the_work_in_many_languages(tmp_path: Path, fields: str) -> None:
    entry = note_of(tmp_path, f"# Slow Rye\n\n{fields}\n---\n\n## One\n\nIt is slow.\n")
    assert (entry.title, entry.authors, entry.year, entry.arxiv) == ("Slow Rye", ("Ann Miller", "Bo Stone"), 2023, "2301.00001")


def test_a_paper_that_is_told_by_its_title_is_another_name_of_the_note(tmp_path: Path) -> None:
    entry = note_of(
        tmp_path,
        "# 慢黑麦：一种方法\n\n> **论文**：*Slow Rye: A Method for Cold Nights, and Warm Ones*\n>\n> **作者**：Ann Miller, Bo Stone\n\n慢。\n",
    )
    assert entry.title == "慢黑麦：一种方法"
    assert "Slow Rye: A Method for Cold Nights, and Warm Ones" in entry.aliases


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("Proceedings of the 2nd Workshop on Bread, November 2009", 2009),
        ("Annals of Bread and Grain, A. Miller-Stone, 1992", 1992),
        ("by P O'Neil 2009", 2009),
        ("2016 JBRD", 2016),
    ],
)
def test_the_line_under_a_title_says_where_and_when_a_work_came_out(tmp_path: Path, line: str, year: int) -> None:
    entry = note_of(tmp_path, f"### [Slow Rye at Night](/assets/rye.pdf)\n\n> {line}\n\n#### Rye\n\nIt is slow.\n")
    assert (entry.title, entry.year) == ("Slow Rye at Night", year)
    assert not any(word in name for name in entry.authors for word in ("Annals", "Grain"))


SLOW = "It is slow, and it wants a whole night in a cold cellar before it comes into the oven. " * 4
BIBTEX = "@article{{miller2020rye,\n  title = {{Slow Rye at Night}},\n  author = {{Miller, Ann and Stone, Bo}},\n  year = {{2020}},\n  doi = {{10.1000/{0}}}\n}}\n"


@pytest.mark.parametrize("start", ["#cite\n", "```bibtex\n"])
def test_a_citation_in_bibtex_tells_the_work_of_its_note(tmp_path: Path, start: str) -> None:
    end = "```\n" if start.startswith("```") else ""
    entry = note_of(tmp_path, f"{start}{BIBTEX.format('rye')}{end}\nIt is slow.\n", "P1-Slow rye.md")
    assert (entry.authors, entry.year, entry.doi) == (("Ann Miller", "Bo Stone"), 2020, "10.1000/rye")
    assert "Slow Rye at Night" in entry.aliases


def test_a_note_on_something_else_is_not_the_work_that_it_cites(tmp_path: Path) -> None:
    said = "".join(f"## Part {n}\n\nOvens of kind {n} are warm.\n\n" for n in range(5))
    entry = note_of(tmp_path, f"# Ovens\n\n{said}## Rye\n\n```bibtex\n{BIBTEX.format('rye')}```\n", "Ovens.md")
    assert (entry.authors, entry.doi) == ((), None)
    two = note_of(tmp_path, f"{BIBTEX.format('rye')}\n{BIBTEX.format('wheat')}", "Slow Rye.md")
    assert two.doi is None


def test_links_by_name_lead_to_the_files_beside_the_note(tmp_path: Path) -> None:
    index = "## Breads\n\n- **[Slow Rye at Night][rye]**\n- **[Warm Wheat by Day][wheat]**\n\n[rye]: rye.md\n[wheat]: /warm/wheat.md\n"
    notes = {"README.md": index, "rye.md": "# Slow Rye at Night\n\nIt is slow.\n", "warm/wheat.md": "# Warm Wheat by Day\n\nIt is warm.\n"}
    library = build_library([e for r in read_folder(write_notes(tmp_path / "notes", notes)) for e in r.entries])
    assert {entry.title: len(entry.places) for entry in library if "Night" in entry.title or "Day" in entry.title} == {
        "Slow Rye at Night": 2,
        "Warm Wheat by Day": 2,
    }


def test_a_note_that_lists_works_is_still_the_note_that_an_index_links_to(tmp_path: Path) -> None:
    reading = f"# RYE: slow bread\n\n> **Authors**: Ann Miller, Bo Stone\n\n## One\n\n{SLOW}\n\n## References\n\n" + "".join(
        f"{n}. {who} et al. *{what} of Old Bread.* arXiv:2001.0000{n}, 2020. (the {what} one)\n"
        for n, who, what in [(1, "Kim", "Long Study"), (2, "Lee", "Wide Survey"), (3, "Park", "Deep Theory")]
    )
    index = "| Paper | About |\n|---|---|\n| [RYE](papers/RYE_2020) | slow |\n| [OAT](papers/OAT_2021) | quick |\n"
    notes = {"index.md": index, "papers/RYE_2020.md": reading, "papers/OAT_2021.md": "# OAT: quick bread\n\nQuick.\n"}
    library = build_library([e for r in read_folder(write_notes(tmp_path / "notes", notes)) for e in r.entries])
    assert {entry.title: len(entry.places) for entry in library if entry.title.startswith("RYE")} == {"RYE: slow bread": 2}
    study = next(entry for entry in library if entry.arxiv == "2001.00001")
    assert (study.title, study.authors, study.year) == ("Long Study of Old Bread", ("Kim et al",), 2020)
    assert "the Long Study one" in [line.text for note in study.notes for _, line in note.walk()]


@pytest.mark.parametrize("address", ['{{< relref "rye.md" >}}', "{{% ref rye.md %}}", "{% link rye.md %}"])
def test_what_site_builders_have_for_an_address_is_one(tmp_path: Path, address: str) -> None:
    entry = note_of(tmp_path, f"# Bread\n\nSee [Slow Rye]({address}) for more.\n", "bread.md")
    assert [note.text for note in entry.notes] == ["See [Slow Rye](rye.md) for more."]


def test_headings_that_link_to_places_of_their_own_page_are_no_works(tmp_path: Path) -> None:
    page = "# Old Ovens\n\n" + "".join(
        f"## [{name} of Ovens](https://o.example/page#{name})\n\nHot.\n\n" for name in ("Doors", "Walls", "Smoke")
    )
    assert [entry.title for entry in reading_of(tmp_path, page, "ovens.md", shape=None).entries] == ["Old Ovens"]


def test_a_note_that_is_headed_by_its_paper_stays_one_whatever_it_cites(tmp_path: Path) -> None:
    cited = "".join(
        f"###### {name} Breads of Old Times ({year}, BREAD)\n\n- said\n\n" for name, year in [("Rye", 2017), ("Oat", 2018), ("Soy", 2019)]
    )
    reading = reading_of(tmp_path, f"# [Slow Rye](https://arxiv.org/abs/2001.00001)\n\n{cited}", "rye.md", shape=None)
    assert [entry.title for entry in reading.entries] == ["Slow Rye"]


def test_the_contents_of_a_book_stay_and_parts_yet_to_be_written_do_not(tmp_path: Path) -> None:
    contents = "".join(f"## {n} On ovens of kind {n}\n" for n in range(12))
    assert "On ovens of kind 7" in all_words(reading_of(tmp_path, f"It is a book.\n\n{contents}", "book.md", shape="note"))
    template = reading_of(tmp_path, "It is slow.\n\n## Key ideas\n\n## Doubts\n", "rye.md", shape="note")
    assert "Doubts" not in all_words(template)
    assert len(template.unplaced) == 2
    linked = reading_of(tmp_path, "Slow.\n\n## [Cold Rye](https://arxiv.org/abs/2001.00003)\n\n## Doubts\n\nMany.\n", "r.md", shape="note")
    assert "2001.00003" in all_words(linked)


def test_templates_of_sites_and_backups_of_tools_are_no_notes(tmp_path: Path) -> None:
    folder = write_notes(
        tmp_path / "notes",
        {
            "layouts/list.html": '{{ define "main" }}<p>{{ .Title }}</p>{{ end }}',
            "pages/Rye.md": "- slow\n",
            "logseq/bak/pages/Rye/2024.md": "- slower\n",
        },
    )
    readings = read_folder(folder)
    assert {reading.source.shown: reading.status for reading in readings} == {
        "notes/layouts/list.html": "skipped",
        "notes/pages/Rye.md": "read",
    }
    assert "template" in next(reading.reason for reading in readings if reading.status == "skipped")


def test_a_note_of_labels_in_bold_is_read_as_the_notes_around_it(tmp_path: Path) -> None:
    labels = "- **Old ovens** - they are warm\n- **New ovens** - they are hot\n"
    notes = {f"rye/{n}.md": f"# Rye {n}\n\nIt is slow, and sour as well, in kind {n}.\n" for n in range(6)}
    readings = read_folder(write_notes(tmp_path / "notes", {**notes, "wheat/Ovens.md": labels}))
    assert [entry.title for entry in readings[-1].entries] == ["Ovens"]
    alone = read_folder(write_notes(tmp_path / "alone", {"wheat/Ovens.md": labels}))
    assert [entry.title for entry in alone[0].entries] == ["Old ovens", "New ovens"]


@pytest.mark.parametrize(
    "people",
    [
        "Miller & Stone - Rye Mill - (OVEN 2018)",
        "Miller, Stone, van de Grain and O'Kettle (2018)",
        "Miller and Stone, 2018",
        "Miller, Stone, & Grain (2018)",
    ],
)
def test_a_heading_of_last_names_and_a_year_below_the_title_is_who_wrote_it(tmp_path: Path, people: str) -> None:
    note = note_of(tmp_path, f"# Slow Rye\n\n#### {people}\n\nIt is slow.\n\n### Tricks\n\n1. **Cold jars**\n2. **Old jars**\n")
    assert (note.title, note.authors[:2], note.year) == ("Slow Rye", ("Miller", "Stone"), 2018)
    assert len(reading_of(tmp_path, "# Rye\n\n## Gluten and Water\n\nBoth.\n", shape=None).entries[0].authors) == 0


def test_outermost_headings_with_the_same_parts_below_them_are_items_each(tmp_path: Path) -> None:
    parts = "\n\n## Keypoints\n\n- it is slow\n\n## Approach\n\nCold {}.\n\n"
    text = "".join(
        f"# {title}{parts.format(title)}"
        for title in ("Slow Rye for Cold Ovens", "Wheat That Rises by Night", "Salted Crusts of the North")
    )
    found = reading_of(tmp_path, text, "bread.md", shape=None)
    assert [entry.title for entry in found.entries] == [
        "Slow Rye for Cold Ovens",
        "Wheat That Rises by Night",
        "Salted Crusts of the North",
    ]
    book = text.replace("# Slow", "# Chapter 1: Slow").replace("# Wheat", "# Chapter 2: Wheat").replace("# Salted", "# Chapter 3: Salted")
    assert len(reading_of(tmp_path, book, "bread.md", shape=None).entries) == 1


def test_a_long_note_on_a_paper_by_its_parts_is_one_entry(tmp_path: Path) -> None:
    long = "Rye rises slowly where the oven is cold and the jar is closed. " * 60
    text = f"# Slow Rye\n\n## Abstract\n\n{long}\n\n## 1 Introduction\n\n{long}\n\n## 2 The Oven\n\n{long}\n"
    assert [entry.title for entry in reading_of(tmp_path, text, shape=None).entries] == ["Slow Rye"]
    assert len(reading_of(tmp_path, text.replace("Abstract", "Beginnings"), shape=None).entries) > 1


def test_notes_on_parts_of_one_book_bear_their_own_names(tmp_path: Path) -> None:
    notes = {f"{n}.md": f"---\ntitle: A Book of Bread\nauthor: Ann Miller\n---\n\n# {n}\n\nOn {n} alone.\n" for n in ("B1 Rye", "B2 Wheat")}
    library = build_library([e for r in read_folder(write_notes(tmp_path / "notes", notes)) for e in r.entries])
    assert [entry.title for entry in library] == ["B1 Rye", "B2 Wheat"]
    assert [
        entry.title for entry in read_folder(write_notes(tmp_path / "own", {"rye.md": "---\ntitle: Slow Rye\n---\n\n# Rye\n"}))[0].entries
    ] == ["Slow Rye"]


def test_a_sentence_with_commas_names_nobody(tmp_path: Path) -> None:
    entry = note_of(
        tmp_path, "# 窑\n\nHotSpot VM，OracleJDK（商用）和 OpenJDK（开源）的默认虚拟机，也是目前使用最广泛的虚拟机\n\n还有。\n", "窑.md"
    )
    assert (entry.kind, entry.authors) == ("idea", ())


def test_the_day_before_a_link_is_not_what_it_is_called(tmp_path: Path) -> None:
    lines = [f"- **2026-06-{n}** — [{name} Bread in Towns of Old](papers/{name}.md)" for n, name in [(10, "Rye"), (11, "Oat"), (12, "Soy")]]
    entries = reading_of(tmp_path, "# Index\n\n" + "\n".join(lines), "index.md", shape=None).entries
    assert [entry.title for entry in entries] == ["Rye Bread in Towns of Old", "Oat Bread in Towns of Old", "Soy Bread in Towns of Old"]


def test_an_index_that_gives_the_day_of_reading_leads_to_its_note(tmp_path: Path) -> None:
    index = "# Reading\n\n- (2022.05) Rye Bread in Towns of Old - [summary](rye.md)\n- (2022.06) Oat Bread in Towns of Old - [summary](oat.md)\n"
    notes = {"README.md": index, "rye.md": "# Rye Bread in Towns of Old\n\n- Author: Ann Miller, Bo Stone\n- 2019 JBRD\n\nIt is slow.\n"}
    library = build_library([e for r in read_folder(write_notes(tmp_path / "notes", notes)) for e in r.entries])
    assert [(entry.year, len(entry.places)) for entry in library if entry.title.startswith("Rye")] == [(2019, 2)]


def test_sentences_that_cite_are_remarks_of_their_note(tmp_path: Path) -> None:
    said = "".join(f"- models of kind {n} are slow in most of our ovens (Miller et al., 201{n})\n" for n in range(4))
    reading = reading_of(tmp_path, f"---\ntitle: Slow Rye\n---\n\n{SLOW}\n\n## Related\n\n{said}", "rye.md", shape="note")
    assert [entry.title for entry in reading.entries] == ["Slow Rye"]


def test_a_note_in_the_folder_of_its_paper_is_called_by_it(tmp_path: Path) -> None:
    folder = write_notes(tmp_path / "notes", {"Slow Rye at Night/summary.md": "# Title\n\n- Paper: none\n\nIt is slow.\n"})
    assert [entry.title for entry in read_folder(folder)[0].entries] == ["Slow Rye at Night"]


def test_a_title_that_several_notes_of_a_folder_bear_is_not_what_they_are_called(tmp_path: Path) -> None:
    def titles(*names: str) -> list[str]:
        notes = {f"{name}.md": f"# Report for the Society of Bakers\n\n## Day: {name}\n\nOn {name}.\n" for name in names}
        readings = read_folder(write_notes(tmp_path / f"notes{len(names)}", notes))
        again = read_files([reading.source for reading in readings], {reading.source.shown: reading for reading in readings})
        assert [reading.entries for reading in again] == [reading.entries for reading in readings]
        return [entry.title for reading in readings for entry in reading.entries]

    assert titles("Oat", "Rye", "Soy") == ["Oat", "Rye", "Soy"]
    assert titles("Oat", "Rye") == ["Report for the Society of Bakers"] * 2


def test_a_heading_that_is_written_as_a_title_is_one_before_parts_that_any_note_has(tmp_path: Path) -> None:
    text = "# Slow Rye Bread for Cold Nights\n\n# 标题\n\n- 链接：https://arxiv.org/abs/2001.00001\n\n# 内容\n\n慢。\n\n# 思考\n\n好。\n"
    entry = note_of(tmp_path, text, "SRB.md")
    assert (entry.title, entry.arxiv) == ("Slow Rye Bread for Cold Nights", "2001.00001")
