"""The years of the library as a histogram that filters: a part of the library page."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import streamlit as st

from assistant.notes.browsing import Facets, Shelf
from assistant.plots import COLOURS, GREY

_CHART = "years-chart"


def show_years(books: Shelf, words: str, facets: Facets) -> None:
    """How many of the entries found are of each year; a click on a bar chooses its year, one with Shift all up to it."""
    found = books.find(words, replace(facets, since=None, until=None))
    years = Counter(entry.year for entry in found if entry.year)
    if len(years) < 2:
        return
    # Nothing in the chart depends on the years that are chosen: it would be drawn anew under the hand that points at it.
    rows = [{"year": str(year), "entries": count} for year, count in sorted(years.items())]
    told = "Entries by year. " + ", ".join(f"{row['year']}: {row['entries']}" for row in rows)
    st.vega_lite_chart(rows, _SPEC, key=_CHART, on_select=_choose_years, selection_mode="years", alt=told, width="stretch")
    undated = sum(1 for entry in found if not entry.year)
    st.caption(f"Click a bar for its year, another with Shift for all between.{f' {undated:,} more have no year.' if undated else ''}")


_SPEC: dict[str, Any] = {
    "mark": {"type": "bar", "cornerRadiusEnd": 2, "cursor": "pointer"},
    "height": 120,
    "params": [{"name": "years", "select": {"type": "point", "fields": ["year"]}}],
    "encoding": {
        "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelOverlap": "greedy"}},
        "y": {"field": "entries", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1, "tickCount": 3}},
        "color": {"condition": {"param": "years", "value": COLOURS[0]}, "value": GREY},
        "tooltip": [{"field": "year"}, {"field": "entries"}],
    },
}


def _choose_years() -> None:
    """Takes over the bars that were clicked, from the first to the last; none frees the years."""
    years = sorted(str(bar["year"]) for bar in st.session_state[_CHART]["selection"].get("years", []))
    st.session_state["since"], st.session_state["until"] = (years[0], years[-1]) if years else (None, None)
