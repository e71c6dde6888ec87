"""The pictures of a report, as SVG that stands in its page: text stays text, and colours are the page's own, so that they follow light and dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from assistant.evals.metrics import Bin
from assistant.evals.runs.run import CurvePoint
from assistant.evals.scores import Mean
from assistant.plots import Palette, key, new_figure, page_svg, style

if TYPE_CHECKING:
    from assistant.plots import Axes, Figure

_ROW = 0.27  # inches
# Drawn in these colours, which the page then gives its own for light and dark. None is used for anything else.
_INK, _SOFT, _GRID, _NOW, _BEFORE = "#010203", "#010204", "#010205", "#010206", "#010207"
_VARIABLES = {_INK: "--ink", _SOFT: "--soft", _GRID: "--line", _NOW: "--now", _BEFORE: "--before"}


class PlotRow(NamedTuple):
    """A line of a picture: what was measured, its mean, the baseline's and the floor where there are such."""

    label: str
    now: Mean
    before: Mean | None = None
    floor: float | None = None


def forest(groups: Mapping[str, Sequence[PlotRow]]) -> str:
    """Each measure as a point with its interval, the baseline's below it, by part. `groups` must hold a line."""
    lines = [line for group in groups.values() for line in group]
    with style(Palette(_INK, _SOFT, _GRID)):
        figure = new_figure((len(lines) + 1.3 * len(groups)) * _ROW * 1.15 + 0.8)
        axes = figure.subplots()
        names: list[tuple[float, str, bool]] = []
        y = 0.0
        for part, group in groups.items():
            y += 1.3
            names.append((y, part, True))
            y -= 0.1
            for line in group:
                y += 1.0
                names.append((y, line.label, False))
                _point(axes, y, line)
        _name_rows(axes, names, y)
        _share_axis(axes, lines, "mean, with its 95 % interval")
        _explain_marks(axes, lines)
        return _svg(figure, "forest", "Each measure with its 95 % interval. " + _told(lines))


def panels(measures: Mapping[str, Mapping[str, Mean]]) -> str:
    """A small picture for each measure, a row for each kind of item, all on one scale. `measures` must hold a kind."""
    kinds = sorted({kind for rows in measures.values() for kind in rows}, reverse=True)
    with style(Palette(_INK, _SOFT, _GRID)):
        across = min(len(measures), 3)
        down = -(-len(measures) // across)
        figure = new_figure(down * (len(kinds) * _ROW * 0.85 + 0.75))
        figure.set_layout_engine("constrained", wspace=0.09)
        grid = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
        everything = [PlotRow(kind, mean) for rows in measures.values() for kind, mean in rows.items()]
        for place, axes in enumerate(grid.flat):
            if place >= len(measures):
                axes.set_visible(False)
                continue
            measure = list(measures)[place]
            axes.set_title(measure)
            for kind, mean in measures[measure].items():
                _point(axes, kinds.index(kind), PlotRow(kind, mean))
            axes.set_yticks(range(len(kinds)), kinds)
            _share_axis(axes, everything, "mean" if place + across >= len(measures) else "")
            axes.xaxis.set_tick_params(labelbottom=place + across >= len(measures))
        told = "; ".join(f"{measure}: {_told([PlotRow(k, m) for k, m in rows.items()])}" for measure, rows in measures.items())
        return _svg(figure, "kinds", f"Measures by kind of item. {told}")


def dots(lines: Sequence[PlotRow], measure: str) -> str:
    """One measure for each of several groups, the first on top, with the number of items beside it. `lines` must not be empty."""
    with style(Palette(_INK, _SOFT, _GRID)):
        figure = new_figure(len(lines) * _ROW + 0.8)
        axes = figure.subplots()
        for y, line in enumerate(lines):
            _point(axes, y, line)
        _name_rows(axes, [(y, f"{_shortened(line.label)}  ({line.now.n})", False) for y, line in enumerate(lines)], len(lines) - 1)
        _share_axis(axes, lines, f"{measure}, with its 95 % interval")
        return _svg(figure, "sections", f"{measure} by group. {_told(lines)}")


def curve(points: Sequence[CurvePoint], chosen: tuple[float, float]) -> str:
    """Both error rates of abstention over a threshold on the confidence; `chosen` is what the assistant did, (answerable refused, unanswerable answered)."""
    with style(Palette(_INK, _SOFT, _GRID)):
        figure = new_figure(4.2, width=5.2)
        axes = figure.subplots()
        refused, answered = [point.answerable_refused for point in points], [point.unanswerable_answered for point in points]
        axes.step(refused, answered, where="post", color=_NOW, linewidth=1.6, label="refusing below a confidence")
        told = f"as answered: {chosen[0]:.1%}, {chosen[1]:.1%}"
        axes.plot(*chosen, marker="D", color=_BEFORE, markersize=7, linestyle="none", clip_on=False, zorder=5, label=told)
        _mark_thresholds(axes, points)
        _square_of_shares(axes)
        axes.set_xlabel("answerable questions refused")
        axes.set_ylabel("unanswerable questions answered", rotation_mode="anchor")
        asked = f"{chosen[0]:.1%} of answerable questions refused, {chosen[1]:.1%} of unanswerable ones answered"
        return _svg(figure, "curve", f"Abstention over a threshold on the confidence. As answered: {asked}.")


def reliability(bins: Sequence[Bin], error: float) -> str:
    """A reliability diagram: the share of right answers over their confidence, each point as large as it has answers. `bins` must not be empty."""
    with style(Palette(_INK, _SOFT, _GRID)):
        figure = new_figure(4.2, width=5.2)
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color=_SOFT, linewidth=1, linestyle="--", label="as sure as right")
        sure, right = [one.confidence for one in bins], [one.right for one in bins]
        largest = max(one.n for one in bins)
        axes.plot(sure, right, color=_NOW, linewidth=1.2)
        axes.scatter(sure, right, s=[15 + 120 * one.n / largest for one in bins], color=_NOW, clip_on=False, zorder=4, label="this run")
        for one in bins:
            axes.annotate(str(one.n), (one.confidence, one.right), xytext=(7, -9), textcoords="offset points", color=_SOFT)
        _square_of_shares(axes)
        axes.set(xlabel="confidence", ylabel="first citation right")
        told = ", ".join(f"{one.confidence:.2f} sure, {one.right:.2f} right ({one.n})" for one in bins)
        return _svg(figure, "reliability", f"Expected calibration error {error:.3f}. {told}.")


