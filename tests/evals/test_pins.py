"""An item is stale when its entries' notes say something else than when it was pinned, and only then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.evals.golden import GoldenItem, read_golden
from assistant.evals.pins import NOT_PINNED, Stale, read_pins, stale, write_pins
from assistant.notes.entry import Entry
from assistant.notes.files import read_file
from assistant.notes.folder.walk import find_files
from assistant.notes.library import build_library
from assistant.settings import shipped
from tests.shared import BREAD, TEA, write_notes

LEVAIN, STEAM = "Levain: Wild Yeast at Home", "steam  matters"
ITEMS = [
    GoldenItem(id="often", kind="lookup", question="How often is a levain fed?", gold_titles=(LEVAIN,)),
    GoldenItem(id="crust", kind="lookup", question="What gives a thinner crust?", gold_titles=(STEAM,)),
]


def library(folder: Path, **notebooks: str) -> list[Entry]:
    """The entries of these notebooks and no others, written into `folder`."""
    write_notes(folder, {f"{name}.md": text for name, text in notebooks.items()})
    return build_library(entry for source in find_files([folder]) for entry in read_file(source).entries)


def changed(folder: Path, bread: str = BREAD, tea: str = TEA) -> tuple[Stale, ...]:
    """What is stale once the pinned notes have become these."""
    pinned, now = folder / "then", folder / "now"
    write_pins(folder, ITEMS, library(pinned, bread=BREAD, tea=TEA))
    return stale(ITEMS, library(now, bread=bread, tea=tea), read_pins(folder))


def test_nothing_is_stale_where_nothing_changed(tmp_path: Path) -> None:
    assert changed(tmp_path) == ()


def test_another_section_line_or_order_is_no_change(tmp_path: Path) -> None:
    head, levain, compares, autolyse, *rest = [line for line in BREAD.splitlines() if line and not line.startswith("##")]
    moved = "\n".join([head, "", "A word beforehand.", "", "## Old favourites", "", *rest, levain, compares, autolyse])
    assert changed(tmp_path, bread=moved + "\n") == ()


def test_the_order_of_the_notebooks_is_no_change(tmp_path: Path) -> None:
    write_pins(tmp_path, ITEMS, library(tmp_path / "then", bread=BREAD, tea=TEA))
    renamed = library(tmp_path / "now", a_tea=TEA, bread=BREAD)
    assert stale(ITEMS, renamed, read_pins(tmp_path)) == ()


def test_a_changed_remark_is_told_with_its_diff(tmp_path: Path) -> None:
    (one,) = changed(tmp_path, bread=BREAD.replace("first 10 minutes", "first 15 minutes"))
    assert (one.item_id, one.title) == ("crust", STEAM)
    assert "-Steam in the first 10 minutes gives a thinner crust." in one.diff.splitlines()
    assert "+Steam in the first 15 minutes gives a thinner crust." in one.diff.splitlines()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("crust et al. 2021", "crust et al. 2022"),
        ("crust et al. 2021", "crumb et al. 2021"),
        ("Steam Matters", "Steam Matters a Lot"),
        ("thinner crust.", "thinner crust.\n  - It takes a tray of water."),
        (" - Steam in the first 10 minutes gives a thinner crust.", ""),
    ],
)
def test_author_year_title_and_each_remark_count(tmp_path: Path, old: str, new: str) -> None:
    assert [one.item_id for one in changed(tmp_path, bread=BREAD.replace(old, new))] == ["crust"]


def test_a_remark_in_another_notebook_counts(tmp_path: Path) -> None:
    assert [one.item_id for one in changed(tmp_path, tea=TEA.replace("a levain down", "a levain up"))] == ["often"]


def test_an_entry_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    (one,) = changed(tmp_path, bread=BREAD.split("## Ovens")[0])
    assert "gone from the notes" in one.diff
    assert "-Steam Matters" in one.diff.splitlines()


def test_a_retitled_entry_is_compared_with_what_it_was(tmp_path: Path) -> None:
    (one,) = changed(tmp_path, bread=BREAD.replace("Steam Matters", "On Steam"))
    assert one.item_id == "crust"
    assert "-Steam Matters" in one.diff.splitlines()


def test_an_entry_under_another_id_is_compared_with_what_it_was(tmp_path: Path) -> None:
    (one,) = changed(tmp_path, bread=BREAD.replace("crust et al. 2021", "crumb et al. 2021"))
    told = [line for line in one.diff.splitlines() if line[0] in "-+" and not line.startswith(("---", "+++"))]
    assert told == ["-crust et al., 2021", "+crumb et al., 2021"]


def test_a_further_entry_of_the_same_name_makes_an_item_stale(tmp_path: Path) -> None:
    more = BREAD + "- **Steam Matters Too** (crust et al. 2024) - Steam in the last minute does nothing.\n"
    (one,) = changed(tmp_path, bread=more)
    assert "+Steam in the last minute does nothing." in one.diff.splitlines()
    assert "-Steam Matters" not in one.diff.splitlines()


def test_a_gold_title_without_a_pin_is_not_pinned(tmp_path: Path) -> None:
    entries = library(tmp_path / "notes", bread=BREAD, tea=TEA)
    assert stale(ITEMS, entries, read_pins(tmp_path)) == (Stale("often", LEVAIN, NOT_PINNED), Stale("crust", STEAM, NOT_PINNED))


def test_pins_of_other_items_outlast_a_renewal(tmp_path: Path) -> None:
    then = library(tmp_path / "then", bread=BREAD, tea=TEA)
    now = library(tmp_path / "now", bread=BREAD.replace("thinner", "crisper").replace("12 hours", "8 hours"), tea=TEA)
    write_pins(tmp_path, ITEMS, then)
    assert write_pins(tmp_path, ITEMS[:1], now) == 1
    assert [one.item_id for one in stale(ITEMS, now, read_pins(tmp_path))] == ["crust"]


def test_a_title_that_several_entries_bear_pins_each(tmp_path: Path) -> None:
    bread = BREAD + "- **Steam Matters Too** (crust et al. 2024) - Steam in the last minute does nothing.\n"
    assert write_pins(tmp_path, ITEMS, library(tmp_path / "notes", bread=bread, tea=TEA)) == 3
    assert len(read_pins(tmp_path)[STEAM]) == 2


def test_a_spoilt_pin_is_refused_with_file_and_line(tmp_path: Path) -> None:
    good = json.dumps({"title": "a", "entry_id": "a", "text": "a"})
    (tmp_path / "pins.jsonl").write_text(good + '\n{"title": "a"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"pins.jsonl:2 is no pin"):
        read_pins(tmp_path)


def test_the_shipped_items_are_pinned_to_the_shipped_corpus() -> None:
    entries = build_library(entry for source in find_files([shipped("corpus")]) for entry in read_file(source).entries)
    items = read_golden([shipped("evals") / "dev.jsonl", shipped("evals") / "heldout.jsonl"])
    pins = read_pins(shipped("evals"))
    assert stale(items, entries, pins) == (), (
        "notes or items changed: look at the items named here, then run `assistant eval --split all --pin`"
    )
    assert pins.keys() == {title for item in items for title in item.gold_titles}, "pins of items that are gone: take their lines out"
