"""What a run comes to: scores of single items, gathered in parts, each measure with its mean and interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from assistant.evals import metrics

ANSWERS, SUPPORT, INJECTION, RECORDED, JUDGE = "answers", "support check", "injection", "recorded model", "judge"
RECORDED_SMALL = "recorded model, held up as a small one"
RECORDED_DRILL, TOPICS, CROSS_ENCODER = "injection, recorded model", "overviews", "support check with cross-encoder"


class Mean(NamedTuple):
    """A mean over `n` items with its 95 % interval."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Score:
    """What one item came to.

    `asked` is the question (or statement, or attack); `values` holds each measure that applies to the item, from 0 to 1; `missed` says how it
    went wrong, empty where it did not; `document` is what people read of it (an answer as `ask --json` prints it, say), and is JSON;
    `milliseconds` is how long it took, 0 where nothing was timed.
    """

    id: str
    kind: str
    asked: str
    values: Mapping[str, float]
    missed: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """Scores of one sort: the answers to golden items, the pairs of the support check, the attacks of the injection drill."""

    name: str
    scores: tuple[Score, ...]

    def measures(self) -> list[str]:
        """The names of its measures, in the order in which they first occur."""
        return list(dict.fromkeys(name for score in self.scores for name in score.values))

    def values(self, measure: str) -> dict[str, float]:
        """The values of a measure by item, for the items that it applies to."""
        return {score.id: score.values[measure] for score in self.scores if measure in score.values}

    def means(self) -> dict[str, Mean]:
        """Each measure with its mean, 95 % interval and the number of items it applies to."""
        found = {}
        for name in self.measures():
            values = list(self.values(name).values())
            found[name] = Mean(sum(values) / len(values), *metrics.interval(values), len(values))
        return found

    def by(self, measure: str, group: str = "kind") -> dict[str, Mean]:
        """The means of one measure for each kind of item, or for each value of another key of the items' documents."""
        rows: dict[str, list[float]] = {}
        for score in self.scores:
            if measure in score.values:
                key = score.kind if group == "kind" else str(score.document.get(group, ""))
                rows.setdefault(key, []).append(score.values[measure])
        return {key: Mean(sum(v) / len(v), *metrics.interval(v), len(v)) for key, v in rows.items()}

    def misses(self) -> list[Score]:
        """The items that went wrong."""
        return [score for score in self.scores if score.missed]
