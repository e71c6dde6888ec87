"""Vectors in Chroma: embedded in a folder of this machine, or on a Chroma server. The only file that imports chromadb."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from assistant.embedding.embedder import Vectors32
from assistant.errors import BrokenIndexError, StoreError
from assistant.index.database import explained

# Chroma builds a part of the graph anew in each process, never twice the same: a search that looks at this many candidates is exact for some
# thousand chunks and all but exact beyond, so that a question is answered alike each time.
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 1000, "max_neighbors": 24}
_FILE = "chroma.sqlite3"
_AT_ONCE = 2000
_STAMP = "stamp"
# Seconds between the attempts of a read.
_PAUSES = (0.02, 0.1, 0.5)
# Chroma keeps what is open in one place for all threads, and opening is no single step.
_OPENING = RLock()


def _chroma() -> ModuleType:
    """Chroma, imported by one thread at a time and from its top: its modules import one another in a ring, and two threads that enter it at different
    places leave it half imported for good."""
    with _OPENING:
        import chromadb

    return chromadb


class VectorStore:
    """One collection of vectors by chunk id.

    `server` is the `http://host:port` of a Chroma server; without it the vectors live in `folder`. Nothing is made before `make`. Raises
    `BrokenIndexError` where the collection is gone or its files are damaged, `StoreError` where a server does not answer or nothing can be written.
    """

    def __init__(self, folder: Path, server: str | None, collection: str) -> None:
        self._folder, self._server, self._name = folder, server, collection
        self._collection: Any = None

    def reopen(self) -> None:
        """Lets go of everything cached, so that what another process wrote becomes visible.

        Chroma keeps an embedded store open by path for the life of the process, and its copy goes stale when another process writes.
        """
        if self._server is None:
            _chroma()
            from chromadb.api.shared_system_client import SharedSystemClient

            with _OPENING:
                SharedSystemClient.clear_system_cache()
        self._collection = None

    def make(self) -> None:
        """Makes the collection where there is none."""
        with self._explaining():
            if not self._is_there():
                self._make_folder()
            self._collection = self._client().get_or_create_collection(self._name, embedding_function=None, configuration={"hnsw": _HNSW})

    def _make_folder(self) -> None:
        """Makes a store of this machine aside and puts it in place whole: who opened a half-made one would make its tables a second time."""
        aside = self._folder.with_name(f"{self._folder.name}.making")
        for old in (aside, self._folder):
            shutil.rmtree(old, ignore_errors=True)
        with _OPENING:
            client = _opened(aside)
            client.get_or_create_collection(self._name, embedding_function=None, configuration={"hnsw": _HNSW})
            client.close()
        aside.rename(self._folder)

    def erase(self) -> None:
        """Deletes the collection with all that belongs to it, be it damaged; that of a folder with its whole store."""
        self.reopen()
        if self._server is not None:
            self.drop(self._name)
            return
        try:
            if self._folder.is_dir():
                shutil.rmtree(self._folder)
            else:
                self._folder.unlink(missing_ok=True)
        except OSError as error:
            raise explained(error, self._folder.parent, "vectors") from error

    def mark(self) -> tuple[int, ...]:
        """Cheap to ask for and another one when somebody has written or deleted vectors: of a folder its file's identity, of a server its count."""
        if self._server is not None:
            return (self.count(),)
        try:
            state = (self._folder / _FILE).stat()
        except OSError:
            return ()
        return state.st_ino, state.st_size, state.st_mtime_ns

    def touched(self) -> str:
        """Names the files of the store as they are: another name once any of them was written. Empty where a server keeps them."""
        if self._server is not None or not self._folder.is_dir():
            return ""
        states = sorted(
            (str(file.relative_to(self._folder)), state.st_ino, state.st_size, state.st_mtime_ns)
            for file in self._folder.rglob("*")
            if (state := file.stat())
        )
        return hashlib.sha256(repr((self._name, states)).encode()).hexdigest()

    def is_untouched_since(self, touched: str) -> bool:
        """Whether no file of the store was written since it was named so."""
        return bool(touched) and touched == self.touched()

    @property
    def stamp(self) -> str:
        """The state of the index that these vectors were last completed for."""
        with self._explaining():
            return str((self._existing().metadata or {}).get(_STAMP, ""))

    def set_stamp(self, stamp: str) -> None:
        """Says that the vectors of a state of the index are complete."""
        self._call("modify", metadata={_STAMP: stamp})

    def count(self) -> int:
        """Number of vectors."""
        return int(self._read("count"))

    def ids(self) -> set[str]:
        """The ids of all vectors."""
        return set(self._read("get", include=[])["ids"])

    def add(self, ids: Sequence[str], vectors: Vectors32, entry_ids: Sequence[str]) -> None:
        """Writes vectors; those whose id is there already are replaced."""
        for start in range(0, len(ids), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            metadatas = [{"entry": entry_id} for entry_id in entry_ids[part]]
            self._call("upsert", ids=list(ids[part]), embeddings=np.asarray(vectors[part], dtype=np.float32), metadatas=metadatas)

    def delete(self, ids: Sequence[str]) -> None:
        """Removes vectors by id."""
        for start in range(0, len(ids), _AT_ONCE):
            self._call("delete", ids=list(ids[start : start + _AT_ONCE]))

    def nearest(self, vector: Vectors32, n: int) -> list[tuple[str, float]]:
        """The `n` chunk ids of highest cosine similarity, best first."""
        found = self._read("query", query_embeddings=[vector], n_results=n, include=["distances"])
        return [(chunk_id, 1.0 - float(distance)) for chunk_id, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def matrix(self, ids: Sequence[str]) -> Vectors32 | None:
        """The vectors of chunks, a row for each id, be it given twice; None where the store lacks one."""
        found = self.vectors(list(dict.fromkeys(ids)))
        return np.stack([found[chunk_id] for chunk_id in ids]) if all(chunk_id in found for chunk_id in ids) else None

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors32]:
        """The vectors of chunks by id; ids that the store does not have are left out."""
        if not ids:
            return {}
        found = self._read("get", ids=list(ids), include=["embeddings"])
        return {chunk_id: np.asarray(vector, dtype=np.float32) for chunk_id, vector in zip(found["ids"], found["embeddings"], strict=True)}

    def drop(self, collection: str) -> None:
        """Deletes a collection of the same store, if it is there."""
        with self._explaining():
            client = self._client()
            if collection in {found.name for found in client.list_collections()}:
                client.delete_collection(collection)

    def drop_others(self, start: str) -> None:
        """Deletes the other collections of the same store whose names begin with `start`."""
        with self._explaining():
            client = self._client()
            for found in client.list_collections():
                if found.name.startswith(start) and found.name != self._name:
                    client.delete_collection(found.name)

    def _read(self, verb: str, **arguments: Any) -> Any:
        """What is read, at a later attempt if need be: while the first vectors are written, a store may look damaged for a moment."""
        for pause in _PAUSES:
            try:
                return self._call(verb, **arguments)
            except BrokenIndexError:
                time.sleep(pause)
        return self._call(verb, **arguments)

    def _call(self, verb: str, **arguments: Any) -> Any:
        with self._explaining():
            collection = self._collection  # another thread may let go of it meanwhile
            if collection is None or not self._is_there():
                collection = self._collection = self._existing()
            return getattr(collection, verb)(**arguments)

    def _existing(self) -> Any:
        if not self._is_there():
            raise self._gone()
        return self._client().get_collection(self._name, embedding_function=None)

    def _is_there(self) -> bool:
        """False where a folder was deleted: Chroma would go on with what it has open, or make an empty one in its place."""
        return self._server is not None or (self._folder / _FILE).is_file()

    def _client(self) -> Any:
        chromadb = _chroma()

        if self._server is None:
            with _OPENING:
                return _opened(self._folder)
        address = urlsplit(self._server)
        secure = address.scheme == "https"
        port = address.port or (443 if secure else 8000)
        return chromadb.HttpClient(host=address.hostname or "", port=port, ssl=secure, settings=_settings())

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except StoreError:
            raise
        except Exception as error:  # Chroma raises errors of several libraries, with no base of their own
            self.reopen()  # a client that failed to open stays in Chroma's cache, and fails from then on
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> StoreError:
        from chromadb.errors import ChromaError, InternalError, NotFoundError

        if isinstance(error, NotFoundError):
            return self._gone()
        if self._server is not None and not isinstance(error, InternalError):
            does = "refuses" if isinstance(error, ChromaError) else "does not answer"
            return StoreError(f"the Chroma server at {self._server} {does} ({type(error).__name__}); start it, or unset ASSISTANT_CHROMA")
        return explained(error, self._folder.parent, "vectors")

    def _gone(self) -> BrokenIndexError:
        where = f"on the Chroma server at {self._server}" if self._server else f"in {str(self._folder)!r}"
        return BrokenIndexError(
            f"the vectors of the index are no longer {where}; run `assistant index` to embed the notes again", "vectors"
        )


def _opened(folder: Path) -> Any:
    return _chroma().PersistentClient(str(folder), settings=_settings())


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)
