"""The timeline of an overview: in figures, in words, as a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from assistant.errors import NotesError
from assistant.overviews.overview import Overview
from assistant.plots import COLOURS, GREY, OTHERS, Palette, count_in_wholes, key, new_figure, saved, style

# Years in a row without an entry that are drawn; more of them are one column.
_EMPTY_YEARS = 3
_LABELS = 14


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


def columns(years: Collection[int]) -> list[str]:
    """The columns of a timeline from left to right: the years from the first to the last of some, a long stretch in which there is none as one column."""
    ordered = sorted(set(years))
    drawn = [str(year) for year in ordered[:1]]
    for before, year in pairwise(ordered):
        empty = range(before + 1, year)
        drawn += [f"{empty[0]}–{empty[-1]}"] if len(empty) > _EMPTY_YEARS else map(str, empty)
        drawn.append(str(year))
    return drawn


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
        drawn = columns([bar.year for bar in stacked])
        for bar in stacked:
            place = drawn.index(str(bar.year))
            axes.bar(place, len(bar.titles), bottom=tops[bar.year], color=bar.colour, width=0.8, edgecolor="white", linewidth=0.8)
            tops[bar.year] += len(bar.titles)
        axes.set(xlabel="year", ylabel="entries", xlim=(-1, len(drawn)), title=f"The notes on {overview.topic}, by year")
        count_in_wholes(axes)
        step = -(-len(drawn) // _LABELS)
        labelled = {place: label for place, label in enumerate(drawn) if place % step == 0 or not label.isdigit()}
        axes.set_xticks(list(labelled), [label if label.isdigit() else "…" for label in labelled.values()])
        axes.grid(visible=True, axis="y")
        handles = [key(_shortened(theme), marker="s", color=colour, linestyle="none", markersize=7) for theme, colour in shown]
        figure.legend(handles=handles, loc="outside lower left", ncols=1)
        return saved(figure, kind, "timeline")


def _shortened(name: str, width: int = 90) -> str:
    return name if len(name) <= width else name[: width - 1].rstrip() + "…"


def save_timeline(overview: Overview, file: Path) -> None:
    """Draws the timeline into a `.png` or `.svg` file. Raises `NotesError` where no entry has a year."""
    if not overview.timeline:
        raise NotesError(f"no entry on {overview.topic!r} has a year; there is no timeline to draw")
    file.write_bytes(timeline(overview, "svg" if file.suffix.lower() == ".svg" else "png"))