def _square_of_shares(axes: Axes) -> None:
    """Shares from 0 to 1 on both axes, a grid, the legend above."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.01), aspect="equal")
    axes.grid(visible=True)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2, labelcolor=_INK)


def _mark_thresholds(axes: Axes, points: Sequence[CurvePoint]) -> None:
    """Says on the curve where a few of the thresholds lie."""
    for mark in (0.25, 0.5, 0.75):
        at = next((point for point in points if point.threshold >= mark), None)
        if at:
            place = (at.answerable_refused, at.unanswerable_answered)
            axes.plot(*place, marker="o", markersize=3.5, color=_NOW, clip_on=False)
            axes.annotate(f"{mark:g}", place, xytext=(6, 5), textcoords="offset points", color=_SOFT)


def _point(axes: Axes, y: float, line: PlotRow) -> None:
    shift = 0.16 if line.before else 0.0
    axes.hlines(y - shift, line.now.low, line.now.high, color=_NOW, linewidth=1.8)
    axes.plot(line.now.mean, y - shift, marker="o", markersize=5, color=_NOW, clip_on=False, zorder=4)
    if line.before:
        axes.hlines(y + shift, line.before.low, line.before.high, color=_BEFORE, linewidth=1.2)
        axes.plot(line.before.mean, y + shift, marker="s", markersize=4, color=_BEFORE, markerfacecolor="none", clip_on=False, zorder=3)
    if line.floor is not None:
        axes.vlines(line.floor, y - 0.36, y + 0.36, color=_INK, linewidth=1.4)


def _name_rows(axes: Axes, names: Sequence[tuple[float, str, bool]], last: float) -> None:
    """Names on the left at their height, headings bold; downwards, with half a row of air."""
    axes.set_yticks([y for y, _, _ in names], [name for _, name, _ in names])
    for label, (_, _, heading) in zip(axes.get_yticklabels(), names, strict=True):
        label.set_fontweight("bold" if heading else "normal")
    axes.set_ylim(last + 0.7, min(y for y, _, _ in names) - 0.7)


def _share_axis(axes: Axes, lines: Sequence[PlotRow], label: str) -> None:
    """A scale of shares that ends at 1 and begins at the tenth below all that is shown."""
    lowest = min(min(line.now.low, line.before.low if line.before else 1, 1 if line.floor is None else line.floor) for line in lines)
    start = max(0.0, min(0.9, int(lowest * 10) / 10))
    axes.set_xlim(start - 0.005, 1.005)
    axes.set_xlabel(label)
    axes.grid(visible=True, axis="x")


def _explain_marks(axes: Axes, lines: Sequence[PlotRow]) -> None:
    marks = [key("this run", marker="o", color=_NOW, markersize=5)]
    if any(line.before for line in lines):
        marks.append(key("baseline", marker="s", color=_BEFORE, markersize=4, markerfacecolor="none"))
    if any(line.floor is not None for line in lines):
        marks.append(key("floor", marker="|", color=_INK, markersize=9, linestyle="none"))
    if len(marks) > 1:
        axes.legend(handles=marks, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2, labelcolor=_INK)


def _told(lines: Sequence[PlotRow]) -> str:
    """The figures in words, for those who do not see the picture."""
    return ", ".join(f"{line.label} {line.now.mean:.2f}" + (f" (baseline {line.before.mean:.2f})" if line.before else "") for line in lines)


def _shortened(name: str, width: int = 58) -> str:
    return name if len(name) <= width else name[: width - 1].rstrip() + "…"


def _svg(figure: Figure, name: str, told: str) -> str:
    return page_svg(figure, name, told, _VARIABLES)
