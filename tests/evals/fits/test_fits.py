"""What is fitted: the kept numbers belong to the files, the command and the code that read them."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from assistant.answers.coverage import Coverage, chances
from assistant.evals.fits.__main__ import FITS
from assistant.evals.fits.confidence import CONFIDENCE, confidence
from assistant.evals.fits.making import Fit
from assistant.evals.fits.questions import Row
from assistant.evals.fits.refusal import REFUSAL, refusal
from assistant.fitted import FOLDER, fitted
from assistant.settings import shipped

SIGNS = {one.name for one in fields(Coverage)} - {"named", "unsaid", "by_words", "waiting"}


@pytest.mark.parametrize("fit", FITS, ids=lambda fit: fit.name)
def test_a_fit_was_made_from_the_files_as_they_are(fit: Fit) -> None:
    kept = json.loads((FOLDER / f"{fit.name}.json").read_text(encoding="utf-8"))
    assert {key: kept[key] for key in ("name", "purpose", "made_by", "fitted_on")} == fit.document(shipped("evals"))
    assert kept["cross_validated"]


@pytest.mark.parametrize(("fit", "more"), [(REFUSAL, set()), (CONFIDENCE, {"sure from", *(f"guess {n}" for n in range(2, 6))})])
def test_there_is_a_weight_for_each_sign_and_no_other(fit: Fit, more: set[str]) -> None:
    assert set(fitted(fit.name)) == SIGNS | {"constant"} | more


def rows(count: int = 200) -> list[Row]:
    """Questions of two libraries of which those with a high sign are answerable and right, all but every tenth."""
    made = []
    for number in range(count):
        high = number % 4 > 0
        right = high and number % 10 > 0
        signs = {"sign": float(high) + (number % 7) / 10, "noise": float(number % 3)}
        made.append(Row("shipped" if number % 3 else "other", str(number), signs, high, right, right, int(right), 1.0))
    return made


def test_the_same_rows_give_the_same_digits() -> None:
    assert refusal(rows()) == refusal(rows())
    assert confidence(rows()) == confidence(rows())


def test_what_tells_the_answerable_apart_gets_the_weight() -> None:
    made = refusal(rows())
    assert made.values["sign"] > abs(made.values["noise"])
    assert made.figures["unanswerable refused, others"] > 0.9


def test_the_surer_the_first_guess_the_less_is_left_for_the_others() -> None:
    assert chances(0.6, 3)[0] == 0.6
    assert sum(chances(0.6, 5)[1:]) < sum(chances(0.2, 5)[1:]) <= 0.8
