"""Entries as points of a plane: those of like meaning near one another, computed once and kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.index.views.entry_map import EntryMap, principal_plane
from assistant.settings import load_settings
from tests.shared import BREAD, TEA, WordEmbedder, write_notes

NOTES = """# Bread

- **Rye Dough** - rye dough rests in the cold cellar all night.
- **Cold Rye** - rye dough rests in the cold cellar.
- **Green Tea** - leaves are steamed, rolled and dried.
"""


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    notes = write_notes(tmp_path / "notes", {"a.md": NOTES})
    made = Assistant(load_settings(notes=notes, home=tmp_path / "home"), embedder=WordEmbedder())
    made.index()
    return made


def test_the_nearest_in_meaning_is_related_first_and_nothing_to_itself(assistant: Assistant) -> None:
    ids = {entry.title: entry.id for entry in assistant.entries()}
    placed = assistant.entry_map()
    assert placed.related(ids["Rye Dough"], 5) == [ids["Cold Rye"], ids["Green Tea"]]
    assert placed.related("unknown", 5) == []
    assert set(placed.ids) == set(ids.values())


def test_a_map_is_kept_until_the_notes_change(assistant: Assistant, tmp_path: Path) -> None:
    first = assistant.entry_map()
    file = assistant.index_folder / "map.npz"
    written = file.stat().st_mtime_ns
    again = assistant.entry_map()
    assert (again.ids, file.stat().st_mtime_ns) == (first.ids, written)
    assert np.array_equal(again.points, first.points)
    write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA})
    assistant.index()
    assert len(assistant.entry_map().ids) == len(assistant.entries()) > len(first.ids)


@pytest.mark.parametrize("spoilt", [b"", b"no map", b"PK\x03\x04"])
def test_a_spoilt_map_is_made_anew(assistant: Assistant, spoilt: bytes) -> None:
    first = assistant.entry_map()
    (assistant.index_folder / "map.npz").write_bytes(spoilt)
    assert assistant.entry_map().ids == first.ids


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 40])
def test_points_lie_within_the_frame_however_many_there_are(rows: int) -> None:
    matrix = np.random.default_rng(1).normal(size=(rows, 8)).astype(np.float32)
    points = principal_plane(matrix)
    assert points.shape == (rows, 2)
    assert np.isfinite(points).all()
    assert (np.abs(points) <= 1 + 1e-6).all()
    assert np.array_equal(points, principal_plane(matrix))


def test_a_frame_holds_the_points_inside_it_whichever_way_it_was_drawn() -> None:
    points = np.array([[0.0, 0.0], [0.5, 0.5], [-0.5, 0.9]], dtype=np.float32)
    placed = EntryMap(("a", "b", "c"), points, points)
    assert placed.within((0.6, -0.1), (0.6, -0.1)) == {"a", "b"}
