"""Answers kept, made again, judged and sampled, as the command line has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_main import one_line, run
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, TEA, write_notes

QUESTION = "How often is a levain fed?"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    base = tmp_path_factory.mktemp("kept")
    options = ["--notes", str(write_notes(base / "notes", {"bread.md": BREAD, "tea.md": TEA})), "--home", str(base / "home")]
    assert run("index", *options).returncode == 0
    return options


def test_a_saved_answer_is_made_again_anywhere_and_its_file_is_never_written_over(place: list[str], tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    assert run("ask", QUESTION, "--save", file, *place).returncode == 0
    again = run("replay", file, "--home", tmp_path / "elsewhere", "--notes", tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    assert "no index, the same prompt, the same program" in again.stdout
    assert again.stdout.splitlines()[-1] == "nothing differs"
    document = json.loads(run("replay", file, "--json", *place).stdout)
    assert (document["same"], document["index"], {one["what"] for one in document["statements"]}) == (True, True, {"kept"})
    assert "is not written over" in one_line(run("ask", QUESTION, "--save", file, *place), 2)
    assert "lies among the notes" in one_line(run("ask", QUESTION, "--save", Path(place[1]) / "answer.md", *place), 2)
    file.write_text(file.read_text(encoding="utf-8")[:500], encoding="utf-8")
    assert "cannot be read as a saved answer" in one_line(run("replay", file, *place), 2)


def test_what_asks_a_model_says_so_where_there_is_none(place: list[str], tmp_path: Path) -> None:
    for option in (["--judge"], ["--samples", "2"]):
        assert "none is configured; set OPENAI_API_KEY" in one_line(run("ask", QUESTION, *option, *place), 2)
    assert run("ask", QUESTION, "--save", tmp_path / "kept.json", *place).returncode == 0
    assert "--model asks a model" in one_line(run("replay", tmp_path / "kept.json", "--model", "x", *place), 2)


def test_verdicts_of_the_model_and_agreement_are_shown_with_what_they_took(place: list[str]) -> None:
    written = ("A levain asks for new flour twice around the clock. [1]",)
    with serving(Script(replies=(written, ('{"1": "supported"}',), written))) as script:
        shown = run("ask", QUESTION, "--judge", "--samples", "1", *place, environment={"OPENAI_BASE_URL": script.url})
    assert shown.returncode == 0, shown.stderr
    assert "(so judged by small-model)" in shown.stdout
    assert "small-model judged 1 of 1 statements that reading left unverified (25 tokens)" in shown.stdout
    assert "1 of 1 further answers say the same as this one (1 meaning, entropy 0.00; 25 tokens)" in shown.stdout
