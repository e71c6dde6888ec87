"""Search: dense, keyword and late-interaction scores joined, hits gathered by entry."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.embedding.embedder import Embedder, Vectors32, WordEmbedder, reads_only_english
from assistant.embedding.late_interaction import WordVectors, similarities
from assistant.index.catalog import Catalog
from assistant.index.chunks import Chunk
from assistant.index.filters import Filters
from assistant.index.vectors import VectorStore
from assistant.notes.entry import Entry
from assistant.questions.named_entries import called_by_name
from assistant.retrieval.within import restricted
from assistant.text.fold import fold
from assistant.text.languages import ENGLISH, language_of
from assistant.text.words import STOPWORDS, rarity, terms

_POOL = 120
# Entries read beyond those asked for, as a name in the question may still lift one.
_SPARE = 20
# Nearest chunks of the library that are looked through for those that pass filters.
_WIDE = 1000
# Chunks that the keywords of one question may have to be ranked.
_ROWS = 2500
_DENSE_WEIGHT = 0.6
# Of dense, keyword and late interaction; fitted on the development items.
_LATE_WEIGHTS = (0.25, 0.15, 0.6)
_CHANCE = 0.9
# What vectors of an English model count for in another language.
_UNREAD = 0.3
_KEYWORD_FIELDS = (2.0, 0.5, 1.0, 0.7)
_NAMED = 0.1
_ACRONYM = re.compile(r"\b[A-Za-z]?[a-z]?[A-Z][A-Za-z]?[A-Z]?[A-Z]?s?\b")
_SECOND_CHUNK = 0.1


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that a search returned. `score` joins `dense` (cosine) and `keyword` (BM25, scaled to the best hit), each from 0 to 1."""

    chunk: Chunk
    score: float
    dense: float
    keyword: float


@dataclass(frozen=True, slots=True)
class EntryHit:
    """An entry with its hits, best first. `score` is that of the best one, raised a little by further ones."""

    entry: Entry
    score: float
    hits: tuple[Hit, ...]


class Retriever:
    """Searches one state of an index."""

    def __init__(self, catalog: Catalog, vectors: VectorStore, embedder: Embedder) -> None:
        self._catalog, self._vectors, self._embedder = catalog, vectors, embedder

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[EntryHit]:
        """The `k` entries that fit `query` best, best first, ties by id."""
        filters = filters or Filters()
        pool = min(max(_POOL, 2 * k), max(self._catalog.counts()[1], 1))
        vector, words = self._read(query)
        dense = dict(nearest_within(vector, pool, filters, self._catalog, self._vectors))
        keyword = self._keyword(query, pool, filters)
        found = dense.keys() | keyword.keys()
        if filters and len(found) < pool:  # what the filters ask for counts, be it far from the question
            found |= set(self._catalog.some_within(filters, pool))
        late = late_scores(words, sorted(found), self._catalog) if words else {}
        scores = join(found, dense, keyword, late)
        if reads_only_english(self._embedder.name) and language_of(query) != ENGLISH:
            scores = {one: (1 - _UNREAD) * keyword.get(one, 0.0) + _UNREAD * score for one, score in scores.items()}
        return self._gather(query, scores, (dense, keyword), k, filters)

    def _read(self, query: str) -> tuple[Vectors32, WordVectors | None]:
        if isinstance(self._embedder, WordEmbedder):
            return self._embedder.question(query)
        return self._embedder.query(query), None

    def _keyword(self, query: str, n: int, filters: Filters) -> dict[str, float]:
        expression = self._expression(query)
        found = self._catalog.matching(expression, _KEYWORD_FIELDS, n, filters) if expression else []
        best = max((score for _, score in found), default=0.0)
        return {chunk_id: score / best for chunk_id, score in found} if best > 0 else {}

    def _expression(self, query: str) -> str:
        """Words of the query in title, section or passage; what is written as an acronym among those that titles could be known by.

        Rarest first, until as many chunks as `_ROWS` hold them: what a frequent word adds to a rank is next to nothing, and its cost grows with
        the library.
        """
        words = terms(query)
        shares, total = self._catalog.shares(words), self._catalog.counts()[1]
        left = float(_ROWS)
        kept: list[str] = []
        for word in sorted(words, key=lambda word: shares[word]):
            left -= shares[word] * total
            if left < 0:
                break
            kept.append(self._catalog.keyword(word))
        short = {fold(match).removesuffix("s") for match in _ACRONYM.findall(query) if len(match) > 1 and sum(map(str.isupper, match)) > 1}
        among = [f'acronyms : "{word}"' for word in sorted(short)]
        among = [one for one in among if self._catalog.count_matching(one, _ROWS) < _ROWS]
        return " OR ".join([*([f"{{title section passage}} : ({' OR '.join(kept)})"] if kept else []), *among])

    def _gather(
        self, query: str, scores: dict[str, float], parts: tuple[dict[str, float], dict[str, float]], k: int, filters: Filters
    ) -> list[EntryHit]:
        dense, keyword = parts
        chunks = self._catalog.chunks(list(scores))
        by_entry: dict[str, list[Hit]] = {}
        for chunk_id, chunk in chunks.items():
            hit = Hit(chunk, scores[chunk_id], dense.get(chunk_id, 0.0), keyword.get(chunk_id, 0.0))
            by_entry.setdefault(chunk.entry_id, []).append(hit)
        best = sorted(by_entry, key=lambda entry_id: (-max(hit.score for hit in by_entry[entry_id]), entry_id))[: k + _SPARE]
        entries = self._catalog.entries(best)
        passing = {entry_id: restricted(entry, filters) for entry_id, entry in entries.items()}
        found = [
            _entry_hit(entry, _own_hits(entry, entries[entry_id], by_entry[entry_id]), query)
            for entry_id in best
            if (entry := passing.get(entry_id))
        ]
        return sorted(found, key=lambda hit: (-hit.score, hit.entry.id))[:k]


