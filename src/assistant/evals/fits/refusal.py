"""The fit that decides whether a question is refused: the chance that the notes hold its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evals.fits.logistic import cross_validated, fit, logit
from assistant.evals.fits.making import Fit, Fitted
from assistant.evals.fits.questions import FILES, Row, rows

# The share of answerable questions that may be refused.
_REFUSED = 0.03


def refused(found: Sequence[Row]) -> tuple[NDArray[np.bool_], float]:
    """Which questions a fit on others refuses, and the edge below which it does: so that no more answerable ones are than may be."""
    answerable = np.array([row.answerable for row in found])
    chances = cross_validated(found, answerable.tolist())
    edge = float(np.quantile(chances[answerable], _REFUSED))
    return chances < edge, edge


def refusal(found: Sequence[Row]) -> Fitted:
    """The weights of the signs, with the constant set so that the edge is at a chance of a half."""
    out, edge = refused(found)
    weights = fit(found, [row.answerable for row in found])
    weights["constant"] -= logit(edge)
    return Fitted(weights, _figures(found, out.tolist()))


def _figures(found: Sequence[Row], out: Sequence[bool]) -> Mapping[str, float]:
    """The share refused of answerable and unanswerable questions, of the shipped notes and of the other libraries."""
    told: dict[str, list[bool]] = {}
    for row, one in zip(found, out, strict=True):
        if not row.taken_out:
            where = row.library if row.library == "shipped" else "others"
            told.setdefault(f"{'' if row.answerable else 'un'}answerable refused, {where}", []).append(one)
    return {name: sum(values) / len(values) for name, values in told.items()}


REFUSAL = Fit("refusal", "weights of the signs that the notes hold the answer to a question", FILES, lambda: refusal(rows()))
