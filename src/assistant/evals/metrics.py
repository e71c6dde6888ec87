"""The measures, each a small pure function. Text is compared with case and white space folded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

RESAMPLES = 2000


def folded(text: str) -> str:
    """Lower case, white space folded."""
    return " ".join(text.lower().split())


def found_titles(texts: Sequence[str], gold_titles: Sequence[str]) -> list[bool]:
    """For each gold title whether it stands in any of the texts."""
    plain = [folded(text) for text in texts]
    return [any(folded(title) in text for text in plain) for title in gold_titles]


def evidence_recall(texts: Sequence[str], tokens: Sequence[int], gold_titles: Sequence[str], budget: int = 1500) -> float:
    """Share of gold entries that stand in the leading pieces of evidence that fit into `budget` tokens together. `texts` hold title and text."""
    used, kept = 0, []
    for text, count in zip(texts, tokens, strict=True):
        used += count
        if used > budget:
            break
        kept.append(text)
    found = found_titles(kept, gold_titles)
    return sum(found) / len(found)


def recall_at(texts: Sequence[str], gold_titles: Sequence[str], k: int) -> float:
    """Share of gold entries among the first `k` results."""
    found = found_titles(texts[:k], gold_titles)
    return sum(found) / len(found)


def reciprocal_rank(texts: Sequence[str], gold_titles: Sequence[str]) -> float:
    """1 / rank of the first result that is a gold entry, 0 where none is (Voorhees, 1999, TREC-8 question answering)."""
    return next((1 / rank for rank, text in enumerate(texts, 1) if any(found_titles([text], gold_titles))), 0.0)


def ndcg_at(texts: Sequence[str], gold_titles: Sequence[str], k: int = 10) -> float:
    """Normalised discounted cumulative gain at `k` with binary relevance (Järvelin and Kekäläinen, 2002). Each gold entry counts once."""
    left, gain = list(gold_titles), 0.0
    for rank, text in enumerate(texts[:k], 1):
        hit = next((title for title in left if folded(title) in folded(text)), None)
        if hit is not None:
            left.remove(hit)
            gain += 1 / math.log2(rank + 1)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(gold_titles), k) + 1))
    return gain / ideal


def is_quote(quote: str, lines: Sequence[str]) -> bool:
    """Whether a quote stands word for word in one of an entry's lines (its title among them), white space folded and nothing else."""
    words = " ".join(quote.split())
    return bool(words) and any(words in " ".join(line.split()) for line in lines)


def key_facts(answer: str, must_include: Sequence[Sequence[str]]) -> bool:
    """Whether each group has an alternative that occurs in the answer."""
    text = folded(answer)
    return all(any(folded(alternative) in text for alternative in group) for group in must_include)


def citation_recall(supported: Sequence[bool]) -> float:
    """Share of statements that cite something that supports them (ALCE: Gao et al., 2023, "Enabling Large Language Models to Generate Text with
    Citations"), the support check standing in for its NLI model. No statements: 0."""
    return sum(supported) / len(supported) if supported else 0.0


def citation_precision(alone: Sequence[bool], needed: Sequence[bool]) -> float:
    """Share of citations that support their statement alone, or without which it is no longer supported (ALCE, as above). No citations: 0."""
    return sum(a or n for a, n in zip(alone, needed, strict=True)) / len(alone) if alone else 0.0


def interval(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """95 % bootstrap interval of a mean over items (Efron, 1979; percentiles of 2,000 resamples, seeded)."""
    sample = np.asarray(values, dtype=float)
    rng = np.random.default_rng(seed)
    means = sample[rng.integers(0, len(sample), (RESAMPLES, len(sample)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def paired_interval(before: Sequence[float], after: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """95 % bootstrap interval of the mean difference `after - before`, item by item."""
    return interval([b - a for a, b in zip(before, after, strict=True)], seed)


class Bin(NamedTuple):
    """Answers of about the same confidence: its mean, the share of them that is right, and how many they are."""

    confidence: float
    right: float
    n: int


def reliability(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """What a reliability diagram shows (Guo et al., 2017, "On Calibration of Modern Neural Networks"): answers in bins of equal width by their
    confidence from 0 to 1; empty bins are left out."""
    found = []
    for number in range(bins):
        inside = [(c, r) for c, r in zip(confidence, right, strict=True) if min(int(c * bins), bins - 1) == number]
        if inside:
            found.append(Bin(sum(c for c, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside), len(inside)))
    return found


def calibration_error(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """The expected calibration error (Guo et al., 2017): by how much confidence and share of right answers differ, mean over the bins by their size."""
    found = reliability(confidence, right, bins)
    return sum(abs(one.confidence - one.right) * one.n for one in found) / max(len(confidence), 1)


def percentile(values: Sequence[float], share: float) -> float:
    """Value below which `share` of the values lie."""
    return float(np.percentile(np.asarray(values, dtype=float), 100 * share))
