"""The entries of a topic: all that belong to it, by a decision on each entry, never a fixed number of best ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.index.catalog import Catalog, Filters
from assistant.index.embeddings import Embedder, Vectors32
from assistant.index.vectors import VectorStore
from assistant.notes.entry import Entry
from assistant.notes.library import acronyms_of, fold
from assistant.retrieval.question import both_sides
from assistant.retrieval.ranking import STOPWORDS, stem, terms

_POOL = 400
_SEEDS = 8
_WEIGHTS = (-10.0, 8.0, 3.0, 1.0, 5.0, 5.0, 1.0, 0.0)
_EDGE = 0.5
_FRINGE = 0.25
_SHOWN_OUTSIDE = 8


@dataclass(frozen=True, slots=True)
class Belonging:
    """An entry and how surely it belongs to a topic, from 0 to 1; `vector` is the mean of its chunks', of length 1."""

    entry: Entry
    score: float
    vector: Vectors32


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an entry belonging to one side of a topic, each from 0 to 1.

    `cosine` of its best chunk to the topic; `near` to the mean of the entries that fit best (pseudo-relevance feedback: Rocchio, 1971); `title`,
    `said` and `heading`, the share of the topic's weight (rare words weigh more) that its title, all that the notes say of it, and its
    section headings carry; `phrase`, whether the topic stands there word for word or by its acronym.
    """

    cosine: float
    near: float
    title: float
    said: float
    heading: float
    phrase: float

    def row(self) -> list[float]:
        """The signs as numbers, with those products that tell more than their factors."""
        return [1.0, self.cosine, self.near, self.title, self.said, self.heading, self.phrase, self.near * self.said]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The entries of a topic, surest first, and those just outside its edge."""

    inside: tuple[Belonging, ...]
    outside: tuple[Belonging, ...]


def belongs(signs: Signs) -> float:
    """How surely an entry with these signs belongs to a topic: a logistic regression fitted on the development topics."""
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(_WEIGHTS, signs.row(), strict=True))))


class TopicFinder:
    """Finds the entries of a topic in one state of an index."""

    def __init__(self, catalog: Catalog, vectors: VectorStore, embedder: Embedder) -> None:
        self._catalog, self._vectors, self._embedder = catalog, vectors, embedder

    def find(self, topic: str, filters: Filters | None = None) -> Gathered:
        """The entries of `topic` that pass the filters. Of a topic of two sides, those that belong to both."""
        filters = filters or Filters()
        pair = both_sides(topic)
        found = self._scored(topic, filters)
        for side in pair or ():
            scores = {one.entry.id: one.score for one in self._scored(side, filters)}
            found = [replace(one, score=min(one.score, scores.get(one.entry.id, 0.0))) for one in found]
        ranked = sorted(found, key=lambda one: (-one.score, one.entry.id))
        inside = tuple(one for one in ranked if one.score >= _EDGE)
        outside = tuple(one for one in ranked if _FRINGE <= one.score < _EDGE)[:_SHOWN_OUTSIDE]
        return Gathered(inside, outside)

    def _scored(self, topic: str, filters: Filters) -> list[Belonging]:
        return [Belonging(entry, belongs(signs), vector) for entry, vector, signs in self.candidates(topic, filters)]

    def candidates(self, topic: str, filters: Filters) -> list[tuple[Entry, Vectors32, Signs]]:
        """Entries that could belong to one side of a topic, with what speaks for each, by id."""
        query = self._embedder.query(topic)
        entries, matrices = self._pool(topic, query, filters)
        if not entries:
            return []
        cosines = {entry_id: float((matrix @ query).max()) for entry_id, matrix in matrices.items()}
        vectors = {entry_id: _unit(matrix.mean(axis=0)) for entry_id, matrix in matrices.items()}
        words = _Words(topic, self._catalog.shares)
        shares = {entry_id: words.signs(entry) for entry_id, entry in entries.items()}
        best = sorted(entries, key=lambda one: (-cosines[one] - shares[one][1] - shares[one][3], one))[:_SEEDS]
        centre = _unit(np.sum([vectors[one] for one in best], axis=0))
        return [(entries[one], vectors[one], Signs(cosines[one], float(vectors[one] @ centre), *shares[one])) for one in sorted(entries)]

    def _pool(self, topic: str, query: Vectors32, filters: Filters) -> tuple[dict[str, Entry], dict[str, Vectors32]]:
        """The entries near the topic or with a word of it, and the vectors of each one's chunks (chunks × dimension)."""
        among = self._catalog.chunk_ids_within(filters) if filters else None
        found = [chunk_id for chunk_id, _ in self._vectors.nearest(query, _POOL, among)]
        words = terms(topic)
        if words:
            expression = "{title section passage} : (" + " OR ".join(f'"{word}"' for word in words) + ")"
            found += [chunk_id for chunk_id, _ in self._catalog.matching(expression, (2.0, 1.0, 1.0, 1.0), _POOL, filters)]
        chunks = self._catalog.chunks(list(dict.fromkeys(found)))
        vectors = self._vectors.vectors(list(chunks))
        rows: dict[str, list[Vectors32]] = {}
        for chunk_id, vector in sorted(vectors.items()):
            rows.setdefault(chunks[chunk_id].entry_id, []).append(vector)
        return self._catalog.entries(list(rows)), {entry_id: np.stack(vectors) for entry_id, vectors in rows.items()}


class _Words:
    """The words of a topic, weighed, and how entries carry them."""

    def __init__(self, topic: str, share: Callable[[Sequence[str]], Mapping[str, float]]) -> None:
        words = terms(topic)
        shares = share(words)
        self._weights = {stem(word): -math.log(max(shares[word], 1e-4)) for word in words}
        self._phrase = f" {' '.join(map(stem, words))} "
        self._acronyms = acronyms_of(topic) if len(words) > 1 else set()
        self._initials = fold(topic).replace(" ", "")

    def signs(self, entry: Entry) -> tuple[float, float, float, float]:
        """Shares of the topic's weight in title, all that is said, and headings; whether the topic stands there as a phrase or acronym."""
        titles = _stems(" ".join([entry.title, *entry.aliases]))
        notes = _stems(" ".join(entry.lines()))
        headings = _stems(" ".join(name for place in entry.places for name in place.section))
        said = f"{titles} {notes}"
        known = self._initials in {short for title in (entry.title, *entry.aliases) for short in acronyms_of(title)}
        spoken = any(f" {short} " in said or f" {short}s " in said for short in self._acronyms if len(short) > 2)
        phrase = float(self._phrase in said or spoken or known)
        return self._share(titles), self._share(said), self._share(headings), phrase

    def _share(self, stems: str) -> float:
        total = sum(self._weights.values())
        return sum(weight for word, weight in self._weights.items() if f" {word} " in stems) / total if total else 0.0


def _stems(text: str) -> str:
    """The stems of a text's telling words, each between blanks."""
    return f" {' '.join(stem(word) for word in fold(text).split() if word not in STOPWORDS)} "


def _unit(vector: Vectors32) -> Vectors32:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)
