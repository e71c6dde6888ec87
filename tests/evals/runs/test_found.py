"""The runs that are kept, and what of their items may be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.evals.golden import read_golden
from assistant.evals.runs.found import asked_of, kept_runs
from assistant.evals.runs.run import Run
from assistant.evals.scores import ANSWERS, Part
from assistant.settings import shipped
from tests.evals.runs.test_report import answer


def kept(home: Path, name: str) -> Path:
    folder = home / "evals" / name
    Run({"model": "small-model"}, (Part(ANSWERS, (answer(1), answer(2, right=False))),)).save(folder)
    return folder


def test_runs_below_the_home_are_listed_with_those_that_ship(tmp_path: Path) -> None:
    kept(tmp_path, "monday")
    kept(tmp_path, "weeks/tuesday")
    found = {run.name: run for run in kept_runs(tmp_path)}
    assert {"monday", "weeks/tuesday", "baseline (ships)"} <= found.keys()
    assert (found["monday"].model, found["monday"].items, found["monday"].means[ANSWERS, "key-fact accuracy"]) == ("small-model", 2, 0.5)
    assert found["monday"].read().part(ANSWERS) is not None


@pytest.mark.parametrize("spoilt", ["", "[]", '{"parts": 3}', '{"parts": {"a": {"metrics": {"m": {}}}}}'])
def test_a_damaged_run_counts_as_none(tmp_path: Path, spoilt: str) -> None:
    (kept(tmp_path, "monday") / "run.json").write_text(spoilt, encoding="utf-8")
    assert "monday" not in {run.name for run in kept_runs(tmp_path)}


def test_what_is_held_out_is_named_by_its_id_alone(tmp_path: Path) -> None:
    folder = kept(tmp_path, "monday")
    held_out = read_golden([shipped("evals") / "heldout.jsonl"])[0].id
    lines = [json.loads(line) for line in (folder / "answers.jsonl").read_text(encoding="utf-8").splitlines()]
    lines[0]["id"] = held_out
    (folder / "answers.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (monday,) = [run for run in kept_runs(tmp_path) if run.name == "monday"]
    assert [asked_of(monday, score) for score in monday.read().parts[0].scores] == ["", "question 2"]
    (ships,) = [run for run in kept_runs(tmp_path) if run.name == "baseline (ships)"]
    assert {asked_of(ships, score) for part in ships.read().parts for score in part.scores} == {""}
