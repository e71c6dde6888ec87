"""A cross-encoder calibrated on labelled pairs that the reading check cannot tell, and measured on others beside the reading check alone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

from assistant.evals.scores import CROSS_ENCODER, Part, Score
from assistant.evals.support import LabelledPair
from assistant.support.check import check_support
from assistant.support.second_opinion import Calibration, SecondOpinion, Threshold

PRECISION, LEAST = 0.9, 15
_LIKELIER = 0.5  # below that the model holds a contradiction for less likely than not, however many pairs are labelled so
_ALONE = "reading check alone"
_TOLD = ("supported", "unsupported")


def calibrate(opinion: SecondOpinion, pairs: Sequence[LabelledPair]) -> Calibration:
    """Finds the thresholds of a cross-encoder on the pairs that the reading check leaves `unverified`.

    Each is the lowest from which on the verdict is right nine times in ten, over 15 pairs at least; that of `unsupported` is sought among the
    pairs that are not called `supported` and that the model takes for contradictions. None where there is no such threshold.
    """
    untold = [pair for pair in pairs if check_support(pair.statement, [pair.passage]).verdict == "unverified"]
    weighed = opinion.weigh([(pair.statement, [pair.passage]) for pair in untold])
    found = [(one, pair.label) for one, pair in zip(weighed, untold, strict=True) if one]
    supported = _threshold([(one.entails, label == "supported") for one, label in found])
    left = [(one, label) for one, label in found if supported is None or one.entails < supported.at]
    return Calibration(
        supported, _threshold([(one.contradicts, label == "unsupported") for one, label in left if one.contradicts > _LIKELIER])
    )


def _threshold(scored: Sequence[tuple[float, bool]]) -> Threshold | None:
    """The lowest score from which on enough is right; pairs of equal score stand or fall together."""
    best = None
    for at in sorted({score for score, _ in scored}, reverse=True):
        right = [is_right for score, is_right in scored if score >= at]
        if len(right) >= LEAST and sum(right) / len(right) >= PRECISION:
            best = Threshold(at, sum(right) / len(right), len(right))
    return best


def cross_encoder_part(opinion: SecondOpinion, pairs: Sequence[LabelledPair]) -> Part:
    """The part of a run that measures the support check with a cross-encoder, a score a pair.

    `precision of V` applies where V was said, `precision of V, cross-encoder's` where the cross-encoder said it; `V said` is 1 where V was said
    (its coverage), `coverage` where either was. Each stands beside that of the reading check alone. Missed are the cross-encoder's own errors.
    """
    return Part(CROSS_ENCODER, tuple(map(partial(_score, opinion), pairs)))


def _score(opinion: SecondOpinion, pair: LabelledPair) -> Score:
    start = time.perf_counter()
    read = check_support(pair.statement, [pair.passage])
    asked = opinion.ask([(pair.statement, [pair.passage])])[0] if read.verdict == "unverified" else None
    took = (time.perf_counter() - start) * 1e3
    support = asked or read
    values = {
        "coverage": float(support.verdict in _TOLD),
        f"coverage, {_ALONE}": float(read.verdict in _TOLD),
    }
    for verdict in _TOLD:
        is_so = float(pair.label == verdict)
        values |= {f"{verdict} said": float(support.verdict == verdict), f"{verdict} said, {_ALONE}": float(read.verdict == verdict)}
        values |= {f"precision of {verdict}": is_so} if support.verdict == verdict else {}
        values |= {f"precision of {verdict}, {_ALONE}": is_so} if read.verdict == verdict else {}
        values |= {f"precision of {verdict}, cross-encoder's": is_so} if asked and asked.verdict == verdict else {}
    missed = f"called {asked.verdict} by the cross-encoder, but it is {pair.label}" if asked and asked.verdict != pair.label else ""
    document = {
        "statement": pair.statement,
        "passage": pair.passage,
        "label": pair.label,
        "verdict": support.verdict,
        "score": round(support.score, 3),
        "read": read.verdict,
    }
    return Score(pair.id, pair.kind, pair.statement, values, missed, document, round(took, 2))
