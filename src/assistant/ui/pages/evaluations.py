"""The evaluations page: runs over time, what one came to, and two of them side by side."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from assistant.errors import AssistantError
from assistant.evals.runs.found import KeptRun, asked_of, kept_runs
from assistant.evals.runs.gate import Comparison, Row, compare
from assistant.evals.runs.run import Run
from assistant.evals.scores import ANSWERS
from assistant.evals.scoring import CITES_GOLD, EVIDENCE, KEY_FACTS, REFUSED
from assistant.plots import COLOURS
from assistant.text.display import plain, safe
from assistant.ui.parts import configured

_TOLD = (KEY_FACTS, CITES_GOLD, EVIDENCE, REFUSED)
_ALL = "all"
_FITTING = 12  # rows of a table that are shown whole


def page() -> None:
    """The evaluations page."""
    home = configured().settings.home
    st.title("Evaluations")
    st.markdown("How well the assistant answers, measured: every run that was kept, and two of them side by side.")
    runs = kept_runs(home)
    by_name = {run.name: run for run in runs}
    _show_runs(runs)
    st.caption(f"A new one: `assistant eval --out {safe(str(home / 'evals' / time.strftime('%Y-%m-%d')))}`")
    if not runs:
        return
    with st.container(horizontal=True, key="choose-runs"):
        chosen = st.selectbox("Run", list(by_name), key="run", bind="query-params")
        others = [name for name in by_name if name != chosen]
        against = st.selectbox("Beside", others, None, placeholder="no other run", key="beside", bind="query-params")
    try:
        run = _read(by_name[chosen])
        comparison = compare(run, _read(by_name[against]) if against else None)
    except AssistantError as error:
        st.error(safe(str(error)))
        return
    _show_measures(comparison)
    if not by_name[chosen].ships:
        page_of_run = partial(_report, run, comparison)
        st.download_button(
            "Whole report", page_of_run, "report.html", "text/html", type="tertiary", icon=":material/download:", on_click="ignore"
        )
    if against:
        _show_flips(comparison)
    _show_items(by_name[chosen], run)


def _report(run: Run, comparison: Comparison) -> str:
    from assistant.evals.runs.report import render_page  # its templates are slow to load, and seldom asked for

    return render_page(run, comparison)


@st.cache_resource(show_spinner=False, max_entries=8)
def _read_once(folder: str, when: float, _run: KeptRun) -> Run:  # noqa: ARG001 - what is kept is kept for one state of a folder
    return _run.read()


def _read(run: KeptRun) -> Run:
    return _read_once(str(run.folder), run.when, run)


def _show_runs(runs: Sequence[KeptRun]) -> None:
    if not runs:
        st.info("No run is kept yet.", icon=":material/info:")
        return
    rows = [
        {"run": plain(run.name), "of": time.strftime("%d %b %Y", time.localtime(run.when)), "by": plain(run.model), "items": run.items}
        | {measure: run.means.get((ANSWERS, measure)) for measure in _TOLD}
        for run in runs
    ]
    numbers = {measure: st.column_config.NumberColumn(format="%.3f") for measure in _TOLD}
    st.dataframe(rows, hide_index=True, width="stretch", column_config=numbers, key="runs")
    points = [
        {"when": run.when * 1000, "run": plain(run.name), "measure": measure, "mean": run.means[ANSWERS, measure]}
        for run in runs
        for measure in _TOLD
        if (ANSWERS, measure) in run.means
    ]
    if len({point["when"] for point in points}) > 1:
        st.vega_lite_chart(points, _OVER_TIME, width="stretch", alt=f"{len(runs)} runs over time, by {', '.join(_TOLD)}")


_OVER_TIME: dict[str, Any] = {
    "mark": {"type": "line", "point": {"size": 60, "filled": True}},
    "height": 220,
    "encoding": {
        "x": {"field": "when", "type": "temporal", "title": None},
        "y": {"field": "mean", "type": "quantitative", "title": None, "scale": {"zero": False, "nice": True}},
        "color": {
            "field": "measure",
            "type": "nominal",
            "title": None,
            "scale": {"domain": list(_TOLD), "range": list(COLOURS[: len(_TOLD)])},
            "legend": {"orient": "bottom", "columns": 2, "labelLimit": 300},
        },
        "tooltip": [{"field": "run"}, {"field": "measure"}, {"field": "mean", "format": ".3f"}],
    },
}


def _show_measures(comparison: Comparison) -> None:
    """Every measure of the run, a tab for each of its parts; beside another run, with what changed."""
    st.header("Measures")
    if comparison.baseline:
        worse = [row for row in comparison.rows if row.verdict == "worse"]
        better = [row for row in comparison.rows if row.verdict == "better"]
        st.markdown(f"**{len(better)} better, {len(worse)} worse**, by more than chance would have it; {len(comparison.flips)} flips.")
        for line in comparison.unpaired:
            st.caption(safe(line))
    parts = list(dict.fromkeys(row.part for row in comparison.rows))
    for tab, part in zip(st.tabs(parts), parts, strict=True):
        with tab:
            rows = [_measure(row, compared=bool(comparison.baseline)) for row in comparison.rows if row.part == part]
            st.dataframe(rows, hide_index=True, width="stretch", key=f"measures-{part}")


def _measure(row: Row, *, compared: bool) -> dict[str, Any]:
    now = {"measure": row.measure, "n": row.now.n, "mean": f"{row.now.mean:.3f}", "95 %": f"{row.now.low:.3f} to {row.now.high:.3f}"}
    if not compared:
        return now
    before = f"{row.before.mean:.3f}" if row.before else ""
    change = f"{row.change.mean:+.3f} ({row.change.low:+.3f} to {row.change.high:+.3f})" if row.change else ""
    return now | {"beside": before, "change": change, "": row.verdict}


def _show_flips(comparison: Comparison) -> None:
    """The items that went from right to wrong in a measure, or back."""
    st.header("Flips")
    if not comparison.flips:
        st.markdown("No item went from right to wrong, or back.")
        return
    flips = sorted(comparison.flips, key=lambda flip: (flip.now > flip.before, flip.part, flip.id))
    rows = [
        {
            "item": plain(flip.id),
            "kind": flip.kind,
            "part": flip.part,
            "measure": flip.measure,
            "": "better" if flip.now > flip.before else "worse",
            "beside": flip.before,
            "now": flip.now,
        }
        for flip in flips
    ]
    st.dataframe(rows, hide_index=True, width="stretch", height=400 if len(rows) > _FITTING else "auto", key="flips")


def _show_items(kept: KeptRun, run: Run) -> None:
    """The items of a part with what became of each. What is held out is named by its id alone."""
    st.header("Items")
    with st.container(horizontal=True, vertical_alignment="bottom", key="choose-items"):
        part = st.selectbox("Part", [part.name for part in run.parts], key="part", bind="query-params")
        scores = next(one for one in run.parts if one.name == part).scores
        kinds = sorted({score.kind for score in scores})
        kind = st.selectbox("Kind", [_ALL, *kinds], key="kind", bind="query-params")
        missed = st.toggle("Only what went wrong", key="missed", bind="query-params")
    shown = [score for score in scores if kind in {_ALL, score.kind} and (score.missed or not missed)]
    rows = [
        {"item": plain(score.id), "kind": score.kind, "became": "wrong" if score.missed else "right"}
        | ({"asked": plain(asked)} if (asked := asked_of(kept, score)) else {})
        for score in shown
    ]
    st.markdown(f"{len(shown)} of {len(scores)} items")
    if rows:
        st.dataframe(rows, hide_index=True, width="stretch", height=400 if len(rows) > _FITTING else "auto", key=f"items-{part}")
