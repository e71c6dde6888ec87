"""How an overview looks: on its page and in a conversation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from assistant.answers.references import bibtex, citations_in
from assistant.overviews import timeline
from assistant.overviews.overview import Line, Overview
from assistant.plots import COLOURS, GREY
from assistant.text.display import safe
from assistant.ui.chatting.answer import checked, paragraph, runs, show_nearest, show_note
from assistant.ui.reading import Sources

_Told = Callable[[list[dict[str, Any]]], str]


def show_overview(document: dict[str, Any], key: str, sources: Sources, *, folded: bool = False) -> None:
    """An overview: its themes with their sources, the timeline, what agrees and what does not, the ledger, and all of it to take along; where `folded`,
    what stands beneath the themes is drawn once it is opened."""
    show_note(document)
    sources.learn([*document["citations"], *document["nearest"]])
    if document["abstained"]:
        st.info(safe(document["overview"].split(" The nearest entries")[0]), icon=":material/search_off:")
        show_nearest(document["nearest"], key, sources)
        return
    st.markdown(safe(document["overview"]))
    cited = {citation["marker"]: citation for citation in document["citations"]}

    def told(statements: list[dict[str, Any]]) -> str:
        return " ".join(paragraph(run, cited, key, sources) for run in runs(statements))

    for theme in document["themes"]:
        st.markdown(f"### {safe(theme['title'])}")
        st.markdown(told(theme["statements"]))
    st.caption(checked([said for theme in document["themes"] for said in theme["statements"]]))
    if folded:
        with st.expander("Timeline, ledger, files", key=f"folded-{key}", on_change="rerun") as box:
            if not box.open:
                return
    overview = Overview.from_json(document)
    with box if folded else st.container():
        _show_parts(document, overview, told)
        _show_downloads(document, overview, key)


def _show_parts(document: dict[str, Any], overview: Overview, told: _Told) -> None:
    done, of = overview.accounted()
    ledger = f"Ledger: {done} of {of}"
    parts: dict[str, Callable[[], object]] = {}
    if overview.timeline:
        parts["Timeline"] = lambda: _show_timeline(overview)
    parts[ledger] = lambda: _show_ledger(overview)
    if overview.agreements:
        parts["What agrees"] = lambda: _show_pairs(document["agreements"], told)
    if overview.disagreements:
        parts["What may contradict"] = lambda: _show_pairs(document["disagreements"], told)
    if overview.alone:
        parts["Stands alone"] = lambda: _show_list(document["alone"], told)
    if overview.bare:
        parts["Only named"] = lambda: st.markdown("\n".join(f"- {safe(line.title)}" for line in overview.bare))
    if overview.open_questions:
        parts["Open questions"] = lambda: _show_list(document["open_questions"], told)
    for tab, show in zip(st.tabs(list(parts)), parts.values(), strict=True):
        with tab:
            show()


def _show_pairs(pairs: list[dict[str, Any]], told: _Told) -> None:
    for pair in pairs:
        with st.container(border=True):
            st.markdown(told([pair["one"]]))
            st.markdown(told([pair["other"]]))


def _show_list(statements: list[dict[str, Any]], told: _Told) -> None:
    st.markdown("\n".join(f"- {told([one])}" for one in statements))


def _show_timeline(overview: Overview) -> None:
    st.vega_lite_chart(_timeline_chart(timeline.bars(overview)), alt=timeline.timeline_told(overview))
    undated = len(overview.ledger.used) + len(overview.ledger.merged) - len(overview.timeline)
    if undated > 0:
        st.caption(f"{undated} more have no year in the notes.")


def _timeline_chart(bars: list[timeline.Bar]) -> dict[str, Any]:
    """The timeline as Vega-Lite: a year a bar, a theme a colour, an entry a piece whose title shows under the mouse."""
    colours = {bar.theme: bar.colour for bar in bars}
    themes = sorted(colours, key=lambda theme: (*COLOURS, GREY).index(colours[theme]))
    pieces = [
        {"year": str(bar.year), "theme": bar.theme, "entry": title, "entries": 1, "order": themes.index(bar.theme)}
        for bar in bars
        for title in bar.titles
    ]
    years = timeline.columns([bar.year for bar in bars])
    scale = {"domain": themes, "range": [colours[theme] for theme in themes]}
    legend = {"orient": "bottom", "columns": 1, "title": None, "labelLimit": 600}
    return {
        "data": {"values": pieces},
        "mark": {"type": "bar"},
        "height": 280 + 24 * len(themes),
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "scale": {"domain": years}, "axis": {"labelAngle": 0, "labelOverlap": "greedy"}},
            "y": {"field": "entries", "type": "quantitative", "aggregate": "sum", "title": "entries", "axis": {"tickMinStep": 1}},
            "color": {"field": "theme", "type": "nominal", "scale": scale, "legend": legend},
            "order": {"field": "order"},
            "detail": {"field": "entry"},
            "tooltip": [{"field": name} for name in ("entry", "year", "theme")],
        },
    }


def _show_ledger(overview: Overview) -> None:
    done, of = overview.accounted()
    st.markdown(
        f"{done} of {of} gathered entries accounted for."
        if done == of
        else f":red[Only {done} of {of} gathered entries are accounted for.]"
    )
    ledger, themes = overview.ledger, overview.theme_of()
    titles = {line.entry_id: line.title for line in (*ledger.used, *ledger.merged)}
    rows = [(line.title, "left out", line.why) for line in ledger.left_out]
    rows += [(line.title, f"“{themes.get(line.entry_id)}”", _why_merged(line, titles)) for line in ledger.merged]
    rows += [(line.title, f"“{themes.get(line.entry_id)}”", "told on its own") for line in ledger.used]
    st.dataframe([{"entry": title, "where it went": where, "why": why} for title, where, why in rows], hide_index=True, width="stretch")
    if ledger.outside:
        names = "; ".join(safe(line.title) for line in ledger.outside)
        st.markdown(f"**Just outside the topic**, and not gathered: {names}.")


def _why_merged(line: Line, titles: Mapping[str, str]) -> str:
    return f"told with “{titles[line.why]}”" if line.why in titles else "named with others"


def _show_downloads(document: dict[str, Any], overview: Overview, key: str) -> None:
    name = re.sub(r"\W+", "-", overview.topic.lower()).strip("-") or "overview"
    plain = {field: value for field, value in document.items() if field not in {"kind", "revised", "filters"}}
    files: dict[str, tuple[Callable[[], bytes | str], str, str]] = {
        "Markdown": (overview.to_markdown, "md", "text/markdown"),
        "BibTeX": (lambda: bibtex(citations_in(document)), "bib", "text/plain"),
        "JSON": (lambda: json.dumps(plain, ensure_ascii=False, indent=2), "json", "application/json"),
    }
    if overview.timeline:
        files["PNG"] = (lambda: timeline.timeline(overview, "png"), "png", "image/png")
        files["SVG"] = (lambda: timeline.timeline(overview, "svg"), "svg", "image/svg+xml")
    with st.container(horizontal=True, key=f"downloads-{key}"):
        for label, (made, kind, mime) in files.items():
            st.download_button(label, made, f"{name}.{kind}", mime, key=f"{kind}-{key}", type="tertiary", on_click="ignore")
