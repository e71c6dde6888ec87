"""The gate: what counts as worse, which flips are told, and that nothing goes missing unnoticed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.evals.runs.gate import compare, read_floors
from assistant.evals.runs.run import Run
from assistant.evals.scores import Part, Score
from assistant.evals.scoring import WRONG_AND_SURE


def run(values: Sequence[float], measure: str = "key facts") -> Run:
    return Run({"model": "m"}, (Part("answers", tuple(Score(str(i), "lookup", f"q{i}", {measure: v}) for i, v in enumerate(values))),))


GOOD = run([1.0] * 20)


def test_a_fall_larger_than_its_interval_fails() -> None:
    comparison = compare(run([0.0] * 6 + [1.0] * 14), GOOD)
    assert comparison.rows[0].verdict == "worse"
    assert comparison.failed[0].startswith("answers: key facts fell by 0.300")


def test_a_fall_that_may_be_chance_passes_but_its_flip_is_told() -> None:
    comparison = compare(run([0.0] + [1.0] * 19), GOOD)
    assert comparison.failed == ()
    assert [(flip.id, flip.before, flip.now) for flip in comparison.flips] == [("0", 1.0, 0.0)]


def test_what_rose_is_better_and_passes() -> None:
    comparison = compare(GOOD, run([0.0] * 6 + [1.0] * 14))
    assert comparison.rows[0].verdict == "better"
    assert comparison.failed == ()
    assert len(comparison.flips) == 6


def test_a_measure_below_its_floor_fails_even_where_the_baseline_was_no_better() -> None:
    half = run([0.0, 1.0] * 10)
    comparison = compare(half, half, {"answers": {"key facts": 0.6}})
    assert comparison.failed == ("answers: key facts is 0.500, below its floor 0.600",)


def test_items_are_paired_by_id_and_those_of_one_run_only_are_told() -> None:
    comparison = compare(run([1.0, 1.0, 0.0]), run([1.0, 1.0]))
    change = comparison.rows[0].change
    assert change is not None
    assert (change.mean, change.n) == (0.0, 2)
    assert comparison.unpaired == ("answers: 1 items are new",)


def test_a_measure_or_a_part_that_went_missing_fails() -> None:
    assert compare(run([1.0], "other"), GOOD).failed == ("answers: key facts is not measured any more",)
    assert compare(Run({}, ()), GOOD).failed == ("answers: not measured any more",)


def test_a_floor_for_what_is_not_measured_is_an_error_and_no_pass() -> None:
    with pytest.raises(UsageError, match="“key fcats” of “answers”"):
        compare(GOOD, GOOD, {"answers": {"key fcats": 0.5}})


@pytest.mark.parametrize("text", ["[answers\n", '[answers]\n"key facts" = "high"\n', "answers = 3\n", None])
def test_a_spoilt_gate_file_is_refused(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "gate.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"gate\.toml holds no floors"):
        read_floors(file)


def test_what_is_the_better_the_lower_it_is_has_a_ceiling_and_is_worse_where_it_rises() -> None:
    low, high = run([0.0] * 19 + [1.0], WRONG_AND_SURE), run([0.0] * 12 + [1.0] * 8, WRONG_AND_SURE)
    assert compare(low, high).rows[0].verdict == "better"
    assert compare(high, low).failed[0].startswith("answers: wrong and sure rose by 0.350")
    assert compare(low, low, {"answers": {WRONG_AND_SURE: 0.06}}).failed == ()
    assert compare(high, high, {"answers": {WRONG_AND_SURE: 0.06}}).failed == ("answers: wrong and sure is 0.400, above its ceiling 0.060",)
