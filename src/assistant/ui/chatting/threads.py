"""The conversations in the sidebar: searched, opened, renamed, deleted and had back; and the one that is open."""

from __future__ import annotations

import time
from collections import Counter
from functools import partial
from typing import Literal

import streamlit as st

from assistant.conversations.threads import Conversations, Thread
from assistant.conversations.transcript import Format, transcript
from assistant.text.display import safe

_LISTED = 40
_FORMS: dict[Format, str] = {"md": "Markdown", "bib": "BibTeX", "json": "CSL-JSON"}


def thread_here() -> str:
    """The id of the open thread: that of the address, else the one that was open before another page was; empty for a new one."""
    here = st.query_params.get("thread") or st.session_state.get("thread", "")
    st.session_state["thread"] = here
    if here:
        st.query_params["thread"] = here
    return str(here)


def show_threads(threads: Conversations, here: str) -> None:
    """The list of all conversations, and what can be done with the open one."""
    if st.button("New conversation", icon=":material/add:", width="stretch"):
        _leave()
    _offer_undo(threads)
    words = st.text_input(
        "Search conversations",
        key="thread-words",
        placeholder="Search conversations",
        label_visibility="collapsed",
        icon=":material/search:",
    )
    found = threads.threads(words)
    named = Counter(thread.title for thread in found)
    for thread in found if st.session_state.get("all-threads") else found[:_LISTED]:
        kind: Literal["secondary", "tertiary"] = "secondary" if thread.id == here else "tertiary"
        icon = ":material/push_pin:" if thread.is_pinned else None
        if st.button(_label(thread, dated=named[thread.title] > 1), icon=icon, key=f"open-{thread.id}", type=kind, width="stretch"):
            st.session_state["thread"] = st.query_params["thread"] = thread.id
            st.rerun()
    if len(found) > _LISTED:
        st.toggle(f"Show all {len(found)}", key="all-threads")
    if words and not found:
        st.caption("No conversation holds these words.")
    title = next((thread.title for thread in found if thread.id == here), "")
    if here and title:
        _show_open(threads, here, title, is_pinned=any(thread.is_pinned for thread in found if thread.id == here))


@st.fragment
def _show_open(threads: Conversations, here: str, title: str, *, is_pinned: bool) -> None:
    with st.popover("This conversation", width="stretch", key=f"this-{here}", on_change="rerun") as box:
        if not box.open:
            return
        with st.form(f"rename-{here}", border=False):
            name = st.text_input("Title", title, key=f"name-{here}-{title}")
            if st.form_submit_button("Rename") and name.strip() and name != title:
                threads.rename(here, name)
                st.rerun()
        if st.button("No longer on top" if is_pinned else "Keep on top", icon=":material/push_pin:"):
            threads.pin(here, on_top=not is_pinned)
            st.rerun()
        for form, name in _FORMS.items():
            st.download_button(
                name,
                partial(_file, threads, here, title, form),
                f"conversation.{form}",
                "text/plain",
                key=f"take-{form}",
                icon=":material/download:",
                on_click="ignore",
            )
        if st.button("Delete", icon=":material/delete:"):
            threads.delete(here)
            st.session_state["deleted"] = (here, title)
            _leave()


def _file(threads: Conversations, here: str, title: str, form: Format) -> str:
    return transcript(title, threads.exchanges(here), form)


def _offer_undo(threads: Conversations) -> None:
    if "deleted" not in st.session_state:
        return
    thread, title = st.session_state["deleted"]
    st.caption(f"Deleted “{safe(title)}”")
    if st.button("Undo", icon=":material/undo:"):
        threads.restore(thread)
        del st.session_state["deleted"]
        st.session_state["thread"] = st.query_params["thread"] = thread
        st.rerun()


def _leave() -> None:
    st.query_params.pop("thread", None)
    st.session_state.pop("thread", None)
    st.rerun()


def _label(thread: Thread, *, dated: bool) -> str:
    """Its title; where others are called the same, with the time at which it was last touched."""
    return safe(thread.title) + (time.strftime(" · %d %b %Y, %H:%M", time.localtime(thread.touched)) if dated else "")
