"""The library: what the index holds, file by file and entry by entry."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from assistant.text.display import safe
from assistant.text.fold import fold
from assistant.ui.parts import current, ensure_index, show_entry, update_index

_SHOWN = 60


def page() -> None:
    """The library page."""
    notes = current()
    ensure_index(notes)
    st.title("Library")
    if st.button("Update the index", icon=":material/refresh:"):
        update_index(notes)
    entries = notes.entries()
    years = Counter((entry.year, entry.notebook) for entry in entries if entry.year)
    rows = [{"year": str(year), "notebook": notebook, "entries": count} for (year, notebook), count in sorted(years.items())]
    st.caption(f"{len(entries)} entries, {sum(entry.year is not None for entry in entries)} of them with a year")
    if rows:
        st.bar_chart(rows, x="year", y="entries", color="notebook", height=220)
    with st.expander("Files"):
        st.dataframe(notes.files(), hide_index=True, width="stretch")
    words = fold(st.text_input("Find", placeholder="title, author, section or words of a remark"))
    notebook = st.selectbox("Notebook", ["", *notes.notebooks()], format_func=lambda name: name or "all", key="library-notebook")
    found = [
        entry
        for entry in entries
        if (not notebook or any(place.notebook == notebook for place in entry.places))
        and (not words or words in fold(" ".join([entry.title, *entry.authors, *entry.section, *entry.lines()])))
    ]
    st.caption(f"{len(found)} found" + (f", the first {_SHOWN} shown" if len(found) > _SHOWN else ""))
    for entry in found[:_SHOWN]:
        with st.expander(safe(f"{entry.title} ({entry.byline()})" if entry.byline() else entry.title)):
            show_entry(entry)
