from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.evals.run import Run, evaluate_files
from assistant.settings import load_settings
from tests.support import BREAD, TEA, write_notes

ITEMS = [
    {
        "id": "1",
        "kind": "lookup",
        "question": "How often is a levain fed?",
        "gold_titles": ["Levain: Wild Yeast"],
        "must_include": [["12 hours"]],
    },
    {
        "id": "2",
        "kind": "lookup",
        "question": "What gives a thinner crust?",
        "gold_titles": ["Steam Matters"],
        "must_include": [["never said"]],
    },
    {"id": "3", "kind": "unanswerable", "question": "What is the orbital period of Neptune?"},
    {"id": "4", "kind": "lookup", "question": " ", "gold_titles": ["Steam Matters"], "must_include": [["steam"]]},
]


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    made = Assistant(load_settings(notes=write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA}), home=tmp_path / "home"))
    made.index()
    return made


@pytest.fixture
def run(assistant: Assistant, tmp_path: Path) -> Run:
    file = tmp_path / "golden.jsonl"
    file.write_text("\n".join(json.dumps(item) for item in ITEMS), encoding="utf-8")
    return evaluate_files(assistant, [file], Console(quiet=True))


def test_a_failed_item_counts_as_wrong_and_never_as_missing(run: Run) -> None:
    mean, _, count = run.means()["key-fact accuracy"]
    assert mean == pytest.approx(1 / 3)
    assert count == 3
    assert run.to_json()["failed"] == 1


def test_a_failed_item_stands_in_the_wrong_cell_of_its_row(run: Run) -> None:
    assert run.abstention() == {"answerable_answered": 2, "answerable_refused": 1, "unanswerable_answered": 0, "unanswerable_refused": 1}
    assert run.error_rates() == pytest.approx((1 / 3, 0.0))


def test_a_failed_item_lowers_every_measure_that_applies_to_it(run: Run) -> None:
    failed = next(score for score in run.scores if score.error)
    assert set(failed.values) == set(run.means())
    assert set(failed.values.values()) == {0.0}


def test_unanswerable_items_count_in_the_abstention_table_only(run: Run) -> None:
    assert [score.values for score in run.scores if not score.item.answerable] == [{}]


def test_items_without_gold_titles_or_key_facts_are_measured_by_what_they_have(assistant: Assistant, tmp_path: Path) -> None:
    item = {"id": "5", "kind": "lookup", "question": "How often is a levain fed?"}
    file = tmp_path / "partial.jsonl"
    lines = [
        item | {"must_include": [["12 hours"]]},
        item | {"id": "6", "question": "What is a levain?", "gold_titles": ["Levain: Wild Yeast"]},
    ]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    facts, gold = evaluate_files(assistant, [file], Console(quiet=True)).scores
    assert "evidence recall@1500" not in facts.values
    assert facts.values["key-fact accuracy"] == 1.0
    assert "key-fact accuracy" not in gold.values
    assert gold.values["evidence recall@1500"] == 1.0


def test_a_model_is_evaluated_only_where_one_is_configured(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="OPENAI_BASE_URL"):
        evaluate_files(assistant, [], Console(quiet=True), use_model=True)


def test_quotes_and_markers_of_real_answers_hold(run: Run) -> None:
    answered = [score.values for score in run.scores if score.values and not score.error]
    assert [values["quote fidelity"] for values in answered] == [1.0, 1.0]
    assert [values["marker validity"] for values in answered] == [1.0, 1.0]


def test_two_runs_agree_to_the_last_digit(assistant: Assistant, run: Run, tmp_path: Path) -> None:
    again = evaluate_files(assistant, [tmp_path / "golden.jsonl"], Console(quiet=True))
    first, second = run.to_json(), again.to_json()
    assert {k: v for k, v in first.items() if k != "latency_ms"} == {k: v for k, v in second.items() if k != "latency_ms"}


def test_the_tables_name_what_was_missed(run: Run) -> None:
    console = Console(record=True, width=160, file=StringIO())
    run.print(console)
    text = console.export_text()
    assert "evidence recall@1500" in text
    assert "What gives a thinner crust?" in text
    assert "failed items 1 of 4" in text
