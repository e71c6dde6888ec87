"""Overviews in the app, run without a browser on small notes and a real assistant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant.assistant import Assistant
from assistant.settings import load_settings
from tests.shared import SOURDOUGH, TEA, write_notes
from tests.ui.driving import APP, ask, opened, press, reading, settled, shown


@pytest.fixture(autouse=True)
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = write_notes(tmp_path / "notes", {"bread.md": SOURDOUGH, "tea.md": TEA})
    monkeypatch.setenv("ASSISTANT_NOTES", str(folder))
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    st.cache_resource.clear()
    Assistant(load_settings(notes=folder, home=tmp_path / "home")).index()
    yield folder
    st.cache_resource.clear()


def overview_page(**asked: str) -> AppTest:
    """The overview page at an address, in the frame that the app gives its pages."""

    def script() -> None:
        import streamlit as st

        from assistant.ui.chatting import chat
        from assistant.ui.pages import overview

        pages = {"overview": st.Page(overview.page, url_path="overview", default=True), "chat": st.Page(chat.page, url_path="chat")}
        st.session_state["pages"] = pages
        st.navigation(list(pages.values())).run()

    app = AppTest.from_function(script, default_timeout=60)
    for name, value in asked.items():
        app.query_params[name] = value
    return settled(app.run())


def test_the_address_gives_the_overview_with_its_markers_sources_and_ledger() -> None:
    app = overview_page(topic="sourdough")
    text = shown(app)
    assert "fed every 12 hours" in text
    assert "[1](#source-page-1)" in text
    assert "https://arxiv.org/abs/1901.00001" in [entry["url"] for entry in reading(app)["entries"].values()]
    assert "7 of 7 gathered entries accounted for" in text
    assert len(app.dataframe[0].value) >= 7
    assert {"Timeline", "Ledger: 7 of 7", "Open questions"} <= {tab.label for tab in app.tabs}


def test_a_topic_that_is_typed_goes_into_the_address() -> None:
    app = overview_page()
    app.text_input[0].set_value("sourdough")
    assert "fed every 12 hours" in shown(press(app, "Summarize"))
    assert app.query_params["topic"] == "sourdough"


def test_years_in_the_address_are_filters() -> None:
    text = shown(overview_page(topic="sourdough", since="2022"))
    assert "A cold night" in text
    assert "fed every 12 hours" not in text


def test_an_overview_is_kept_listed_and_made_again_with_what_is_new_where_the_notes_have_changed(notes: Path, tmp_path: Path) -> None:
    assert "Made " in shown(overview_page(topic="sourdough"))
    write_notes(notes, {"rye.md": "# Sourdough\n\n- **Sourdough in Space** (orbit, 2024) - A sourdough starter rises in orbit.\n"})
    Assistant(load_settings(notes=notes, home=tmp_path / "home")).index()
    listed = overview_page()
    (label,) = [button.label for button in listed.button if button.label.startswith("sourdough · ")]
    assert label.endswith("notes have changed")
    app = press(listed, label)
    assert app.query_params["topic"] == "sourdough"
    assert "rises in orbit" not in shown(app)
    app = press(app, "Gather again")
    assert "rises in orbit" in shown(app)
    assert re.search(r"New since .*\[Sourdough in Space\]\(#source-card-new-0\)", shown(app))


@pytest.mark.parametrize("spoilt", ["{", "{}", '{"overview": {"kind": "overview"}, "new": [], "before": 0}'])
def test_a_kept_overview_that_cannot_be_read_is_made_again(spoilt: str, tmp_path: Path) -> None:
    overview_page(topic="sourdough")
    (kept,) = (tmp_path / "home" / "overviews").glob("*.json")
    kept.write_text(spoilt, encoding="utf-8")
    assert "fed every 12 hours" in shown(overview_page(topic="sourdough"))


def test_what_the_notes_do_not_hold_is_refused() -> None:
    app = overview_page(topic="orbital period of Neptune")
    assert "hold nothing on orbital period of Neptune" in app.info[0].value
    assert "Nearest entries" in shown(app)
    assert not app.tabs


def test_a_conversation_gives_overviews_changes_them_and_keeps_them() -> None:
    app = opened()
    ask(app, "Summarize what I have on sourdough")
    assert "7 of 7 gathered entries accounted for" in shown(app)
    ask(app, "only since 2022")
    assert "before 2022" in shown(app)
    again = AppTest.from_file(APP, default_timeout=60)
    again.query_params["thread"] = app.query_params["thread"]
    assert shown(again.run()) == shown(app)


def test_an_overview_that_names_a_missing_theme_is_answered_in_one_line() -> None:
    app = opened()
    ask(app, "Summarize what I have on sourdough")
    ask(app, "expand the ninth theme")
    assert "there is no theme 9" in app.error[0].value
