"""Each format gives the lines that its reader would see, each at its place; what is left out is named; what cannot be read says what to do."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from assistant.answers.verify import citation
from assistant.notes.entry import Entry
from assistant.notes.files import FileReading, read_files
from assistant.notes.folder.walk import find_files
from tests.notes.pdfs import pdf


def reading(folder: Path, name: str, data: str | bytes) -> FileReading:
    """What becomes of one file of that name."""
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_files(find_files([folder / name]))[0]


def said(entry: Entry) -> list[tuple[str, int]]:
    return [(note.text, note.line) for top in entry.notes for _, note in top.walk() if not note.part]


PAGE = """<html><head><title>Levain | A blog</title><meta name="author" content="Anna Baker"><script>steal()</script></head><body>
<nav><a href="/">Home</a></nav><main><h1>Cold Levain</h1>
<p>Ferments <b>slowly</b>, see <a href="https://arxiv.org/abs/2001.00001">the paper</a>.<img src="http://x.y/z.png"></p>
<ul><li>Mix<ul><li>with water</li></ul></li>
<li><p>Wait</p></li></ul>
<!-- not shown --><p>Done &amp; baked.</p></main><footer>Imprint</footer></body></html>"""


def test_of_a_page_what_a_reader_sees_is_read(tmp_path: Path) -> None:
    found = reading(tmp_path, "levain.html", PAGE)
    (entry,) = found.entries
    assert (entry.title, entry.authors) == ("Cold Levain", ("Anna Baker",))
    assert said(entry) == [
        ("Ferments slowly, see [the paper](https://arxiv.org/abs/2001.00001).", 3), ("Mix", 4), ("with water", 4), ("Wait", 5), ("Done & baked.", 6),
    ]  # fmt: skip


def test_of_a_notebook_text_and_short_code_are_read_at_their_lines(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Levain study\n", "\n", 'It rises 30% "more".']},
        {"cell_type": "code", "source": ["rise = 0.3"], "outputs": [{"text": "much"}]},
    ]
    found = reading(tmp_path, "study.ipynb", json.dumps({"cells": cells}, indent=1))
    (entry,) = found.entries
    assert entry.title == "Levain study"
    assert [text for text, _ in said(entry)] == ['It rises 30% "more".', "`rise = 0.3`"]
    rows = (tmp_path / "study.ipynb").read_text().split("\n")
    assert all(json.dumps(text)[1:-1].strip("`") in rows[line - 1] for text, line in said(entry))
    assert [reason for _, reason in found.unplaced] == ["what a cell put out"]


TABLES = {
    "books.csv": 'Title,Author,Year Published,My Review,Shelf\n"Cold, Levain",Anna Baker,2021,"Slow.\nAnd sour.",kitchen\nRye,Bo Miller,2019,,\n',
    "export.csv": '\ufeffKey;Title;Author;Publication Year;DOI\nA1;Cold Levain;Baker, Anna;2021;10.1000/x1\nA2;Rye;"Baker, Anna; Miller, Bo";2020;\n',
    "papers.tsv": "Name\tLink\tNotes\nCold Levain\thttps://arxiv.org/abs/2001.00001\tferments slowly\n",
}


def test_a_row_of_an_exported_table_is_an_entry_at_the_line_where_it_begins(tmp_path: Path) -> None:
    books = reading(tmp_path, "books.csv", TABLES["books.csv"]).entries
    assert [(entry.title, entry.authors, entry.year, entry.place.line) for entry in books] == [
        ("Cold, Levain", ("Anna Baker",), 2021, 2), ("Rye", ("Bo Miller",), 2019, 4),
    ]  # fmt: skip
    assert [text for text, _ in said(books[0])] == ["Slow. And sour."]
    alone, both = reading(tmp_path, "export.csv", TABLES["export.csv"]).entries
    assert (alone.title, alone.authors, alone.year) == ("Cold Levain", ("Anna Baker",), 2021)
    assert both.authors == ("Anna Baker", "Bo Miller")
    (paper,) = reading(tmp_path, "papers.tsv", TABLES["papers.tsv"]).entries
    assert (paper.title, paper.arxiv) == ("Cold Levain", "2001.00001")
    assert [text for text, _ in said(paper)] == ["ferments slowly"]


def test_a_table_of_something_else_is_skipped_with_a_word(tmp_path: Path) -> None:
    found = reading(tmp_path, "oven.csv", "minute,heat\n1,180\n2,190\n")
    assert (found.status, found.entries) == ("skipped", ())
    assert "column of titles" in found.reason


BIBTEX = r"""@article{baker21,
  title = {Cold {L}evain},
  author = {Baker, Anna and M{\"u}ller, Jo},
  year = 2021,
  eprint = {2101.00001},
  abstract = {The loaf rises 30\% more.},
  keywords = {bread, yeast},
}
"""
RIS = "TY  - JOUR\nTI  - Cold Levain\nAU  - Baker, Anna\nAU  - Müller, Jo\nPY  - 2021\nAB  - The loaf rises 30% more.\nKW  - bread\nKW  - yeast\nER  - \n"
CSL = json.dumps([
    {
        "title": "Cold Levain", "author": [{"family": "Baker", "given": "Anna"}, {"family": "Müller", "given": "Jo"}],
        "issued": {"date-parts": [[2021, 3]]}, "abstract": "The loaf rises 30% more.", "keyword": "bread, yeast",
    }
])  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [("z.bib", BIBTEX), ("z.ris", RIS), ("z.json", CSL)])
def test_an_item_of_a_reference_manager_is_an_entry(tmp_path: Path, name: str, text: str) -> None:
    (entry,) = reading(tmp_path, name, text).entries
    assert (entry.title, entry.authors, entry.year) == ("Cold Levain", ("Anna Baker", "Jo Müller"), 2021)
    assert entry.tags == ("bread", "yeast")
    assert [text for text, _ in said(entry)] == ["The loaf rises 30% more."]


def test_one_broken_item_of_bibtex_is_named_and_costs_no_other(tmp_path: Path) -> None:
    found = reading(tmp_path, "z.bib", BIBTEX + "@article{broken, title={x\n" + BIBTEX.replace("baker21", "b2").replace("Cold", "Warm"))
    assert {entry.title for entry in found.entries} == {"Cold Levain", "Warm Levain"}
    assert [line for line, _ in found.unplaced] == [9]


def test_braces_that_a_publisher_sets_as_formulas_are_no_part_of_a_title(tmp_path: Path) -> None:
    found = reading(tmp_path, "z.bib", BIBTEX.replace("Cold", r"{$\{$COLD$\}$}:"))
    assert [entry.title for entry in found.entries] == ["COLD: Levain"]


def test_an_item_of_ris_that_is_cut_off_is_named(tmp_path: Path) -> None:
    found = reading(tmp_path, "z.ris", RIS + "TY  - JOUR\nTI  - Warm")
    assert [entry.title for entry in found.entries] == ["Cold Levain"]
    assert found.unplaced == ((10, "an item that is not closed (ER)"),)


def test_headings_lists_and_drawers_of_org_are_read(tmp_path: Path) -> None:
    text = "#+TITLE: Bread\n* Rye\nDense.\n- mix\n  - with [[https://x.org][water]]\n- wait\n** Loss\nWeight of water\nis lost.\n#+BEGIN_QUOTE\n"
    found = reading(tmp_path, "bread.org", text)
    assert [one for entry in found.entries for one in said(entry)] == [
        ("Dense.", 3), ("mix", 4), ("with [water](https://x.org)", 5), ("wait", 6), ("Weight of water is lost.", 8),
    ]  # fmt: skip
    assert found.unplaced == ((10, "a keyword of Org"),)


def test_a_pdf_is_an_entry_cited_by_page_with_what_its_reader_wrote(tmp_path: Path) -> None:
    found = reading(tmp_path, "a.pdf", pdf("A levain is fed.", "It rises by a third.", remark="not for rye"))
    (entry,) = found.entries
    assert (entry.title, entry.authors) == ("Cold Levain", ("Anna Baker",))
    assert set(said(entry)) == {("A levain is fed.", 1), ("It rises by a third.", 2), ("not for rye", 1)}


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return out.getvalue()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def test_a_word_document_is_read(tmp_path: Path) -> None:
    part = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in (("Heading1", "Rye"), ("", "Dense."))
    )
    data = zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Override PartName="/word/document.xml" ContentType="{part}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        }
    )
    found = reading(tmp_path, "rye.docx", data)
    assert [text for entry in found.entries for text, _ in said(entry)][-1:] == ["Dense."]


def test_a_book_is_read_chapter_after_chapter(tmp_path: Path) -> None:
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Bread</dc:title></metadata>'
        '<manifest><item id="b" href="b.xhtml"/><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
    )
    data = zipped({
        "META-INF/container.xml": '<container><rootfile full-path="in/book.opf"/></container>',
        "in/book.opf": package, "in/a.xhtml": "<p>First.</p>", "in/b.xhtml": "<p>Second.</p>",
    })  # fmt: skip
    found = reading(tmp_path, "bread.epub", data)
    assert [text for entry in found.entries for text, _ in said(entry)] == ["First.", "Second."]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", pdf("secret", lock="x"), "without a password"),
        ("a.pdf", pdf(""), "OCR"),
        ("a.pdf", b"%PDF-1.7 cut", "fetch it again"),
        ("a.docx", b"no zip", "fetch it again"),
        ("a.epub", zipped({"nothing": ""}), "fetch it again"),
        ("a.ipynb", b"{}", "Jupyter"),
        ("a.json", b'{"a": 1}', "no export of references"),
        ("a.json", b"[" * 100_000, "no export of references"),
        ("a.ris", b"AU  - nobody", "export it again"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    found = reading(tmp_path, name, data)
    assert found.entries or found.status == ("skipped" if name.endswith(".json") else "failed")
    assert words in found.reason
    assert "\n" not in found.reason


def test_what_a_pdf_says_is_cited_by_its_page(tmp_path: Path) -> None:
    (entry,) = reading(tmp_path, "a.pdf", pdf("A levain is fed.", "It rises by a third.")).entries
    assert citation(1, entry, "It rises by a third.").place == "a.pdf:2"


def test_an_item_is_not_lost_for_a_key_or_a_field_that_stands_twice(tmp_path: Path) -> None:
    text = "@article{a, title={Rye}}\n@article{a, title={Cold {L}evain}}\n@misc{b, title={Spelt}, note={one}, note={two}}\n"
    found = reading(tmp_path, "a.bib", text)
    assert [entry.title for entry in found.entries] == ["Rye", "Cold Levain", "Spelt"]
    assert [text for text, _ in said(found.entries[2])] == ["one", "two"]
    assert found.unplaced == ()


def test_addresses_in_bibtex_are_no_latex(tmp_path: Path) -> None:
    text = "@misc{b, title={Spelt \\& rye}, url={https://x.org/~me/a%20b\\_c}, doi={10.1000/x{\\_}y}}\n"
    (entry,) = reading(tmp_path, "a.bib", text).entries
    assert (entry.title, entry.url, entry.doi) == ("Spelt & rye", "https://x.org/~me/a%20b_c", "10.1000/x_y")
