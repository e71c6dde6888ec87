"""Answer, guesses or refusal: how sure the right entry is found decides, on notes of any field."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from assistant.answers.answer import Answer
from assistant.answers.extractive import bare
from assistant.answers.verify import listed_only, verify
from assistant.assistant import Assistant
from assistant.cli.terminal import print_answer
from assistant.settings import load_settings, shipped
from tests.shared import evidence_of

VAGUE = "somebody looked at how young ones pick up what the grown ones around them do"


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    found = Assistant(load_settings(notes=shipped("evals") / "libraries" / "birds" / "notes.md", home=tmp_path_factory.mktemp("birds")))
    found.index()
    return found


@pytest.fixture(scope="module")
def guessed(birds: Assistant) -> Answer:
    answer = birds.ask(VAGUE, use_model=False)
    assert answer.guesses
    return answer


def test_guesses_are_neither_an_answer_nor_a_refusal(guessed: Answer) -> None:
    document = guessed.to_json()
    assert document["abstained"] is False
    assert document["statements"] == []
    assert [set(guess) for guess in document["guesses"]] == [{"entry_id", "title", "quote", "confidence"}] * len(document["guesses"])
    assert 1 <= len(document["guesses"]) <= 5
    assert document["confidence"] == document["guesses"][0]["confidence"]


def test_the_text_names_each_guess_with_a_marker_that_the_citations_hold(guessed: Answer) -> None:
    assert guessed.answer.startswith("The notes may mean one of these:")
    assert [citation.marker for citation in guessed.citations] == list(range(1, len(guessed.guesses) + 1))
    for guess, citation in zip(guessed.guesses, guessed.citations, strict=True):
        assert (guess.entry_id, guess.title) == (citation.entry_id, citation.title)
        assert f"“{guess.title}”" in guessed.answer
        assert f"[{citation.marker}]" in guessed.answer
        assert guess.quote in guessed.answer


def test_the_best_guess_comes_first_and_chances_do_not_add_up_to_more_than_one(guessed: Answer) -> None:
    chances = [guess.confidence for guess in guessed.guesses]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1


def test_a_terminal_shows_each_guess_with_its_line(guessed: Answer) -> None:
    out = io.StringIO()
    print_answer(guessed, Console(file=out, width=200))
    for guess in guessed.guesses:
        assert guess.title in out.getvalue()
        assert guess.quote in out.getvalue()


def test_who_did_something_that_is_not_found_for_sure_is_no_question_for_the_nearest_byline(birds: Assistant) -> None:
    answer = birds.ask("Who worked out what tiny flyers remember of long trips at sea?", use_model=False)
    assert answer.guesses or answer.abstained


@pytest.mark.parametrize(
    "question",
    ["Who wrote Displaced Starlings?", "What do the notes say about penguin huddles?", "why do albatross pairs divorce?"],
)
def test_what_is_named_is_answered(birds: Assistant, question: str) -> None:
    answer = birds.ask(question, use_model=False)
    assert answer.statements
    assert not answer.guesses
    assert answer.confidence > 0.5


@pytest.mark.parametrize(
    "question",
    [
        "Who proved the four colour theorem?",
        "Which papers discuss carbon taxes on shipping?",
        "When was Deno 1.0 released?",
        "What do the notes say about double descent?",
        "list the works on desalination plants",
    ],
)
def test_what_strangers_ask_of_another_field_is_refused(birds: Assistant, question: str) -> None:
    assert birds.ask(question, use_model=False).abstained


def test_a_bare_title_is_no_supported_statement_on_what_was_asked() -> None:
    evidence = evidence_of("Rye Loaves of the North", "Rye Sours\nRye sours rise slowly.")
    drafted = [(bare(evidence[0].entry), (1,)), ("“Rye Sours”: Rye sours rise slowly.", (2,))]
    checked = listed_only(verify(drafted, evidence), evidence)
    assert [statement.verdict for statement in checked.statements] == ["unverified", "supported"]
    assert [citation.marker for citation in checked.citations] == [1, 2]
