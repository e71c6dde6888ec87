"""The shipped golden items are sound, and bad ones are refused with file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.evals.golden import GoldenItem, read_golden
from assistant.evals.metrics import folded, key_facts
from assistant.notes.files import find_files, read_file
from assistant.settings import shipped

FILES = [shipped("evals") / "dev.jsonl", shipped("evals") / "heldout.jsonl"]
ITEMS = read_golden(FILES)
ANSWERABLE = [item for item in ITEMS if item.answerable]


@pytest.fixture(scope="module")
def titles() -> list[str]:
    readings = [read_file(source) for source in find_files([shipped("corpus")])]
    return [folded(entry.title) for reading in readings for entry in reading.entries]


def test_all_kinds_stand_in_both_parts() -> None:
    for file in FILES:
        assert len({item.kind for item in read_golden([file])}) == 8


@pytest.mark.parametrize("item", ANSWERABLE, ids=lambda item: item.id)
def test_gold_titles_are_in_the_corpus(item: GoldenItem, titles: list[str]) -> None:
    assert item.gold_titles
    for title in item.gold_titles:
        assert any(folded(title) in known for known in titles), title


@pytest.mark.parametrize("item", ANSWERABLE, ids=lambda item: item.id)
def test_the_reference_answer_is_right_and_the_question_does_not_give_it_away(item: GoldenItem) -> None:
    assert item.must_include
    assert key_facts(item.answer, item.must_include)
    assert not key_facts(item.question, item.must_include)


def test_no_two_items_ask_the_same() -> None:
    asked = [(folded(item.question), item.history) for item in ITEMS]
    assert len(set(asked)) == len(asked)


def test_follow_ups_have_a_history_and_unanswerable_items_no_gold() -> None:
    for item in ITEMS:
        assert bool(item.history) == (item.kind == "followup")
        assert item.answerable or not (item.gold_titles or item.must_include)


GOOD = {"id": "a", "kind": "lookup", "question": "q", "gold_titles": ["t"], "must_include": [["x"]], "answer": "x"}


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ([json.dumps(GOOD), json.dumps(GOOD)], ":2 has the id 'a'"),
        ([json.dumps(GOOD | {"kind": "riddle"})], ":1 is no golden item: kind"),
        ([json.dumps(GOOD | {"extra": 1})], ":1 is no golden item: extra"),
        (["not json"], ":1 is no golden item"),
        ([], "no golden items"),
    ],
)
def test_bad_files_are_refused_with_file_and_line(tmp_path: Path, lines: list[str], hint: str) -> None:
    file = tmp_path / "golden.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UsageError, match=hint):
        read_golden([file])
