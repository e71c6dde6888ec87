"""Answers on their way: they go on whoever looks, end when they are told to, and are stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.conversations.running import Answering, Request, Running
from assistant.conversations.threads import Conversations, Exchange
from assistant.errors import Stopped
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, WordEmbedder, write_notes

QUESTION = "How often is a levain fed?"


@pytest.fixture
def threads(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "home")


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    """An assistant whose model writes a sentence and then says nothing more for long."""
    pieces = ["A levain is fed every 12 hours. [1]", " Rye ferments fastest. [1]", ""]
    with serving(Script(replies=[pieces], stop_after=2, then=": wait\n\n", pause=0.2)) as script:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
        yield indexed(tmp_path, base_url=script.url, model="small-model")


def indexed(base: Path, **settings: str) -> Assistant:
    notes = write_notes(base / "notes", {"bread.md": BREAD})
    assistant = Assistant(load_settings(notes=notes, home=base / "home", **settings), embedder=WordEmbedder())
    assistant.index()
    return assistant


def asked(threads: Conversations) -> tuple[str, int]:
    thread = threads.start(QUESTION)
    return thread, threads.ask(thread, QUESTION)


def only(threads: Conversations, thread: str) -> Exchange:
    (exchange,) = threads.exchanges(thread)
    return exchange


def test_an_answer_is_stored_when_it_is_done_and_is_on_its_way_no_more(threads: Conversations, tmp_path: Path) -> None:
    thread, number = asked(threads)
    answering = Answering(threads)
    assert answering.start(indexed(tmp_path), Request(number, QUESTION)).done.wait(60)
    assert answering.on_the_way() == {}
    exchange = only(threads, thread)
    assert exchange.state == "answered"
    assert exchange.answer is not None
    assert "12 hours" in exchange.answer["answer"]


def test_one_who_comes_later_finds_the_same_answer_on_its_way(threads: Conversations, slow: Assistant) -> None:
    _, number = asked(threads)
    answering = Answering(threads)
    first = answering.start(slow, Request(number, QUESTION))
    assert answering.start(slow, Request(number, QUESTION)) is first
    assert answering.on_the_way() == {number: first}
    answering.stop(number)


def test_an_answer_that_is_stopped_keeps_what_came_and_stays_stopped(threads: Conversations, slow: Assistant) -> None:
    thread, number = asked(threads)
    answering = Answering(threads)
    running = answering.start(slow, Request(number, QUESTION))
    while "12 hours" not in running.text:
        assert running.seconds < 60
        running.done.wait(0.05)
    answering.stop(number)
    assert running.done.is_set()
    assert answering.on_the_way() == {}
    threads.answer(number, {"answer": "too late"})
    exchange = only(threads, thread)
    assert exchange.state == "stopped"
    assert exchange.answer is None or exchange.answer["answer"] != "too late"
    assert "12 hours" in exchange.partial


def test_who_stops_hangs_up_on_a_model_that_says_nothing(threads: Conversations, tmp_path: Path) -> None:
    thread, number = asked(threads)
    answering = Answering(threads)
    with serving(Script(replies=[["A levain is fed every 12 hours. [1]", ""]], stop_after=1, pause=60)) as script:
        running = answering.start(indexed(tmp_path, base_url=script.url, model="small-model"), Request(number, QUESTION))
        while "12 hours" not in running.text:
            assert running.seconds < 60
            running.done.wait(0.05)
        answering.stop(number)
        assert script.left.wait(1)
    while (exchange := only(threads, thread)).answer is None:
        assert running.seconds < 60
        running.done.wait(0.05)
    assert exchange.answer["statements"][0]["verdict"] == "supported"


def test_what_cannot_be_answered_is_stored_with_its_reason(threads: Conversations, tmp_path: Path) -> None:
    thread = threads.start(" ")
    number = threads.ask(thread, " ")
    assert Answering(threads).start(indexed(tmp_path), Request(number, " ")).done.wait(60)
    exchange = only(threads, thread)
    assert (exchange.state, exchange.error) == ("failed", "the question is empty; ask something")


def test_a_question_that_failed_can_be_asked_again(threads: Conversations) -> None:
    thread, number = asked(threads)
    threads.fail(number, "no")
    threads.ask_again(number)
    exchange = only(threads, thread)
    assert (exchange.state, exchange.error) == ("asked", "")
    threads.answer(number, {"answer": "yes"})
    assert only(threads, thread).answer == {"answer": "yes"}


def test_what_was_stopped_becomes_an_answer_with_its_citations_that_can_be_gone_on_with(threads: Conversations, slow: Assistant) -> None:
    thread, number = asked(threads)
    answering = Answering(threads)
    running = answering.start(slow, Request(number, QUESTION))
    while "12 hours" not in running.text:
        assert running.seconds < 60
        running.done.wait(0.05)
    threads.stop(number, running.text)
    running.stopped = True
    with pytest.raises(Stopped):
        answering._told(Request(number, QUESTION), running).on_text("more")  # type: ignore[misc]  # what the next words meet
    cut = slow.ask(QUESTION, use_model=False).to_json() | {"kind": "answer", "cut": True}
    threads.keep_stopped(number, cut)
    exchange = only(threads, thread)
    assert (exchange.state, exchange.answer) == ("stopped", cut)


def test_text_is_on_the_disk_before_it_is_on_the_screen(threads: Conversations, tmp_path: Path) -> None:
    thread, number = asked(threads)
    running = Running()
    told = Answering(threads)._told(Request(number, QUESTION), running)
    assert told.on_text is not None
    for text in ("A levain", "A levain is fed", "A levain is fed twice."):
        told.on_text(text)
        assert running.text
        assert only(threads, thread).partial.startswith(running.text)


def test_what_a_model_thinks_is_told_apart_and_kept_nowhere(
    threads: Conversations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    event = '{"choices": [{"delta": {"%s": "%s"}, "finish_reason": null}]}'
    parts = [("reasoning_content", "Rye came to mind."), ("content", "A levain is fed every 12 hours. [1]")]
    body = "".join(f"data: {event % part}\n\n" for part in parts) + "data: [DONE]\n\n"
    with serving(Script(fault=(200, {"content-type": "text/event-stream"}, body))) as script:
        thread, number = asked(threads)
        running = Answering(threads).start(indexed(tmp_path, base_url=script.url, model="m"), Request(number, QUESTION))
        assert running.done.wait(60)
    assert running.thoughts == "Rye came to mind."
    assert "Rye came to mind" not in str(only(threads, thread))
