"""One entry of the library with those that are related to it."""

from __future__ import annotations

import streamlit as st

from assistant.errors import AssistantError
from assistant.notes.browsing import Shelf
from assistant.text.display import safe
from assistant.ui.parts import current
from assistant.ui.reading import Sources, ask_about

_RELATED = 6
_LINES = 6


def open_entry(entry_id: str) -> None:
    """Has the page show the card of an entry, and its address say so."""
    st.query_params["entry"] = entry_id


def show_entry(books: Shelf, sources: Sources) -> None:
    """The card of the entry that the address names, where it names one."""
    entry_id = st.query_params.get("entry", "")
    entry = next((one for one in books.entries if one.id == entry_id), None)
    if entry is None:
        st.query_params.pop("entry", None)
        return
    sources.show([entry])
    with st.container(border=True, key="entry-card"):
        st.markdown(f"## {sources.title({'entry_id': entry.id, 'title': entry.title}, 'card')}")
        st.caption(safe(" · ".join(filter(None, [entry.byline(), " / ".join(entry.section), str(entry.place)]))))
        lines = entry.lines()
        if lines:
            more = [f"- … and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
            st.markdown("\n".join([*(f"- {safe(line)}" for line in lines[:_LINES]), *more]))
        _show_related(books, entry_id, sources)
        with st.container(horizontal=True, key="entry-actions"):
            if st.button("Ask about this", icon=":material/chat:", key="ask-card"):
                ask_about(entry.title)
            st.button("Close", key="close-card", type="tertiary", on_click=_close)


def _show_related(books: Shelf, entry_id: str, sources: Sources) -> None:
    try:
        related = current().entry_map().related(entry_id, _RELATED)
    except AssistantError as error:
        st.caption(safe(str(error)))
        return
    by_id = {entry.id: entry for entry in books.entries if entry.id in related}
    near = [by_id[one] for one in related if one in by_id]
    sources.show(near)
    if near:
        st.markdown("**Related**")
    for number, one in enumerate(near):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"near-{number}"):
            byline = f" {safe(one.byline())}" if one.byline() else ""
            st.markdown(f"{sources.title({'entry_id': one.id, 'title': one.title}, f'near-{number}')}{byline}", width="stretch")
            st.button(
                "",
                key=f"go-{one.id}",
                type="tertiary",
                icon=":material/hub:",
                help="What is related to this",
                on_click=open_entry,
                args=(one.id,),
            )


def _close() -> None:
    st.query_params.pop("entry", None)
