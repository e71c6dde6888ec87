"""Chunks that still wait for their vectors, embedded where a question asks for them: what is found by words is weighed by meaning like the rest."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.embedding.embedder import Embedder, Vectors32, passages_of
from assistant.index.catalog import Catalog

# As many as take about a second; those behind them are ranked by their words.
_MOST = 24
_KEPT = 512
_known: dict[tuple[str, str], tuple[Vectors32, bytes]] = {}


def embedded_now(ids: Sequence[str], catalog: Catalog, embedder: Embedder) -> dict[str, tuple[Vectors32, bytes]]:
    """The vectors, and those of their words (empty where the embedder gives none), of the first of some chunks, best first, that wait for them."""
    waiting = catalog.waiting(ids)
    if not waiting:
        return {}
    wanted = [chunk_id for chunk_id in ids if chunk_id in waiting][:_MOST]
    found = {chunk_id: known for chunk_id in wanted if (known := _known.get((embedder.name, chunk_id)))}
    chunks = list(catalog.chunks([chunk_id for chunk_id in wanted if chunk_id not in found]).values())
    if chunks:
        made = passages_of(embedder, [chunk.text for chunk in chunks])
        found |= dict(zip((chunk.id for chunk in chunks), zip(made.vectors, made.words or [b""] * len(chunks), strict=True), strict=True))
        if len(_known) > _KEPT:
            _known.clear()
        _known.update({(embedder.name, chunk_id): one for chunk_id, one in found.items()})
    return found
