"""Which embedder the settings name."""

from __future__ import annotations

from assistant.embedding.embedder import Embedder
from assistant.embedding.endpoint_model import EndpointEmbedder
from assistant.embedding.exported import ExportedEmbedder
from assistant.embedding.minilm import LocalEmbedder
from assistant.endpoint.client import Endpoint
from assistant.settings import Settings, expanded
from assistant.spending.metered import purse_of


def make_embedder(settings: Settings) -> Embedder:
    """The embedder that `settings.embedding` names: `local`, `openai:` with a model's name, or `onnx:` with a folder. Raises `StoreError`."""
    kind, _, named = settings.embedding.partition(":")
    if kind == "openai":
        return EndpointEmbedder(Endpoint(settings), named, purse_of(settings))
    return ExportedEmbedder(expanded(named)) if kind == "onnx" else LocalEmbedder()
