"""Work that is told as it goes on."""

from __future__ import annotations

import json
from threading import Event

import pytest

from assistant.endpoint.client import Endpoint
from assistant.errors import UsageError
from assistant.services import event_stream
from assistant.services.event_stream import Send, event, events
from assistant.services.faults import Fault
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving


def told(fault: Fault) -> str:
    return event(fault.message, "error")


def test_what_is_sent_arrives_in_order_and_ends() -> None:
    def work(send: Send) -> None:
        for number in range(100):
            send(event(number))

    assert list(events(work, told)) == [f"data: {number}\n\n" for number in range(100)]


def test_an_event_is_one_line_of_data_whatever_it_holds() -> None:
    document = {"text": "two\nlines\r\n\n\nevent: answer\u2028", "name": "é"}
    name, data, *rest = event(document, "text").split("\n")
    assert (name, rest) == ("event: text", ["", ""])
    assert json.loads(data.removeprefix("data: ")) == document


def test_an_error_is_the_last_event() -> None:
    def work(send: Send) -> None:
        send(event(1))
        raise UsageError("ask\nsomething")

    assert list(events(work, told)) == ["data: 1\n\n", 'event: error\ndata: "ask something"\n\n']


def test_a_reader_who_leaves_ends_the_work() -> None:
    left, ended = Event(), Event()

    def work(send: Send) -> None:
        try:
            send(event(0))
            left.wait(30)
            while True:
                send(event(1))
        finally:
            ended.set()

    pieces = events(work, told)
    assert next(pieces) == "data: 0\n\n"
    pieces.close()
    left.set()
    assert ended.wait(30)


def test_where_a_reader_leaves_a_silent_model_is_hung_up_on() -> None:
    with serving(Script(silence=60)) as script:
        endpoint = Endpoint(load_settings(base_url=script.url, model="m"))

        def work(send: Send) -> None:
            send(event("begun"))
            endpoint.complete([{"role": "user", "content": "Hello?"}], 9)

        pieces = events(work, told)
        assert next(pieces) == 'data: "begun"\n\n'
        while not script.asked:
            assert next(pieces).startswith(":")
        pieces.close()
        assert script.left.wait(1)


def test_a_reader_who_waits_long_hears_that_work_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "_SECONDS_OF_SILENCE", 0.01)
    heard = Event()

    def work(send: Send) -> None:
        heard.wait(30)
        send(event("done"))

    pieces = events(work, told)
    assert next(pieces).startswith(":")
    heard.set()
    assert [piece for piece in pieces if not piece.startswith(":")] == ['data: "done"\n\n']
