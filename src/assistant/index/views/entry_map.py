"""Entries as points of a plane, those of like meaning near one another: computed once for a state of the index, and kept beside it.

The vector of an entry is the mean of its passages' vectors; the plane is that of the first two principal components (Pearson, 1901), by numpy alone.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.embedding.embedder import Vectors32
from assistant.index.catalog import Catalog
from assistant.index.vectors import VectorStore
from assistant.kept import replace_file

_FILE = "map.npz"
_AT_ONCE = 2000
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


@dataclass(frozen=True, slots=True)
class EntryMap:
    """Entries by id, in one order: their unit `vectors`, and their `points`, both coordinates from -1 to 1."""

    ids: tuple[str, ...]
    vectors: Vectors32
    points: Vectors32

    def related(self, entry_id: str, n: int) -> list[str]:
        """The `n` entries nearest to one in meaning, nearest first; none for one that is not on the map."""
        if entry_id not in self.ids:
            return []
        own = self.ids.index(entry_id)
        likeness = self.vectors @ self.vectors[own]
        order = [int(number) for number in np.argsort(-likeness, kind="stable")[: n + 1]]
        return [self.ids[number] for number in order if number != own][:n]

    def within(self, across: tuple[float, float], up: tuple[float, float]) -> set[str]:
        """The entries whose points lie in a rectangle."""
        (left, right), (low, high) = sorted(across), sorted(up)
        x, y = self.points[:, 0], self.points[:, 1]
        inside = (x >= left) & (x <= right) & (y >= low) & (y <= high)
        return {self.ids[number] for number in np.flatnonzero(inside)}


def entry_map(folder: Path, catalog: Catalog, vectors: VectorStore, *, whole: bool = True) -> EntryMap:
    """The map of an index in `folder`: the one that is kept, where it is of this state of the index, else a new one, which is then kept where the index
    is `whole`: all of its chunks are embedded."""
    stamp = catalog.stamp
    kept = _read(folder / _FILE, stamp)
    if kept is None:
        kept = _made(catalog, vectors)
        if whole:
            _write(folder / _FILE, stamp, kept)
    return kept


def _made(catalog: Catalog, store: VectorStore) -> EntryMap:
    """Entries whose passages have no vectors yet are left out."""
    chunk_ids = sorted(catalog.chunk_ids())
    sums: dict[str, Vectors32] = defaultdict(lambda: np.zeros(1, dtype=np.float32))
    for start in range(0, len(chunk_ids), _AT_ONCE):
        part = chunk_ids[start : start + _AT_ONCE]
        owners = catalog.owners(part)
        for chunk_id, vector in store.vectors(part).items():
            if chunk_id in owners:
                sums[owners[chunk_id]] = sums[owners[chunk_id]] + vector
    ids = tuple(sorted(sums))
    matrix = np.array([sums[entry_id] for entry_id in ids], dtype=np.float32).reshape(len(ids), -1)
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix = np.asarray(matrix / np.where(lengths > 0, lengths, 1), dtype=np.float32)
    return EntryMap(ids, matrix, principal_plane(matrix))


def principal_plane(matrix: Vectors32) -> Vectors32:
    """The rows of a matrix on the plane of their first two principal components, each coordinate scaled to lie between -1 and 1."""
    points = np.zeros((len(matrix), 2), dtype=np.float32)
    if len(matrix) < 2:
        return points
    centred = matrix - matrix.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    found = centred @ axes[:, ::-1][:, :2]
    signs = np.sign(found[np.abs(found).argmax(axis=0), np.arange(found.shape[1])])  # an axis may point either way: the same one each time
    found = found * np.where(signs == 0, 1, signs)
    points[:, : found.shape[1]] = found / np.maximum(np.abs(found).max(axis=0), 1e-12)
    return points


def _read(file: Path, stamp: str) -> EntryMap | None:
    try:
        with np.load(file, allow_pickle=False) as kept:
            if str(kept["stamp"]) != stamp:
                return None
            return EntryMap(tuple(map(str, kept["ids"])), kept["vectors"], kept["points"])
    except _UNREADABLE:
        return None


def _write(file: Path, stamp: str, made: EntryMap) -> None:
    data = io.BytesIO()
    np.savez(data, stamp=np.array(stamp), ids=np.array(made.ids, dtype=np.str_), vectors=made.vectors, points=made.points)
    replace_file(file, data.getvalue())
