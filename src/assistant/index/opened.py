"""An index held open for reading, which notices what other processes do to it."""

from __future__ import annotations

from threading import RLock

from assistant.errors import NotesError
from assistant.index.catalog import Catalog
from assistant.index.database import FILE
from assistant.index.place import IndexPlace
from assistant.index.soundness import require_whole
from assistant.index.vectors import VectorStore


class OpenIndex:
    """The index at `place`, opened when it is first needed. Safe to share between threads."""

    def __init__(self, place: IndexPlace) -> None:
        self.place = place
        self._lock = RLock()
        self._catalog: Catalog | None = None
        self._file: tuple[int, int] = (0, 0)
        self._vectors: VectorStore | None = None
        self._seen: tuple[str, int, tuple[int, ...], str] | tuple[()] = ()

    def is_built(self) -> bool:
        """Whether a sync has ever completed it."""
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
            if self._vectors is None or self._seen[:1] != (catalog.stamp,):
                self._vectors = self.place.vectors(catalog.meta("collection"))
                self._vectors.reopen()
                self._seen = ()
            mark = self._vectors.mark()
            if self._seen and self._seen[2][:1] != mark[:1]:  # another file, of which what is open knows nothing
                self._vectors.reopen()
            seen = (catalog.stamp, catalog.mark(), mark, embedder)
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