def nearest_within(vector: Vectors32, n: int, filters: Filters, catalog: Catalog, vectors: VectorStore) -> list[tuple[str, float]]:
    """The `n` chunks that pass the filters and are nearest to `vector`, among the thousand nearest of the library.

    To let Chroma filter would take ten times as long where the library is large, for chunks that a thousand others come before.
    """
    if not filters:
        return vectors.nearest(vector, n)
    found = vectors.nearest(vector, max(n, _WIDE))
    members = catalog.passing([chunk_id for chunk_id, _ in found], filters)
    return [(chunk_id, score) for chunk_id, score in found if chunk_id in members][:n]


def late_scores(question: WordVectors, ids: Sequence[str], catalog: Catalog) -> dict[str, float]:
    """How well chunks answer to a question's words, each weighed by how rare it is in the library; chunks without word vectors are left out."""
    packed = catalog.word_vectors(ids)
    telling = [word if word and word not in STOPWORDS else "" for word in question.words]
    shares = catalog.shares(sorted(set(telling) - {""}))
    pieces = Counter(telling)
    weights = [rarity(shares[word]) / pieces[word] if word else 0.0 for word in telling]
    return dict(zip(packed, similarities(question, weights, list(packed.values())), strict=True))


def _own_hits(entry: Entry, whole: Entry, hits: list[Hit]) -> list[Hit]:
    """The hits of an entry of which filters let pass a part, with no remark but of that part; where none is left, one that says nothing."""
    if entry is whole:
        return hits
    said = "\n".join(entry.lines())
    own = [
        replace(hit, chunk=replace(hit.chunk, passage="\n".join(line for line in hit.chunk.passage.split("\n") if line in said)))
        for hit in hits
    ]
    return [hit for hit in own if hit.chunk.passage] or own[:1]


def _entry_hit(entry: Entry, hits: list[Hit], query: str) -> EntryHit:
    hits = sorted(hits, key=lambda hit: (-hit.score, hit.chunk.ordinal))
    score = hits[0].score + (_SECOND_CHUNK * hits[1].score if len(hits) > 1 else 0.0)
    named = entry.kind != "section" and called_by_name(entry, query) > 0
    return EntryHit(entry, score + _NAMED * named, tuple(hits))


def join(found: Collection[str], dense: dict[str, float], keyword: dict[str, float], late: dict[str, float]) -> dict[str, float]:
    """The scores of the chunks `found`: a convex combination, the dense ones min-max scaled within the pool (Bruch et al., 2023, "An Analysis of
    Fusion Functions"), those of late interaction scaled from the pool's median, which is what chance gives, to its best. `late` may be empty."""
    low = min(dense.values(), default=0.0)
    span = max(max(dense.values(), default=1.0) - low, 1e-6)
    best = max(late.values(), default=0.0)
    chance = min(statistics.median(late.values()), _CHANCE * best) if late else 0.0
    scores = {}
    for chunk_id in found:
        near, told = max(0.0, (dense.get(chunk_id, low) - low) / span), keyword.get(chunk_id, 0.0)
        if late:
            words = max(0.0, (late.get(chunk_id, 0.0) - chance) / max(best - chance, 1e-6))
            scores[chunk_id] = _LATE_WEIGHTS[0] * near + _LATE_WEIGHTS[1] * told + _LATE_WEIGHTS[2] * words
        else:
            scores[chunk_id] = _DENSE_WEIGHT * near + (1 - _DENSE_WEIGHT) * told
    return scores
