"""Search: dense, keyword and late-interaction scores joined, hits gathered by entry."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.embedding.embedder import Embedder, Vectors32, WordEmbedder, reads_only_english
from assistant.embedding.late_interaction import WordVectors, similarities
from assistant.errors import BrokenIndexError
from assistant.index.catalog import Catalog
from assistant.index.chunks import Chunk
from assistant.index.filters import Filters
from assistant.index.vectors import VectorStore
from assistant.notes.entry import Entry
from assistant.questions.named_entries import called_by_name
from assistant.retrieval.on_the_spot import embedded_now
from assistant.retrieval.within import restricted
from assistant.text.fold import fold
from assistant.text.languages import ENGLISH, language_of
from assistant.text.words import STOPWORDS, rarity, terms

# Chunks that each of the searches gives, where no more are asked for.
_POOL = 120
# Entries read beyond those asked for, as a name in the question may still lift one.
_SPARE = 20
# Nearest chunks of the library that are looked through for those that pass filters.
_WIDE = 1000
# Chunks that the keywords of one question may have to be ranked.
_ROWS = 2500
# Of dense, keyword and late interaction, for every library alike: docs/benchmarks.md says what they were chosen by.
_WEIGHTS = (2.0, 1.0, 4.0)
_CHANCE = 0.9
# What vectors of an English model count for in another language.
_UNREAD = 0.3
_KEYWORD_FIELDS = (2.0, 0.5, 1.0, 0.7)
_NAMED = 0.1
_ACRONYM = re.compile(r"\b[A-Za-z]?[a-z]?[A-Z][A-Za-z]?[A-Z]?[A-Z]?s?\b")


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that a search returned. `score` is that of late interaction (the cosine where the embedder gives no word vectors), `dense` the cosine, `keyword`
    BM25, scaled to the best hit."""

    chunk: Chunk
    score: float
    dense: float
    keyword: float


@dataclass(frozen=True, slots=True)
class EntryHit:
    """An entry with its hits, best first. `score` is 1 for the best entry, 0 for one that fits as chance would have it, a little more where the
    question calls it by name."""

    entry: Entry
    score: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class _Parts:
    """The entry of each chunk found, and what each search makes of it."""

    owners: Mapping[str, str]
    dense: Mapping[str, float]
    keyword: Mapping[str, float]
    late: Mapping[str, float]

    def hits(self, entry_ids: Sequence[str], catalog: Catalog) -> dict[str, list[Hit]]:
        """The chunks found of some entries."""
        wanted = set(entry_ids)
        found: dict[str, list[Hit]] = {entry_id: [] for entry_id in entry_ids}
        for one, chunk in catalog.chunks([chunk_id for chunk_id, entry_id in self.owners.items() if entry_id in wanted]).items():
            near = self.dense.get(one, 0.0)
            found[chunk.entry_id].append(Hit(chunk, self.late.get(one, near), near, self.keyword.get(one, 0.0)))
        return found


