"""Logistic regression on signs, with what it gives for questions that it was not fitted to."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.evals.fits.questions import Row

Numbers = NDArray[np.float64]
_FOLDS = 10
# The inverse strength of the ridge penalty (scikit-learn's C).
_PENALTY = 0.3


def fit(rows: Sequence[Row], right: Sequence[bool]) -> dict[str, float]:
    """Weights by the names of the signs, and a `constant`, that give the chance that a row is right."""
    names = list(rows[0].signs)
    mean, spread = _scale(rows)
    model = _fitted((_matrix(rows) - mean) / spread, right, rows)
    weights = model.coef_[0] / spread
    return {"constant": float(model.intercept_[0] - weights @ mean), **dict(zip(names, map(float, weights), strict=True))}


def cross_validated(rows: Sequence[Row], right: Sequence[bool]) -> Numbers:
    """For each row its chance by a fit on others: of the shipped notes on nine tenths of their questions and all other libraries, of any other library on
    all libraries but that one. A question is never fitted in one form and judged in another."""
    mean, spread = _scale(rows)
    signs, labels = (_matrix(rows) - mean) / spread, np.array(right)
    groups = np.array([f"shipped {zlib.crc32(row.id.encode()) % _FOLDS}" if row.library == "shipped" else row.library for row in rows])
    chances = np.zeros(len(rows))
    for group in sorted(set(groups)):
        out = groups == group
        model = _fitted(signs[~out], labels[~out].tolist(), [row for row, left in zip(rows, out, strict=True) if not left])
        chances[out] = model.predict_proba(signs[out])[:, 1]
    return chances


def logit(chance: float) -> float:
    """The logarithm of the odds."""
    return float(np.log(chance / (1 - chance)))


def _fitted(signs: Numbers, right: Sequence[bool], rows: Sequence[Row]) -> LogisticRegression:
    model = LogisticRegression(C=_PENALTY, max_iter=2000)
    return model.fit(signs, np.array(right), sample_weight=[row.weight for row in rows])


def _matrix(rows: Sequence[Row]) -> Numbers:
    return np.array([_values(row.signs) for row in rows])


def _values(signs: Mapping[str, float]) -> list[float]:
    return list(signs.values())


def _scale(rows: Sequence[Row]) -> tuple[Numbers, Numbers]:
    """Mean and spread of each sign over the written questions."""
    own = _matrix([row for row in rows if not row.taken_out])
    return own.mean(axis=0), own.std(axis=0) + 1e-9
