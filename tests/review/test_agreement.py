"""Several answers of a model are told apart by what they mean, not by their words; what they took is told."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.answers.answer import Answer, Statement, Usage
from assistant.answers.asked import refused
from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.review.agreement import agree, by_cross_encoder, by_reading
from assistant.services.inputs import Ask
from assistant.services.operations import ASK, NOBODY
from assistant.settings import load_settings
from assistant.support.cross_encoder import CrossEncoder
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, write_notes
from tests.tiny_cross_encoder import make_cross_encoder

QUESTION = "How often is a levain fed?"


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script()) as running:
        yield running


@pytest.fixture
def assistant(script: Script, tmp_path: Path) -> Assistant:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    made = Assistant(load_settings(notes=notes, home=tmp_path / "home", base_url=script.url, model="small-model"))
    made.index()
    return made


def said(*texts: str) -> Answer:
    statements = tuple(Statement(text, (1,), "supported", 1.0) for text in texts)
    return Answer("q", "q", " ".join(texts), False, (), statements, (), (), "m", Usage(10, 2, False))


def test_answers_that_entail_each_other_say_the_same(tmp_path: Path) -> None:
    entails = by_cross_encoder(CrossEncoder(make_cross_encoder(tmp_path / "model")))
    samples = [said("The crust is delicate."), said("The crust is coarse."), said("The crust is thinner."), refused("q", "q", ())]
    found = agree(said("A thinner crust."), samples, entails)
    assert (found.samples, found.same, found.meanings) == (4, 2, (2, 1, 1))
    assert found.entropy == pytest.approx(-(0.5 * math.log(0.5) + 2 * 0.25 * math.log(0.25)), abs=1e-4)
    assert (found.usage.prompt_tokens, found.usage.completion_tokens) == (30, 6)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (("A levain is fed every 12 hours.",), True),
        (("Every 12 hours a levain is fed.",), True),
        (("A levain is fed every 30 hours.",), False),
        (("A levain is fed every 12 hours.", "Rye ferments fastest."), False),
    ],
)
def test_without_a_cross_encoder_the_reading_check_tells_what_says_the_same(other: Sequence[str], same: bool) -> None:
    assert agree(said("A levain is fed every 12 hours."), [said(*other)], by_reading).same == same


def test_refusals_say_the_same_as_each_other_and_as_no_answer() -> None:
    none = refused("q", "q", ())
    assert agree(none, [none, said("Bread.")], by_reading).meanings == (1, 1)
    assert agree(none, [none], by_reading).same == 1
    assert agree(said("Bread."), [none, none], by_reading).same == 0


def test_all_alike_has_no_entropy() -> None:
    assert agree(said("Bread."), [said("Bread.")] * 3, by_reading).entropy == 0


def test_further_answers_are_written_warm_from_the_same_evidence_and_their_cost_is_told(assistant: Assistant, script: Script) -> None:
    script.replies = [
        ("A levain is fed every 12 hours [1].",),
        ("A levain is fed every 12 hours [1].",),
        ("A levain is fed every 30 hours [1].",),
    ]
    answer = ASK.run(assistant, Ask(question=QUESTION, samples=2), NOBODY)
    assert answer.agreement is not None
    assert (answer.agreement.samples, answer.agreement.same, answer.agreement.meanings) == (2, 1, (1, 1))
    assert answer.agreement.line() == "1 of 2 further answers say the same as this one (2 meanings, entropy 0.69; 50 tokens)"
    first, *further = script.chats()
    assert [one["messages"] for one in further] == [first["messages"]] * 2
    assert first.get("temperature", 0) == 0
    assert all(one["temperature"] > 0.5 for one in further)
    assert answer.statements[0].text == "A levain is fed every 12 hours."
    assert ASK.gives.model_validate(answer.to_json()).model_dump()["agreement"]["meanings"] == (1, 1)


def test_where_the_model_fails_on_the_way_the_answers_before_count(assistant: Assistant, script: Script) -> None:
    script.replies = [("A levain is fed every 12 hours [1].",)]
    answer = assistant.ask(QUESTION)
    script.fault = (500, {"content-type": "application/json"}, "{}")
    told = assistant.sampled(answer, 3).agreement
    assert told is not None
    assert told.samples == 0
    assert "no further answer was written: " in told.line()
    assert script.url in told.line()


def test_the_notes_own_words_are_not_asked_for_twice(assistant: Assistant, script: Script) -> None:
    told = assistant.sampled(assistant.ask(QUESTION, use_model=False), 3).agreement
    assert told is not None
    assert "the same each time" in told.line()
    assert script.chats() == []


def test_without_a_model_there_is_nothing_to_sample(tmp_path: Path) -> None:
    assistant = Assistant(load_settings(notes=write_notes(tmp_path / "notes", {"bread.md": BREAD}), home=tmp_path))
    assistant.index()
    with pytest.raises(UsageError, match="samples asks a model, and none is configured"):
        ASK.run(assistant, Ask(question=QUESTION, samples=2), NOBODY)
