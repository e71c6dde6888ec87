"""What an answer comes to: each measure on answers over two small notebooks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.evals.runs.evaluate import Plan, evaluate
from assistant.evals.runs.run import Run
from assistant.evals.scores import ANSWERS, Part
from assistant.evals.scoring import ANSWERED, CITES_GOLD, EVIDENCE, KEY_FACTS, MARKED, REFUSED
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, TEA, write_notes

QUIET = Console(quiet=True)
LEVAIN = {
    "id": "1",
    "kind": "lookup",
    "question": "How often is a levain fed?",
    "gold_titles": ["Levain: Wild Yeast"],
    "must_include": [["12 hours"]],
}
ITEMS: list[dict[str, Any]] = [
    LEVAIN,
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


def golden(folder: Path, *items: Mapping[str, Any]) -> Path:
    file = folder / "golden.jsonl"
    file.write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    return file


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    made = Assistant(load_settings(notes=write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA}), home=tmp_path / "home"))
    made.index()
    return made


def answers(run: Run) -> Part:
    part = run.part(ANSWERS)
    assert part
    return part


@pytest.fixture
def part(assistant: Assistant, tmp_path: Path) -> Part:
    return answers(evaluate(assistant, Plan((golden(tmp_path, *ITEMS),)), QUIET))


def test_a_failed_item_counts_as_wrong_and_never_as_missing(part: Part) -> None:
    facts = part.means()[KEY_FACTS]
    assert facts.mean == pytest.approx(1 / 3)
    assert facts.n == 3


def test_a_failed_item_lowers_every_measure_that_applies_to_it(part: Part) -> None:
    failed = next(score for score in part.scores if score.missed.startswith("failed"))
    assert set(failed.values) == set(part.measures()) - {REFUSED}
    assert set(failed.values.values()) == {0.0}


def test_answered_and_refused_are_told_apart_from_all_else(part: Part) -> None:
    assert part.values(ANSWERED) == {"1": 1.0, "2": 1.0, "4": 0.0}
    assert part.values(REFUSED) == {"3": 1.0}
    assert [set(score.values) for score in part.scores if score.kind == "unanswerable"] == [{REFUSED}]


def test_each_miss_says_how_it_went_wrong_and_what_was_lacking(part: Part) -> None:
    missed = {score.id: score for score in part.misses()}
    assert set(missed) == {"2", "4"}
    assert missed["2"].missed == "wrong"
    assert missed["2"].document["missing_facts"] == [["never said"]]
    assert missed["4"].missed.startswith("failed: the question is empty")


def test_quotes_and_markers_of_real_answers_hold(part: Part) -> None:
    answered = [score.values for score in part.scores if score.id in {"1", "2"}]
    assert [values["quote fidelity"] for values in answered] == [1.0, 1.0]
    assert [values["marker validity"] for values in answered] == [1.0, 1.0]


def test_items_without_gold_titles_or_key_facts_are_measured_by_what_they_have(assistant: Assistant, tmp_path: Path) -> None:
    facts_only = {name: value for name, value in LEVAIN.items() if name != "gold_titles"}
    gold_only = {"id": "6", "kind": "lookup", "question": "What is a levain?", "gold_titles": ["Levain: Wild Yeast"]}
    facts, gold = answers(evaluate(assistant, Plan((golden(tmp_path, facts_only, gold_only),)), QUIET)).scores
    assert EVIDENCE not in facts.values
    assert facts.values[KEY_FACTS] == 1.0
    assert KEY_FACTS not in gold.values
    assert gold.values[EVIDENCE] == 1.0


def test_a_model_is_evaluated_only_where_one_is_configured(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="OPENAI_BASE_URL"):
        evaluate(assistant, Plan((golden(tmp_path, LEVAIN),), use_model=True), QUIET)


@pytest.mark.parametrize(
    ("reply", "cites", "marked", "valid"),
    [
        ("A levain is fed every 12 hours [1].", 1.0, 1.0, 1.0),
        ("A levain is fed every 12 hours.", 1.0, 0.0, 1.0),  # the citation is found afterwards
        ("A levain is fed every 12 hours [1][9].", 1.0, 1.0, 0.5),
    ],
)
def test_what_a_model_cites_itself_is_told_from_what_is_found_for_it(
    tmp_path: Path, reply: str, cites: float, marked: float, valid: float
) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    with serving(Script(replies=((reply,),))) as script:
        assistant = Assistant(load_settings(notes=notes, home=tmp_path / "home", base_url=script.url))
        assistant.index()
        (score,) = answers(evaluate(assistant, Plan((golden(tmp_path, LEVAIN),), use_model=True), QUIET)).scores
    assert (score.values[CITES_GOLD], score.values[MARKED], score.values["marker validity"]) == (cites, marked, valid)
