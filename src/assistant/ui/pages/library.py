"""The library: what the index holds, looked through by words and facets."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from assistant.notes.browsing import Facets, Shelf
from assistant.notes.entry import Entry
from assistant.ui.parts import current, ensure_index, shelf, update_index
from assistant.ui.reading import Sources, show_card, show_reading

_SHOWN = 30


def page() -> None:
    """The library page."""
    notes = current()
    ensure_index(notes)
    st.title("Library")
    place, sources = st.container(), Sources()
    books = shelf(notes.generation())
    words = st.text_input("Find", key="library-words", placeholder="prompt tuning zhou", icon=":material/search:")
    found = books.find(words, _facets(books))
    shown = _SHOWN * st.session_state.get("library-pages", 1)
    st.caption(f"{len(found)} of {len(books.entries)} entries")
    for number, entry in enumerate(found[:shown]):
        show_card(_cited(entry), sources, f"{number}-{entry.id}", ask=False)
    if len(found) > shown:
        st.button("Show more", on_click=_show_more)
    if not found:
        st.info("No entry holds all of these words. Take one away, or free a filter.", icon=":material/search_off:")
    _show_files(books)
    with place:
        show_reading(sources)


def _facets(books: Shelf) -> Facets:
    with st.container(horizontal=True):
        notebook = st.selectbox("Notebook", books.notebooks(), None, placeholder="all", key="library-notebook")
        section = st.selectbox("Section", books.sections(), None, placeholder="all", key="library-section")
        author = st.selectbox("Author", books.authors(), None, placeholder="all", key="library-author")
        years = books.years()
        since = st.selectbox("From", years, None, placeholder="any year", key="library-since")
        until = st.selectbox("To", years, None, placeholder="any year", key="library-until")
    return Facets(notebook or "", section or "", author or "", since, until)


def _cited(entry: Entry) -> dict[str, str]:
    lines = entry.lines()
    more = f" … and {len(lines) - 1} more" if len(lines) > 1 else ""
    return {"entry_id": entry.id, "title": entry.title, "quote": lines[0] + more if lines else ""}


def _show_more() -> None:
    st.session_state["library-pages"] = st.session_state.get("library-pages", 1) + 1


def _show_files(books: Shelf) -> None:
    notes = current()
    years = Counter((entry.year, entry.notebook) for entry in books.entries if entry.year)
    rows = [{"year": str(year), "notebook": notebook, "entries": count} for (year, notebook), count in sorted(years.items())]
    with st.expander("Files and years"):
        if rows:
            st.bar_chart(rows, x="year", y="entries", color="notebook", height=220)
        st.dataframe(notes.files(), hide_index=True, width="stretch")
        if st.button("Update the index", icon=":material/refresh:"):
            update_index(notes)
            st.rerun()
