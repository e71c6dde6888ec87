"""Where the index of a set of notes lives, and who may write it."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import StoreError
from assistant.index.catalog import Catalog
from assistant.index.database import explained
from assistant.index.vectors import VectorStore

_LOCK = "writing.lock"
# Seconds that a writer waits for another: as long as an app that keeps up takes for a changed note, not for a first index.
_PATIENCE = 3.0
_POLL = 0.02


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """Where the index of a set of notes lives."""

    folder: Path
    server: str | None
    key: str

    def catalog(self) -> Catalog:
        """Its catalog."""
        return Catalog(self.folder)

    def vectors(self, collection: str) -> VectorStore:
        """One of its collections of vectors."""
        return VectorStore(self.folder / "chroma", self.server, collection)

    def is_written(self) -> bool:
        """Whether somebody is writing it now."""
        if not self.folder.is_dir():  # to look must make nothing
            return False
        lock = FileLock(self.folder / _LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            return True
        except OSError:
            return False
        lock.release()
        return False

    @contextmanager
    def one_writer(self) -> Iterator[None]:
        """Held by whoever writes; a second writer gets a `StoreError` where the first is not done within seconds."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / _LOCK, timeout=_PATIENCE)
            lock.acquire(poll_interval=_POLL)
        except Timeout as error:
            raise StoreError("another `assistant index` is writing this index; wait until it is done") from error
        except OSError as error:
            raise explained(error, self.folder) from error
        try:
            yield
        finally:
            lock.release()


@contextmanager
def uncollected() -> Iterator[Callable[[], None]]:
    """Python looks for no cycles meanwhile, or until what this gives is called: where very many objects are made that all stay, a sixth of the time goes
    into that."""
    again = gc.enable if gc.isenabled() else _nothing
    gc.disable()
    try:
        yield again
    finally:
        again()


def _nothing() -> None:
    pass


def index_place(home: Path, server: str | None, roots: Sequence[Path]) -> IndexPlace:
    """The place of the index of `roots` below `home`: each set of notes, on each server, has its own."""
    names = "\n".join(sorted(str(root.expanduser().resolve()) for root in roots))
    key = hashlib.sha256(os.fsencode(f"{server or ''}\n{names}")).hexdigest()[:12]
    return IndexPlace(home / "index" / key, server, key)
