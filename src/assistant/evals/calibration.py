"""A cross-encoder calibrated on labelled pairs that the reading check cannot tell, and measured on others beside the reading check alone."""

from __future__ import annotations

import math
import time
import zlib
from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from assistant.evals.scores import CROSS_ENCODER, Part, Score
from assistant.evals.support import LabelledPair
from assistant.support.check import check_support
from assistant.support.second_opinion import Calibration, Curve, SecondOpinion, Threshold, expanded, may_be_denied

# What the model says itself must be right in five of six pairs: with what reading says (right in 0.96 of unseen pairs) that makes nine of ten of all that is said.
PRECISION, LEAST = 5 / 6, 15
_FOLDS, _RIDGE, _STEPS = 10, 10.0, 30
_SMALL = 1e-6
_SURE = 1.645  # standard errors above chance
_ALONE = "reading check alone"
_TOLD = ("supported", "unsupported")
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


def calibrate(opinion: SecondOpinion, pairs: Sequence[LabelledPair]) -> Calibration:
    """Finds the thresholds of a cross-encoder on the pairs that the reading check leaves `unverified`.

    The chance of each verdict is a ridge logistic regression on what the model and the words say of a pair. Each threshold is the lowest chance from which on
    the verdict is right five times in six, over 15 pairs at least, the chance of each pair being that of a fit on other passages (ten folds). That of
    `unsupported` is sought among the pairs that are not called `supported` and that may be denied. None where there is no such threshold, and where the model
    tells entailed from other pairs no better than chance would.
    """
    untold = [pair for pair in pairs if check_support(pair.statement, [pair.passage]).verdict == "unverified"]
    weighed = opinion.weigh([(pair.statement, [pair.passage]) for pair in untold])
    found = [(one, pair) for one, pair in zip(weighed, untold, strict=True) if one]
    if not found:
        return Calibration(None, None)
    signs = np.array([one.signs for one, _ in found])
    is_supported, is_not = (np.array([pair.label == label for _, pair in found]) for label in _TOLD)
    if not _tells(signs[:, 0], is_supported):
        return Calibration(None, None)
    folds = _folds([pair for _, pair in found])
    supported = _threshold(signs, is_supported, folds, np.ones(len(found), dtype=bool))
    called = _unseen(signs, is_supported, folds) >= supported.at if supported else np.zeros(len(found), dtype=bool)
    deniable = np.array([may_be_denied(one) for one, _ in found])
    return Calibration(supported, _threshold(signs, is_not, folds, deniable & ~called))


def _folds(pairs: Sequence[LabelledPair]) -> NDArray[np.int64]:
    """A number for each pair: the same for pairs of one passage, where there are enough passages to tell them apart."""
    by_passage = len({pair.passage for pair in pairs}) >= _FOLDS
    return np.array([zlib.crc32((pair.passage if by_passage else pair.id).encode()) % _FOLDS for pair in pairs])


def _tells(entails: Numbers, is_supported: Flags) -> bool:
    """Whether entailment ranks supported pairs above the others beyond chance (Mann & Whitney, 1947, at a level of one in twenty)."""
    yes, no = entails[is_supported], entails[~is_supported]
    if not len(yes) or not len(no):
        return False
    area = float(np.mean((yes[:, None] > no[None]) + 0.5 * (yes[:, None] == no[None])))
    error = math.sqrt((len(yes) + len(no) + 1) / (12 * len(yes) * len(no)))
    return area > 0.5 + _SURE * error


def _threshold(signs: Numbers, right: Flags, folds: NDArray[np.int64], among: Flags) -> Threshold | None:
    """The lowest chance from which on enough is right; pairs of equal chance stand or fall together."""
    chances = _unseen(signs, right, folds)
    best = None
    for at in sorted(set(chances[among]), reverse=True):
        said = right[among & (chances >= at)]
        if len(said) >= LEAST and said.mean() >= PRECISION:
            best = (float(at), float(said.mean()), len(said))
    return Threshold(*best, fit_curve(signs, right)) if best else None


def _unseen(signs: Numbers, right: Flags, folds: NDArray[np.int64]) -> Numbers:
    """The chance of each pair by a fit on the other folds."""
    chances = np.zeros(len(right))
    for fold in set(folds.tolist()):
        out = folds == fold
        curve = fit_curve(signs[~out], right[~out])
        chances[out] = [round(curve.chance(row), 6) for row in signs[out]]
    return chances


def fit_curve(signs: Numbers, right: Flags) -> Curve:
    """Logistic regression by Newton's method, with a ridge penalty on all weights but the constant (le Cessie & van Houwelingen, 1992)."""
    mean, spread = signs.mean(axis=0), signs.std(axis=0) + _SMALL
    rows = expanded((signs - mean) / spread)
    penalty = np.diag([_SMALL, *[_RIDGE] * (rows.shape[1] - 1)])
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (right - chances) - penalty @ weights
        bend = (rows * (chances * (1 - chances))[:, None]).T @ rows + penalty
        weights = weights + np.linalg.solve(bend, slope)
    return Curve(tuple(mean.tolist()), tuple(spread.tolist()), tuple(weights.tolist()))


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
