"""Topics: the shipped labels are sound, and an overview is measured by what it gathers and how it cites."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.evals.topics import PRECISION, RECALL, REFUSED, Topic, read_topics, topics_part
from assistant.notes.files import read_file
from assistant.notes.folder.walk import find_files
from assistant.settings import load_settings, shipped
from tests.shared import BREAD, TEA, write_notes

FILE = shipped("evals") / "topics.jsonl"
ALL = read_topics(FILE, "all")


def test_there_are_enough_topics_of_each_kind_in_both_parts() -> None:
    assert len(ALL) >= 40
    for part in ("dev", "heldout"):
        kinds = [topic.kind for topic in read_topics(FILE, part)]
        assert len(kinds) >= 20
        assert set(kinds) == {"narrow", "wide", "two-sided", "absent"}


def test_every_label_is_the_title_of_an_entry_and_stands_once() -> None:
    titles = {title for s in find_files([shipped("corpus")]) for e in read_file(s).entries for title in (e.title, *e.aliases)}
    for topic in ALL:
        labels = [*topic.gold_titles, *topic.optional_titles]
        assert set(labels) <= titles, topic.id
        assert len(set(labels)) == len(labels), topic.id


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("topics")
    made = Assistant(load_settings(notes=write_notes(folder / "notes", {"bread.md": BREAD, "tea.md": TEA}), home=folder / "home"))
    made.index()
    return made


def topic(**given: object) -> Topic:
    return Topic.model_validate({"id": "t", "part": "dev", "kind": "narrow", "topic": "levain", **given})


def test_an_overview_is_marked_by_what_belongs_and_by_how_it_cites(assistant: Assistant) -> None:
    (score,) = topics_part(assistant, [topic(gold_titles=["Levain: Wild Yeast at Home", "Never Noted"])], Console(quiet=True)).scores
    assert score.values[RECALL] == 0.5
    assert score.values["ledger complete"] == score.values["statements cited"] == score.values["citation precision"] == 1.0
    assert score.document["missing_titles"] == ["Never Noted"]
    assert score.values[PRECISION] == 1 / len(score.document["gathered"])


def test_an_absent_topic_is_to_be_refused(assistant: Assistant) -> None:
    scores = topics_part(assistant, [topic(kind="absent", topic="orbital mechanics of Neptune")], Console(quiet=True)).scores
    assert [score.values for score in scores] == [{REFUSED: 1.0}]


@pytest.mark.parametrize("change", [{"kind": "absent"}, {"gold_titles": []}, {"kind": "broad"}, {"filters": {"when": 2020}}])
def test_a_spoilt_topic_is_refused_with_its_line(tmp_path: Path, change: dict[str, object]) -> None:
    file = tmp_path / "topics.jsonl"
    good = {"id": "t", "part": "dev", "kind": "narrow", "topic": "levain", "gold_titles": ["Levain"]}
    file.write_text(json.dumps(good) + "\n" + json.dumps(good | change), encoding="utf-8")
    with pytest.raises(UsageError, match=r"topics\.jsonl:2 is no topic"):
        read_topics(file, "all")
