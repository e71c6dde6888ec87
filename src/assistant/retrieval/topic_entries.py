"""The entries of a topic: all that belong to it, by a decision on each entry, never a fixed number of best ones."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.embedding.embedder import Embedder, Vectors32, WordEmbedder
from assistant.index.catalog import Catalog
from assistant.index.filters import Filters
from assistant.index.vectors import VectorStore
from assistant.notes.entry import Entry
from assistant.notes.names import acronyms_of
from assistant.retrieval.ranking import late_scores, nearest_within
from assistant.retrieval.within import restricted
from assistant.text.fold import fold
from assistant.text.words import STOPWORDS, stem, terms

_POOL = 400
_SEEDS = 8
# Fitted on the development half of `evals/topics.jsonl`: whether anything belongs (signs as they are), which entries do (scaled within the topic
# too), and how far an entry goes with those of its section.
_COVERED = (-10.32, -1.51, 5.13, 0.16, -1.53, 2.18, 1.91, -0.56, 1.81, 1.9, 0.71, 9.22)
_BELONGS = (-8.15, -2.2, 2.61, 0.24, 0.41, 1.94, 2.19, 0.66, -0.28, -0.61, 0.69, 4.86, 4.77, -3.3, 2.08, 1.69)
_TOGETHER = (-0.81, 0.81, 1.66)
_OWN_SECTION = (0.02, 0.2)
# The edge is a share of what the surest entries reach, because topics differ in how sharply the notes speak of them.
_SUREST = 3
_MIN_SUREST = 0.25
_MIN_BEST = 0.4
_EVERYWHERE = 0.9
_EDGE = 0.15
_FRINGE = 0.06
_SHOWN_OUTSIDE = 8
_LONGEST_ACRONYM = 6
_LEAST = 1e-6
_CHANCE = 0.6
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
    topic that fits best, where it is a list of several. `late` is how well its words answer to the topic's (late interaction), `part_late` and
    `least_late` to those of the part that fits best and least; `cosine_here` and `late_here` are scaled from the topic's median to its best.
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
    late: float
    part_late: float
    least_late: float
    cosine_here: float = 0.0
    late_here: float = 0.0

    def row(self) -> list[float]:
        """The signs as numbers, after a constant, with the one product that tells more than its factors."""
        whole = [self.cosine, self.near, self.title, self.said, self.heading, self.phrase, self.near * self.said]
        return [1.0, *whole, self.part_cosine, self.part_said, self.part_phrase, self.late]

    def row_here(self) -> list[float]:
        """The same, with what tells the entries of one topic apart."""
        return [*self.row(), self.part_late, self.least_late, self.late_here, self.cosine_here]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The entries of a topic, surest first, and those just outside its edge."""

    inside: tuple[Belonging, ...]
    outside: tuple[Belonging, ...]


def _logistic(weights: Sequence[float], values: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(weights, values, strict=True))))


def belonging(entries: Sequence[Entry], signs: Sequence[Signs]) -> list[float]:
    """How surely each entry belongs to a topic, by logistic regressions: on its own signs, then with what those of its section come to."""
    alone = [_logistic(_BELONGS, one.row_here()) for one in signs]
    total: dict[tuple[str, ...], float] = defaultdict(float)
    count = Counter(entry.section for entry in entries)
    for entry, own in zip(entries, alone, strict=True):
        total[entry.section] += own
    prior, doubt = _OWN_SECTION
    found = []
    for entry, own in zip(entries, alone, strict=True):
        others = (total[entry.section] - own + prior) / (count[entry.section] - 1 + doubt)
        found.append(_logistic(_TOGETHER, (1.0, math.log((own + _LEAST) / (1 - own + _LEAST)), others)))
    return found


def _covered(signs: Sequence[Signs]) -> bool:
    """Whether anything belongs to a topic at all."""
    surest = sorted((_logistic(_COVERED, one.row()) for one in signs), reverse=True)[:_SUREST]
    return bool(surest) and (sum(surest) / len(surest) >= _MIN_SUREST or surest[0] >= _MIN_BEST)


