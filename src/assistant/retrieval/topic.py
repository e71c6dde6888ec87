"""The entries of a topic: all that belong to it, by a decision on each entry, never a fixed number of best ones."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.index.catalog import Catalog, Filters
from assistant.index.embeddings import Embedder, Vectors32
from assistant.index.stopwords import STOPWORDS
from assistant.index.vectors import VectorStore
from assistant.notes.entry import Entry
from assistant.notes.library import acronyms_of, fold
from assistant.retrieval.ranking import stem, terms

_POOL = 400
_SEEDS = 8
_WEIGHTS = (-9.87, 4.52, 4.08, -0.68, 1.03, 4.83, 0.03, 0.1, 2.06, 3.09, 1.94)
# The edge is a share of what the surest entries reach, because topics differ in how sharply the notes speak of them.
_SUREST = 3
_MIN_SUREST = 0.3
_MIN_BEST = 0.5
_EVERYWHERE = 0.9
_EDGE = 0.15
_FRINGE = 0.06
_SHOWN_OUTSIDE = 8
_LONGEST_ACRONYM = 6
_JOINT = re.compile(r",|\band\b|\bor\b|[()]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Belonging:
    """An entry and how surely it belongs to a topic, from 0 to 1; `vector` is the mean of its chunks', of length 1."""

    entry: Entry
    score: float
    vector: Vectors32


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an entry belonging to a topic, each from 0 to 1.

    `cosine` of its best chunk to the topic; `near` to the mean of the entries that fit best (pseudo-relevance feedback: Rocchio, 1971); `title`,
    `said` and `heading`, the share of the topic's weight (rare words weigh more) that its title, all that the notes say of it, and its
    section headings carry; `phrase`, whether the topic stands there word for word or by its acronym. `part_…`: the same for the part of the
    topic that fits best, where it is a list of several.
    """

    cosine: float
    near: float
    title: float
    said: float
    heading: float
    phrase: float
    part_cosine: float
    part_said: float
    part_phrase: float

    def row(self) -> list[float]:
        """The signs as numbers, after a constant, with the one product that tells more than its factors."""
        whole = [self.cosine, self.near, self.title, self.said, self.heading, self.phrase, self.near * self.said]
        return [1.0, *whole, self.part_cosine, self.part_said, self.part_phrase]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The entries of a topic, surest first, and those just outside its edge."""

    inside: tuple[Belonging, ...]
    outside: tuple[Belonging, ...]


def belongs(signs: Signs) -> float:
    """How surely an entry with these signs belongs to a topic: a logistic regression, fitted on the development half of `evals/topics.jsonl`."""
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(_WEIGHTS, signs.row(), strict=True))))


