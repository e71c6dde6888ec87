"""The pages, run without a browser on small notes and a real assistant."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant.app_address import Listening
from assistant.assistant import Assistant
from assistant.settings import load_settings
from assistant.text.display import safe
from tests.shared import write_notes
from tests.ui.driving import APP, ask, press, reading, shown


def test_the_first_page_indexes_the_notes_and_says_what_is_there(app: AppTest) -> None:
    assert "4 entries from bread, tea" in shown(app)


def test_an_answer_shows_markers_verdicts_and_the_entry_it_cites(app: AppTest) -> None:
    text = shown(ask(app, "How often is a levain fed?"))
    assert "12 hours" in text
    marker = re.search(r"\[1\]\(#(source-[0-9]+-1)\)", text)
    assert marker
    assert re.search(r"^([0-9]+) of \1 supported$", text, re.MULTILINE)
    mark = reading(app)["marks"][marker[1]]
    entry = reading(app)["entries"][mark["entry"]]
    assert mark["quote"] == "A levain is fed every 12 hours."
    assert mark["quote"] in [line["text"] for line in entry["notes"]]
    assert (entry["places"], entry["url"]) == (["notes/bread.md:5", "notes/tea.md:4"], "https://arxiv.org/abs/1901.00001")


def test_a_follow_up_uses_the_conversation(app: AppTest) -> None:
    ask(app, "What gives a thinner crust?")
    assert "crust et al. (2021)" in shown(ask(app, "who wrote that?"))


def test_what_the_notes_do_not_cover_is_shown_as_such_with_the_nearest_entries(app: AppTest) -> None:
    ask(app, "What is the orbital period of Neptune?")
    assert "do not cover" in app.info[0].value
    assert "Nearest entries" in shown(app)


def test_a_thread_comes_back_after_a_restart(app: AppTest) -> None:
    ask(app, "How often is a levain fed?")
    thread = app.query_params["thread"]
    again = AppTest.from_file(APP, default_timeout=60)
    again.query_params["thread"] = thread
    assert "12 hours" in shown(again.run())


def test_an_interrupted_answer_can_be_tried_again(app: AppTest, tmp_path: Path) -> None:
    from assistant.conversations.threads import Conversations

    threads = Conversations(tmp_path / "home")
    thread = threads.start("How often is a levain fed?")
    threads.keep_partial(threads.ask(thread, "How often is a levain fed?"), "A levain is")
    app.query_params["thread"] = thread
    assert "interrupted" in shown(app.run())
    press(app, "Try again")
    assert "12 hours" in shown(app)


def test_new_notes_are_answered_from_without_a_restart(app: AppTest, tmp_path: Path) -> None:
    write_notes(tmp_path / "notes", {"new.md": "- **Kefir Grains** (grain, 2020) - Kefir grains ferment milk.\n"})
    Assistant(load_settings(notes=tmp_path / "notes", home=tmp_path / "home")).index()
    assert "ferment milk" in shown(ask(app, "What do kefir grains do?"))


def test_a_dead_endpoint_is_one_line_above_the_answer_of_the_notes_own_words(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    st.cache_resource.clear()
    ask(app, "How often is a levain fed?")
    assert "127.0.0.1:9" in app.warning[0].value
    assert "12 hours" in shown(app)
    assert not app.error


def test_a_new_conversation_starts_empty(app: AppTest) -> None:
    ask(app, "How often is a levain fed?")
    press(app, "New conversation")
    assert "12 hours" not in shown(app)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "![x](http://evil.example/p.png)", '<img src=x onerror="y">'])
def test_notes_cannot_inject_html_or_fetch_images(text: str) -> None:
    made = safe(text)
    assert "<script" not in made
    assert "<img" not in made
    assert "![" not in made.replace("\\![", "")


def test_a_fault_of_the_program_is_one_line_and_the_conversation_goes_on(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError(1_000_000)

    with monkeypatch.context() as patched:
        patched.setattr("assistant.conversations.running.reply", broken)
        ask(app, "How often is a levain fed?")
    assert "Something went wrong" in app.error[0].value
    assert "1000000" not in shown(app)
    press(app, "Try again")
    assert "12 hours" in shown(app)


def test_a_fault_of_a_page_is_one_line(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Assistant, "counts", lambda _: 1 / 0)
    app.run()
    assert not app.exception
    assert "Something went wrong" in app.error[0].value


def test_no_visitor_is_shown_the_program() -> None:
    set_by_file = tomllib.loads((Path(APP).parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["client"]
    assert (set_by_file["showErrorDetails"], set_by_file["showErrorLinks"]) == ("none", False)
    environment = Listening("127.0.0.1", 8501, headless=True).environment()
    assert environment["STREAMLIT_CLIENT_SHOW_ERROR_DETAILS"] == "none"
    assert environment["STREAMLIT_CLIENT_SHOW_ERROR_LINKS"] == "false"


WHY_NO_OFFER = """
import os
from streamlit import config
from streamlit.web.skills import nudge_suppression_reason

options = config.get_config_options()
given = {name: os.environ[option.env_var] == "true" for name, option in options.items() if os.environ.get(option.env_var) in ("true", "false")}
config.get_config_options(force_reparse=True, options_from_flags=given)
print(nudge_suppression_reason())
"""


def test_streamlit_offers_nothing_of_its_own_over_the_page(tmp_path: Path) -> None:
    (tmp_path / ".claude").mkdir()  # where one of the assistants that it looks for keeps its things
    given = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]} | Listening("127.0.0.1", 8501, headless=False).environment()
    told = subprocess.run([sys.executable, "-c", WHY_NO_OFFER], env=given, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert told.stdout.strip()


def test_guesses_are_listed_with_their_lines_and_a_click_asks_about_one(app: AppTest, tmp_path: Path) -> None:
    from assistant.conversations.threads import Conversations

    guess = {"entry_id": "crust2021steam", "title": "Steam Matters", "quote": "Steam in the first 10 minutes.", "confidence": 0.4}
    citation = {
        "marker": 1,
        "authors": [],
        "year": None,
        "arxiv": None,
        "url": None,
        "section": [],
        "notebook": "bread",
        "place": "bread.md:9",
    }
    document = {
        "kind": "answer", "question": "q", "standalone_question": "q", "answer": "The notes may mean one of these:\n\n- “Steam Matters” [1]",
        "abstained": False, "nearest": [], "guesses": [guess], "statements": [],
        "citations": [{**citation, **{name: guess[name] for name in ("entry_id", "title", "quote")}}],
        "evidence": [], "confidence": 0.4, "model": "extractive", "usage": {}, "timings_ms": {},
    }  # fmt: skip
    threads = Conversations(tmp_path / "home")
    thread = threads.start("the wet oven one")
    threads.answer(threads.ask(thread, "the wet oven one"), document)
    app.query_params["thread"] = thread
    text = shown(app.run())
    assert "The notes may mean one of these:" in text
    assert "Steam in the first 10 minutes." in text
    next(button for button in app.button if "Steam Matters" in button.label).click().run()
    assert "What do the notes say about “Steam Matters”?" in shown(app)