class TopicFinder:
    """Finds the entries of a topic in one state of an index."""

    def __init__(self, catalog: Catalog, vectors: VectorStore, embedder: Embedder) -> None:
        self._catalog, self._vectors, self._embedder = catalog, vectors, embedder

    def find(self, topic: str, filters: Filters | None = None) -> Gathered:
        """The entries of `topic` that pass the filters; none where even the surest do not belong."""
        candidates = self.candidates(topic, filters or Filters())
        entries, signs = [entry for entry, _, _ in candidates], [own for _, _, own in candidates]
        scores = belonging(entries, signs)
        found = [Belonging(entry, score, vector) for (entry, vector, _), score in zip(candidates, scores, strict=True)]
        ranked = sorted(found, key=lambda one: (-one.score, one.entry.id))
        if not _covered(signs):
            return Gathered((), tuple(ranked[:_SHOWN_OUTSIDE]))
        edge = sum(one.score for one in ranked[:_SUREST]) / len(ranked[:_SUREST])
        inside = tuple(one for one in ranked if one.score >= _EDGE * edge)
        outside = tuple(one for one in ranked[len(inside) :] if one.score >= _FRINGE * edge)
        return Gathered(inside, outside[:_SHOWN_OUTSIDE])

    def candidates(self, topic: str, filters: Filters) -> list[tuple[Entry, Vectors32, Signs]]:
        """Entries that could belong to a topic, with what speaks for each, by id."""
        query = self._embedder.query(topic)
        entries, matrices, owners = self._pool(topic, query, filters)
        if not entries:
            return []
        texts = {entry_id: _Texts(entry) for entry_id, entry in entries.items()}
        vectors = {entry_id: _unit(matrix.mean(axis=0)) for entry_id, matrix in matrices.items()}
        cosines, shares = self._fit(topic, query, texts, matrices)
        best = sorted(entries, key=lambda one: (-cosines[one] - shares[one][1] - shares[one][3], one))[:_SEEDS]
        centre = _unit(np.sum([vectors[one] for one in best], axis=0))
        parts = [self._fit(part, self._embedder.query(part), texts, matrices) for part in _parts(topic)] or [(cosines, shares)]
        late, *late_parts = [self._late(text, owners, shares) for text in (topic, *(_parts(topic) or [topic]))]
        signs = []
        for one in sorted(entries):
            of_parts = (max(fits[one] for fits, _ in parts), max(told[one][1] for _, told in parts), max(told[one][3] for _, told in parts))
            near = float(vectors[one] @ centre)
            words = [told[one] for told in late_parts]
            signs.append(Signs(cosines[one], near, *shares[one], *of_parts, late=late[one], part_late=max(words), least_late=min(words)))
        here = zip(_scaled([one.cosine for one in signs]), _scaled([one.late for one in signs]), strict=True)
        signs = [replace(one, cosine_here=cosine, late_here=words) for one, (cosine, words) in zip(signs, here, strict=True)]
        return [(entries[one], vectors[one], own) for one, own in zip(sorted(entries), signs, strict=True)]

    def _late(self, text: str, owners: Mapping[str, str], shares: Mapping[str, tuple[float, float, float, float]]) -> dict[str, float]:
        """How well each entry's words answer to those of a text; where there are no word vectors, the share of them that it holds as they are."""
        if not isinstance(self._embedder, WordEmbedder):
            return {entry_id: said for entry_id, (_, said, _, _) in shares.items()}
        found: dict[str, float] = dict.fromkeys(shares, 0.0)
        for chunk_id, value in late_scores(self._embedder.question(text)[1], list(owners), self._catalog).items():
            found[owners[chunk_id]] = max(found[owners[chunk_id]], value)
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

    def _pool(self, topic: str, query: Vectors32, filters: Filters) -> tuple[dict[str, Entry], dict[str, Vectors32], dict[str, str]]:
        """The entries near the topic or with a word of it, the vectors of each one's chunks (chunks × dimension), and whose each chunk is."""
        found = [chunk_id for chunk_id, _ in nearest_within(query, _POOL, filters, self._catalog, self._vectors)]
        words = terms(topic)
        if words:
            expression = "{title section passage} : (" + " OR ".join(f'"{word}"' for word in words) + ")"
            found += [chunk_id for chunk_id, _ in self._catalog.matching(expression, (2.0, 1.0, 1.0, 1.0), _POOL, filters)]
        chunks = self._catalog.chunks(list(dict.fromkeys(found)))
        vectors = self._vectors.vectors(list(chunks))
        rows: dict[str, list[Vectors32]] = {}
        for chunk_id, vector in sorted(vectors.items()):
            rows.setdefault(chunks[chunk_id].entry_id, []).append(vector)
        owners = {chunk_id: chunks[chunk_id].entry_id for chunk_id in sorted(vectors)}
        entries = {entry_id: restricted(entry, filters) for entry_id, entry in self._catalog.entries(list(rows)).items()}
        return entries, {entry_id: np.stack(vectors) for entry_id, vectors in rows.items()}, owners


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


def _scaled(values: Sequence[float]) -> list[float]:
    """Values from 0 at what chance gives, their median or less, to 1 at their best; worse than chance is negative."""
    best = max(values)
    chance = min(statistics.median(values), _CHANCE * best)
    return [(value - chance) / max(best - chance, _LEAST) for value in values]


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
