"""Notes and their index as readers see them: brought up to date, held open, and told what other processes do to them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Event, RLock

from assistant.embedding.choosing import make_embedder
from assistant.embedding.embedder import Embedder, reads_only_english
from assistant.errors import NotesError
from assistant.index.catalog import Catalog
from assistant.index.database import FILE
from assistant.index.place import IndexPlace, index_place
from assistant.index.soundness import changed_since, drift, fingerprint_of, require_whole, verify_whole
from assistant.index.sync import Progress, SyncReport, sync
from assistant.index.vectors import VectorStore
from assistant.index.views.entry_map import EntryMap, entry_map
from assistant.index.views.last_run import LastRun, keep_run, last_run
from assistant.index.views.standing import Standing, standings
from assistant.notes.entry import Entry
from assistant.notes.folder.walk import find_files, printable, require_roots
from assistant.onnx import trim_memory
from assistant.settings import Settings, shipped
from assistant.text.languages import ENGLISH

# What share of the entries is worth a word on their languages, and how many languages are named.
_FEW = 0.01
_NAMED = 4
_LEFT = "the last `assistant index` did not finish; run it again"


class OpenIndex:
    """The index at `place`, opened when it is first needed. Safe to share between threads."""

    def __init__(self, place: IndexPlace) -> None:
        self.place = place
        self._lock = RLock()
        self._catalog: Catalog | None = None
        self._file: tuple[int, int] = (0, 0)
        self._vectors: VectorStore | None = None
        self._seen: tuple[str, int, int, tuple[int, ...], str] | tuple[()] = ()

    def is_built(self) -> bool:
        """Whether it can be searched: by words at least."""
        return (self.place.folder / FILE).exists() and self.catalog().generation > 0

    def catalog(self) -> Catalog:
        """Its catalog, opened anew where the file was replaced or cut."""
        with self._lock:
            inode, size = self._file_now()
            if self._catalog is not None and (inode != self._file[0] or size < self._file[1]):
                self._catalog.close()
                self._catalog = None
            if self._catalog is None:
                self._catalog = self.place.catalog()
                self._seen = ()
            self._file = self._file_now()
            return self._catalog

    def whole(self, embedder: str) -> tuple[Catalog, VectorStore]:
        """Its catalog and its vectors.

        Raises `NotesError` where it was never built, `BrokenIndexError` where it is not whole, `StoreError` where another embedder than the one
        of this name made it. That is looked at anew only where somebody has written to it.
        """
        if not self.is_built():
            raise NotesError("these notes are not indexed yet; run `assistant index`")
        with self._lock:
            catalog = self.catalog()
            waiting = catalog.count_waiting()
            if self._vectors is None or self._seen[:2] != (catalog.stamp, waiting):
                self._vectors = self.place.vectors(catalog.meta("collection"))
                self._vectors.reopen()
                self._seen = ()
            mark = self._vectors.mark()
            if self._seen and self._seen[3][:1] != mark[:1]:  # another file, of which what is open knows nothing
                self._vectors.reopen()
            seen = (catalog.stamp, waiting, catalog.mark(), mark, embedder)
            if seen != self._seen:
                require_whole(catalog, self._vectors, embedder)
                self._seen = seen
            return catalog, self._vectors

    def _file_now(self) -> tuple[int, int]:
        try:
            state = (self.place.folder / FILE).stat()
        except OSError:
            return 0, 0
        return state.st_ino, state.st_size


class IndexedNotes:
    """The notes of `settings` and their index.

    Cheap to make: nothing is opened or loaded before it is needed. Safe to share between threads. It notices when another process has
    brought the index up to date. `embedder` embeds in the place of the one that the settings name.
    """

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self._lock = RLock()
        self._embedder = embedder
        self._opened: OpenIndex | None = None
        self._indexing = Event()

    @property
    def roots(self) -> list[Path]:
        """The notes: those of the settings, else those last indexed in this home, else the corpus that ships with the project."""
        return [self.settings.notes] if self.settings.notes is not None else self.last_roots() or [shipped("corpus")]

    def last_roots(self) -> list[Path]:
        """The notes last indexed in this home, if any."""
        try:
            last = json.loads((self.settings.home / "last.json").read_text(encoding="utf-8"))["notes"]
            return [Path(root) for root in last]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def index(self, paths: Sequence[Path] = (), progress: Progress | None = None, embed_most: int | None = None) -> SyncReport:
        """Brings the index of `paths` (by default `roots`) up to date; they become this home's notes. `progress` is told (stage, done, of). Where more
        chunks than `embed_most` are to be embedded, none is: they are found by their words alone until the next time."""
        roots = [path.expanduser().resolve() for path in (paths or self.roots)]
        place = index_place(self.settings.home, self.settings.chroma, roots)
        self._indexing.set()
        try:
            report = sync(place, roots, self.embedder, self.settings.chunk_tokens, progress, embed_most)
        finally:
            self._indexing.clear()
            trim_memory()
        keep_run(place.folder, report)
        if self.settings.notes is None or paths:
            remembered = json.dumps({"notes": [str(root) for root in roots]})
            (self.settings.home / "last.json").write_text(remembered, encoding="utf-8")
        return report

    def last_run(self) -> LastRun | None:
        """What the last run of the index of these notes did; None where none was kept."""
        return last_run(self._place().folder)

    def entry_map(self) -> EntryMap:
        """The entries as points of a plane, by meaning. Raises as a search does."""
        return entry_map(self._place().folder, *self._open(), whole=not self.waiting())

    def is_indexed(self) -> bool:
        """Whether these notes have an index that can be searched."""
        return self._index.is_built()

    @property
    def index_folder(self) -> Path:
        """Where the index of these notes is, or will be."""
        return self._place().folder

    def is_being_indexed(self) -> bool:
        """Whether these notes are being indexed now, here or in another process."""
        return self._indexing.is_set() or self._place().is_written()

    def waiting(self) -> int:
        """How many chunks are still to be embedded, and are found by their words alone until then."""
        return self._read().count_waiting() if self.is_indexed() else 0

    def partly_embedded(self) -> str:
        """One line on the chunks that are still to be embedded, and what helps; empty where none are."""
        if not (some := self.waiting()):
            return ""
        told = f"{some:,} of {self.counts()[1]:,} passages"
        if self.is_being_indexed():
            return f"{told} are still being embedded: found by words alone"
        return f"{told} are not embedded yet: found by words alone; run `assistant index` to go on"

    def verify(self) -> None:
        """Looks through the whole index. Raises `StoreError` where something is lost or damaged, and says what mends it."""
        verify_whole(*self._open())

    def generation(self) -> int:
        """How many syncs have changed the index: a new number means new notes."""
        return self._read().generation

    def state(self) -> str:
        """Names what is indexed now: no other state of these notes, nor of others, has the same name."""
        return self._read().stamp

    def fingerprint(self) -> str:
        """SHA-256 of what is searched: every entry's id, title, byline and lines, the embedding model and the chunk size."""
        return fingerprint_of(self.entries(), self.embedder.name, self.settings.chunk_tokens)

    @property
    def embedder(self) -> Embedder:
        """The embedding model of the settings."""
        with self._lock:
            if self._embedder is None:
                self._embedder = make_embedder(self.settings)
            return self._embedder

    def _place(self) -> IndexPlace:
        return index_place(self.settings.home, self.settings.chroma, [root.expanduser().resolve() for root in self.roots])

    @property
    def _index(self) -> OpenIndex:
        """The index of these notes; another one once others were indexed in this home."""
        place = self._place()
        with self._lock:
            if self._opened is None or self._opened.place != place:
                self._opened = OpenIndex(place)
            return self._opened

    def _read(self) -> Catalog:
        return self._index.catalog()

    def _open(self) -> tuple[Catalog, VectorStore]:
        """What is searched. Raises `NotesError` where nothing is indexed or the notes are gone, `StoreError` where the index is not whole."""
        catalog, vectors = self._index.whole(self.embedder.name)
        require_roots(self.roots)
        if not catalog.counts()[0]:
            where = ", ".join(printable(str(root)) for root in self.roots)
            raise NotesError(f"no entries in {where}: put notes there and run `assistant index`")
        return catalog, vectors

    def entry(self, entry_id: str) -> Entry | None:
        """One entry by id."""
        return self._read().entries([entry_id]).get(entry_id)

    def entries_of(self, ids: Sequence[str]) -> dict[str, Entry]:
        """Entries by id; unknown ids are left out."""
        return self._read().entries(ids)

    def standings(self, entries: Sequence[Entry]) -> dict[str, Standing]:
        """What stands before and after each of some entries, and the address that opens it in an editor, by id."""
        return standings(self._read(), entries, self.settings.editor)

    def entries(self) -> list[Entry]:
        """All entries in the order of the notes."""
        return self._read().all_entries()

    def notebooks(self) -> list[str]:
        """Names of the notebooks."""
        return self._read().notebooks()

    def stale(self, places: Iterable[str]) -> str:
        """One line that names the files, of those that hold `places` ("corpus/llms.md:12"), which are gone or changed since they were indexed; else
        empty. Only these files are looked at."""
        shown = list(dict.fromkeys(place.rpartition(":")[0] for place in places))
        told = changed_since(self._read(), shown)
        return f"{told}; run `assistant index` to bring the index up to date" if told else ""

    def drift(self) -> list[tuple[bool, str]]:
        """What of the index is not what the notes say now, in lines; each with whether answers rest on nothing that is gone or failed."""
        return [*self._unfinished(), *drift(self._read(), find_files(self.roots, some=False))]

    def _unfinished(self) -> list[tuple[bool, str]]:
        if self._read().meta("finished") == "yes":
            return []
        if told := self.partly_embedded():
            return [(self.is_being_indexed(), told)]
        return [(True, "it is being brought up to date") if self.is_being_indexed() else (False, _LEFT)]

    def little_read(self) -> str:
        """One line on the entries in languages that the embedding model knows little of, and what helps; empty where next to none are."""
        told = self._read().languages()
        other = {language: count for language, count in told.items() if language != ENGLISH}
        some, of = sum(other.values()), sum(told.values())
        if not reads_only_english(self.embedder.name) or some < max(1, of * _FEW):
            return ""
        most = sorted(other, key=lambda language: (-other[language], language))
        named = ", ".join(f"{language} {other[language]}" for language in most[:_NAMED]) + ", …" * (len(most) > _NAMED)
        return (
            f"{some} of {of} entries are in languages that the local model knows little of ({named}): they are found by their words alone; "
            "set ASSISTANT_EMBEDDING=onnx:FOLDER to a multilingual model"
        )

    def counts(self) -> tuple[int, int]:
        """Number of entries and of chunks in the index."""
        return self._read().counts()

    def count_files(self) -> int:
        """Number of files below the notes. Raises `NotesError` where there are none."""
        return len(find_files(self.roots))

    def files(self) -> list[dict[str, object]]:
        """What became of each file at the last sync: path, status, entries, unplaced lines, reason."""
        read = sorted(self._read().readings().values(), key=lambda reading: reading.source.shown)
        told = [(r.source.shown, r.status, len(r.entries), len(r.unplaced), r.reason) for r in read]
        return [dict(zip(("file", "status", "entries", "unplaced", "reason"), one, strict=True)) for one in told]
