"""The support check is measured by labelled pairs; the shipped ones are sound."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.evals.support import LabelledPair, read_pairs, support_part
from assistant.settings import shipped

PASSAGE = "Steam Matters (crust, 2021)\nSteam in the first 10 minutes gives a thinner crust.\nThe oven stays closed."
GOOD = {"id": "a", "statement": "The oven stays closed.", "passage": PASSAGE, "label": "supported", "kind": "quoted"}


def pair(identity: str, statement: str, label: str) -> LabelledPair:
    return LabelledPair.model_validate(GOOD | {"id": identity, "statement": statement, "label": label})


def test_each_verdict_counts_where_it_was_said_and_each_label_where_it_is() -> None:
    part = support_part(
        [
            pair("quoted", "The oven stays closed.", "supported"),
            pair("number", "Steam in the first 20 minutes gives a thinner crust.", "unsupported"),
            pair("wrongly labelled", "Steam in the first 10 minutes gives a thinner crust.", "unsupported"),
            pair("free", "Moisture early on keeps what surrounds a loaf delicate.", "supported"),
        ]
    )
    assert part.name == "support check"
    assert part.values("precision of supported") == {"quoted": 1.0, "wrongly labelled": 0.0}
    assert part.values("precision of unsupported") == {"number": 1.0}
    assert part.values("coverage") == {"quoted": 1.0, "number": 1.0, "wrongly labelled": 1.0, "free": 0.0}
    assert part.values("supported found") == {"quoted": 1.0, "free": 0.0}
    assert part.values("unsupported found") == {"number": 1.0, "wrongly labelled": 0.0}
    assert [(score.id, score.missed) for score in part.misses()] == [("wrongly labelled", "called supported, but it is unsupported")]
    assert part.scores[1].document["verdict"] == "unsupported"
    assert set(part.scores[1].document) == {"statement", "passage", "label", "verdict", "score"}


@pytest.mark.parametrize("file", ["dev", "heldout"])
def test_verdicts_are_right_nine_times_in_ten_and_come_quickly(file: str) -> None:
    start = time.perf_counter()
    means = support_part(read_pairs(shipped("evals") / "support" / f"{file}.jsonl")).means()
    assert time.perf_counter() - start < 10
    # Nine times in ten is what is promised of these two; that a half is there and a half is not is said with less.
    for verdict, least in (("supported", 0.9), ("unsupported", 0.9), ("partly", 0.75)):
        assert means[f"precision of {verdict}"].mean >= least, verdict
    assert means["coverage"].mean >= 0.42


def test_no_shipped_pair_stands_in_both_parts() -> None:
    files = [read_pairs(shipped("evals") / "support" / f"{name}.jsonl") for name in ("dev", "heldout")]
    dev, heldout = ({(one.statement, one.passage) for one in pairs} for pairs in files)
    assert not dev & heldout


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ([json.dumps(GOOD), json.dumps(GOOD)], ":2 has the id of .*:1"),
        ([json.dumps(GOOD), json.dumps(GOOD | {"id": "b"})], ":2 has the pair of .*:1"),
        (["", json.dumps(GOOD | {"label": "unverified"})], ":2 is no labelled pair: label"),
        ([json.dumps(GOOD | {"statement": " "})], ":1 is no labelled pair: statement"),
        ([json.dumps(GOOD | {"extra": 1})], ":1 is no labelled pair: extra"),
        (["no json"], ":1 is no labelled pair"),
        ([], "no pairs"),
    ],
)
def test_bad_files_are_refused_with_file_and_line(tmp_path: Path, lines: list[str], hint: str) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UsageError, match=hint):
        read_pairs(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.jsonl cannot be read"):
        read_pairs(tmp_path / "none.jsonl")
