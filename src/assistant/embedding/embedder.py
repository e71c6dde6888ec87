"""What makes vectors of texts, whichever model it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.late_interaction import WordVectors

Vectors32 = NDArray[np.float32]
Progress = Callable[[int], None]


class Embedder(Protocol):
    """`name` identifies model and version: vectors of different names are never compared. All vectors have length 1."""

    name: str

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors32:
        """Vectors of texts to be found, shape len(texts) × dimension; `progress` is told how many texts each batch held."""
        ...

    def query(self, text: str) -> Vectors32:
        """Vector of a question, shape (dimension,)."""
        ...


def reads_only_english(name: str) -> bool:
    """Whether the model of an embedder's name was made of English texts alone."""
    return name.startswith("local:")


def runs_here(name: str) -> bool:
    """Whether the model of an embedder's name runs on this machine, so that to ask it costs nothing and tells nobody anything."""
    return name.startswith(("local:", "onnx:"))


class Passages(NamedTuple):
    """Texts to be found: their vectors (texts × dimension), and the vectors of each one's words, packed."""

    vectors: Vectors32
    words: list[bytes]


@runtime_checkable
class WordEmbedder(Embedder, Protocol):
    """An embedder that also gives the vectors of single words, for late interaction."""

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Passages:
        """As `documents`, with the words of each text that tell something."""
        ...

    def question(self, text: str) -> tuple[Vectors32, WordVectors]:
        """As `query`, with the vectors of the question's words."""
        ...


@runtime_checkable
class ServedEmbedder(Embedder, Protocol):
    """An embedder whose model others serve: another one may have the same name elsewhere. `address` is where it is served."""

    @property
    def address(self) -> str: ...


def maker_of(embedder: Embedder) -> dict[str, str]:
    """What tells whether two embedders make the same vectors of a text, to be kept."""
    return {"embedder": embedder.name, "served_at": embedder.address if isinstance(embedder, ServedEmbedder) else ""}


def passages_of(embedder: Embedder, texts: Sequence[str], progress: Progress | None = None) -> Passages:
    """Texts to be found as an embedder gives them; no words where it gives none."""
    if isinstance(embedder, WordEmbedder):
        return embedder.passages(texts, progress)
    return Passages(embedder.documents(texts, progress), [])
