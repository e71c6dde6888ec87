"""Text to vectors by the embedding model of an endpoint."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.embedding.embedder import Progress, Vectors32
from assistant.endpoint.client import Endpoint

_ENDPOINT_BATCH = 128


class EndpointEmbedder:
    """The embedding model `model` of an endpoint. Vectors are normalised. Raises `ModelError` where the endpoint fails or gives no usable vectors."""

    def __init__(self, endpoint: Endpoint, model: str) -> None:
        self._endpoint, self._model = endpoint, model
        self.name = f"openai:{model}"

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors32:
        batches = []
        for start in range(0, len(texts), _ENDPOINT_BATCH):
            batch = texts[start : start + _ENDPOINT_BATCH]
            batches.append(self._embed(batch))
            if progress:
                progress(len(batch))
        return np.concatenate(batches) if batches else np.zeros((0, 0), dtype=np.float32)

    def query(self, text: str) -> Vectors32:
        return np.asarray(self._embed([text])[0], dtype=np.float32)

    def _embed(self, texts: Sequence[str]) -> Vectors32:
        vectors = np.array(self._endpoint.embed(self._model, texts), dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
        return np.asarray(vectors / lengths, dtype=np.float32)
