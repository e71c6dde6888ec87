"""What is asked in the benchmarks: the answerable single-turn items of the shipped golden set, with the entries that hold their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evals.golden import GoldenItem, read_golden
from assistant.evals.metrics import found_titles, recall_at
from assistant.settings import shipped
from assistant.text.tokens import count_tokens, first_tokens

_BUDGET = 1500
_TOP = 5


def golden_items() -> list[GoldenItem]:
    """The items that are asked: no follow-ups, nothing unanswerable, and each with gold entries to be found."""
    items = read_golden([shipped("evals") / "dev.jsonl"])
    return [item for item in items if item.answerable and not item.history and item.gold_titles]


def questions() -> list[str]:
    """Their questions."""
    return [item.question for item in golden_items()]


@dataclass(frozen=True, slots=True)
class Found:
    """How much of what was to be found was found, means over items: `evidence` within the first 1,500 tokens, `top` among the first 5 results."""

    evidence: float
    top: float


def found(items: Sequence[GoldenItem], evidence: Sequence[Sequence[str]], results: Sequence[Sequence[str]]) -> Found:
    """Marks, for each item, its texts of evidence in their order and its results, best first. A text cut by the budget counts as far as it goes."""
    recalls = [_recall(first_texts(texts, _BUDGET), item.gold_titles) for item, texts in zip(items, evidence, strict=True)]
    tops = [recall_at(texts, item.gold_titles, _TOP) for item, texts in zip(items, results, strict=True)]
    return Found(sum(recalls) / len(items), sum(tops) / len(items))


def first_texts(texts: Sequence[str], budget: int) -> list[str]:
    """The texts that the first `budget` cl100k tokens hold, the last one cut where the budget ends."""
    kept: list[str] = []
    left = budget
    for text in texts:
        if left < 1:
            break
        kept.append(first_tokens(text, left))
        left -= count_tokens(text)
    return kept


def _recall(texts: Sequence[str], gold_titles: Sequence[str]) -> float:
    there = found_titles(texts, gold_titles)
    return sum(there) / len(there)
