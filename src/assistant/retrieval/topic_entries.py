"""The entries of a topic: all that belong to it, by a decision on each entry, never a fixed number of best ones."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.embedding.embedder import Embedder, Vectors32, WordEmbedder
from assistant.embedding.late_interaction import nearest_words
from assistant.fitted import fitted
from assistant.index.catalog import Catalog
from assistant.index.filters import Filters
from assistant.index.vectors import VectorStore
from assistant.notes.entry import Entry
from assistant.retrieval.on_the_spot import embedded_now
from assistant.retrieval.ranking import nearest_within
from assistant.retrieval.within import restricted
from assistant.text.fold import fold
from assistant.text.words import STOPWORDS, stem, terms

_POOL = 400
_SEEDS = 6
# The edge is a share of what the surest entries reach, because topics differ in how sharply the notes speak of them.
_SUREST = 3
_SHOWN_OUTSIDE = 8
# A word that an entry says finds one as near as this; the nearest of an entry that says nothing of the kind is about this near.
_SAID, _UNSAID = 0.9, 0.35
_AS_GOOD_AS_SAID = 0.75
_LEAST = 1e-6
ENTRY_SIGNS = ("late", "common", "near")
SECTION_SIGNS = ("own", "section")
PRESENCE_SIGNS = ("best late", "best cosine", "short", "size")


@dataclass(frozen=True, slots=True)
class Belonging:
    """An entry and how surely it belongs to a topic, from 0 to 1; `vector` is the mean of its chunks', of length 1."""

    entry: Entry
    score: float
    vector: Vectors32


