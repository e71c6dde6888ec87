from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.evals.golden import read_golden
from assistant.notes.files import read_file
from assistant.notes.folder.walk import find_files
from benchmarks.public_sets import marks_of, read_set, write_notes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents = [
        {"_id": "7", "title": "Tides of *shallow* bays", "text": "Bays fill twice a day. [Mud] settles - slowly."},
        {"_id": "8", "title": "", "text": "Gulls nest on the northern cliffs. They return in March."},
        {"_id": "9", "title": "Salt", "text": ""},
    ]
    queries = [{"_id": "q1", "text": "when do gulls come back?"}, {"_id": "q2", "text": "asked of nothing"}]
    made = tmp_path / "shore"
    (made / "qrels").mkdir(parents=True)
    (made / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (made / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    (made / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\t8\t2\nq1\t7\t1\nq1\t9\t0\n")
    return made


def test_each_document_of_a_public_set_becomes_an_entry_at_its_line(folder: Path, tmp_path: Path) -> None:
    at = write_notes(read_set(folder), tmp_path / "made")
    entries = [entry for file in find_files([tmp_path / "made" / "notes"]) for entry in read_file(file).entries]
    assert [at[entry.places[0].line] for entry in entries] == ["7", "8", "9"]
    assert entries[1].title == "Gulls nest on the northern cliffs"
    assert "They return in March." in " ".join(entries[1].lines())


def test_its_queries_become_golden_items(folder: Path, tmp_path: Path) -> None:
    write_notes(read_set(folder), tmp_path / "made")
    items = read_golden([tmp_path / "made" / "golden.jsonl"])
    assert [(item.id, item.gold_titles) for item in items] == [("q1", ("Gulls nest on the northern cliffs", "Tides of shallow bays"))]


@pytest.mark.parametrize(
    ("ranked", "ndcg", "recall"),
    [(["a", "b"], 1.0, 1.0), ([], 0.0, 0.0), (["x", "a"], 0.4796, 0.5), (["b", "a"], 0.8597, 1.0)],
)
def test_the_best_documents_first_are_worth_most(ranked: list[str], ndcg: float, recall: float) -> None:
    assert marks_of(ranked, {"a": 2, "b": 1}) == pytest.approx((ndcg, recall), abs=1e-3)
