from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assistant.assistant import Assistant
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


def test_unanswerable_items_count_in_the_abstention_table_only(run: Run) -> None:
    assert run.abstention() == {"answerable_answered": 3, "answerable_refused": 0, "unanswerable_answered": 0, "unanswerable_refused": 1}
    assert "unanswerable" not in run.by_kind("evidence recall@1500")


def test_quotes_and_markers_of_real_answers_hold(run: Run) -> None:
    means = run.means()
    assert means["quote fidelity"][0] == 1.0
    assert means["marker validity"][0] == 1.0


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
