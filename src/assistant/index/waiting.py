"""Chunks that wait for their vectors get them in pieces that are each kept: who is interrupted goes on there, who asks meanwhile finds what is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.embedding.embedder import Embedder, Passages, WordEmbedder, maker_of, passages_of
from assistant.index.catalog import Catalog
from assistant.index.embedded.elsewhere import known_elsewhere
from assistant.index.embedded.keeping import Known, text_of
from assistant.index.vectors import VectorStore

# Chunks whose vectors are kept at once.
PIECE = 256


@dataclass(frozen=True, slots=True)
class Stores:
    """Where vectors go: those of chunks into the store, to be searched; these and those of their words, where the embedder gives them, into the
    catalog."""

    catalog: Catalog
    vectors: VectorStore
    embedder: Embedder

    @property
    def _with_words(self) -> bool:
        return isinstance(self.embedder, WordEmbedder)

    def present(self) -> set[str]:
        """Ids of the chunks that have all their vectors."""
        held = self.vectors.ids()
        return held & self.catalog.with_word_vectors() if self._with_words else held

    def keep_copies(self) -> None:
        """Puts those vectors beside the catalog that are in the store alone."""
        lacking = self.catalog.not_kept()
        for start in range(0, len(lacking), PIECE):
            found = self.vectors.vectors(lacking[start : start + PIECE])
            words = self.catalog.word_vectors(list(found)) if self._with_words else dict.fromkeys(found, b"")
            self._keep({chunk_id: (found[chunk_id], words[chunk_id]) for chunk_id in found if chunk_id in words})

    def embed(self, wanted: Sequence[str], progress: Callable[[int, int], None]) -> int:
        """Gives chunks of the catalog, by id, their vectors; how many texts were embedded for it. `progress` is told (done, of).

        No text is embedded twice: the vectors of one that has them already, be it in another entry or in another index of the same home, are copied.
        """
        done = embedded = 0

        def told(count: int) -> None:
            nonlocal done
            done += count
            progress(done, len(wanted))

        for start in range(0, len(wanted), PIECE):
            piece = wanted[start : start + PIECE]
            known = self._known(list({text_of(chunk_id) for chunk_id in piece}))
            new = {text_of(chunk_id): chunk_id for chunk_id in reversed(piece) if text_of(chunk_id) not in known}
            if new:
                known |= dict(zip(new, self._embedded(list(new.values()), told), strict=True))
            found = {chunk_id: known[text_of(chunk_id)] for chunk_id in piece}
            owners = self.catalog.owners(piece)
            self.vectors.add(piece, np.stack([vector for vector, _ in found.values()]), [owners[chunk_id] for chunk_id in piece])
            self._keep(found)
            told(len(piece) - len(new))
            embedded += len(new)
        return embedded

    def _known(self, texts: Sequence[str]) -> dict[str, Known]:
        known = self.catalog.known(texts, with_words=self._with_words)
        missing = [text for text in texts if text not in known]
        return known | known_elsewhere(self.catalog.folder, maker_of(self.embedder), missing, with_words=self._with_words)

    def _embedded(self, ids: Sequence[str], progress: Callable[[int], None]) -> list[Known]:
        chunks = self.catalog.chunks(ids)
        made = passages_of(self.embedder, [chunks[chunk_id].text for chunk_id in ids], progress)
        return list(zip(made.vectors, made.words or [b""] * len(ids), strict=True))

    def _keep(self, found: dict[str, Known]) -> None:
        if not found:
            return
        made = Passages(
            np.stack([vector for vector, _ in found.values()]), [words for _, words in found.values()] if self._with_words else []
        )
        with self.catalog.writing():
            self.catalog.keep_vectors(list(found), made)
            self.catalog.set_embedded(found)