@dataclass(frozen=True, slots=True)
class Candidates:
    """Entries that could belong to a topic, by id: their `vectors` (entries × dimension), the `cosines` of the best chunk of each to the topic, and
    `words` (entries × words of the topic), the cosine of the entry's word that is nearest to each. `weights` says how telling each word is in a
    library of so many `chunks`, 1 in sum."""

    entries: tuple[Entry, ...]
    vectors: Vectors32
    cosines: Vectors32
    words: Vectors32
    weights: Vectors32
    chunks: int

    def signs(self) -> Vectors32:
        """What speaks for each entry (entries × 3): how well its words answer to the topic's, the telling ones most, beyond what the median entry
        reaches (late interaction: Khattab and Zaharia, 2020); how near it is to the mean of all, for what is near everything tells nothing; and how
        near to the mean of those that fit best (pseudo-relevance feedback: Rocchio, 1971)."""
        best = np.argsort(-(self.words @ self.weights + self.cosines), kind="stable")[:_SEEDS]
        late = (self.words - np.median(self.words, axis=0)) @ self.weights
        means = [_unit(self.vectors.sum(axis=0)), _unit(self.vectors[best].sum(axis=0))]
        return np.stack([late, *(self.vectors @ mean for mean in means)], axis=1)

    def presence_signs(self) -> list[float]:
        """What speaks for the library holding anything on the topic: how well the best entry's words answer to it; the best cosine; how far the nearest
        word that anybody says falls short of each of the topic's, telling ones most; and the log of the library's size, for among more entries the
        best is better by chance."""
        short = np.maximum(0.0, _AS_GOOD_AS_SAID - self.words.max(axis=0)) @ self.weights
        return [float((self.words @ self.weights).max()), float(self.cosines.max()), float(short), math.log(self.chunks)]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The entries of a topic, surest first, and those just outside its edge."""

    inside: tuple[Belonging, ...]
    outside: tuple[Belonging, ...]


def belonging(found: Candidates) -> list[float]:
    """How surely each entry belongs to a topic: a logistic regression on its own signs, then one with what the others of its section come to."""
    weights = fitted("topics")
    own = [_logistic(weights, ENTRY_SIGNS, signs, "") for signs in found.signs().tolist()]
    both = zip(own, section_shares(found.entries, own), strict=True)
    return [_logistic(weights, SECTION_SIGNS, (log_odds(alone), log_odds(others)), "with ") for alone, others in both]


def section_shares(entries: Sequence[Entry], scores: Sequence[float]) -> list[float]:
    """For each entry the mean score of the others of its section, drawn to what is usual where they are few."""
    usual, few = 0.02, 3
    total: dict[tuple[str, ...], float] = defaultdict(float)
    for entry, score in zip(entries, scores, strict=True):
        total[entry.section] += score
    count = Counter(entry.section for entry in entries)
    return [
        (total[entry.section] - score + usual * few) / (count[entry.section] - 1 + few)
        for entry, score in zip(entries, scores, strict=True)
    ]


def presence(found: Candidates) -> float:
    """How surely the library holds anything on a topic, from 0 to 1."""
    return _logistic(fitted("topics"), PRESENCE_SIGNS, found.presence_signs(), "presence: ")


def log_odds(share: float) -> float:
    """The log of the odds of a share, finite for 0 and 1."""
    return math.log((share + _LEAST) / (1 - share + _LEAST))


def count_inside(ranked: Sequence[float], edge: float) -> int:
    """How many of some scores, best first, belong: those of at least `edge` times the mean of the best ones."""
    least = edge * sum(ranked[:_SUREST]) / max(len(ranked[:_SUREST]), 1)
    return sum(score >= least for score in ranked)


def _logistic(weights: Mapping[str, float], names: Sequence[str], values: Sequence[float], group: str) -> float:
    told = weights[f"{group}constant"] + sum(weights[f"{group}{name}"] * value for name, value in zip(names, values, strict=True))
    return 1 / (1 + math.exp(-told))


class TopicFinder:
    """Finds the entries of a topic in one state of an index."""

    def __init__(self, catalog: Catalog, vectors: VectorStore, embedder: Embedder) -> None:
        self._catalog, self._vectors, self._embedder = catalog, vectors, embedder

    def find(self, topic: str, filters: Filters | None = None) -> Gathered:
        """The entries of `topic` that pass the filters; none where the library holds nothing on it."""
        candidates = self.candidates(topic, filters or Filters())
        if candidates is None:
            return Gathered((), ())
        rows = zip(candidates.entries, belonging(candidates), candidates.vectors, strict=True)
        ranked = sorted((Belonging(*row) for row in rows), key=lambda one: (-one.score, one.entry.id))
        if presence(candidates) < fitted("topics")["present"]:
            return Gathered((), tuple(ranked[:_SHOWN_OUTSIDE]))
        surest = count_inside([one.score for one in ranked], fitted("topics")["edge"])
        # What says every word of the topic belongs, be the words so common here that they set nothing apart.
        words = terms(topic)
        says_all = _said(words, [one.entry for one in ranked]).min(axis=1, initial=1.0) >= _SAID
        inside = [place < surest or bool(words and says_all[place]) for place in range(len(ranked))]
        outside = [one for one, held in zip(ranked, inside, strict=True) if not held]
        return Gathered(tuple(one for one, held in zip(ranked, inside, strict=True) if held), tuple(outside[:_SHOWN_OUTSIDE]))

    def candidates(self, topic: str, filters: Filters) -> Candidates | None:
        """Entries that could belong to a topic: those near it or with a word of it; None where no entry passes the filters, or it has no word."""
        query, words, vectors = self._read(topic)
        owners = self._pool(topic, query, filters) if words else {}
        if not owners:
            return None
        spot = embedded_now(list(owners), self._catalog, self._embedder)
        kept = self._vectors.vectors(list(owners)) | {chunk_id: vector for chunk_id, (vector, _) in spot.items()}
        if not kept:
            return None
        packed = (
            self._catalog.word_vectors(list(owners)) | {chunk_id: words for chunk_id, (_, words) in spot.items()}
            if vectors is not None
            else {}
        )
        matches = dict(zip(packed, nearest_words(vectors, list(packed.values())), strict=True)) if vectors is not None else {}
        chunks: dict[str, list[str]] = defaultdict(list)
        for chunk_id in sorted(kept):
            chunks[owners[chunk_id]].append(chunk_id)
        entries = self._catalog.entries(sorted(chunks))
        passing = tuple(restricted(entries[entry_id], filters) for entry_id in sorted(chunks))
        none = np.zeros(len(words), dtype=np.float32)
        rows = [np.stack([matches.get(chunk_id, none) for chunk_id in chunks[entry.id]]).max(axis=0) for entry in passing]
        return Candidates(
            passing,
            np.stack([_unit(np.mean([kept[chunk_id] for chunk_id in chunks[entry.id]], axis=0)) for entry in passing]),
            np.array([max(float(kept[chunk_id] @ query) for chunk_id in chunks[entry.id]) for entry in passing], dtype=np.float32),
            np.stack(rows) if vectors is not None else _said(words, passing),
            self._weights(words),
            self._catalog.counts()[1],
        )

    def _read(self, topic: str) -> tuple[Vectors32, list[str], Vectors32 | None]:
        """The vector of a topic, its words, and their vectors where the embedder gives any; of a topic of stop words, all of it counts."""
        if not isinstance(self._embedder, WordEmbedder):
            return self._embedder.query(topic), terms(topic) or fold(topic).split(), None
        query, read = self._embedder.question(topic)
        spoken = [n for n, word in enumerate(read.words) if word]
        telling = [n for n in spoken if read.words[n] not in STOPWORDS] or spoken
        return query, [read.words[n] for n in telling], read.vectors[telling]

    def _weights(self, words: Sequence[str]) -> Vectors32:
        """How telling each word is: the log of how rare it is in the library, one never said as half a chunk's; pieces of a word share its weight."""
        least = 0.5 / max(self._catalog.counts()[1], 1)
        shares, pieces = self._catalog.shares(sorted(set(words))), Counter(words)
        told = np.array([max(-math.log(max(shares[word], least)), _LEAST) / pieces[word] for word in words], dtype=np.float32)
        return np.asarray(told / told.sum(), dtype=np.float32)

    def _pool(self, topic: str, query: Vectors32, filters: Filters) -> dict[str, str]:
        """Chunks that pass the filters and are near the topic or hold a word of it, each with the id of its entry."""
        found = [chunk_id for chunk_id, _ in nearest_within(query, _POOL, filters, self._catalog, self._vectors)]
        words = terms(topic)
        if words:
            expression = "{title section passage} : (" + " OR ".join(map(self._catalog.keyword, words)) + ")"
            found += [chunk_id for chunk_id, _ in self._catalog.matching(expression, (2.0, 1.0, 1.0, 1.0), _POOL, filters)]
        owners = self._catalog.owners(list(dict.fromkeys(found)))
        return {chunk_id: owners[chunk_id] for chunk_id in found if chunk_id in owners}


def _said(words: Sequence[str], entries: Sequence[Entry]) -> Vectors32:
    """Stands in for the nearest words (entries × words) where there are no word vectors: whether an entry says a word or not."""
    texts = [
        {stem(word) for word in fold(" ".join([entry.title, *entry.aliases, *entry.section, *entry.lines()])).split()} for entry in entries
    ]
    return np.array([[_SAID if stem(word) in text else _UNSAID for word in words] for text in texts], dtype=np.float32)


def _unit(vector: Vectors32) -> Vectors32:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)
