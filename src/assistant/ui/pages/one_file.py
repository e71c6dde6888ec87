"""One file of the notes as it was read, line by line: a part of the index page."""

from __future__ import annotations

import streamlit as st

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.notes.handling.explained import explained, lines_of, reading_of, summed_up
from assistant.text.display import plain, safe


def show_file(notes: Assistant, name: str) -> None:
    """What each line of a file became, and the lines that could not be placed as they stand in it."""
    if st.button("All files", icon=":material/arrow_back:", type="tertiary"):
        st.query_params.pop("file", None)
        st.rerun()
    run = notes.last_run()
    if run is None or name not in {outcome.path for outcome in run.report.files}:  # no other file is read for an address
        st.info("This file is not among the notes any more.", icon=":material/search_off:")
        return
    st.header(safe(name))
    try:
        reading = reading_of(name, notes.roots)
    except AssistantError as error:
        st.error(safe(str(error)))
        return
    if reading.status != "read":
        st.warning(safe(reading.reason))
        return
    st.markdown(safe(summed_up(reading)))
    only = bool(reading.unplaced) and st.toggle("Only lines not placed", key="loose", bind="query-params")
    written = lines_of(reading.source.file)
    rows = [
        {
            "line": row.line,
            "in the file": plain(written[row.line - 1].strip()) if 0 < row.line <= len(written) else "",
            "read as": plain(row.told) if row.placed else f"not placed: {plain(row.told)}",
        }
        for row in explained(reading)
        if not (only and row.placed)
    ]
    widths = {"line": st.column_config.NumberColumn(width=60)}
    st.dataframe(rows, hide_index=True, width="stretch", height=600 if len(rows) > 15 else "auto", column_config=widths, key="one-file")
