"""What a report breaks down: verdicts of the support check by label, attacks by model."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from assistant.evals import metrics
from assistant.evals.scores import Mean, Part

VERDICTS = ("supported", "partly", "unsupported", "unverified")


def mean_of(values: Sequence[float]) -> Mean:
    """The mean of values with its interval."""
    return Mean(sum(values) / len(values), *metrics.interval(values), len(values))


def support_table(part: Part | None) -> dict[str, Any]:
    """For each verdict how often it is given (coverage) and how often rightly (precision), and the labels it was given to."""
    pairs = [score.document for score in part.scores if "label" in score.document] if part else []
    if not pairs:
        return {}
    table = Counter((pair["verdict"], pair["label"]) for pair in pairs)
    labels = [name for name in VERDICTS if any(label == name for _, label in table)]
    rows = []
    for verdict in VERDICTS:
        given = [float(pair["label"] == verdict) for pair in pairs if pair["verdict"] == verdict]
        right = mean_of(given) if given and verdict != "unverified" else None
        rows.append({"verdict": verdict, "given": len(given), "right": right, "of": [table[verdict, label] for label in labels]})
    return {"labels": labels, "rows": rows, "pairs": len(pairs)}


def attack_rates(part: Part | None) -> dict[str, Any]:
    """The attack-success rate for each model that was attacked, and the attacks, those that succeeded first."""
    if not part or not part.scores:
        return {}
    by_model: dict[str, list[float]] = defaultdict(list)
    for score in part.scores:
        by_model[str(score.document.get("model", ""))].append(float(bool(score.missed)))
    rates = {model: mean_of(values) for model, values in by_model.items()}
    return {"rates": rates, "scores": sorted(part.scores, key=lambda score: not score.missed)}
