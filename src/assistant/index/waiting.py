"""Chunks that wait for their vectors get them in pieces that are each kept: who is interrupted goes on there, who asks meanwhile finds what is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.embedding.embedder import Embedder, Passages, WordEmbedder, passages_of
from assistant.errors import BrokenIndexError
from assistant.index.catalog import Catalog
from assistant.index.vectors import VectorStore

# Chunks whose vectors are kept at once.
PIECE = 256


@dataclass(frozen=True, slots=True)
class Stores:
    """Where vectors go: those of chunks into the store; those of their words, where the embedder gives them, into the catalog."""

    catalog: Catalog
    vectors: VectorStore
    embedder: Embedder

    def present(self) -> set[str]:
        """Ids of the chunks that have all their vectors."""
        held = self.vectors.ids()
        return held & self.catalog.with_word_vectors() if isinstance(self.embedder, WordEmbedder) else held

    def embed(self, wanted: Sequence[str], progress: Callable[[int, int], None]) -> int:
        """Gives chunks of the catalog, by id, their vectors; how many texts were embedded for it. `progress` is told (done, of).

        No text is embedded twice: the vectors of one that has them already, be it in another entry, are copied.
        """
        stored = {_text(chunk_id): chunk_id for chunk_id in self.present()}
        done = embedded = 0

        def told(count: int) -> None:
            nonlocal done
            done += count
            progress(done, len(wanted))

        for start in range(0, len(wanted), PIECE):
            piece = wanted[start : start + PIECE]
            new: dict[str, str] = {}
            for chunk_id in piece:
                if _text(chunk_id) not in stored:
                    new.setdefault(_text(chunk_id), chunk_id)
            if first := list(new.values()):
                self._keep(first, self._embedded(first, told))
            stored |= new
            if again := [chunk_id for chunk_id in piece if new.get(_text(chunk_id)) != chunk_id]:
                self._keep(again, self._copied([stored[_text(chunk_id)] for chunk_id in again]))
                told(len(again))
            embedded += len(first)
        return embedded

    def _embedded(self, ids: Sequence[str], progress: Callable[[int], None]) -> Passages:
        chunks = self.catalog.chunks(ids)
        return passages_of(self.embedder, [chunks[chunk_id].text for chunk_id in ids], progress)

    def _copied(self, ids: Sequence[str]) -> Passages:
        vectors, words = self.vectors.matrix(ids), self.catalog.word_vectors(ids)
        if vectors is None or (words and len(words) < len(set(ids))):
            raise BrokenIndexError("vectors of the index are lost; run `assistant index` to mend it", "vectors")
        return Passages(vectors, [words[chunk_id] for chunk_id in ids] if words else [])

    def _keep(self, ids: Sequence[str], made: Passages) -> None:
        owners = self.catalog.owners(ids)
        self.vectors.add(ids, made.vectors, [owners[chunk_id] for chunk_id in ids])
        with self.catalog.writing():
            if made.words:
                self.catalog.add_word_vectors(ids, made.words)
            self.catalog.set_embedded(ids)


def _text(chunk_id: str) -> str:
    """What of a chunk's id is that of its text alone."""
    return chunk_id.rpartition(".")[2]
