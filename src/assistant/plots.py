"""What all pictures share.

The same figures give the same bytes: no dates, no random ids, no display. matplotlib is slow to load and is loaded when a picture is drawn.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

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
    drawn = saved(figure, "svg", name, transparent=True).decode()
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


def saved(figure: Figure, kind: str, name: str, *, transparent: bool = False) -> bytes:
    """The figure as a file of a `kind` ("png", "svg"), the same bytes each time."""
    import matplotlib as mpl

    buffer = io.BytesIO()
    mpl.rcParams["svg.hashsalt"] = name  # ids differ between the pictures of a page, and not between runs
    silent = {"Date": None, "Creator": None, "Format": None, "Type": None} if kind == "svg" else {"Software": None}
    figure.savefig(buffer, format=kind, transparent=transparent, dpi=200, metadata=silent)
    return buffer.getvalue()


def count_in_wholes(axes: Axes) -> None:
    """Marks whole numbers only."""
    from matplotlib.ticker import MaxNLocator

    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator("auto", integer=True))