class Retriever:
    """Searches one state of an index."""

    def __init__(self, catalog: Catalog, vectors: VectorStore, embedder: Embedder) -> None:
        self._catalog, self._vectors, self._embedder = catalog, vectors, embedder

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[EntryHit]:
        """The `k` entries that fit `query` best, best first, ties by id."""
        filters = filters or Filters()
        pool = min(max(_POOL, 2 * k), max(self._catalog.counts()[1], 1))
        vector, words = self._read(query)
        dense = self._dense(vector, pool, filters)
        keyword = self._keyword(query, pool, filters)
        spot = embedded_now(list(keyword), self._catalog, self._embedder)
        dense |= {chunk_id: float(own @ vector) for chunk_id, (own, _) in spot.items()}
        found = dense.keys() | keyword.keys()
        if filters and len(found) < pool:  # what the filters ask for counts, be it far from the question
            found |= set(self._catalog.some_within(filters, pool))
        owners = self._catalog.owners(sorted(found))
        late = late_scores(words, list(owners), self._catalog, {one: packed for one, (_, packed) in spot.items()}) if words else {}
        scores = join(owners, dense, keyword, late)
        if reads_only_english(self._embedder.name) and language_of(query) != ENGLISH:
            worded = join(owners, {}, keyword, {})
            scores = {one: (1 - _UNREAD) * worded[one] + _UNREAD * score for one, score in scores.items()}
        return self._gather(query, scores, _Parts(owners, dense, keyword, late), k, filters)

    def _read(self, query: str) -> tuple[Vectors32, WordVectors | None]:
        if isinstance(self._embedder, WordEmbedder):
            return self._embedder.question(query)
        return self._embedder.query(query), None

    def _dense(self, vector: Vectors32, n: int, filters: Filters) -> dict[str, float]:
        """The nearest chunks; none where another process is just writing the first vectors, and they cannot be read for a moment."""
        try:
            return dict(nearest_within(vector, n, filters, self._catalog, self._vectors))
        except BrokenIndexError:
            if not self._catalog.count_waiting():
                raise
            return {}

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

    def _gather(self, query: str, scores: Mapping[str, float], parts: _Parts, k: int, filters: Filters) -> list[EntryHit]:
        leading = sorted(scores, key=lambda entry_id: (-scores[entry_id], entry_id))[: k + _SPARE]
        entries = self._catalog.entries(leading)
        raised = {entry_id: scores[entry_id] + _NAMED * _is_named(entry, query) for entry_id, entry in entries.items()}
        best = sorted(raised, key=lambda entry_id: (-raised[entry_id], entry_id))[:k]
        hits = parts.hits(best, self._catalog)
        found, held = [], bool(filters)
        for entry_id in best:
            entry = restricted(entries[entry_id], filters) if held else entries[entry_id]
            own = sorted(_own_hits(entry, entries[entry_id], hits[entry_id]), key=lambda hit: (-hit.score, hit.chunk.ordinal))
            found.append(EntryHit(entry, max(raised[entry_id], 0.0), tuple(own)))
        return found


def nearest_within(vector: Vectors32, n: int, filters: Filters, catalog: Catalog, vectors: VectorStore) -> list[tuple[str, float]]:
    """The `n` chunks that pass the filters and are nearest to `vector`, among the thousand nearest of the library.

    To let Chroma filter would take ten times as long where the library is large, for chunks that a thousand others come before.
    """
    if not filters:
        return vectors.nearest(vector, n)
    found = vectors.nearest(vector, max(n, _WIDE))
    members = catalog.passing([chunk_id for chunk_id, _ in found], filters)
    return [(chunk_id, score) for chunk_id, score in found if chunk_id in members][:n]


def late_scores(question: WordVectors, ids: Sequence[str], catalog: Catalog, more: Mapping[str, bytes] | None = None) -> dict[str, float]:
    """How well chunks answer to a question's words, each weighed by how rare it is in the library; chunks without word vectors are left out. `more` are
    packed word vectors that are not in the catalog."""
    packed = catalog.word_vectors(ids) | dict(more or {})
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


def _is_named(entry: Entry, query: str) -> bool:
    return entry.kind != "section" and called_by_name(entry, query) > 0


def join(
    owners: Mapping[str, str], dense: Mapping[str, float], keyword: Mapping[str, float], late: Mapping[str, float]
) -> dict[str, float]:
    """The scores of entries, 1 for the best, 0 for what chance gives (the median), by those of their chunks in three searches; `late` may be empty.

    A convex combination (Bruch et al., 2023, "An Analysis of Fusion Functions"): of each search an entry has its best chunk's score as a share of
    the search's best. An entry that the dense search did not give is no nearer than the last that it gave, nor does one without word vectors answer
    better than the last of the others. `owners` are the chunks' entries.
    """
    scores = dict.fromkeys(owners.values(), 0.0)
    last, least = min(dense.values(), default=0.0), min(late.values(), default=0.0)
    for weight, found, missing in zip(_WEIGHTS, (dense, keyword, late), (last, 0.0, least), strict=True):
        top = max(found.values(), default=0.0)
        if top <= 0:
            continue
        told: dict[str, float] = {}
        for chunk_id, score in found.items():
            owner = owners.get(chunk_id)
            if owner is not None and score > told.get(owner, missing):
                told[owner] = score
        for entry_id in scores:
            scores[entry_id] += weight * told.get(entry_id, missing) / top
    best = max(scores.values(), default=0.0)
    chance = min(statistics.median(scores.values()), _CHANCE * best) if scores else 0.0
    return {entry_id: (score - chance) / max(best - chance, 1e-6) for entry_id, score in scores.items()}
