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
    """How many of the entries found are of each year, those of the chosen years in colour; drawing over bars chooses their years."""
    found = books.find(words, replace(facets, since=None, until=None))
    years = Counter(entry.year for entry in found if entry.year)
    if len(years) < 2:
        return
    rows = [
        {"year": str(year), "entries": count, "chosen": (facets.since or year) <= year <= (facets.until or year)}
        for year, count in sorted(years.items())
    ]
    told = "Entries by year. " + ", ".join(f"{row['year']}: {row['entries']}" for row in rows)
    st.vega_lite_chart(rows, _SPEC, key=_CHART, on_select=_choose_years, selection_mode="span", alt=told, width="stretch")
    undated = sum(1 for entry in found if not entry.year)
    st.caption(f"Draw over the bars to choose years.{f' {undated:,} more have no year.' if undated else ''}")


_SPEC: dict[str, Any] = {
    "mark": {"type": "bar", "cornerRadiusEnd": 2},
    "height": 120,
    "params": [{"name": "span", "select": {"type": "interval", "encodings": ["x"]}}],
    "encoding": {
        "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelOverlap": "greedy"}},
        "y": {"field": "entries", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1, "tickCount": 3}},
        "color": {"field": "chosen", "type": "nominal", "legend": None, "scale": {"domain": [True, False], "range": [COLOURS[0], GREY]}},
        "tooltip": [{"field": "year"}, {"field": "entries"}],
    },
}


def _choose_years() -> None:
    """Takes over what was drawn over the bars; nothing frees the years."""
    chosen = st.session_state[_CHART]["selection"].get("span", {}).get("year", [])
    years = sorted(str(year) for year in chosen)
    st.session_state["since"], st.session_state["until"] = (years[0], years[-1]) if years else (None, None)
