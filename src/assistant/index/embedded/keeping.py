"""The vectors of chunks and of their words beside the catalog, found by the hash of the text too: Chroma's can be made again from them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from assistant.embedding.embedder import Passages, Vectors32
from assistant.index.database import Database

# The vector of a text and those of its words, empty where there are none.
Known = tuple[Vectors32, bytes]
KNOWN = "SELECT text, vector, vectors, checksum FROM embedded LEFT JOIN word_vectors USING (chunk_id) WHERE text"


class KeptVectors(Database):
    """The vectors in a catalog."""

    def keep_vectors(self, ids: Sequence[str], made: Passages) -> None:
        """Stores the vectors of chunks, and of their words where there are any, in the place of those stored before."""
        packed = [np.asarray(vector, dtype="<f4").tobytes() for vector in made.vectors]
        words = made.words or [b""] * len(ids)
        if made.words:
            self._db.executemany("INSERT OR REPLACE INTO word_vectors VALUES (?, ?)", zip(ids, words, strict=True))
        texts = [text_of(chunk_id) for chunk_id in ids]
        rows = zip(ids, texts, packed, map(_checksum, texts, packed, words), strict=True)
        self._db.executemany("INSERT OR REPLACE INTO embedded VALUES (?, ?, ?, ?)", rows)

    def known(self, texts: Sequence[str], *, with_words: bool) -> dict[str, Known]:
        """What is known of texts, by the hash of each; those whose vector is damaged, or lacks those of its words, are left out."""
        return sound(self._rows_of(KNOWN, texts), with_words=with_words)

    def not_kept(self) -> list[str]:
        """Ids of the chunks that have vectors in Chroma alone: of an index that is older than this table."""
        sql = "SELECT id FROM chunks WHERE id NOT IN (SELECT chunk_id FROM embedded) AND id NOT IN (SELECT chunk_id FROM waiting)"
        return [str(chunk_id) for (chunk_id,) in self._rows(sql)]

    def word_vectors(self, ids: Sequence[str]) -> dict[str, bytes]:
        """The packed word vectors of chunks by id; chunks without are left out."""
        rows = self._rows_of("SELECT chunk_id, vectors FROM word_vectors WHERE chunk_id", ids)
        return {str(chunk_id): bytes(vectors) for chunk_id, vectors in rows}  # type: ignore[call-overload]

    def with_word_vectors(self) -> set[str]:
        """Ids of the chunks that have word vectors."""
        return {str(chunk_id) for (chunk_id,) in self._rows("SELECT chunk_id FROM word_vectors")}

    def drop_vanished_vectors(self) -> None:
        """Forgets the vectors of chunks that are not in the catalog."""
        for table in ("word_vectors", "embedded"):
            self._db.execute(f"DELETE FROM {table} WHERE chunk_id NOT IN (SELECT id FROM chunks)")

    def drop_vectors(self) -> None:
        """Forgets all vectors."""
        for table in ("word_vectors", "embedded"):
            self._db.execute(f"DELETE FROM {table}")


def text_of(chunk_id: str) -> str:
    """What of a chunk's id is that of its text alone: its hash."""
    return chunk_id.rpartition(".")[2]


def sound(rows: Iterable[tuple[object, ...]], *, with_words: bool) -> dict[str, Known]:
    """What the rows of `KNOWN` hold that is as it was stored, by the hash of the text."""
    found = {}
    for text, vector, words, checksum in rows:
        packed = words if isinstance(words, bytes) else b""
        if isinstance(vector, bytes) and isinstance(words, bytes) == with_words and checksum == _checksum(str(text), vector, packed):
            found[str(text)] = (np.frombuffer(vector, dtype="<f4").astype(np.float32), packed)
    return found


def _checksum(text: str, vector: bytes, words: bytes) -> int:
    return zlib.crc32(words, zlib.crc32(vector, zlib.crc32(text.encode())))
