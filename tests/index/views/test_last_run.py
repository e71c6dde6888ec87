"""The last run is kept beside the index."""

from __future__ import annotations

from pathlib import Path

from assistant.assistant import Assistant
from assistant.index.views.last_run import last_run, size_of
from assistant.settings import load_settings
from tests.shared import BREAD, WordEmbedder, write_notes


def test_the_last_run_of_an_index_is_told_by_whoever_comes_later(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD, "tool.exe": "x"})
    settings = load_settings(notes=notes, home=tmp_path / "home")
    assert Assistant(settings, embedder=WordEmbedder()).last_run() is None
    report = Assistant(settings, embedder=WordEmbedder()).index()
    assistant = Assistant(settings, embedder=WordEmbedder())
    kept = assistant.last_run()
    assert kept is not None
    assert kept.report == report
    assert {one.path: one.status for one in kept.report.files} == {"notes/bread.md": "indexed", "notes/tool.exe": "skipped"}
    assert size_of(assistant.index_folder) > 0


def test_a_spoilt_file_counts_as_no_run(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "0.json").write_text('{"files": 3}', encoding="utf-8")
    assert last_run(tmp_path) is None
