"""A PDF attached to an item of a reference manager's export is found and speaks for that item."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.notes.attached import entries_of, with_attached
from assistant.notes.entry import Entry
from assistant.notes.files import FileReading, read_files
from assistant.notes.folder.walk import find_files
from assistant.settings import load_settings
from tests.notes.pdfs import pdf
from tests.shared import WordEmbedder, write_notes

RYE = pdf("The loaf rises 30% more.")


def bibtex(file: str) -> str:
    return f"@article{{rye,\n title = {{Warm Rye}},\n author = {{Baker, Anna}},\n year = {{2021}},\n file = {{{file}}}\n}}\n"


def read(*roots: Path) -> tuple[list[FileReading], list[Entry]]:
    readings = with_attached(read_files(find_files(roots)), {})
    return readings, list(entries_of(readings))


@pytest.mark.parametrize(
    "field",
    [
        "files/12/Baker - 2021 - Rye.pdf",
        "Full Text PDF:files/12/Baker - 2021 - Rye.pdf:application/pdf",
        ":files/12/Baker - 2021 - Rye.pdf:PDF",
        "Snapshot:files/13/rye.html:text/html;Full Text:files/12/Baker - 2021 - Rye.pdf:application/pdf",
    ],
    ids=["the path", "Zotero", "JabRef", "one of several"],
)
def test_a_pdf_is_found_where_bibtex_names_it(tmp_path: Path, field: str) -> None:
    file = tmp_path / "export" / "files" / "12" / "Baker - 2021 - Rye.pdf"
    file.parent.mkdir(parents=True)
    file.write_bytes(RYE)
    (tmp_path / "export" / "lib.bib").write_text(bibtex(field))
    for root in (tmp_path / "export", tmp_path / "export" / "lib.bib"):
        _, (entry,) = read(root)
        assert (entry.title, entry.authors, entry.year) == ("Warm Rye", ("Anna Baker",), 2021)
        assert "The loaf rises 30% more." in entry.lines()
        assert [place.path.rpartition("/")[2] for place in entry.places] == ["lib.bib", file.name]


def test_a_pdf_is_found_elsewhere_by_its_whole_path(tmp_path: Path) -> None:
    (tmp_path / "storage").mkdir()
    file = tmp_path / "storage" / "rye: warm.pdf"
    file.write_bytes(RYE)
    (tmp_path / "lib.bib").write_text(bibtex(str(file).replace(":", "\\:")))
    (tmp_path / "mendeley.bib").write_text(bibtex(f":{str(file)[1:]}:pdf".replace("rye:", "rye\\:")))
    for name in ("lib.bib", "mendeley.bib"):
        _, (entry,) = read(tmp_path / name)
        assert "The loaf rises 30% more." in entry.lines()


def test_ris_and_json_exports_name_their_pdfs_too(tmp_path: Path) -> None:
    (tmp_path / "rye.pdf").write_bytes(RYE)
    (tmp_path / "a.ris").write_text("TY  - JOUR\nTI  - Warm Rye\nAU  - Baker, Anna\nPY  - 2021\nL1  - rye.pdf\nER  - \n")
    item = {
        "title": "Warm Rye",
        "author": [{"given": "Anna", "family": "Baker"}],
        "attachments": [{"path": "rye.pdf"}, {"title": "a link"}],
    }
    (tmp_path / "b.json").write_text(json.dumps([item]))
    for name in ("a.ris", "b.json"):
        _, (entry,) = read(tmp_path / name)
        assert "The loaf rises 30% more." in entry.lines(), name


@pytest.mark.parametrize("name", ["files/none.pdf", "/nowhere/none.pdf", "C\\:\\\\rye.pdf", "x" * 5000 + ".pdf"])
def test_a_pdf_that_is_not_there_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "lib.bib").write_text(bibtex(name) + bibtex(name).replace("Warm", "Cold"))
    readings, entries = read(tmp_path)
    assert [entry.title for entry in entries] == ["Warm Rye", "Cold Rye"]
    (told,) = [reading for reading in readings if reading.status == "skipped"]
    assert "lib.bib:2) and 1 more not found; export with the files, or bring them back" in told.reason


def test_an_address_on_the_web_is_no_attached_file(tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text("TY  - JOUR\nTI  - Warm Rye\nL1  - https://example.org/rye.pdf\nER  - \n")
    readings, _ = read(tmp_path)
    assert [reading.status for reading in readings] == ["read"]


def assistant_of(notes: Path, tmp_path: Path) -> Assistant:
    return Assistant(load_settings(notes=notes, home=tmp_path / "home"), embedder=WordEmbedder())


def test_what_the_pdf_says_is_answered_under_the_items_name_and_goes_with_it(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "zotero", {"lib.bib": bibtex("rye.pdf")})
    (notes / "rye.pdf").write_bytes(RYE)
    assistant = assistant_of(notes, tmp_path)
    assert assistant.index().entries == 1
    assert assistant.index().embedded == 0
    answer = assistant.ask("How much more does the loaf rise in Warm Rye?")
    assert "30%" in answer.statements[0].text
    assert answer.citations[0].title == "Warm Rye"
    assert not [line for good, line in assistant.drift() if not good]
    (notes / "rye.pdf").write_bytes(pdf("The loaf sinks."))
    assert assistant.index().embedded
    assert [entry.lines() for entry in assistant.entries()] == [["The loaf sinks."]]
    (notes / "lib.bib").write_text(bibtex(""))
    assert assistant.index().entries == 2
