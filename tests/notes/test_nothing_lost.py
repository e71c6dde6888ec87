"""Every line of a file stands in an entry or among the lines that are reported, whatever the file is made of and whoever reads it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.notes.files import FileReading
from assistant.notes.folder.walk import NoteFile
from assistant.notes.formats.suffixes import Reader
from assistant.notes.readers.bullets import read_bullets
from assistant.notes.readers.collection import read_collection
from assistant.notes.readers.flat import read_flat
from assistant.notes.readers.markdown import read_markdown
from assistant.notes.readers.prose import read_prose
from assistant.notes.readers.wiki import read_wiki
from assistant.notes.shapes.outline import read_outline
from assistant.notes.shapes.shaped import SHAPES, Shape, Source
from tests.notes.documents import documents
from tests.notes.reading import all_words, reading_of

many = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def lost(text: str, reading: FileReading) -> list[tuple[int, str]]:
    """The lines whose own words are neither kept nor reported."""
    kept, reported = all_words(reading), {line for line, _ in reading.unplaced}
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [
        (number, row)
        for number, row in enumerate(rows, 1)
        if number not in reported and any(word not in kept for word in re.findall(r"zq[a-j]+zq", row))
    ]


def shared(reading: FileReading) -> list[str]:
    """The lines' own words that stand in the notes or fields of two entries."""
    told = [
        " ".join([*(field.value for field in entry.fields), *(line.text for note in entry.notes for _, line in note.walk())])
        for entry in reading.entries
    ]
    return [word for word, count in Counter(word for text in told for word in set(re.findall(r"zq[a-j]+zq", text))).items() if count > 1]


@many
@given(documents(), st.sampled_from(["bread.md", "bread.txt"]), st.sampled_from([None, *SHAPES]))
def test_no_line_of_a_file_is_lost(tmp_path: Path, text: str, name: str, shape: Shape | None) -> None:
    reading = reading_of(tmp_path, text, name, shape)
    assert reading.status in {"read", "skipped"}
    assert lost(text, reading) == []
    assert shared(reading) == []
    assert all(1 <= line <= text.count("\n") + text.count("\r") + 1 for line, _ in reading.unplaced)


@pytest.mark.parametrize("reader", [read_markdown, read_bullets, read_flat, read_prose, read_wiki, read_collection])
def test_no_reader_loses_a_line_whatever_it_is_given(reader: Reader) -> None:
    @many
    @given(documents())
    def holds(text: str) -> None:
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        if text.strip():
            lines, left = reader(text)
            outline = read_outline(lines, Source("bread.md", "bread"))
            unplaced = tuple(sorted([*left, *outline.unplaced]))
            source = NoteFile(Path("bread.md"), "bread.md", "bread")
            assert lost(text, FileReading(source, "read", "", "", tuple(outline.entries), unplaced, outline.title, outline.headings)) == []

    holds()
