from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.cli.targets import require_safe
from assistant.errors import UsageError
from tests.cli.test_main import one_line, run
from tests.shared import BREAD, write_notes


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "notes", {"zoo.md": BREAD, "deep/tea.TXT": "Tea."})


def symbolic(notes: Path) -> Path:
    (notes.parent / "alias.jsonl").symlink_to(notes / "zoo.md")
    return notes.parent / "alias.jsonl"


def hard(notes: Path) -> Path:
    os.link(notes / "zoo.md", notes.parent / "copy.bib")
    return notes.parent / "copy.bib"


def linked_folder(notes: Path) -> Path:
    (notes.parent / "other").symlink_to(notes)
    return notes.parent / "other" / "new.md"


@pytest.mark.parametrize(
    "place",
    [
        lambda notes: notes / "zoo.md",
        lambda notes: notes / "new.markdown",
        lambda notes: notes / "README.md",
        lambda notes: notes / "deep" / ".." / "deep" / "tea.TXT",
        lambda notes: notes,
        symbolic,
        hard,
        linked_folder,
    ],
)
def test_output_never_goes_over_the_notes_or_among_them(notes: Path, place: Callable[[Path], Path]) -> None:
    with pytest.raises(UsageError, match=r"^--out .* among the notes"):
        require_safe({"out": place(notes)}, [notes])


def test_notes_that_are_one_file_and_notes_that_lie_elsewhere_behind_a_link_are_not_written_over(tmp_path: Path, notes: Path) -> None:
    with pytest.raises(UsageError, match="among the notes"):
        require_safe({"out": notes / "zoo.md"}, [notes / "zoo.md"])
    (tmp_path / "real.md").write_text(BREAD, encoding="utf-8")
    (notes / "link.md").symlink_to(tmp_path / "real.md")
    with pytest.raises(UsageError, match="among the notes"):
        require_safe({"bibtex": tmp_path / "real.md"}, [notes])


def test_output_never_goes_over_what_is_read_nor_two_times_to_one_place(tmp_path: Path, notes: Path) -> None:
    items = tmp_path / "items.jsonl"
    items.touch()
    with pytest.raises(UsageError, match="what is read"):
        require_safe({"out": tmp_path / "." / "items.jsonl"}, [notes], [items])
    with pytest.raises(UsageError, match=r"^--bibtex .* twice"):
        require_safe({"out": tmp_path / "o.md", "bibtex": tmp_path / "o.md"}, [notes])


def test_other_places_are_free(tmp_path: Path, notes: Path) -> None:
    require_safe({"out": tmp_path / "o.md", "bibtex": notes / "references.bbl", "figure": None}, [notes, tmp_path / "gone"], [None])
    require_safe({"out": tmp_path / "run", "report": tmp_path / "run"}, [notes], are_folders=True)


def test_folders_of_a_run_lie_outside_the_notes(tmp_path: Path, notes: Path) -> None:
    for folder in (notes, notes / "runs" / "new"):
        with pytest.raises(UsageError, match="among the notes"):
            require_safe({"report": folder}, [notes], are_folders=True)
    with pytest.raises(UsageError, match="what is read"):
        require_safe({"out": tmp_path}, [notes], [tmp_path], are_folders=True)


def test_every_command_that_writes_leaves_notes_and_input_as_they_are(tmp_path: Path, notes: Path) -> None:
    items = tmp_path / "items.jsonl"
    items.write_text('{"id": 1, "question": "levain", "query": "levain", "statement": "a", "passage": "b"}\n', encoding="utf-8")
    before = {file: file.read_bytes() for file in (items, notes / "zoo.md")}
    options = ["--notes", str(notes), "--home", str(tmp_path / "home")]
    commands: list[list[str | Path]] = [
        ["ask", "--batch", items, "--out", notes / "zoo.md"],
        ["ask", "--batch", items, "--out", items],
        ["search", "--batch", items, "--out", notes / "zoo.md"],
        ["check", "--pairs", items, "--out", notes / "zoo.md"],
        ["check", "--pairs", items, "--out", items],
        ["summarize", "levain", "--out", notes / "zoo.md"],
        ["summarize", "levain", "--bibtex", notes / "zoo.md"],
        ["eval", "--report", notes],
        ["eval", "--record", notes / "recording"],
    ]
    for command in commands:
        assert "give a" in one_line(run(*command, *options), 2)
        assert {file: file.read_bytes() for file in before} == before
    assert [file.name for file in notes.iterdir() if file.name not in {"zoo.md", "deep"}] == []


@pytest.mark.parametrize("content", ["", "\n \n"])
@pytest.mark.parametrize("command", [("ask", "--batch"), ("search", "--batch"), ("check", "--pairs")])
def test_a_batch_of_nothing_is_said(tmp_path: Path, notes: Path, command: tuple[str, str], content: str) -> None:
    items = tmp_path / "items.jsonl"
    items.write_text(content, encoding="utf-8")
    result = run(*command, items, "--out", tmp_path / "out.jsonl", "--notes", notes, "--home", tmp_path / "home")
    assert "holds no items" in one_line(result, 2)
    assert not (tmp_path / "out.jsonl").exists()
