"""Vectors in Chroma: embedded in a folder of this machine, or on a Chroma server. The only file that imports chromadb."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from assistant.errors import StoreError
from assistant.index.embeddings import Vectors32

# Chroma builds a part of the graph anew in each process, never twice the same: a search that looks at this many candidates is exact for some
# thousand chunks and all but exact beyond, so that a question is answered alike each time.
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 1000, "max_neighbors": 24}


class VectorStore:
    """One collection of vectors by chunk id.

    `server` is the `http://host:port` of a Chroma server; without it the vectors live in `folder`. Raises `StoreError` where Chroma does not
    answer or its files cannot be opened.
    """

    def __init__(self, folder: Path, server: str | None, collection: str) -> None:
        self._folder, self._server, self._name = folder, server, collection
        self._collection: Any = None

    def reopen(self) -> None:
        """Lets go of everything cached, so that what another process wrote becomes visible.

        Chroma keeps an embedded store open by path for the life of the process, and its copy goes stale when another process writes.
        """
        if self._server is None:
            from chromadb.api.shared_system_client import SharedSystemClient

            SharedSystemClient.clear_system_cache()
        self._collection = None

    def count(self) -> int:
        """Number of vectors."""
        return int(self._call("count"))

    def ids(self) -> set[str]:
        """The ids of all vectors."""
        return set(self._call("get", include=[])["ids"])

    def add(self, ids: Sequence[str], vectors: Vectors32, entry_ids: Sequence[str]) -> None:
        """Writes vectors; those whose id is there already are replaced."""
        batch = self._client_limit()
        for start in range(0, len(ids), batch):
            part = slice(start, start + batch)
            metadatas = [{"entry": entry_id} for entry_id in entry_ids[part]]
            self._call("upsert", ids=list(ids[part]), embeddings=np.asarray(vectors[part], dtype=np.float32), metadatas=metadatas)

    def delete(self, ids: Sequence[str]) -> None:
        """Removes vectors by id."""
        batch = self._client_limit()
        for start in range(0, len(ids), batch):
            self._call("delete", ids=list(ids[start : start + batch]))

    def nearest(self, vector: Vectors32, n: int) -> list[tuple[str, float]]:
        """The `n` chunk ids of highest cosine similarity, best first."""
        found = self._call("query", query_embeddings=[vector], n_results=n, include=["distances"])
        return [(chunk_id, 1.0 - float(distance)) for chunk_id, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors32]:
        """The vectors of chunks by id; ids that the store does not have are left out."""
        if not ids:
            return {}
        found = self._call("get", ids=list(ids), include=["embeddings"])
        return {chunk_id: np.asarray(vector, dtype=np.float32) for chunk_id, vector in zip(found["ids"], found["embeddings"], strict=True)}

    def drop(self, collection: str) -> None:
        """Deletes another collection of the same store, if it is there."""
        client = self._open_client()
        if collection in {found.name for found in client.list_collections()}:
            client.delete_collection(collection)

    def _call(self, verb: str, **arguments: Any) -> Any:
        try:
            return getattr(self._open(), verb)(**arguments)
        except StoreError:
            raise
        except Exception as error:  # Chroma raises errors of several libraries, with no base of their own
            raise self._explained(error) from error

    def _open(self) -> Any:
        if self._collection is None:
            client = self._open_client()
            self._collection = client.get_or_create_collection(self._name, embedding_function=None, configuration={"hnsw": _HNSW})
        return self._collection

    def _open_client(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        try:
            if self._server is None:
                return chromadb.PersistentClient(str(self._folder), settings=settings)
            address = urlsplit(self._server)
            secure = address.scheme == "https"
            port = address.port or (443 if secure else 8000)
            return chromadb.HttpClient(host=address.hostname or "", port=port, ssl=secure, settings=settings)
        except Exception as error:
            raise self._explained(error) from error

    def _client_limit(self) -> int:
        return 2000

    def _explained(self, error: Exception) -> StoreError:
        kind = type(error).__name__
        if self._server is not None:
            return StoreError(f"the Chroma server at {self._server} does not answer ({kind}); start it, or unset ASSISTANT_CHROMA")
        if "space" in str(error).lower() or "disk" in str(error).lower():
            return StoreError(
                f"no space left for the index in {str(self._folder.parent)!r}; free some, or set ASSISTANT_HOME to another disk"
            )
        return StoreError(
            f"the index in {str(self._folder.parent)!r} cannot be used ({kind}); delete that folder and run `assistant index`"
        )
