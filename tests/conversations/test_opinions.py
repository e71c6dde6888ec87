"""What readers say of answers is kept, and becomes golden items that the evaluation reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.conversations.opinions import Opinions, golden_of, opinions_in
from assistant.conversations.threads import Conversations
from assistant.evals.golden import read_golden

CITED = {"answer": "Rye is a grain. [1]", "citations": [{"title": "Rye"}]}
NOTHING: dict[str, Any] = {"answer": "The notes do not cover this.", "citations": []}


def said(home: Path, document: dict[str, Any], *, is_good: bool | None, correction: str = "") -> Conversations:
    threads = Conversations(home)
    thread = threads.start("What is rye?")
    for question in ("What is rye?", "and who wrote that?"):
        threads.answer(number := threads.ask(thread, question), document)
    Opinions(home).give(number, is_good=is_good)
    Opinions(home).correct(number, correction)
    return threads


def test_an_opinion_outlives_the_program_and_can_be_taken_back(tmp_path: Path) -> None:
    threads = said(tmp_path, CITED, is_good=True, correction="A cereal.")
    (one,) = opinions_in(threads)
    assert (one.exchange.is_good, one.exchange.correction, len(one.before)) == (True, "A cereal.", 1)
    Opinions(tmp_path).give(one.exchange.number, is_good=None)
    Opinions(tmp_path).correct(one.exchange.number, " ")
    assert opinions_in(threads) == []


def test_another_answer_keeps_the_correction_and_not_the_thumb(tmp_path: Path) -> None:
    threads = said(tmp_path, CITED, is_good=False, correction="A cereal.")
    (one,) = opinions_in(threads)
    threads.ask_again(one.exchange.number)
    threads.answer(one.exchange.number, CITED)
    (one,) = opinions_in(threads)
    assert (one.exchange.is_good, one.exchange.correction) == (None, "A cereal.")


@pytest.mark.parametrize(
    ("document", "is_good", "correction", "kind"),
    [
        (CITED, True, "", "followup"),
        (CITED, None, "A cereal.", "followup"),
        (NOTHING, True, "", "unanswerable"),
        (NOTHING, False, "A cereal.", "lookup"),
    ],
)
def test_golden_items_are_such_as_the_evaluation_reads(
    tmp_path: Path, document: dict[str, Any], is_good: bool | None, correction: str, kind: str
) -> None:
    (one,) = opinions_in(said(tmp_path / "home", document, is_good=is_good, correction=correction))
    (tmp_path / "items.jsonl").write_text(json.dumps(golden_of(one)), encoding="utf-8")
    (item,) = read_golden([tmp_path / "items.jsonl"])
    assert (item.kind, item.answer) == (kind, correction)


def test_a_thumb_down_without_a_word_makes_no_item(tmp_path: Path) -> None:
    (one,) = opinions_in(said(tmp_path, CITED, is_good=False))
    assert golden_of(one) is None
