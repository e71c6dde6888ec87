"""The notebooks that ship with the project, and what their README says of how to write more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.notes.files import FileReading, read_file
from assistant.notes.folder.walk import find_files
from assistant.notes.library import build_library
from tests.notes.reading import reading_of, remarks

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
NOTEBOOKS = sorted(file for file in CORPUS.glob("*.md") if file.stem != "README")


@pytest.fixture(scope="module")
def readings() -> dict[str, FileReading]:
    return {source.file.name: read_file(source) for source in find_files([CORPUS])}


@pytest.mark.parametrize("name", [file.name for file in NOTEBOOKS])
def test_every_bold_item_of_a_notebook_is_an_entry_and_no_line_is_left_over(readings: dict[str, FileReading], name: str) -> None:
    reading = readings[name]
    rows = (CORPUS / name).read_text(encoding="utf-8").splitlines()
    bold = {number for number, row in enumerate(rows, 1) if row.startswith("- **")}
    assert {entry.place.line for entry in reading.entries if entry.kind != "section"} == bold
    assert reading.unplaced == ()


def test_ids_in_the_corpus_are_unique_and_short(readings: dict[str, FileReading]) -> None:
    ids = [entry.id for entry in build_library(entry for reading in readings.values() for entry in reading.entries)]
    assert len(ids) == len(set(ids))
    assert max(map(len, ids)) <= 64


def test_the_readme_describes_the_folder_and_is_no_notebook(readings: dict[str, FileReading]) -> None:
    assert readings["README.md"].status == "skipped"


def test_the_example_in_the_readme_reads_as_it_says(tmp_path: Path) -> None:
    example = re.search(r"```markdown\n(.*?)```", (CORPUS / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    library = {entry.id: entry for entry in build_library(reading_of(tmp_path, example[1]).entries)}
    assert list(library) == ["notes-on-sourdough", "baker2021levainator", "frost2020cold", "autolyse"]
    machine = library["baker2021levainator"]
    assert (machine.section, machine.arxiv, machine.year) == (("Sourdough", "Feeding"), "2101.00001", 2021)
    assert remarks(machine)[-1] == "  The gain is smaller for wheat."
    assert remarks(library["notes-on-sourdough"]) == ["Most of these notes are about rye."]
