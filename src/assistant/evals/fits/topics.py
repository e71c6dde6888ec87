"""The fit of which entries belong to a topic: logistic regressions on labelled topics of several libraries, held out in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from assistant.embedding.minilm import LocalEmbedder
from assistant.evals.fits.making import Fit, Fitted
from assistant.evals.topics import Topic, read_topics
from assistant.index.filters import Filters
from assistant.index.indexed_notes import OpenIndex
from assistant.index.place import index_place
from assistant.index.sync import sync
from assistant.questions.spelling import mend
from assistant.retrieval.topic_entries import (
    ENTRY_SIGNS,
    PRESENCE_SIGNS,
    SECTION_SIGNS,
    Candidates,
    TopicFinder,
    count_inside,
    log_odds,
    section_shares,
)
from assistant.settings import load_settings, shipped
from assistant.text.words import terms

Rows = NDArray[np.float64]
Model = Callable[[Rows], Rows]

OTHERS = ("baking", "law", "soil")
_FOLDS = 6
# What an entry that may belong or not counts for, and a topic that no reader labelled: one whose entries were taken away, or a heading of the notes.
_MAY, _MADE = 0.3, 0.3
_EDGES = (0.2, 0.25, 0.3, 0.35, 0.4)
_PRESENT = (0.3, 0.35, 0.4, 0.45, 0.5)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A topic with its candidates, and of each whether it belongs, and whether it may; `fold` is held out together. `made`: labelled by no reader,
    but absent because what belongs was taken away, or present because it is a heading of the notes."""

    fold: str
    candidates: Candidates
    belongs: Rows
    may: Rows
    labelled: int
    absent: bool
    made: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What was fitted: its numbers, and the scores that they give."""

    values: dict[str, float]
    scores: Callable[[Candidates], list[float]]
    presence: Callable[[Candidates], float]


def _labelled(notes: Path, topics: Iterable[Topic], fold: Callable[[int], str]) -> list[Labelled]:
    """Each topic of a library, each narrow one a second time without the entries that belong or may, and each heading."""
    found: list[Labelled] = []
    embedder = LocalEmbedder()
    with TemporaryDirectory() as home:
        place = index_place(Path(home), None, [notes])
        sync(place, [notes], embedder, load_settings().chunk_tokens)
        catalog, vectors = OpenIndex(place).whole(embedder.name)
        finder = TopicFinder(catalog, vectors, embedder)
        for number, topic in enumerate(topics):
            filters = Filters(topic.filters.since, topic.filters.until, topic.filters.author)
            candidates = finder.candidates(mend(topic.topic, catalog.has_word, catalog.words), filters)
            if candidates is None:
                continue
            titles = [{entry.title, *entry.aliases} for entry in candidates.entries]
            belongs, may = (
                np.array([bool(one & set(labels)) for one in titles], dtype=float) for labels in (topic.gold_titles, topic.optional_titles)
            )
            found.append(Labelled(fold(number), candidates, belongs, may, len(topic.gold_titles), not topic.gold_titles))
            rest = np.flatnonzero(belongs + may == 0)
            if topic.kind in {"narrow", "two-sided"} and not filters:
                found.append(Labelled(fold(number), _part(candidates, rest), belongs[rest], may[rest], 0, absent=True, made=True))
        headings = sorted({name for entry in catalog.all_entries() for name in entry.section if terms(name)})
        for number, heading in enumerate(headings):
            candidates = finder.candidates(heading, Filters())
            if candidates is not None:
                none = np.zeros(len(candidates.entries))
                found.append(Labelled(fold(number), candidates, none, none, 0, absent=False, made=True))
    return found


def _part(found: Candidates, kept: NDArray[np.int64]) -> Candidates:
    entries = tuple(found.entries[number] for number in kept)
    return replace(found, entries=entries, vectors=found.vectors[kept], cosines=found.cosines[kept], words=found.words[kept])


def _regression(rows: Rows, labels: Rows, weights: Rows, names: Sequence[str], group: str) -> tuple[dict[str, float], Model]:
    """A logistic regression on standardised signs, its weights as for the signs as they are."""
    scaler = StandardScaler().fit(rows)
    fitted = LogisticRegression(max_iter=500).fit(scaler.transform(rows), labels, sample_weight=weights)
    slopes = fitted.coef_[0] / scaler.scale_
    constant = float(fitted.intercept_[0] - slopes @ scaler.mean_)
    values = {f"{group}constant": constant, **{f"{group}{name}": float(one) for name, one in zip(names, slopes, strict=True)}}
    return values, lambda given: 1 / (1 + np.exp(-(given @ slopes + constant)))


def decide(topics: Sequence[Labelled]) -> Decision:
    """The decision fitted to some topics."""
    whole = [topic for topic in topics if not topic.made]
    labels = np.concatenate([np.maximum(topic.belongs, topic.may) for topic in whole])
    weights = np.concatenate([np.where((topic.may > 0) & (topic.belongs == 0), _MAY, 1.0) for topic in whole])
    signs = np.concatenate([topic.candidates.signs().astype(float) for topic in whole])
    values, own = _regression(signs, labels, weights, ENTRY_SIGNS, "")

    def with_section(found: Candidates) -> Rows:
        scores = own(found.signs().astype(float)).tolist()
        return np.array([[log_odds(a), log_odds(b)] for a, b in zip(scores, section_shares(found.entries, scores), strict=True)])

    both, joined = _regression(np.concatenate([with_section(topic.candidates) for topic in whole]), labels, weights, SECTION_SIGNS, "with ")
    held = np.array([float(not topic.absent) for topic in topics])
    even = np.array([_MADE if topic.made else 1.0 for topic in topics])
    even = np.where(held > 0, even * even[held == 0].sum() / even[held > 0].sum(), even)
    rows = np.array([topic.candidates.presence_signs() for topic in topics])
    last, present = _regression(rows, held, even, PRESENCE_SIGNS, "presence: ")
    return Decision(
        values | both | last,
        lambda found: joined(with_section(found)).tolist(),
        lambda found: float(present(np.array([found.presence_signs()]))[0]),
    )


@dataclass(frozen=True, slots=True)
class Held:
    """A topic with what a decision that has not seen it says: scores of its candidates, best first, with their labels, and presence."""

    topic: Labelled
    scores: list[float]
    order: list[int]
    presence: float

    def measures(self, edge: float, present: float) -> tuple[float, float]:
        """Recall and precision; both 0 where it is refused."""
        inside = self.order[: count_inside(self.scores, edge)] if self.presence >= present else []
        good = np.maximum(self.topic.belongs, self.topic.may)[inside]
        return float(self.topic.belongs[inside].sum() / self.topic.labelled), float(good.mean()) if inside else 0.0


def _held_out(topics: Sequence[Labelled]) -> list[Held]:
    held = []
    for fold in sorted({topic.fold for topic in topics}):
        decision = decide([topic for topic in topics if topic.fold != fold])
        for topic in (topic for topic in topics if topic.fold == fold):
            scores = decision.scores(topic.candidates)
            order = sorted(range(len(scores)), key=lambda number: -scores[number])
            held.append(Held(topic, [scores[number] for number in order], order, decision.presence(topic.candidates)))
    return held


def _figures(held: Sequence[Held], edge: float, present: float) -> dict[str, float]:
    """Recall, precision, and the share of absent topics refused and of others not refused, of our own library and of the others."""
    figures: dict[str, float] = {}
    for name, ours in (("own library", True), ("libraries of other fields", False)):
        there = [one for one in held if (one.topic.fold not in OTHERS) == ours and not one.topic.made]
        measured = [one.measures(edge, present) for one in there if not one.topic.absent]
        figures[f"{name}: recall"] = float(np.mean([recall for recall, _ in measured]))
        figures[f"{name}: precision"] = float(np.mean([precision for _, precision in measured]))
        figures[f"{name}: absent refused"] = float(np.mean([one.presence < present for one in there if one.topic.absent]))
        figures[f"{name}: present refused"] = float(np.mean([one.presence < present for one in there if not one.topic.absent]))
    return figures


def _worth(figures: dict[str, float]) -> float:
    """What edge and presence are chosen by: the worse of recall and precision, and how many absent topics are refused, of whichever library."""
    refused = sum(value for name, value in figures.items() if name.endswith("absent refused"))
    return min(figures["own library: recall"], figures["own library: precision"]) + refused / 2


def _always(name: str) -> Callable[[int], str]:
    return lambda _: name


def gather() -> list[Labelled]:
    """The labelled topics of our own library, in folds, and of the libraries of other fields, each a fold."""
    evals = shipped("evals")
    found = _labelled(shipped("corpus"), read_topics(evals / "topics.jsonl", "dev"), lambda number: str(number % _FOLDS))
    for name in OTHERS:
        notes = evals / "libraries" / f"{name}.md"
        found += _labelled(notes, read_topics(notes.with_suffix(".jsonl"), "dev"), _always(name))
    return found


def make() -> Fitted:
    """The numbers of `topic_entries`, with what they reach on topics and libraries that were held out."""
    topics = gather()
    held = _held_out(topics)
    edge, present = max(((e, p) for e in _EDGES for p in _PRESENT), key=lambda pair: _worth(_figures(held, *pair)))
    return Fitted(decide(topics).values | {"edge": edge, "present": present}, _figures(held, edge, present))


FIT = Fit(
    "topics",
    "which entries belong to a topic, and whether the library holds anything on it",
    ("topics.jsonl", *(f"libraries/{name}.{kind}" for name in OTHERS for kind in ("md", "jsonl"))),
    make,
)
