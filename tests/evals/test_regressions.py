"""The gate sees what it is there for: four ways to make the assistant worse, each planted for real, and an unchanged one that passes."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest
from rich.console import Console

from assistant.answers import markers as citations
from assistant.answers.extractive import Marked
from assistant.assistant import Assistant
from assistant.cli.main import cli
from assistant.evals.golden import read_golden
from assistant.evals.runs.evaluate import Plan, evaluate, replay, whole
from assistant.evals.runs.gate import compare, read_floors
from assistant.evals.runs.recordings import Recording
from assistant.evals.runs.run import Run, read_run
from assistant.settings import load_settings, shipped

QUIET = Console(quiet=True)
HELDOUT = shipped("evals") / "heldout.jsonl"
SHIPPED = shipped("evals") / "recordings" / "answer"
FORGETFUL = Path(__file__).parent / "forgetful"
WORSE_CHUNKS = 8
# Enough for a planted fault to show; the baseline is held against all.
SOME = Plan((HELDOUT,), count=120)


def assistant(home: Path, **given: object) -> Assistant:
    made = Assistant(load_settings(notes=shipped("corpus"), home=home, **given))
    made.index()
    return made


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def sound(home: Path) -> Run:
    return evaluate(assistant(home), SOME, QUIET)


def recorded(home: Path, folder: Path = SHIPPED) -> Run:
    part = replay(assistant(home), Recording.read(folder), read_golden([HELDOUT]), QUIET)
    return Run({"model": "recorded"}, (part,))


def test_the_committed_baseline_is_what_is_measured_now(home: Path) -> None:
    """With every part: whoever changes what is measured renews the baseline with it, and it passes its own gate."""
    run = evaluate(assistant(home), whole("heldout"), QUIET)
    comparison = compare(run, read_run(shipped("evals") / "baseline"), read_floors(shipped("evals") / "gate.toml"))
    assert comparison.failed == ()
    assert comparison.unpaired == ()
    assert run.stale == ()


def test_two_runs_are_the_same_to_the_last_digit(home: Path, sound: Run, tmp_path: Path) -> None:
    again = evaluate(assistant(home), SOME, QUIET)
    sound.save(tmp_path / "one")
    again.save(tmp_path / "two")
    for file in (tmp_path / "one").iterdir():
        assert file.name == "timings.json" or file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
    assert compare(again, sound).failed == ()


def test_a_worse_chunk_size_falls_short(sound: Run, tmp_path: Path) -> None:
    worse = evaluate(assistant(tmp_path, chunk_tokens=WORSE_CHUNKS), SOME, QUIET)
    fell = compare(worse, sound).failed
    assert any("MRR fell" in why or "nDCG@10 fell" in why or "recall@5 fell" in why for why in fell), fell


def test_a_threshold_that_never_abstains_falls_short(home: Path, sound: Run) -> None:
    worse = evaluate(assistant(home, abstain_below=0.0), SOME, QUIET)
    assert any("unanswerable refused fell" in why for why in compare(worse, sound).failed)


def test_a_broken_marker_parser_falls_short(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = recorded(home)
    whole = citations.parse_statements

    def broken(text: str, valid: Collection[int]) -> list[Marked]:
        return [(statement, ()) for statement, _ in whole(text, valid)]

    monkeypatch.setattr("assistant.answers.written.parse_statements", broken)
    assert any("marked by the model fell" in why for why in compare(recorded(home), before).failed)


def test_a_prompt_that_forgets_to_cite_falls_short(home: Path) -> None:
    """Both sides are what a real model of 1.5 B parameters wrote, from the shipped prompt and from one that tells it to leave markers out."""
    forgetful = recorded(home, FORGETFUL)
    asked = {score.id for score in forgetful.parts[0].scores}
    comparison = compare(forgetful, recorded(home))
    assert len(asked) >= 12
    assert any("marked by the model fell" in why for why in comparison.failed), comparison.failed


def test_the_command_exits_with_one_where_the_run_falls_short(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    some, kept = ["eval", "--home", str(home), "--sample", "60"], str(tmp_path / "run")
    cli([*some, "--out", kept], standalone_mode=False)
    cli([*some, "--baseline", kept, "--report", str(tmp_path / "report")], standalone_mode=False)
    assert "passed" in capsys.readouterr().out
    assert (tmp_path / "report" / "report.html").stat().st_size > 100_000
    monkeypatch.setenv("ASSISTANT_ABSTAIN_BELOW", "0")
    with pytest.raises(SystemExit) as ended:
        cli([*some, "--baseline", kept], standalone_mode=False)
    assert ended.value.code == 1
    assert "fell short" in capsys.readouterr().out
