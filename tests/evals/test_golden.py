"""The shipped golden items are sound, and bad ones are refused with file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.evals.golden import GoldenItem, read_golden
from assistant.evals.metrics import folded, key_facts
from assistant.notes.files import read_file
from assistant.notes.folder.walk import find_files
from assistant.settings import shipped

FILES = [shipped("evals") / "dev.jsonl", shipped("evals") / "heldout.jsonl"]
ITEMS = read_golden(FILES)
ANSWERABLE = [item for item in ITEMS if item.answerable]


MOST_SPEAKING_OF_IT = 5


@pytest.fixture(scope="module")
def corpus() -> list[tuple[str, str]]:
    """Title, and all that the notes say with it, of each entry."""
    entries = [entry for source in find_files([shipped("corpus")]) for entry in read_file(source).entries]
    said = ["\n".join([entry.title, *entry.authors, str(entry.year), *entry.lines()]) for entry in entries]
    return [(folded(entry.title), folded(text)) for entry, text in zip(entries, said, strict=True)]


@pytest.fixture(scope="module")
def fields() -> list[tuple[str, str]]:
    """Title, and the other fields and place in the outline, of each entry."""
    entries = [entry for source in find_files([shipped("corpus")]) for entry in read_file(source).entries]
    return [(folded(one.title), folded("\n".join([one.arxiv or "", one.url or "", *one.section, one.notebook]))) for one in entries]


def test_all_kinds_stand_in_both_parts() -> None:
    for file in FILES:
        assert len({item.kind for item in read_golden([file])}) == 8


@pytest.mark.parametrize("item", ANSWERABLE, ids=lambda item: item.id)
def test_gold_titles_are_those_of_entries_and_not_words_found_everywhere(item: GoldenItem, corpus: list[tuple[str, str]]) -> None:
    assert item.gold_titles
    for title in map(folded, item.gold_titles):
        assert any(title in known for known, _ in corpus), title
        assert sum(title in said for _, said in corpus) <= MOST_SPEAKING_OF_IT, title


@pytest.mark.parametrize("item", ANSWERABLE, ids=lambda item: item.id)
def test_what_a_right_answer_holds_stands_in_the_gold_entries(
    item: GoldenItem, corpus: list[tuple[str, str]], fields: list[tuple[str, str]]
) -> None:
    gold = " ".join(said for known, said in corpus + fields if any(folded(title) in known for title in item.gold_titles))
    assert key_facts(gold, item.must_include)


@pytest.mark.parametrize("item", ANSWERABLE, ids=lambda item: item.id)
def test_the_reference_answer_is_right_and_the_question_does_not_give_it_away(item: GoldenItem) -> None:
    assert item.must_include
    assert key_facts(item.answer, item.must_include)
    assert not key_facts(item.question, item.must_include)


def test_no_two_items_ask_the_same_and_ids_are_unique_across_both_parts() -> None:
    asked = {(folded(item.question), item.history) for item in ITEMS}
    assert len(asked) == len({item.id for item in ITEMS}) == len(ITEMS)


def test_lists_and_comparisons_have_several_gold_entries() -> None:
    assert [item.id for item in ITEMS if item.kind in {"list", "compare"} and len(item.gold_titles) < 2] == []


def test_follow_ups_have_a_history_and_unanswerable_items_no_gold() -> None:
    for item in ITEMS:
        assert bool(item.history) == (item.kind == "followup")
        assert item.answerable or not (item.gold_titles or item.must_include)


GOOD = {"id": "a", "kind": "lookup", "question": "q", "gold_titles": ["t"], "must_include": [["x"]], "answer": "x"}


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ([json.dumps(GOOD), json.dumps(GOOD)], ":2 has the id of .*:1"),
        ([json.dumps(GOOD | {"kind": "riddle"})], ":1 is no golden item: kind"),
        ([json.dumps(GOOD | {"extra": 1})], ":1 is no golden item: extra"),
        ([json.dumps(GOOD | {"gold_titles": [], "must_include": []})], ":1 is no golden item: line: give gold_titles or must_include"),
        ([json.dumps(GOOD | {"kind": "unanswerable"})], "an unanswerable item has no gold_titles"),
        ([json.dumps(GOOD | {"kind": "followup"})], "a followup needs its history"),
        ([json.dumps(GOOD | {"must_include": [[]]})], "a group of must_include is empty"),
        ([json.dumps(GOOD | {"must_include": [[" "]]})], ":1 is no golden item: must_include.0.0"),
        (["", json.dumps(GOOD), json.dumps(GOOD | {"id": "b", "question": " Q "})], ":3 has the question of .*:2"),
        (["not json"], ":1 is no golden item"),
        ([], "no golden items"),
    ],
)
def test_bad_files_are_refused_with_file_and_line(tmp_path: Path, lines: list[str], hint: str) -> None:
    file = tmp_path / "golden.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UsageError, match=hint):
        read_golden([file])
