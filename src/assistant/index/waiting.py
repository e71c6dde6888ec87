"""Chunks that wait for their vectors get them in pieces that are each kept: who is interrupted goes on there, who asks meanwhile finds what is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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

    def whole_of(self, held: set[str]) -> set[str]:
        """Ids of the chunks that have all their vectors, of those that the store holds."""
        return held & self.catalog.with_word_vectors() if self._with_words else held

    def keep_copies(self) -> None:
        """Puts those vectors beside the catalog that are in the store alone."""
        for piece in _pieces(self.catalog.not_kept()):
            found = self.vectors.vectors(piece)
            words = self.catalog.word_vectors(list(found)) if self._with_words else dict.fromkeys(found, b"")
            self._keep({chunk_id: (found[chunk_id], words[chunk_id]) for chunk_id in found if chunk_id in words})

    def copy(self, wanted: Sequence[str]) -> list[str]:
        """Gives those chunks of the catalog, by id, their vectors whose texts were embedded before, for this index or another one of the same home. The
        others, in the same order."""
        left = []
        for piece in _pieces(wanted):
            known = self._known(list({text_of(chunk_id) for chunk_id in piece}))
            self._give({chunk_id: known[text_of(chunk_id)] for chunk_id in piece if text_of(chunk_id) in known})
            left += [chunk_id for chunk_id in piece if text_of(chunk_id) not in known]
        return left

    def embed(self, wanted: Sequence[str], progress: Callable[[int, int], None]) -> int:
        """Embeds chunks of the catalog, by id; how many texts that were. `progress` is told (done, of). No text is embedded twice."""
        done = embedded = 0

        def told(count: int) -> None:
            nonlocal done
            done += count
            progress(done, len(wanted))

        for piece in _pieces(wanted):
            known = self.catalog.known(list({text_of(chunk_id) for chunk_id in piece}), with_words=self._with_words)
            new = {text_of(chunk_id): chunk_id for chunk_id in reversed(piece) if text_of(chunk_id) not in known}
            if new:
                known |= dict(zip(new, self._embedded(list(new.values()), told), strict=True))
            self._give({chunk_id: known[text_of(chunk_id)] for chunk_id in piece})
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

    def _give(self, found: Mapping[str, Known]) -> None:
        if found:
            owners = self.catalog.owners(list(found))
            vectors = np.stack([vector for vector, _ in found.values()])
            self.vectors.add(list(found), vectors, [owners[chunk_id] for chunk_id in found])
            self._keep(found)

    def _keep(self, found: Mapping[str, Known]) -> None:
        if found:
            words = [words for _, words in found.values()] if self._with_words else []
            with self.catalog.writing():
                self.catalog.keep_vectors(list(found), Passages(np.stack([vector for vector, _ in found.values()]), words))
                self.catalog.set_embedded(found)


def _pieces(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + PIECE] for start in range(0, len(ids), PIECE))
