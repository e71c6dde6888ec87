"""The library as a map: entries as points, those of like meaning near one another; a click opens one, drawing a frame lists those inside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import streamlit as st

from assistant.errors import AssistantError
from assistant.index.views.entry_map import EntryMap
from assistant.notes.entry import Entry
from assistant.plots import COLOURS, GREY
from assistant.text.display import plain, plural, safe
from assistant.ui.pages.entry_card import open_entry
from assistant.ui.parts import current
from assistant.ui.reading import Sources

_CHART = "map-chart"
_LISTED = 40
_OTHERS = "other sections"
_BY = ("section", "year")
_DRAG = ("moves the map", "frames entries")


@st.cache_resource(show_spinner="Placing the entries …", max_entries=1)
def _mapped(state: str, waiting: int) -> EntryMap:  # noqa: ARG001 - what is kept is kept for one state of the index
    return current().entry_map()


def show_map(found: Sequence[Entry], sources: Sources) -> None:
    """The entries found as points. Those whose passages are not embedded yet are not on it, and it says how many they are."""
    try:
        placed = _mapped(current().state(), current().waiting())
    except AssistantError as error:
        st.error(safe(str(error)))
        return
    with st.container(horizontal=True, key="map-look"):
        by = st.segmented_control("Colour by", _BY, default="section", required=True, key="by", bind="query-params")
        drag = st.segmented_control("Dragging", _DRAG, default=_DRAG[0], required=True, key="map-drag")
    at = dict(zip(placed.ids, placed.points.tolist(), strict=True))
    rows = _rows([entry for entry in found if entry.id in at], at, by or "section")
    frames = drag == _DRAG[1]
    spec = _spec(rows, by or "section", frames=frames)
    names = ["point", "frame"] if frames else ["point"]
    told = f"A map of {len(rows)} {plural(len(rows), 'entry')} by meaning"
    chosen = st.vega_lite_chart(rows, spec, key=f"{_CHART}-{drag}", on_select="rerun", selection_mode=names, alt=told, width="stretch")
    missing = f" {len(found) - len(rows)} are not placed yet." if len(found) > len(rows) else ""
    st.caption(f"Points near one another speak of like things. Click one to open it; the wheel zooms.{missing}")
    _open_point(chosen["selection"].get("point") or [])
    frame = chosen["selection"].get("frame") or {}
    if frame.get("x") and frame.get("y"):
        inside = placed.within(tuple(frame["x"]), tuple(frame["y"]))
        _show_framed([entry for entry in found if entry.id in inside], sources)


def _open_point(points: Sequence[dict[str, Any]]) -> None:
    """Opens the entry of a point that was clicked just now: one that was clicked before stays chosen in the chart."""
    entry_id = str(points[0].get("id", "")) if points else ""
    if entry_id != st.session_state.get("map-point", ""):
        st.session_state["map-point"] = entry_id
        if entry_id:
            open_entry(entry_id)
            st.rerun()


def _show_framed(entries: Sequence[Entry], sources: Sources) -> None:
    st.markdown(f"**{len(entries)} in the frame**")
    lines = [
        f"- {sources.title({'entry_id': one.id, 'title': one.title}, f'framed-{number}')}" for number, one in enumerate(entries[:_LISTED])
    ]
    more = [f"- … and {len(entries) - _LISTED} more"] if len(entries) > _LISTED else []
    st.markdown("\n".join([*lines, *more]))


def _rows(entries: Sequence[Entry], at: dict[str, list[float]], by: str) -> list[dict[str, Any]]:
    heads = Counter(_head(entry) for entry in entries)
    named = {head for head, _ in heads.most_common(len(COLOURS))}
    rows = []
    for entry in entries:
        x, y = at[entry.id]
        head = _head(entry)
        group = entry.year if by == "year" else head if head in named else _OTHERS
        rows.append(
            {"x": round(x, 4), "y": round(y, 4), "title": plain(entry.title), "by": plain(entry.byline()), "group": group, "id": entry.id}
        )
    return rows


def _head(entry: Entry) -> str:
    """The heading by which an entry is coloured: the outermost that is not the name of its whole notebook, or the notebook."""
    return plain(entry.section[0] if entry.section else entry.notebook)


def _spec(rows: Sequence[dict[str, Any]], by: str, *, frames: bool) -> dict[str, Any]:
    params: list[dict[str, Any]] = [{"name": "point", "select": {"type": "point", "fields": ["id"], "toggle": False}}]
    params.append({"name": "frame", "select": "interval"} if frames else {"name": "zoom", "select": "interval", "bind": "scales"})
    if by == "year":
        colour: dict[str, Any] = {
            "field": "group",
            "type": "quantitative",
            "title": "year",
            "scale": {"scheme": "viridis"},
            "legend": {"format": "d"},
        }
    else:
        counts = Counter(row["group"] for row in rows)
        names = sorted((name for name in counts if name != _OTHERS), key=lambda name: -counts[name])
        domain = [*names, *([_OTHERS] if _OTHERS in counts else [])]
        scale = {"domain": domain, "range": [*COLOURS[: len(names)], GREY]}
        colour = {
            "field": "group",
            "type": "nominal",
            "title": None,
            "scale": scale,
            "legend": {"orient": "bottom", "columns": 2, "labelLimit": 300},
        }
    axis = {"type": "quantitative", "axis": None, "scale": {"domain": [-1.05, 1.05]}}
    return {
        "mark": {"type": "circle", "size": 55, "cursor": "pointer"},
        "height": 520,
        "params": params,
        "encoding": {
            "x": {"field": "x", **axis},
            "y": {"field": "y", **axis},
            "color": colour,
            "opacity": {"condition": {"param": "point", "value": 0.85}, "value": 0.25},
            "tooltip": [{"field": "title"}, {"field": "by", "title": "by"}, {"field": "group", "title": by}],
        },
    }
