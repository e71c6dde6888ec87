from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Literal

import pytest

from assistant.answers.answer import Statement
from assistant.errors import NotesError
from assistant.overviews.overview import Dated, Overview, Told
from assistant.overviews.timeline import bars, columns, save_timeline, timeline, timeline_told
from assistant.plots import COLOURS, OTHERS
from tests.overviews.test_apply_changes import Bakery

KINDS: list[Literal["png", "svg"]] = ["png", "svg"]


@pytest.fixture
def overview(tmp_path: Path) -> Overview:
    return Bakery(tmp_path).whole


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_timeline_gives_the_same_bytes(overview: Overview, kind: Literal["png", "svg"]) -> None:
    assert timeline(overview, kind) == timeline(overview, kind)


def test_the_picture_names_its_axes_and_themes(overview: Overview) -> None:
    drawn = unescape(timeline(overview, "svg").decode())
    shown = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert {"year", "entries", "Starters", "Baking", "The notes on sourdough, by year"} <= set(shown)


def test_bars_hold_every_dated_entry_once_under_its_theme(overview: Overview) -> None:
    stacked = bars(overview)
    assert sorted(title for bar in stacked for title in bar.titles) == sorted(dated.title for dated in overview.timeline)
    assert {bar.theme for bar in stacked} == {"Starters", "Baking"}
    assert [(bar.year, bar.theme) for bar in stacked if bar.year == 2021] == [(2021, "Starters"), (2021, "Baking")]


def test_themes_beyond_the_colours_stand_together(overview: Overview) -> None:
    count = len(COLOURS) + 3
    cited = [replace(overview.citations[0], marker=number, entry_id=f"e{number}") for number in range(count)]
    themes = [Told(f"Theme {number}", (Statement("Said.", (number,), "supported", 1.0),)) for number in range(count)]
    dated = [Dated(2020, f"e{number}", f"Entry {number}") for number in range(count)]
    stacked = bars(replace(overview, themes=tuple(themes), citations=tuple(cited), timeline=tuple(dated)))
    assert len({bar.colour for bar in stacked}) == len(stacked) == len(COLOURS) + 1
    assert (stacked[-1].theme, len(stacked[-1].titles)) == (OTHERS, 3)


def test_a_long_stretch_without_entries_is_one_column() -> None:
    assert columns([2021, 1987, 2019, 2021]) == ["1987", "1988–2018", "2019", "2020", "2021"]
    assert columns([2021]) == ["2021"]
    assert columns([]) == []


def test_the_picture_spans_no_empty_decades(overview: Overview) -> None:
    dated = (*overview.timeline, Dated(1905, "old", "Old"))
    shown = re.findall(r"<text[^>]*>([^<]*)</text>", unescape(timeline(replace(overview, timeline=dated), "svg").decode()))
    assert {"1905", "…", "2019"} <= set(shown)
    assert not any(text.isdigit() and 1905 < int(text) < 2019 for text in shown)


def test_the_timeline_is_told_in_words(overview: Overview) -> None:
    assert timeline_told(overview) == "Entries on sourdough by year. 2019: 1, 2021: 2, 2022: 1, 2023: 1, 2024: 1."


@pytest.mark.parametrize(("name", "start"), [("t.png", b"\x89PNG"), ("t.svg", b"<?xml")])
def test_the_timeline_is_saved_as_its_name_says(overview: Overview, tmp_path: Path, name: str, start: bytes) -> None:
    save_timeline(overview, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_without_a_year_there_is_no_timeline(overview: Overview, tmp_path: Path) -> None:
    with pytest.raises(NotesError, match="no entry on 'sourdough' has a year"):
        save_timeline(replace(overview, timeline=()), tmp_path / "t.png")
