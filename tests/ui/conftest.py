"""What the tests of the pages share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.shared import BREAD, TEA, write_notes
from tests.ui.driving import opened


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The app over two small notebooks, in a home of its own."""
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA})
    monkeypatch.setenv("ASSISTANT_NOTES", str(notes))
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    st.cache_resource.clear()
    yield opened()
    st.cache_resource.clear()
