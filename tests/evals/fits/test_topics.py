"""The fit of topics: its file belongs to the labels that ship and to the code that reads it, and its labels are sound."""

from __future__ import annotations

import json

import pytest

from assistant.evals.fits.topics import FIT, OTHERS
from assistant.evals.topics import read_topics
from assistant.fitted import FOLDER, fitted
from assistant.notes.files import read_file
from assistant.notes.folder.walk import find_files
from assistant.retrieval.topic_entries import ENTRY_SIGNS, PRESENCE_SIGNS, SECTION_SIGNS
from assistant.settings import shipped

KEPT = json.loads((FOLDER / "topics.json").read_text(encoding="utf-8"))


def test_the_numbers_were_made_from_the_labels_that_ship() -> None:
    assert KEPT.items() >= FIT.document(shipped("evals")).items()


def test_the_numbers_are_those_that_the_code_reads() -> None:
    names = {"constant", "with constant", "presence: constant", "edge", "present", *ENTRY_SIGNS}
    assert set(fitted("topics")) == names | {f"with {name}" for name in SECTION_SIGNS} | {f"presence: {name}" for name in PRESENCE_SIGNS}


def test_what_speaks_for_belonging_weighs_for_it_and_what_is_common_against() -> None:
    weights = fitted("topics")
    assert min(weights[name] for name in ("late", "near", "with own", "with section", "presence: best late", "presence: best cosine")) > 0
    assert max(weights[name] for name in ("common", "presence: short", "presence: size")) < 0


@pytest.mark.parametrize("name", OTHERS)
def test_labels_of_other_fields_are_titles_of_their_library(name: str) -> None:
    notes = shipped("evals") / "libraries" / f"{name}.md"
    entries = [entry for file in find_files([notes]) for entry in read_file(file).entries]
    topics = read_topics(notes.with_suffix(".jsonl"), "dev")
    assert len(entries) >= 60
    assert {topic.kind for topic in topics} == {"narrow", "wide", "two-sided", "absent"}
    for topic in topics:
        assert {*topic.gold_titles, *topic.optional_titles} <= {entry.title for entry in entries}, topic.id
        assert not set(topic.gold_titles) & set(topic.optional_titles), topic.id
