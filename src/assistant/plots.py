"""Pictures: what all of them share, and the timeline of an overview.

The same figures give the same bytes: no dates, no random ids, no display. matplotlib is slow to load and is loaded when a picture is drawn.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from assistant.errors import NotesError
from assistant.overviews.overview import Overview

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes
    from matplotlib.figure import Figure as Figure
    from matplotlib.lines import Line2D

WIDTH = 8.6  # inches
# Okabe and Ito's colours for all eyes (2008), those that stand out from white; what has no place among them is grey.
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
GREY, OTHERS = "#999999", "other themes"


class Palette(NamedTuple):
    """Colours of text, of what is less than text, and of lines behind."""

    ink: str = "#1f2328"
    soft: str = "#57606a"
    grid: str = "#d8dee4"


@contextmanager
def style(palette: Palette) -> Iterator[None]:
    """Draws in the project's style, whatever the user has set for pictures of their own."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_settings(palette))
        yield


def _settings(palette: Palette) -> dict[Any, Any]:
    return {
        "svg.fonttype": "none",
        "text.parse_math": False,  # a heading with dollars in it is no formula
        "font.family": "DejaVu Sans",
        "font.size": 8,
        "axes.edgecolor": palette.grid,
        "axes.labelcolor": palette.ink,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.titlesize": 8.5,
        "axes.titleweight": "bold",
        "axes.titlecolor": palette.ink,
        "axes.titlelocation": "left",
        "axes.axisbelow": True,
        "grid.color": palette.grid,
        "grid.linewidth": 0.6,
        "text.color": palette.ink,
        "xtick.color": palette.soft,
        "ytick.color": palette.soft,
        "xtick.labelcolor": palette.soft,
        "ytick.labelcolor": palette.ink,
        "ytick.major.size": 0,
        "legend.frameon": False,
        "legend.fontsize": 8,
    }


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """An empty figure, sizes in inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def key(label: str, **look: Any) -> Line2D:
    """A mark for a legend."""
    from matplotlib.lines import Line2D

    return Line2D([], [], label=label, **look)


def page_svg(figure: Figure, name: str, told: str, variables: Mapping[str, str]) -> str:
    """The figure as an element of a page: sized by the page, described by `told`, in the page's letters; colours become the page's `variables`."""
    drawn = _saved(figure, "svg", name, transparent=True).decode()
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"<style[^>]*>.*?</style>", "", drawn, flags=re.DOTALL)  # it would hold for the whole page
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r' id="[A-Za-z0-9.]+_[0-9]+"', "", drawn)  # names of groups, which nothing refers to
    for colour, variable in variables.items():
        drawn = drawn.replace(colour, f"var({variable})")
    size = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', drawn)
    width = float(size[1]) if size else WIDTH * 72
    return re.sub(
        r"<svg [^>]*?(viewBox=\"[^\"]*\")[^>]*>",
        rf'<svg \1 role="img" aria-label="{_attribute(told)}" style="max-width: {width * 1.6:.0f}px">',
        drawn,
        count=1,
    )


def _attribute(text: str) -> str:
    return escape(text).replace("\\", "\\\\")


def _saved(figure: Figure, kind: str, name: str, *, transparent: bool = False) -> bytes:
    import matplotlib as mpl

    buffer = io.BytesIO()
    mpl.rcParams["svg.hashsalt"] = name  # ids differ between the pictures of a page, and not between runs
    silent = {"Date": None, "Creator": None, "Format": None, "Type": None} if kind == "svg" else {"Software": None}
    figure.savefig(buffer, format=kind, transparent=transparent, dpi=200, metadata=silent)
    return buffer.getvalue()


class Bar(NamedTuple):
    """The entries of one year and theme."""

    year: int
    theme: str
    colour: str
    titles: tuple[str, ...]


def bars(overview: Overview) -> list[Bar]:
    """The timeline by year and theme, the theme with most entries first; beyond as many themes as there are colours, the rest together."""
    theme_of = overview.theme_of()
    themes = Counter(theme_of.get(dated.entry_id, OTHERS) for dated in overview.timeline)
    ranked = [theme for theme, _ in sorted(themes.items(), key=lambda one: (-one[1], one[0])) if theme != OTHERS][: len(COLOURS)]
    colours = dict(zip(ranked, COLOURS, strict=False))
    groups: dict[tuple[int, str], list[str]] = {}
    for dated in overview.timeline:
        theme = theme_of.get(dated.entry_id, OTHERS)
        groups.setdefault((dated.year, theme if theme in colours else OTHERS), []).append(dated.title)
    order = [*ranked, OTHERS]
    ordered = sorted(groups.items(), key=lambda one: (one[0][0], order.index(one[0][1])))
    return [Bar(year, theme, colours.get(theme, GREY), tuple(titles)) for (year, theme), titles in ordered]


def timeline_told(overview: Overview) -> str:
    """The timeline in words, for those who do not see the picture."""
    years = Counter(dated.year for dated in overview.timeline)
    counts = ", ".join(f"{year}: {count}" for year, count in sorted(years.items()))
    return f"Entries on {overview.topic} by year. {counts}."


def timeline(overview: Overview, kind: Literal["png", "svg"]) -> bytes:
    """The picture of the timeline: entries a year, stacked by theme, on white, so that it can be read on any page. It must hold a year."""
    stacked = bars(overview)
    shown = sorted({bar.theme: bar.colour for bar in stacked}.items(), key=lambda one: (*COLOURS, GREY).index(one[1]))
    with style(Palette()):
        figure = new_figure(2.6 + 0.18 * len(shown), width=7.2)
        axes = figure.subplots()
        tops: Counter[int] = Counter()
        for bar in stacked:
            axes.bar(bar.year, len(bar.titles), bottom=tops[bar.year], color=bar.colour, width=0.8, edgecolor="white", linewidth=0.8)
            tops[bar.year] += len(bar.titles)
        axes.set(xlabel="year", ylabel="entries", xlim=(min(tops) - 1, max(tops) + 1), title=f"The notes on {overview.topic}, by year")
        _count_in_wholes(axes)
        axes.grid(visible=True, axis="y")
        handles = [key(_shortened(theme), marker="s", color=colour, linestyle="none", markersize=7) for theme, colour in shown]
        figure.legend(handles=handles, loc="outside lower left", ncols=1)
        return _saved(figure, kind, "timeline")


def _count_in_wholes(axes: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator("auto", integer=True))


def _shortened(name: str, width: int = 90) -> str:
    return name if len(name) <= width else name[: width - 1].rstrip() + "…"


def save_timeline(overview: Overview, file: Path) -> None:
    """Draws the timeline into a `.png` or `.svg` file. Raises `NotesError` where no entry has a year."""
    if not overview.timeline:
        raise NotesError(f"no entry on {overview.topic!r} has a year; there is no timeline to draw")
    file.write_bytes(timeline(overview, "svg" if file.suffix.lower() == ".svg" else "png"))
