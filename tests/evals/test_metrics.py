"""Each measure against cases worked by hand."""

from __future__ import annotations

import math

import pytest

from assistant.evals import metrics

RESULTS = ["Alpha: one", "Beta two", "gamma\n three", "Delta"]


def test_titles_are_found_whatever_the_case_and_white_space() -> None:
    assert metrics.found_titles(["x", "A  Long\nTitle, and more"], ["a long title", "another"]) == [True, False]


def test_evidence_recall_counts_only_what_fits_the_budget() -> None:
    assert metrics.evidence_recall(RESULTS, [600, 600, 600, 10], ["Alpha", "Gamma three"]) == 0.5
    assert metrics.evidence_recall(RESULTS, [600, 600, 300, 10], ["Alpha", "Gamma three"]) == 1.0


def test_recall_at_k() -> None:
    assert metrics.recall_at(RESULTS, ["Beta", "Delta"], 2) == 0.5


def test_reciprocal_rank() -> None:
    assert metrics.reciprocal_rank(RESULTS, ["gamma three", "delta"]) == pytest.approx(1 / 3)
    assert metrics.reciprocal_rank(RESULTS, ["epsilon"]) == 0.0


def test_ndcg_counts_each_gold_entry_once() -> None:
    gain = 1 / math.log2(3) + 1 / math.log2(5)
    ideal = 1 / math.log2(2) + 1 / math.log2(3)
    assert metrics.ndcg_at(RESULTS, ["Beta", "Delta"]) == pytest.approx(gain / ideal)
    assert metrics.ndcg_at(["Beta", "Beta", "Delta"], ["Beta", "Delta"]) == pytest.approx((1 + 1 / math.log2(4)) / ideal)


@pytest.mark.parametrize(("answer", "right"), [("It takes 12 HOURS of rye", True), ("12 hours", False), ("rye", False)])
def test_an_answer_is_right_when_each_group_has_an_alternative_in_it(answer: str, right: bool) -> None:
    assert metrics.key_facts(answer, [["12 hours", "half a day"], ["rye"]]) is right


@pytest.mark.parametrize(
    ("quote", "stands"), [("fed  every\n12 hours", True), ("Fed every 12 hours", False), ("every 12", True), (" ", False)]
)
def test_a_quote_stands_word_for_word_in_a_line_of_its_entry(quote: str, stands: bool) -> None:
    assert metrics.is_quote(quote, ["Levain", "A levain is fed every 12 hours.", "It smells sour."]) is stands


def test_a_quote_does_not_run_across_lines() -> None:
    assert not metrics.is_quote("12 hours. It smells", ["A levain is fed every 12 hours.", "It smells sour."])


def test_citation_recall_and_precision_as_in_alce() -> None:
    assert metrics.citation_recall([True, False, True, True]) == 0.75
    assert metrics.citation_precision([True, False, False], [False, True, False]) == pytest.approx(2 / 3)
    assert metrics.citation_recall([]) == 0.0


def test_intervals_hold_the_mean_and_are_the_same_at_every_run() -> None:
    values = [0.0, 1.0, 1.0, 1.0, 0.0, 1.0]
    low, high = metrics.interval(values)
    assert low < sum(values) / 6 < high
    assert metrics.interval(values) == (low, high)


def test_a_paired_interval_is_that_of_the_differences() -> None:
    assert metrics.paired_interval([0.0, 0.5, 1.0], [0.25, 0.75, 1.25]) == pytest.approx((0.25, 0.25))


def test_who_is_as_sure_as_right_has_no_calibration_error() -> None:
    assert metrics.calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0.0)
    assert metrics.calibration_error([0.95] * 4, [True, True, True, False]) == pytest.approx(0.2)
    assert metrics.calibration_error([], []) == 0.0


def test_a_reliability_diagram_has_a_point_for_each_bin_that_holds_answers() -> None:
    bins = metrics.reliability([0.05, 0.95, 1.0], [False, True, False])
    assert [(one.right, one.n) for one in bins] == [(0.0, 1), (0.5, 2)]
