"""What an answer comes to: each measure on answers over two small notebooks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from assistant.answers.answer import EXTRACTIVE, Answer, Guess, Statement, Usage, cite
from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.evals.golden import GoldenItem
from assistant.evals.runs.evaluate import Plan, evaluate
from assistant.evals.runs.run import Run
from assistant.evals.scores import ANSWERS, Part
from assistant.evals.scoring import ANSWERED, CITES_GOLD, COSTS, EVIDENCE, FIRST, GUESSED, KEY_FACTS, MARKED, REFUSED, WRONG_AND_SURE, mark
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, TEA, evidence_of, write_notes

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
    assert {name: value for name, value in failed.values.items() if value} == dict.fromkeys(COSTS, 1.0)


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
    assert {values.get("marker validity", 1.0) for values in answered} == {1.0}


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


def stated(item: Mapping[str, Any], title: str, *, guessed: bool = False, abstained: bool = False) -> Mapping[str, float]:
    """The measures of an answer, or of guesses, that cites an entry of this title."""
    (piece,) = evidence_of(f"{title}\nIt is fed every 12 hours.")
    cited = (cite(1, piece.entry, "It is fed every 12 hours.", "bread.md:1"),)
    guesses = (Guess(piece.entry.id, title, "It is fed every 12 hours.", 0.4),) if guessed else ()
    statements = () if guessed else (Statement("It is fed every 12 hours.", (1,), "supported", 1.0),)
    text = "It is fed every 12 hours. [1]"
    answer = Answer("q", "q", text, abstained, (), statements, cited, (piece,), EXTRACTIVE, Usage(), confidence=0.4, guesses=guesses)
    return mark(GoldenItem.model_validate(item), answer).values


UNANSWERABLE = {"id": "9", "kind": "unanswerable", "question": "Who?"}


def test_who_cites_nothing_right_is_wrong_and_sure_unless_it_only_guessed() -> None:
    assert stated(LEVAIN, "Levain: Wild Yeast")[WRONG_AND_SURE] == 0.0
    assert stated(LEVAIN, "Another")[WRONG_AND_SURE] == 1.0
    assert stated(UNANSWERABLE, "Another")[WRONG_AND_SURE] == 1.0
    assert WRONG_AND_SURE not in stated(LEVAIN, "Another", guessed=True)
    assert WRONG_AND_SURE not in stated(UNANSWERABLE, "Another", abstained=True)


def test_a_guess_is_right_where_it_holds_the_facts_and_no_refusal_of_what_cannot_be_answered() -> None:
    guessed = stated(LEVAIN, "Levain: Wild Yeast", guessed=True)
    assert (guessed[KEY_FACTS], guessed[CITES_GOLD], guessed[GUESSED], guessed[FIRST]) == (1.0, 1.0, 1.0, 1.0)
    assert stated(UNANSWERABLE, "Another", guessed=True)[REFUSED] == 0.0
