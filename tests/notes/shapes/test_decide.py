"""What a file is, told by itself and by the folder it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import NotesError
from assistant.notes.files import read_files
from assistant.notes.folder.walk import find_files
from assistant.notes.library import build_library
from tests.notes.reading import reading_of
from tests.shared import write_notes

NOTE = "# {0}\n\n## Key ideas\n- Architecture: {0}\n- Loss: weight\n\n## Doubts\n- {0} is slow\n"
LIST = "# Bread\n\n- Cold Rye (Miller, 2019) - slow\n- Warm Rye (Stone, 2020) - fast\n"
LONG = "The dough of rye rests for a whole night in the cold cellar of the old mill. " * 50


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        (LIST, "outline"),
        ("# Reading\n\n## [Cold Rye](https://arxiv.org/abs/2001.00003)\nslow\n\n## [Warm Rye](https://arxiv.org/abs/2001.00004)\nfast\n", "outline"),
        ("# Glossary\n\n- **Autolyse** - flour and water rest\n- **Levain** - a sour culture\n", "outline"),
        ("| Paper | Year |\n|---|---|\n| [Rye and Its Slow Time](https://r.example.org) | 2019 |\n", "outline"),
        ("---\ntitle: Cold Rye\n---\n\nIt is slow.\n", "note"),
        ("# Cold Rye\n\nIt is slow and sour and wants a whole night.\n\n## Related\n- Warm Rye (Stone, 2020)\n", "note"),
        ("# [Cold Rye](https://arxiv.org/abs/2001.00003)\n\n- slow\n- sour (Stone, 2020)\n", "note"),
        ("- fed the levain\n- it rose\n", "note"),
        (f"# Rye\n\n{LONG}\n\n## Cold\n\n{LONG}\n\n## Warm\n\n{LONG}\n\n## Salt\n\n{LONG}\n", "text"),
    ],
)  # fmt: skip
def test_what_a_file_alone_tells(tmp_path: Path, text: str, shape: str) -> None:
    assert reading_of(tmp_path, text, shape=None).shape == shape


def test_a_heading_that_recurs_through_a_folder_is_never_an_entry(tmp_path: Path) -> None:
    names = ["Cold Rye", "Warm Rye", "Salt", "Steam"]
    folder = write_notes(tmp_path / "notes", {f"{name}.md": NOTE.format(name) for name in names})
    readings = read_files(find_files([folder]))
    assert [entry.title for reading in readings for entry in reading.entries] == sorted(names)


def test_labels_that_recur_are_parts_of_notes_and_those_of_one_list_are_entries(tmp_path: Path) -> None:
    labels = "- **Crumb** - {0}\n- **Crust** - {0} too\n"
    folder = write_notes(tmp_path / "notes", {f"{name}.md": labels.format(name) for name in ("rye", "salt", "steam")})
    assert [entry.title for reading in read_files(find_files([folder])) for entry in reading.entries] == ["rye", "salt", "steam"]
    alone = write_notes(tmp_path / "alone", {"glossary.md": labels.format("dark")})
    assert [entry.title for reading in read_files(find_files([alone])) for entry in reading.entries] == ["Crumb", "Crust"]


def test_what_a_file_alone_does_not_tell_is_decided_as_for_most_of_its_folder(tmp_path: Path) -> None:
    stub = "# Cold Rye\n\n- Warm Rye (Stone, 2020)\n"
    notes = {f"{name}.md": f"---\ntags: rye\n---\n\nOn {name}.\n" for name in "abcdef"}
    among_notes = read_files(find_files([write_notes(tmp_path / "notes", {**notes, "stub.md": stub})]))
    assert {reading.source.notebook: reading.shape for reading in among_notes}["stub"] == "note"
    alone = read_files(find_files([write_notes(tmp_path / "alone", {"stub.md": stub})]))
    assert alone[0].shape == "outline"


def test_only_what_new_neighbours_make_another_thing_is_read_again(tmp_path: Path) -> None:
    folder = write_notes(
        tmp_path / "notes", {"stub.md": "# Cold Rye\n\n- Warm Rye (Stone, 2020)\n", "list.md": LIST + "- Salt (Mill, 2018)\n"}
    )
    before = {reading.source.shown: reading for reading in read_files(find_files([folder]))}
    write_notes(folder, {f"{name}.md": f"---\ntags: rye\n---\n\nOn {name}.\n" for name in "abcdef"})
    after = {reading.source.shown: reading for reading in read_files(find_files([folder]), before)}
    assert after["notes/list.md"] is before["notes/list.md"]
    assert [(before["notes/stub.md"].shape, after["notes/stub.md"].shape)] == [("outline", "note")]


def test_what_is_said_in_the_folder_counts_more(tmp_path: Path) -> None:
    said = 'leave_out = ["drafts"]\n[entries]\n"lists/*.md" = "file"\n"*.md" = "section"\n'
    files = {"lists/a.md": LIST, "b.md": f"# Rye\n\nOn rye.\n\n## Cold\n\n- {LIST}", "drafts/c.md": LIST}
    folder = write_notes(tmp_path / "notes", files)
    (folder / ".assistant.toml").write_text(said, encoding="utf-8")
    readings = {reading.source.notebook: reading for reading in read_files(find_files([folder]))}
    assert {name: reading.shape for name, reading in readings.items()} == {"lists/a": "note", "b": "text", "drafts/c": None}
    assert (readings["drafts/c"].status, readings["drafts/c"].reason) == ("skipped", "left out by .assistant.toml")


@pytest.mark.parametrize("said", ["leave_out = 3\n", "[entries]\n'*' = 'page'\n", "other = 1\n", "leave_out = [\n"])
def test_what_is_said_and_not_understood_is_told_in_one_line(tmp_path: Path, said: str) -> None:
    folder = write_notes(tmp_path / "notes", {"a.md": LIST})
    (folder / ".assistant.toml").write_text(said, encoding="utf-8")
    with pytest.raises(NotesError, match=r"\.assistant\.toml"):
        find_files([folder])


def test_headings_that_are_called_alike_never_merge(tmp_path: Path) -> None:
    texts = {
        "cold/results.md": "It rose by 3%.\n",
        "warm/results.md": "It rose by 9%.\n",
        "lists.md": "# A\n\n## Results\n\nNone.\n\n# B\n\n## Results\n\nSome.\n",
    }
    library = build_library(
        entry for reading in read_files(find_files([write_notes(tmp_path / "notes", texts)])) for entry in reading.entries
    )
    assert all(len(entry.places) == 1 for entry in library)


def test_one_link_to_two_works_with_no_word_in_common_leads_astray(tmp_path: Path) -> None:
    texts = {
        "a.md": "# [Slow Ferments of Dark Rye](https://arxiv.org/abs/2001.00003)\n\nslow\n",
        "b.md": "# [Steam in Small Ovens](https://arxiv.org/abs/2001.00003)\n\nhot\n",
        "c.md": "# [SFDR](https://arxiv.org/abs/2001.00004)\n\nshort\n",
        "d.md": "# [Salt and Flour and Days of Rest](https://arxiv.org/abs/2001.00004)\n\nlong\n",
    }
    library = build_library(
        entry for reading in read_files(find_files([write_notes(tmp_path / "notes", texts)])) for entry in reading.entries
    )
    assert [len(entry.places) for entry in library] == [1, 1, 2]


def test_notes_on_one_doi_are_one_with_the_fields_of_both(tmp_path: Path) -> None:
    texts = {
        "a.md": "---\ntitle: Cold Rye\ndoi: 10.1000/RYE\nrating: 7\n---\nslow\n",
        "b.md": "# Rye in the Cold\n\n- [doi](https://doi.org/10.1000/rye)\n- Mood: sour\n",
    }
    library = build_library(
        entry for reading in read_files(find_files([write_notes(tmp_path / "notes", texts)])) for entry in reading.entries
    )
    (entry,) = library
    assert (len(entry.places), entry.lines()) == (2, ["slow", "Mood: sour", "rating: 7"])


def test_a_text_is_an_entry_a_section_with_its_title_in_front_and_long_ones_by_their_own_sections(tmp_path: Path) -> None:
    text = f"# Rye\n\nOn rye.\n\n## Cold\n\n{LONG}\n\n### Jars\n\n- three\n\n## Warm\n\n{LONG}{LONG}\n\n### Ovens\n\n{LONG}\n"
    reading = reading_of(tmp_path, text, shape="text")
    assert [(entry.title, entry.section) for entry in reading.entries] == [
        ("Rye", ()),
        ("Rye — Cold", ()),
        ("Rye — Warm", ()),
        ("Rye — Ovens", ("Warm",)),
    ]
    assert [line.text for note in reading.entries[1].notes for _, line in note.walk() if line.part] == ["Jars"]


def test_a_name_that_a_file_bears_is_another_name_of_its_work(tmp_path: Path) -> None:
    note = "# Slow Doughs in Deep Jars\n\nJars keep doughs cold.\n"
    folder = write_notes(tmp_path / "notes", {"JarNet.md": note, "SlowDoughs.md": note, "slow.md": note.replace("Slow", "Warm")})
    names = {entry.place.path: entry.aliases for reading in read_files(find_files([folder])) for entry in reading.entries}
    assert names == {"notes/JarNet.md": ("JarNet",), "notes/SlowDoughs.md": (), "notes/slow.md": ()}
