"""Runs: kept whole, read again, the same each time, with a curve over the threshold of abstention."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.evals.runs.run import Run, read_run
from assistant.evals.scores import ANSWERS, Part, Score


def score(item: str, measure: str, value: float, confidence: float) -> Score:
    document = {"confidence": confidence, "evidence": [{"entry_id": "e", "text": "a long passage", "tokens": 3}]}
    return Score(item, "lookup", f"question {item}", {measure: value}, "" if value else "wrong", document, 12.5)


YES, NO = "answerable answered", "unanswerable refused"
RUN = Run(
    {"model": "extractive"},
    (Part(ANSWERS, (score("a", YES, 1, 0.9), score("b", YES, 0, 0.4), score("c", NO, 1, 0.3), score("d", NO, 0, 0.6))),),
)


def test_a_run_that_was_kept_is_read_as_it_was_but_for_passages_and_times(tmp_path: Path) -> None:
    RUN.save(tmp_path / "run")
    read = read_run(tmp_path / "run")
    (part,) = read.parts
    assert read.about == RUN.about
    assert part.values(YES) == {"a": 1.0, "b": 0.0}
    assert part.scores[0].document == {"confidence": 0.9, "evidence": [{"entry_id": "e", "tokens": 3}]}
    assert read_run(tmp_path / "run" / "run.json").about == read.about


def test_only_the_times_of_two_equal_runs_may_differ(tmp_path: Path) -> None:
    later = Run(
        RUN.about, (Part(ANSWERS, tuple(Score(s.id, s.kind, s.asked, s.values, s.missed, s.document, 99.0) for s in RUN.parts[0].scores)),)
    )
    RUN.save(tmp_path / "one")
    later.save(tmp_path / "two")
    differing = {file.name for file in (tmp_path / "one").iterdir() if file.read_bytes() != (tmp_path / "two" / file.name).read_bytes()}
    assert differing == {"timings.json"}


@pytest.mark.parametrize(("name", "text"), [("run.json", "{"), ("run.json", "{}"), ("answers.jsonl", '{"id": 1}\n'), ("run.json", None)])
def test_a_folder_that_holds_no_run_is_refused_with_what_to_do(tmp_path: Path, name: str, text: str | None) -> None:
    RUN.save(tmp_path)
    (tmp_path / name).unlink()
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds no run .* --out"):
        read_run(tmp_path)


def test_the_curve_trades_one_error_for_the_other() -> None:
    curve = {point.threshold: point[1:] for point in RUN.curve()}
    assert curve[0.0] == (0.0, 1.0)
    assert curve[0.4] == (0.0, 0.5)
    assert curve[0.9] == (0.5, 0.0)
    assert curve[1.0] == (1.0, 0.0)
