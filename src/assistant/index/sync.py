"""What changed since last time: reads the notes, compares, embeds what is new and removes what vanished.

Order of writing, so that a kill at any moment leaves an index that readers can use and the next run completes:
  1. the catalog changes in one transaction: readers now see the new notes, of which they find by words alone the chunks that are listed as
     waiting for their vectors; it is marked unfinished;
  2. the waiting chunks get their vectors and those of their words in pieces (`waiting.py`); each piece leaves the list once it is kept;
  3. vectors of vanished chunks, which readers pass over, are deleted, and the mark is taken off.
A chunk's id holds a hash of its text, so a vector that is there already, in this index or another one of the same home, is never computed again.

Before that the index is held against its catalog: what is missing is made again, a damaged part anew, the catalog with the ids that can still be read.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from uuid import uuid4

from assistant.embedding.embedder import Embedder, WordEmbedder, maker_of
from assistant.errors import BrokenIndexError, NotesError, StoreError
from assistant.index.catalog import Catalog, dump_entry, languages_of
from assistant.index.chunks import CHUNKING_VERSION, chunk_entry
from assistant.index.database import FILE, renew
from assistant.index.place import IndexPlace, uncollected
from assistant.index.soundness import amiss, require_fetched, verify
from assistant.index.waiting import PIECE, Stores
from assistant.notes.attached import entries_of, with_attached
from assistant.notes.files import GRAMMAR_VERSION, FileReading, is_as_it_was, is_changed, read_files
from assistant.notes.folder.walk import NoteFile, look_through, no_files
from assistant.notes.library import build_library
from assistant.notes.shapes.shaped import Shape

Status = Literal["indexed", "unchanged", "removed", "skipped", "failed"]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What a sync did with one file. `entries` is how many it gave; `unplaced` are (line, reason) of what could not be placed, `shape` is what
    was taken for an entry."""

    path: str
    status: Status
    entries: int = 0
    reason: str = ""
    unplaced: tuple[tuple[int, str], ...] = ()
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. `rebuilt` says why everything was embedded anew, `mended` what was lost or damaged; empty where there was nothing.
    `hidden` counts the hidden files and folders that were passed over, `ignored` those that an ignore file leaves out; `waiting` the chunks that were left
    without vectors."""

    files: tuple[FileOutcome, ...]
    entries: int
    chunks: int
    embedded: int
    removed: int
    rebuilt: str
    seconds: float
    mended: str = ""
    hidden: int = 0
    ignored: int = 0
    waiting: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything of the index is other than before."""
        return bool(self.embedded or self.removed) or any(outcome.status in {"indexed", "removed"} for outcome in self.files)

    @property
    def failed(self) -> list[FileOutcome]:
        """The files that could not be read."""
        return [outcome for outcome in self.files if outcome.status == "failed"]


def sync(
    place: IndexPlace,
    roots: Sequence[Path],
    embedder: Embedder,
    chunk_tokens: int,
    progress: Progress | None = None,
    embed_most: int | None = None,
) -> SyncReport:
    """Brings the index of `roots` up to date. `progress` is told (stage, done, of). Where more chunks than `embed_most` are to be embedded, none is, and
    they wait for the next sync.

    Raises `NotesError` where there are no notes to read, `StoreError` where the index cannot be written; then the index is as before.
    """
    start = time.perf_counter()
    found = look_through(roots)
    sources = found.files
    if not sources and not (place.folder / FILE).exists():
        raise NotesError(no_files(roots))
    with place.one_writer():
        mended = ""
        try:
            catalog = _verified(place)
        except BrokenIndexError as error:
            renew(place.folder)
            catalog, mended = place.catalog(), f"{str(error).partition(';')[0]}: made anew"
        with closing(catalog):
            report = _Sync(place, catalog, embedder, chunk_tokens, progress or (lambda *_: None)).run(sources, embed_most)
        told = "; ".join(filter(None, [mended, report.mended]))
        return replace(report, mended=told, seconds=time.perf_counter() - start, hidden=found.hidden, ignored=found.ignored)


def _verified(place: IndexPlace) -> Catalog:
    catalog = place.catalog()
    try:
        verify(catalog)
    except StoreError:
        catalog.close()
        raise
    return catalog


