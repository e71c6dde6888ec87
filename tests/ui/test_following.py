"""The app keeps up with the notes by itself, and can be asked before all of them are embedded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant.assistant import Assistant
from assistant.embedding.embedder import Passages, Progress
from assistant.embedding.minilm import LocalEmbedder
from assistant.index import waiting
from assistant.settings import load_settings
from tests.shared import BREAD, TEA, write_notes
from tests.ui.driving import ask, opened, shown

PATIENCE = 60  # seconds


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA})
    monkeypatch.setenv("ASSISTANT_NOTES", str(notes))
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    st.cache_resource.clear()
    yield notes
    st.cache_resource.clear()


def until(app: AppTest, what: Callable[[AppTest], bool]) -> AppTest:
    """The app, drawn anew as its timers do, once something holds."""
    deadline = time.monotonic() + PATIENCE
    while not what(app):
        assert time.monotonic() < deadline
        time.sleep(0.1)
        app.run()
    return app


def test_a_changed_note_is_answered_from_without_a_click(notes: Path) -> None:
    app = opened()
    assert "12 hours" in shown(ask(app, "How often is a levain fed?"))
    write_notes(notes, {"bread.md": BREAD.replace("every 12 hours", "every 9 hours")})
    until(app, lambda app: "up to date with notes/bread.md" in shown(app))
    assert "9 hours" in shown(ask(app, "How often should one feed a levain?"))


def test_the_app_answers_before_all_is_embedded_and_says_so(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PIECE", 2)
    go_on = Event()

    class Slow(LocalEmbedder):
        def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Passages:
            if progress:  # that of the index, not that of a question
                go_on.wait(PATIENCE)
            return super().passages(texts, progress)

    monkeypatch.setattr("assistant.index.indexed_notes.make_embedder", lambda _: Slow())
    try:
        app = opened()
        told = "4 of 4 passages are still being embedded: found by words alone"
        assert told in shown(app)
        assert "4 entries from bread, tea" in shown(app)
        answered = shown(ask(app, "How often is a levain fed?"))
        assert "12 hours" in answered
        assert told in answered
    finally:
        go_on.set()
    until(app, lambda app: told not in "".join(caption.value for caption in app.caption))
    assert Assistant(load_settings()).partly_embedded() == ""
