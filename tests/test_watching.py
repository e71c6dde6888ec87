"""Notes are indexed as they change."""

from __future__ import annotations

import queue
import threading
from pathlib import Path

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.index.sync import SyncReport
from assistant.settings import load_settings
from assistant.watching import keep_up
from tests.shared import WordEmbedder, write_notes

PATIENCE = 30  # seconds


def test_a_change_is_indexed_by_itself(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    write_notes(notes, {"bread.md": "# Bread\n\n- Rye (baker, 2019) - dense\n"})
    assistant = Assistant(load_settings(notes=notes, home=tmp_path / "home"), embedder=WordEmbedder())
    assistant.index()
    reports: queue.Queue[SyncReport | AssistantError] = queue.Queue()
    stop = threading.Event()
    watching = threading.Thread(target=keep_up, args=(assistant, [notes], reports.put, reports.put, stop))
    watching.start()
    try:
        report = first_report(reports, notes)
        assert isinstance(report, SyncReport)
        assert "Sponge" in {entry.title for entry in assistant.entries()}
    finally:
        stop.set()
        watching.join(PATIENCE)
    assert not watching.is_alive()


def first_report(reports: queue.Queue[SyncReport | AssistantError], notes: Path) -> SyncReport | AssistantError:
    """What is told of a change; it is made again until then, as what is written before the watch has begun goes by unseen."""
    for attempt in range(PATIENCE):
        write_notes(notes, {"cake.md": f"# Cake\n\n- Sponge (baker, 2020) - light, trial {attempt}\n"})
        try:
            return reports.get(timeout=2)
        except queue.Empty:
            continue
    raise AssertionError("nothing was told")
