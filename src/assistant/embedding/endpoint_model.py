"""Text to vectors by the embedding model of an endpoint."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.embedding.embedder import Progress, Vectors32
from assistant.endpoint.client import Endpoint
from assistant.endpoint.writer import Counts
from assistant.settings import shown_address
from assistant.spending.ledger import Call
from assistant.spending.metered import Purse
from assistant.text.tokens import count_tokens

_ENDPOINT_BATCH = 128


class EndpointEmbedder:
    """The embedding model `model` of an endpoint, paid from a purse: the limit of a day holds for it, too. Vectors are normalised. Raises `ModelError`
    where the endpoint fails or gives no usable vectors, `LimitError` at the limit."""

    def __init__(self, endpoint: Endpoint, model: str, purse: Purse) -> None:
        self._endpoint, self._model = endpoint, model
        self._purse = replace(purse, for_answer=None)
        self.name = f"openai:{model}"

    @property
    def address(self) -> str:
        """The web address of the endpoint, as people may see it."""
        return shown_address(self._endpoint.url)

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
        most = Counts(sum(map(count_tokens, texts)), 0)
        number = self._purse.open(Call(self._model, uuid.uuid4().hex), most)
        taken: Counts | None = None
        try:
            vectors = np.array(self._endpoint.embed(self._model, texts), dtype=np.float32)
            taken = self._purse.priced(self._model, most)
        finally:
            self._purse.close(number, taken)
        lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
        return np.asarray(vectors / lengths, dtype=np.float32)
