"""Late interaction: passages kept as the vectors of their words, so that each word of a question can look for its own best match.

After ColBERT (Khattab and Zaharia, 2020), with the word vectors that the sentence model computes anyway, and the question's words weighed by how rare
they are. Vectors are kept as 8-bit numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

# A unit vector's numbers times this fit 8 bits but for rare ones, which are cut; so that a product divided by it is a cosine.
_SCALE = 256
_LARGEST = 127


@dataclass(frozen=True, slots=True)
class WordVectors:
    """The words of a question as the model reads them: `words`, folded, one for each of the rows of `vectors` (each of length 1)."""

    words: tuple[str, ...]
    vectors: Matrix


def pack(vectors: Matrix) -> bytes:
    """Word vectors of a passage (words × dimension) as bytes."""
    units = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return bytes(np.clip(np.round(units * _SCALE), -_LARGEST, _LARGEST).astype(np.int8).tobytes())


def similarities(question: WordVectors, weights: Sequence[float], passages: Sequence[bytes]) -> list[float]:
    """How well each passage answers to the words of a question: the mean, over the question's words by `weights`, of the cosine of the passage's
    word that is nearest. 0 for a passage without words."""
    total = sum(weights)
    if not total or not passages:
        return [0.0] * len(passages)
    told = np.array(weights, dtype=np.float32) / total
    used = told > 0
    return [float(value) for value in nearest_words(question.vectors[used], passages) @ told[used]]


def nearest_words(vectors: Matrix, passages: Sequence[bytes]) -> Matrix:
    """For each passage (rows) and each of some words (columns) the cosine of the passage's word that is nearest; 0 for a passage without words."""
    lengths = [len(passage) // vectors.shape[1] for passage in passages]
    found = np.zeros((len(passages), len(vectors)), dtype=np.float32)
    filled = [number for number, length in enumerate(lengths) if length]
    if filled:
        matrix = np.frombuffer(b"".join(passages), dtype=np.int8).reshape(-1, vectors.shape[1]).astype(np.float32)
        starts = np.cumsum([0, *lengths])[:-1][filled]
        found[filled] = np.maximum.reduceat(matrix @ (vectors.T / _SCALE), starts, axis=0)
    return found