class TopicFinder:
    """Finds the entries of a topic in one state of an index."""

    def __init__(self, catalog: Catalog, vectors: VectorStore, embedder: Embedder) -> None:
        self._catalog, self._vectors, self._embedder = catalog, vectors, embedder

    def find(self, topic: str, filters: Filters | None = None) -> Gathered:
        """The entries of `topic` that pass the filters; none where even the surest do not belong."""
        found = [Belonging(entry, belongs(signs), vector) for entry, vector, signs in self.candidates(topic, filters or Filters())]
        ranked = sorted(found, key=lambda one: (-one.score, one.entry.id))
        surest = sum(one.score for one in ranked[:_SUREST]) / max(len(ranked[:_SUREST]), 1)
        if surest < _MIN_SUREST and (not ranked or ranked[0].score < _MIN_BEST):
            return Gathered((), tuple(ranked[:_SHOWN_OUTSIDE]))
        inside = tuple(one for one in ranked if one.score >= _EDGE * surest)
        outside = tuple(one for one in ranked[len(inside) :] if one.score >= _FRINGE * surest)
        return Gathered(inside, outside[:_SHOWN_OUTSIDE])

    def candidates(self, topic: str, filters: Filters) -> list[tuple[Entry, Vectors32, Signs]]:
        """Entries that could belong to a topic, with what speaks for each, by id."""
        query = self._embedder.query(topic)
        entries, matrices = self._pool(topic, query, filters)
        if not entries:
            return []
        texts = {entry_id: _Texts(entry) for entry_id, entry in entries.items()}
        vectors = {entry_id: _unit(matrix.mean(axis=0)) for entry_id, matrix in matrices.items()}
        cosines, shares = self._fit(topic, query, texts, matrices)
        best = sorted(entries, key=lambda one: (-cosines[one] - shares[one][1] - shares[one][3], one))[:_SEEDS]
        centre = _unit(np.sum([vectors[one] for one in best], axis=0))
        parts = [self._fit(part, self._embedder.query(part), texts, matrices) for part in _parts(topic)] or [(cosines, shares)]
        found = []
        for one in sorted(entries):
            of_parts = [max(fits[one] for fits, _ in parts), *(max(told[one][i] for _, told in parts) for i in (1, 3))]
            found.append((entries[one], vectors[one], Signs(cosines[one], float(vectors[one] @ centre), *shares[one], *of_parts)))
        return found

    def _fit(
        self, topic: str, query: Vectors32, texts: Mapping[str, _Texts], matrices: Mapping[str, Vectors32]
    ) -> tuple[dict[str, float], dict[str, tuple[float, float, float, float]]]:
        """For each entry the cosine of its best chunk, and how it carries the topic's words."""
        words = _Words(topic, self._catalog.shares)
        return (
            {entry_id: float((matrix @ query).max()) for entry_id, matrix in matrices.items()},
            {entry_id: words.signs(text) for entry_id, text in texts.items()},
        )

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


class _Texts:
    """The stems of an entry's title, of all that the notes say of it, and of its headings."""

    def __init__(self, entry: Entry) -> None:
        titles = [entry.title, *entry.aliases]
        self.title = _stems(" ".join(titles))
        self.said = f"{self.title} {_stems(' '.join(entry.lines()))}"
        self.heading = _stems(" ".join(name for place in entry.places for name in place.section))
        self._titles = titles

    def abbreviates_to(self, short: str) -> bool:
        """Whether a title's words could be known by an acronym."""
        return any(short in acronyms_of(title) for title in self._titles)


class _Words:
    """The words of a topic, weighed, and how entries carry them."""

    def __init__(self, topic: str, share: Callable[[Sequence[str]], Mapping[str, float]]) -> None:
        words = terms(topic)
        shares = share(words)
        self._weights = {stem(word): -math.log(min(max(shares[word], 1e-4), _EVERYWHERE)) for word in words}
        self._phrase = f" {' '.join(map(stem, words))} "
        self._acronyms = acronyms_of(topic) if len(words) > 1 else set()
        self._short = words[0] if len(words) == 1 and len(words[0]) <= _LONGEST_ACRONYM else ""

    def signs(self, text: _Texts) -> tuple[float, float, float, float]:
        """Shares of the topic's weight in title, all that is said, and headings; whether the topic stands there as a phrase or acronym."""
        spoken = any(f" {short} " in text.said or f" {short}s " in text.said for short in self._acronyms if len(short) > 2)
        phrase = float(self._phrase in text.said or spoken or bool(self._short and text.abbreviates_to(self._short)))
        return self._share(text.title), self._share(text.said), self._share(text.heading), phrase

    def _share(self, stems: str) -> float:
        total = sum(self._weights.values())
        return sum(weight for word, weight in self._weights.items() if f" {word} " in stems) / total if total else 0.0


def _stems(text: str) -> str:
    """The stems of a text's telling words, each between blanks."""
    return f" {' '.join(stem(word) for word in fold(text).split() if word not in STOPWORDS)} "


def _parts(topic: str) -> list[str]:
    """The parts of a topic that is a list: `medicine, healthcare and clinical NLP`; none where it is not."""
    found = [part.strip() for part in _JOINT.split(topic)]
    found = [part for part in found if terms(part)]
    return found if len(found) > 1 else []


def _unit(vector: Vectors32) -> Vectors32:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)
