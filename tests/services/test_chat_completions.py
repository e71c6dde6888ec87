"""A conversation as chat clients hold it: the whole of it sent each time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answers.answer import Answer, Guess
from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.services.chat_completions import ChatRequest, Completion, complete, conversation
from assistant.services.documents import Answered
from assistant.settings import load_settings
from tests.shared import SOURDOUGH, TEA, WordEmbedder, write_notes


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    notes = write_notes(tmp_path / "notes", {"sourdough.md": SOURDOUGH, "tea.md": TEA})
    made = Assistant(load_settings(notes=notes, home=tmp_path / "home"), embedder=WordEmbedder())
    made.index()
    return made


def said(assistant: Assistant, *spoken: str, **more: Any) -> Completion:
    """What is said back to messages of which every second one is the assistant's."""
    messages = [{"role": "assistant" if number % 2 else "user", "content": text} for number, text in enumerate(spoken)]
    return complete(assistant, ChatRequest.model_validate({"messages": messages, **more}))


def test_an_answer_ends_with_its_sources_and_gives_them_as_data(assistant: Assistant) -> None:
    completion = said(assistant, "How often is a sourdough levain fed?")
    message = completion.document()["choices"][0]["message"]
    assert "12 hours. [1]" in message["content"]
    line = "- [1] Levain: Wild Yeast at Home (baker, miller, 2019), arXiv:1901.00001, notes/sourdough.md:5 (baker2019levain)"
    assert message["content"].endswith(f"\n\nSources:\n{line}")
    assert [one["entry_id"] for one in message["citations"]] == ["baker2019levain"]


def test_an_answer_that_comes_back_is_gone_on_with(assistant: Assistant) -> None:
    first = said(assistant, "How often is a sourdough levain fed?").text()
    followed = said(assistant, "How often is a sourdough levain fed?", first, "who wrote that?")
    assert "baker" in followed.text()
    before, question = conversation(
        ChatRequest.model_validate(
            {"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": first}, {"role": "user", "content": "and?"}]}
        ).messages
    )
    assert question == "and?"
    assert before[0].document["citations"] == [{"entry_id": "baker2019levain"}]
    assert "Sources" not in before[0].document["answer"]


def test_an_overview_can_be_asked_for(assistant: Assistant) -> None:
    text = said(assistant, "summarize what I have on sourdough").text()
    assert text.startswith("# sourdough")
    assert "## Ledger" in text
    assert text.count("baker2019levain") == 1


def test_an_overview_that_comes_back_can_be_changed_again_and_again(assistant: Assistant) -> None:
    spoken = ["summarize what I have on sourdough"]
    texts = []
    for wish in ("only since 2022", "shorter", "who wrote Cold Sourdough?"):
        texts.append(said(assistant, *spoken).text())
        spoken += [texts[-1], wish]
    assert "(baker2019levain)" in texts[0]
    assert "(baker2019levain)" not in texts[1]
    assert "## Ledger" in texts[2]
    assert "(baker2019levain)" not in texts[2]
    assert "liu" in said(assistant, *spoken).text()


def test_what_the_notes_do_not_hold_is_refused_and_said_to_be(assistant: Assistant) -> None:
    message = said(assistant, "What is the orbital period of Neptune?").document()["choices"][0]["message"]
    assert message["abstained"]
    assert message["citations"] == []
    assert "Sources:" not in message["content"]


def test_a_statement_that_is_not_supported_is_marked_and_a_failed_model_told(assistant: Assistant) -> None:
    completion = said(assistant, "How often is a sourdough levain fed?")
    answer = completion.said
    assert isinstance(answer, Answer)
    wrong = [replace(one, verdict="unsupported", reason="another number") for one in answer.statements]
    changed = replace(completion, said=replace(answer, statements=tuple(wrong), note="the model does not answer"))
    assert "[1] (NOT SUPPORTED) (another number)" in changed.text()
    assert "(the model does not answer)" in changed.text()


def test_guesses_are_told_as_guesses(assistant: Assistant) -> None:
    completion = said(assistant, "How often is a sourdough levain fed?")
    answer = completion.said
    assert isinstance(answer, Answer)
    guess = Guess("baker2019levain", "Levain: Wild Yeast at Home", "A levain is fed.", 0.4)
    text = "The notes may mean one of these:\n\n- “Levain: Wild Yeast at Home”: A levain is fed. [1]"
    guessed = replace(completion, said=replace(answer, answer=text, statements=(), guesses=(guess,)))
    message = guessed.document()["choices"][0]["message"]
    assert message["content"].startswith(text + "\n\nSources:\n- [1] ")
    assert message["guesses"] == [{"entry_id": guess.entry_id, "title": guess.title, "quote": guess.quote, "confidence": guess.confidence}]
    document = json.loads(json.dumps(replace(answer, guesses=(guess,)).to_json()))
    assert Answered.model_validate(document).model_dump(mode="json", exclude_unset=True) == document


def test_the_pieces_of_a_stream_are_the_whole_answer(assistant: Assistant) -> None:
    completion = said(assistant, "Which papers are about sourdough?")
    chunks = list(completion.chunks(with_usage=True))
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks[:-1]]
    assert "".join(delta.get("content", "") for delta in deltas) == completion.text()
    assert deltas[-1]["citations"] == completion.document()["choices"][0]["message"]["citations"]
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks[:-1]] == [None] * (len(chunks) - 2) + ["stop"]
    assert chunks[-1]["usage"] == completion.document()["usage"]
    assert all("usage" not in chunk for chunk in completion.chunks(with_usage=False))


def test_other_roles_are_passed_over_and_parts_of_text_are_joined() -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "assistant", "content": "Hello, what may I look up?"},
        {"role": "user", "content": "levain?"},
        {"role": "assistant", "content": None},
        {"role": "tool", "content": "42"},
        {"role": "user", "content": [{"type": "text", "text": "and"}, {"type": "text", "text": "rye?"}]},
    ]
    before, question = conversation(ChatRequest.model_validate({"messages": messages}).messages)
    assert question == "and\nrye?"
    assert [(one.message, one.document["answer"]) for one in before] == [("levain?", "")]


@pytest.mark.parametrize(
    "messages",
    [
        [{"role": "system", "content": "Be brief."}],
        [{"role": "user", "content": "levain?"}, {"role": "assistant", "content": "12 hours."}],
        [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:"}}]}],
    ],
)
def test_a_conversation_without_a_question_in_words_is_refused(messages: list[dict[str, Any]]) -> None:
    with pytest.raises(UsageError, match="messages:"):
        conversation(ChatRequest.model_validate({"messages": messages}).messages)


@pytest.mark.parametrize(
    "text", ["\n\nSources:\n", "\n\nSources:\n- [1] x (", "Sources:\n- [1] A (b)", "a\n\nSources:\nb\n\nSources:\n- [x] (y)\ud800"]
)
def test_whatever_a_client_sends_back_is_no_error(text: str) -> None:
    messages = [{"role": "user", "content": "a"}, {"role": "assistant", "content": text}, {"role": "user", "content": "b"}]
    before, _ = conversation(ChatRequest.model_validate({"messages": messages}).messages)
    assert before[0].document["citations"] == []
