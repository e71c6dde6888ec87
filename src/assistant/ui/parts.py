"""What the pages share: the assistant, the threads, the answers on their way, the index."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable
from threading import Thread
from typing import Any

import streamlit as st

from assistant.assistant import Assistant
from assistant.conversations.openers import kept_openers
from assistant.conversations.running import Answering
from assistant.conversations.threads import Conversations
from assistant.errors import UsageError
from assistant.index.sync import SyncReport
from assistant.notes.browsing import Shelf
from assistant.settings import load_settings, typed_settings
from assistant.text.display import safe
from assistant.watching import Following

_log = logging.getLogger(__name__)

_KEPT_MODELS = 16
_LOOK_EVERY_SECONDS = 2.0
_DRAWN_EVERY_SECONDS = 0.2


@st.cache_resource(show_spinner=False)
def configured() -> Assistant:
    """The assistant for the settings of the environment, shared by all sessions; it notices by itself when the index changes."""
    return Assistant(load_settings())


@st.cache_resource(show_spinner=False, max_entries=_KEPT_MODELS)
def _with_model(base_url: str, model: str, key: str, language: str) -> Assistant:
    """The same with another model, or answers in another language. What is embedded still goes where the environment says, with its key."""
    return Assistant(typed_settings(base_url, model, key, language), embedder=configured().embedder)


def page_of(name: str) -> Any:
    """A page of the app by its name in the address, as `st.page_link` and `st.switch_page` take it."""
    return st.session_state["pages"][name]


def asked_for(other_model: str = "") -> Assistant:
    """The assistant for what this session has set, where given with another model. Raises `UsageError` where that cannot be used."""
    base_url, model, key = (st.session_state.get(name, "").strip() for name in ("base_url", "model", "key"))
    model, language = other_model or model, st.session_state.get("language") or ""
    return _with_model(base_url, model, key, language) if base_url or model or key or language else configured()


def current() -> Assistant:
    """The same, to show what is there; that of the environment where what is set cannot be used."""
    try:
        return asked_for()
    except UsageError:
        return configured()


def fault_of(field: str) -> str:
    """Why what this session has in a field of the settings cannot be used; empty where it can."""
    if not (typed := (st.session_state.get(field) or "").strip()):
        return ""
    given = {"base_url": "", "model": "", "key": "", "language": ""} | {field: typed}
    try:
        typed_settings(given["base_url"], given["model"], given["key"], given["language"])
    except UsageError as error:
        return str(error)
    return ""


def conversations() -> Conversations:
    """The threads of this home."""
    return Conversations(configured().settings.home)


@st.cache_resource(show_spinner=False)
def answering() -> Answering:
    """The answers on their way, of all sessions."""
    return Answering(conversations(), following().look)


@st.cache_resource(show_spinner=False, on_release=lambda watched: watched.end())
def following() -> Following:
    """What follows the notes, one for all sessions."""
    return Following(configured())


@st.cache_resource(show_spinner=False, max_entries=1)
def first_questions(state: str) -> list[str]:
    """Questions to begin with, for the notes as they are indexed now."""
    found = kept_openers(configured(), state)
    settle()
    return found


@st.cache_resource(show_spinner=False, max_entries=1)
def shelf(state: str) -> Shelf:  # noqa: ARG001 - what is kept is kept for one state of the index
    """The entries to look through, as they are indexed now."""
    found = Shelf(configured().entries())
    settle()
    return found


def settle() -> None:
    """Has Python's garbage collector pass over what is there now and will stay: it would look through all of it again and again, while every page
    waits. What it is that stays, it finds out first."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def ensure_index(notes: Assistant) -> None:
    """Follows the notes; where they were never indexed, waits until they can be searched by their words, with a progress bar. What is to know of
    the index is said in a quiet line."""
    watched = following()
    watched.follow()
    if not notes.is_indexed():
        _wait(watched, lambda: notes.is_indexed() or bool(watched.fault))
        if not notes.is_indexed():
            st.error(safe(watched.fault))
            st.stop()
    _show_said()


@st.fragment(run_every=_LOOK_EVERY_SECONDS)
def _show_said() -> None:
    try:
        told = following().said()
    except Exception:  # the page itself says it where that keeps it from its work
        _log.exception("the state of the index cannot be told")
        return
    if told:
        st.caption(safe(told))


def update_index(notes: Assistant) -> None:
    """Brings the index up to date with a progress bar; what goes wrong is said in one line."""
    del notes  # all sessions have the same
    watched, reports = following(), list[SyncReport | None]()
    Thread(target=lambda: reports.append(watched.update()), daemon=True).start()
    _wait(watched, lambda: bool(reports))
    if reports[0] is None:
        st.error(safe(watched.fault))
        st.stop()
    for outcome in reports[0].failed:
        st.warning(f"{safe(outcome.path)}: {safe(outcome.reason)}")


def told_empty(notes: Assistant) -> bool:
    """Whether the notes hold no entries; if so, that is said, and where some are added."""
    count, _ = notes.counts()
    if count:
        return False
    st.info(
        "There are no entries yet. Put notes into the folder, or add files or folders on the page Index.", icon=":material/folder_open:"
    )
    st.page_link(page_of("index"), label="Open the index", icon=":material/arrow_forward:")
    return True


def _wait(watched: Following, done: Callable[[], bool]) -> None:
    """Waits with a progress bar."""
    bar = st.progress(0.0, "Reading the notes …")
    while not done():
        if (stage := watched.stage) and stage[2]:
            bar.progress(min(stage[1] / stage[2], 1.0), f"{stage[0]}: {stage[1]} of {stage[2]}")
        time.sleep(_DRAWN_EVERY_SECONDS)
    bar.empty()
