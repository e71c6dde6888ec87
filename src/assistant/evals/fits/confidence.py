"""The fit that tells answers from guesses: the chance that the entry cited first is right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evals.fits.logistic import cross_validated, fit
from assistant.evals.fits.making import Fit, Fitted
from assistant.evals.fits.questions import FILES, Row, rows
from assistant.evals.fits.refusal import refused
from assistant.evals.metrics import calibration_error

# The share of answers over the shipped notes, guesses left out, that may cite no gold entry.
_WRONG_AND_SURE = 0.05
_GUESSES = 5


def confidence(found: Sequence[Row]) -> Fitted:
    """The weights of the signs; from which chance on an answer is given as one (`sure from`); and how often the right entry is guess 2, 3, … where
    guesses are given and the first is not right."""
    first = [row.first for row in found]
    chances = cross_validated(found, first)
    shown = ~refused(found)[0] & np.array([not row.taken_out for row in found])
    cited = np.array([row.cited for row in found])
    shipped = np.array([row.library == "shipped" for row in found])
    edge = _sure_from(chances[shown & shipped], cited[shown & shipped])
    ranks = np.array([row.rank for row in found])[shown & (chances < edge)]
    later = {f"guess {rank}": float(np.mean(ranks[ranks != 1] == rank)) for rank in range(2, _GUESSES + 1)}
    sure = shown & (chances >= edge)
    answerable = np.array([row.answerable for row in found])
    figures = {
        "wrong and sure, shipped": float(np.mean(~cited[sure & shipped])),
        "wrong and sure, others": float(np.mean(~cited[sure & ~shipped])),
        "answerable guessed, shipped": float(np.mean((chances < edge)[shown & answerable & shipped])),
        "answerable guessed, others": float(np.mean((chances < edge)[shown & answerable & ~shipped])),
        "expected calibration error": calibration_error(chances[shown].tolist(), np.array(first)[shown].tolist()),
    }
    return Fitted({**fit(found, first), "sure from": edge, **later}, figures)


def _sure_from(chances: NDArray[np.float64], cited: NDArray[np.bool_]) -> float:
    """The lowest chance from which on no more answers than may be cite nothing right."""
    order = np.argsort(-chances)
    wrong = np.cumsum(~cited[order]) / np.arange(1, len(order) + 1)
    within = np.flatnonzero(wrong <= _WRONG_AND_SURE)
    return float(chances[order][within[-1]]) if len(within) else 1.0


CONFIDENCE = Fit("confidence", "weights of the signs that the entry cited first is right", FILES, lambda: confidence(rows()))
