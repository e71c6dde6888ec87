"""Recordings: what a model wrote is kept whole, and a replay goes the whole way from the raw reply on."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answers.prompts import load_template
from assistant.assistant import Assistant
from assistant.endpoint.client import Endpoint
from assistant.errors import UsageError
from assistant.evals.command import _recording_of
from assistant.evals.golden import read_golden
from assistant.evals.runs.evaluate import whole
from assistant.evals.runs.recordings import Recording, RecordingWriter
from assistant.settings import load_settings, shipped
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, write_notes

REPLIES = (
    ("A levain is fed every 12 hours [1][9].",),
    ("NOT IN THE NOTES",),
    ("It is fed every 12 hours [1].",),
    ("Steam gives a thinner crust.",),
)
QUESTIONS = {"a": "How often is a levain fed?", "b": "How often is a levain fed, again?", "c": "What gives a thinner crust?"}


@pytest.fixture
def recorded(tmp_path: Path) -> tuple[Recording, dict[str, dict[str, object]], Path]:
    """A recording over three questions, what was answered then, and its folder."""
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    answers: dict[str, dict[str, object]] = {}
    with serving(Script(replies=REPLIES)) as script:
        settings = load_settings(notes=notes, home=tmp_path / "home", base_url=script.url)
        writer = RecordingWriter(Endpoint(settings))
        assistant = Assistant(settings, writer)
        assistant.index()
        recording = Recording.start(assistant, writer.model, tmp_path / "kept")
        for item, question in {**QUESTIONS, "d": "What is the orbital period of Neptune?"}.items():
            answer = assistant.ask(question)
            recording.add(item, answer, writer)
            answers[item] = answer.to_json()
    return recording, answers, tmp_path


def test_a_replay_without_model_and_notes_gives_the_answers_of_then(recorded: tuple[Recording, dict[str, dict[str, object]], Path]) -> None:
    recording, answers, folder = recorded
    elsewhere = Assistant(load_settings(home=folder / "empty"))
    for item, then in answers.items():
        now = Recording.read(recording.folder).replay(item, elsewhere).to_json()
        for key in ("answer", "statements", "citations", "abstained", "standalone_question"):
            if item != "d" or key == "abstained":  # "d" was refused before the model was asked
                assert now[key] == then[key], (item, key)


def test_what_the_model_got_wrong_is_still_seen_in_the_replay(recorded: tuple[Recording, dict[str, dict[str, object]], Path]) -> None:
    recording, _, folder = recorded
    assistant = Assistant(load_settings(home=folder / "empty"))
    assert recording.replay("a", assistant).invalid_markers == 1
    assert recording.items["b"].reply == "NOT IN THE NOTES"
    assert recording.replay("b", assistant).answer == "It is fed every 12 hours. [1]"  # at the second try
    assert recording.replay("c", assistant).attached == 1


def test_a_recording_is_never_written_over(recorded: tuple[Recording, dict[str, dict[str, object]], Path]) -> None:
    recording, _, folder = recorded
    with pytest.raises(UsageError, match="holds a recording already"):
        Recording.start(Assistant(load_settings(home=folder / "empty")), "model", recording.folder)


def test_a_spoilt_recording_is_refused_by_the_name_of_the_file(recorded: tuple[Recording, dict[str, dict[str, object]], Path]) -> None:
    recording, _, _ = recorded
    (recording.folder / "replies.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match=r"replies\.jsonl:\d+ is no part of a recording"):
        Recording.read(recording.folder)


def test_the_shipped_recordings_hold_what_they_say_they_hold() -> None:
    folders = sorted((shipped("evals") / "recordings").iterdir())
    assert folders
    for folder in folders:
        kept = Recording.read(folder)
        assert kept.items
        assert kept.about.prompt == Assistant(load_settings(prompts=folder / "answer.md")).template("answer").fingerprint


def test_prompts_are_compared_by_recordings_of_golden_items_not_of_attacks() -> None:
    golden = {item.id for item in read_golden(whole("all").files)}
    fingerprint = load_template("answer").fingerprint
    assert Recording.read(shipped("evals") / "recordings" / "injection").about.prompt == fingerprint
    kept = _recording_of(fingerprint, "answer.md")
    assert len(kept.items.keys() & golden) > 50
    with pytest.raises(UsageError, match="was never recorded"):
        _recording_of("0", "mine.md")
