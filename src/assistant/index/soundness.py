"""Whether an index holds what its catalog says: cheap for those who read it, thorough for those who mend it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.errors import BrokenIndexError, StoreError
from assistant.index.catalog import Catalog
from assistant.index.vectors import VectorStore
from assistant.notes.entry import Entry
from assistant.notes.folder.walk import NoteFile

# Vectors that are fetched to see that they are there: Chroma keeps the list of ids and the vectors themselves in different files.
_FETCHED = 20
_NAMED = 5
_CHANGED, _NEW = "was changed since it was indexed", "not indexed yet"


@dataclass(frozen=True, slots=True)
class Amiss:
    """What a store of vectors has too few or too many of for its catalog, in chunks, and whether it was completed for another state of it."""

    missing: int
    foreign: int
    other_state: bool

    def __bool__(self) -> bool:
        return bool(self.missing or self.foreign or self.other_state)

    def told(self, chunks: int) -> str:
        """In words; empty where nothing is amiss."""
        if self.missing:
            return f"the vectors of {self.missing} of {chunks} chunks are missing"
        if self.foreign:
            return f"the index holds {self.foreign} vectors that are none of the notes'"
        return "the vectors belong to another state of the notes" if self.other_state else ""


def require_whole(catalog: Catalog, vectors: VectorStore, embedder: str) -> None:
    """Raises `BrokenIndexError` where the index lacks something, `StoreError` where `embedder` did not make it.

    Counts and fetches a few vectors; what a sync in another process changes meanwhile is no fault, nor are vectors that wait to be made.
    """
    while True:
        state = _state(catalog)
        try:
            _require_tables(catalog)
            if (made := catalog.meta("embedder")) != embedder:
                raise StoreError(f"the index was made with {made}, and {embedder} is set; run `assistant index` to embed the notes with it")
            chunks, held = catalog.counts()[1], vectors.count()
            finished = catalog.meta("finished") == "yes"
            surplus = max(held - chunks, 0) if finished else 0
            waiting = catalog.count_waiting()
            amiss = Amiss(max(chunks - waiting - held, 0), surplus, finished and vectors.stamp != catalog.stamp)
            if amiss:
                raise BrokenIndexError(f"{amiss.told(chunks)}; run `assistant index` to mend it", "vectors")
            if not waiting:
                require_fetched(catalog, vectors)
        except BrokenIndexError:
            if state == _state(catalog):
                raise
        else:
            return


def _state(catalog: Catalog) -> tuple[str, str, int]:
    return catalog.stamp, catalog.meta("finished"), catalog.count_waiting()


def require_fetched(catalog: Catalog, vectors: VectorStore) -> None:
    """Fetches vectors from the first stored to the last. Raises `BrokenIndexError` where one is not there."""
    wanted = catalog.some_chunk_ids(_FETCHED)
    lost = len(wanted) - len(vectors.vectors(wanted))
    if lost:
        raise BrokenIndexError(f"{lost} of {len(wanted)} vectors looked for are lost; run `assistant index` to mend it", "vectors")


def verify(catalog: Catalog) -> None:
    """Reads the whole catalog. Raises `BrokenIndexError` where it is damaged or lacks what it should hold."""
    catalog.verify()
    if catalog.meta("finished") == "yes":
        _require_tables(catalog)


def verify_whole(catalog: Catalog, vectors: VectorStore) -> None:
    """Looks through the whole index, slowly. Raises `BrokenIndexError` where something is lost, foreign or damaged."""
    verify(catalog)
    found = amiss(catalog, vectors) if catalog.meta("finished") == "yes" else None
    if found:
        raise BrokenIndexError(f"{found.told(catalog.counts()[1])}; run `assistant index` to mend it", "vectors")


def amiss(catalog: Catalog, vectors: VectorStore) -> Amiss:
    """Compares the catalog's chunks with the ids of all vectors, one by one."""
    wanted, held = catalog.chunk_ids(), vectors.ids()
    return Amiss(len(wanted - held), len(held - wanted), vectors.stamp != catalog.stamp)


def _require_tables(catalog: Catalog) -> None:
    if told := catalog.lacking():
        raise BrokenIndexError(f"the catalog of the index lacks {told}; run `assistant index` to mend it", "catalog")


def changed_since(catalog: Catalog, shown: Sequence[str]) -> str:
    """Which files, by their shown paths, are gone or have other bytes than when they were read, in words; only those written since are read."""
    return ", ".join(f"{name} {what}" for name, what in _changes(catalog, shown).items())


def _changes(catalog: Catalog, shown: Sequence[str]) -> dict[str, str]:
    built = float(catalog.meta("built", "0"))
    told = {}
    for name, (file, digest) in catalog.sources(shown).items():
        try:
            state = file.stat()
            # A file that was moved here keeps its time of writing, and gets another one of change.
            if max(state.st_mtime, state.st_ctime) >= built and hashlib.sha256(file.read_bytes()).hexdigest() != digest:
                told[name] = _CHANGED
        except FileNotFoundError:
            told[name] = "is gone since it was indexed"
        except OSError:
            told[name] = "can no longer be read"
    return told


def drift(catalog: Catalog, sources: Sequence[NoteFile]) -> list[tuple[bool, str]]:
    """What of the index is not what the notes below `sources` say now, in lines; each with whether answers rest on nothing that is gone or failed."""
    readings = catalog.readings()
    found = []
    for name, reading in readings.items():
        if reading.status == "failed":
            kept = f"; {len(reading.entries)} entries of its last good reading still answer" if reading.entries else ""
            found.append((False, f"{name} failed ({reading.reason}){kept}"))
    changes = _changes(catalog, [name for name, reading in readings.items() if reading.status != "failed" and reading.digest])
    by_kind: dict[str, list[str]] = defaultdict(list)
    for name, what in changes.items():
        by_kind[what].append(name)
    if new := [one.shown for one in sources if one.shown not in readings]:
        by_kind[_NEW] = new
    for what, names in by_kind.items():
        named = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        found.append((what in {_CHANGED, _NEW}, f"{named}: {what.removeprefix('was ').removeprefix('is ')}; run `assistant index`"))
    return found


def fingerprint_of(entries: Iterable[Entry], embedder: str, chunk_tokens: int) -> str:
    """SHA-256 of what is searched: every entry's id, title, byline and lines, the embedding model's name and the size of a chunk in tokens."""
    told = hashlib.sha256(f"{embedder} {chunk_tokens}".encode())
    for entry in sorted(entries, key=lambda entry: entry.id):
        told.update("\n".join(["", entry.id, entry.title, entry.byline(), *entry.lines()]).encode())
    return told.hexdigest()