class _Sync:
    def __init__(self, place: IndexPlace, catalog: Catalog, embedder: Embedder, chunk_tokens: int, progress: Progress) -> None:
        self.place, self.catalog, self.embedder = place, catalog, embedder
        self.chunk_tokens, self.progress = chunk_tokens, progress
        self.made_by = f"{embedder.name} chunks-v{CHUNKING_VERSION} {chunk_tokens} tokens"
        self.of_place = f"notes-{place.key}-"
        self.collection = f"{self.of_place}{hashlib.sha256(self.made_by.encode()).hexdigest()[:8]}"
        self.vectors = place.vectors(self.collection)
        self.stores = Stores(catalog, self.vectors, embedder)
        self.begun = time.time()
        self.embed_most: int | None = None

    def run(self, sources: Sequence[NoteFile], embed_most: int | None) -> SyncReport:
        """Brings catalog and vectors up to date; vectors that are lost or cannot be read are made anew."""
        self.embed_most = embed_most
        with uncollected() as self.collect:
            try:
                return self._run(sources)
            except BrokenIndexError as error:
                if error.part == "catalog":
                    raise
                self.vectors.erase()
                self.vectors.make()
                return replace(self._run(sources), mended=f"{str(error).partition(';')[0]}: made again")

    def _run(self, sources: Sequence[NoteFile]) -> SyncReport:
        known_grammar = self.catalog.meta("grammar") == str(GRAMMAR_VERSION)
        made_by = self.catalog.meta("made_by")
        clean = self.catalog.meta("finished") == "yes"
        rebuilt = f"the index was made with {made_by}, now {self.made_by}" if made_by not in ("", self.made_by) else ""
        mended = "" if rebuilt or not made_by else self._amiss()
        if not (mended or rebuilt):
            self.stores.keep_copies()
        if known_grammar and clean and made_by and not (rebuilt or mended) and (same := self._same(sources)):
            return SyncReport(same, *self.catalog.counts(), 0, 0, "", 0.0)
        before = self.catalog.readings()
        readings, outcomes = self._read(sources, before if known_grammar else {}, before)
        changed = before != {reading.source.shown: reading for reading in readings}
        counts = (0, 0)
        if changed or rebuilt or mended or not clean or not known_grammar:
            counts = self._write(readings, {} if rebuilt else before, clean=clean, all_again=bool(rebuilt) or not known_grammar)
        elif any(reading.stamp != before[reading.source.shown].stamp for reading in readings):
            with self.catalog.writing():
                self.catalog.replace_readings(readings, before)
        told = mended if clean else ""
        return SyncReport(tuple(outcomes), *self.catalog.counts(), *counts, rebuilt, 0.0, told, waiting=self.catalog.count_waiting())

    def _amiss(self) -> str:
        """What is amiss with the vectors and will be mended, in words: a server may have been emptied, or files deleted, behind the catalog's back."""
        if self.vectors.is_untouched_since(self.catalog.meta("vectors")):
            return ""
        found = amiss(self.catalog, self.vectors)
        if not found.missing:
            require_fetched(self.catalog, self.vectors)
        told = found.told(self.catalog.counts()[1])
        if not told:
            with self.catalog.writing():
                self.catalog.set_meta(vectors=self.vectors.touched())
        return f"{told}: {'made again' if found.missing else 'set right'}" if told else ""

    def _same(self, sources: Sequence[NoteFile]) -> tuple[FileOutcome, ...]:
        """What is to say of the files where each is as it was read last, which their stamps tell; nothing where one is not."""
        stamps = self.catalog.stamps()
        if stamps.keys() != {source.shown for source in sources} or any(is_changed(source, stamps[source.shown]) for source in sources):
            return ()
        before = self.catalog.readings(whole=False)
        if not all(is_as_it_was(source, before[source.shown]) for source in sources):
            return ()
        entries = self.catalog.counts_of_readings()
        return tuple(replace(_outcome(before[name], before[name]), entries=entries[name]) for name in (source.shown for source in sources))

    def _read(
        self, sources: Sequence[NoteFile], reusable: dict[str, FileReading], before: dict[str, FileReading]
    ) -> tuple[list[FileReading], list[FileOutcome]]:
        readings: list[FileReading] = []
        outcomes: list[FileOutcome] = []
        found = read_files(sources, reusable, lambda done: self.progress("reading", done, len(sources)))
        given = with_attached(found, reusable, lambda done, of: self.progress("reading attached PDFs", done, of))
        names = {reading.source.shown for reading in given}
        for reading in given:
            shown = reading.source.shown
            outcome = _outcome(reading, reusable.get(shown))
            if reading.status == "failed" and (old := before.get(shown)) and old.entries:
                # What was readable last time stays answerable until the file is mended.
                reading = replace(reading, entries=old.entries)
                reason = f"{reading.reason}; its {len(old.entries)} entries of the last good reading are kept"
                outcome = replace(outcome, entries=len(old.entries), reason=reason)
            if reading.source.fault:  # so does what is in a folder that cannot be looked into
                inside = [old for name, old in before.items() if name.startswith(f"{shown}/") and name not in names]
                readings += inside
                kept = sum(len(old.entries) for old in inside)
                reason = f"{reading.reason}; {kept} entries of files in it are kept" if kept else reading.reason
                outcome = replace(outcome, entries=kept, reason=reason)
            readings.append(reading)
            outcomes.append(outcome)
        gone = sorted(set(before) - {reading.source.shown for reading in readings})
        outcomes.extend(FileOutcome(shown, "removed", len(before[shown].entries), "the file is gone") for shown in gone)
        return readings, outcomes

    def _write(self, readings: list[FileReading], before: dict[str, FileReading], *, clean: bool, all_again: bool) -> tuple[int, int]:
        stamp, vanished, waiting = self._write_catalog(readings, before, all_again=all_again)
        left = self.stores.copy(waiting)
        if self.embed_most is not None and len(left) > self.embed_most:
            return 0, 0
        if len(left) > PIECE:
            self.collect()
        embedded = self.stores.embed(left, lambda done, of: self.progress("embedding", done, of))
        self.vectors.delete(vanished)
        if not before or not clean:
            self.vectors.drop_others(self.of_place)
        self.vectors.set_stamp(stamp)
        with self.catalog.writing():
            self.catalog.drop_vanished_vectors()
            self.catalog.set_meta(finished="yes", vectors=self.vectors.touched())
            if len(waiting) > PIECE:  # who asked meanwhile was answered from less than there is now
                self.catalog.set_meta(generation=str(self.catalog.generation + 1))
        return embedded, len(vanished)

    def _write_catalog(
        self, readings: list[FileReading], before: dict[str, FileReading], *, all_again: bool
    ) -> tuple[str, list[str], list[str]]:
        """Brings the catalog to what was read: the stamp of its new state, the vectors that are of no chunk any more, and the chunks that
        wait for theirs."""
        rebuild = all_again and not before
        given = self.catalog.given_ids()
        entries = build_library(entries_of(readings), given)
        stored = {} if rebuild else self.catalog.bodies()
        bodies = {entry.id: dump_entry(entry) for entry in entries}
        dirty = [entry for entry in entries if stored.get(entry.id) != bodies[entry.id]]
        chunks = {entry.id: chunk_entry(entry, self.chunk_tokens) for entry in dirty}
        self.vectors.make()
        with self.catalog.writing():
            if rebuild:
                self.catalog.clear()
            if self.catalog.meta("embedder") != self.embedder.name:
                self.catalog.drop_vectors()
            for entry_id in set(stored) - set(bodies):
                self.catalog.remove(entry_id)
            for entry in dirty:
                self.catalog.put(entry, bodies[entry.id], chunks[entry.id])
            self.catalog.renumber([entry.id for entry in entries])
            self.catalog.replace_readings(readings, before)
            self.catalog.keep_ids(entries, given, None if all_again else dirty)
            wanted = self.catalog.chunk_ids_in_order()
            held = self.vectors.ids()
            present = self.stores.whole_of(held)
            self.catalog.set_waiting(waiting := [chunk_id for chunk_id in wanted if chunk_id not in present])
            gone = [body for entry_id, body in stored.items() if body != bodies.get(entry_id)]
            languages = self.catalog.languages_with(dirty, gone) if stored and not all_again else languages_of(entries)
            stamp = self._remember(languages)
        return stamp, sorted(held.difference(wanted)), waiting

    def _remember(self, languages: Mapping[str, int]) -> str:
        """Notes what this state of the index was made of; its stamp."""
        tally, stamp = self.catalog.tally(), uuid4().hex
        self.catalog.set_meta(
            finished="no",
            generation=str(self.catalog.generation + 1),
            stamp=stamp,
            collection=self.collection,
            made_by=self.made_by,
            **maker_of(self.embedder),
            words="yes" if isinstance(self.embedder, WordEmbedder) else "no",
            written=json.dumps([tally.entries, tally.chunks]),
            grammar=str(GRAMMAR_VERSION),
            languages=json.dumps(languages),
            built=str(self.begun),
        )
        return stamp


def _outcome(reading: FileReading, last: FileReading | None) -> FileOutcome:
    same = last is not None and last.status == "read" and (last.digest, last.shape) == (reading.digest, reading.shape)
    status: Status = reading.status if reading.status != "read" else "unchanged" if same else "indexed"
    return FileOutcome(reading.source.shown, status, len(reading.entries), reading.reason, reading.unplaced, reading.shape)
