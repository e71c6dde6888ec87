"""Reads a piece of text as a notebook and says what came out of it, in a form that tests can compare at a glance."""

from __future__ import annotations

from pathlib import Path

from assistant.notes.entry import Entry
from assistant.notes.files import FileReading, read_file
from assistant.notes.folder.walk import NoteFile
from assistant.notes.shapes.shaped import Shape


def reading_of(tmp_path: Path, text: str, name: str = "bread.md", shape: Shape | None = "outline") -> FileReading:
    """What becomes of `text`, written into a file of that name: as an outline, unless another shape is said or, with None, left to the file."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return read_file(NoteFile(file, f"notes/{name}", name.split(".")[0]), shape=shape)


def entries_of(tmp_path: Path, text: str, name: str = "bread.md") -> dict[str, Entry]:
    """The entries of `text`, by title."""
    return {entry.title: entry for entry in reading_of(tmp_path, text, name).entries}


def remarks(entry: Entry) -> list[str]:
    """The lines under an entry, each behind two spaces for every level it stands below the first."""
    return ["  " * depth + line.text for note in entry.notes for depth, line in note.walk()]


def all_words(reading: FileReading) -> str:
    """Every word that was kept: the headings that name the file and its sections; titles, fields and remarks of its entries."""
    return " ".join(
        [
            *(text for _, text in reading.headings),
            *(" ".join([entry.title, entry.byline(), entry.arxiv or "", entry.url or "", *entry.section]) for entry in reading.entries),
            *(f"{field.name} {field.value}" for entry in reading.entries for field in entry.fields),
            *(line.text for entry in reading.entries for note in entry.notes for _, line in note.walk()),
        ]
    )
