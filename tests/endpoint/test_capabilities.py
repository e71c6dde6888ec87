"""What an endpoint can do is found out, and remembered."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assistant.endpoint.client import Endpoint
from assistant.endpoint.writer import Counts
from assistant.errors import ModelError, TooLongError
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving

ASKED = [{"role": "system", "content": "Answer."}, {"role": "user", "content": "How often is it fed?"}]


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script(replies=[["Twice ", "a day."]])) as running:
        yield running


def endpoint(script: Script) -> Endpoint:
    return Endpoint(load_settings(base_url=script.url))


@pytest.mark.parametrize("refuses", [["max_tokens", "max_completion_tokens"], ["stream_options", "temperature"], ["stream"]])
def test_whatever_options_are_refused_the_answer_comes(script: Script, refuses: list[str]) -> None:
    script.refuses, script.protocol = refuses, "whole" if "stream" in refuses else "chat"
    asked = endpoint(script)
    assert [asked.complete(ASKED, 50).text for _ in range(2)] == ["Twice a day."] * 2
    assert not set(refuses) & script.chats()[-1].keys()


def test_a_server_that_never_streams_answers_all_the_same(script: Script) -> None:
    script.protocol, script.finish = "whole", "length"
    reply = endpoint(script).complete(ASKED, 50)
    assert (reply.text, reply.counts, reply.cut) == ("Twice a day.", Counts(20, 5, estimated=False), True)


def test_where_there_is_no_role_of_the_system_its_words_stand_before_the_user_s(script: Script) -> None:
    script.takes_system = False
    asked = endpoint(script)
    assert [asked.complete(ASKED, 50).text for _ in range(2)] == ["Twice a day."] * 2
    assert script.chats()[-1]["messages"] == [{"role": "user", "content": "Answer.\n\nHow often is it fed?"}]
    assert len(script.chats()) == 3


@pytest.mark.parametrize("finish", ["stop", "length"])
def test_a_server_of_the_responses_protocol_alone_is_spoken_to_in_it(script: Script, finish: str) -> None:
    script.protocol, script.finish = "responses", finish
    asked = endpoint(script)
    reply = asked.complete(ASKED, 50)
    assert (reply.text, reply.thoughts, reply.counts) == ("Twice a day.", "First the flour.", Counts(20, 5, estimated=False))
    assert reply.cut == (finish == "length")
    asked.complete(ASKED, 50)
    assert [body["path"] for body in script.asked if "model" in body] == ["/v1/chat/completions", "/v1/responses", "/v1/responses"]


def test_a_server_of_neither_protocol_is_named_as_before(script: Script) -> None:
    script.fault = (404, {}, "nothing here")
    with pytest.raises(ModelError, match="/v1"):
        Endpoint(load_settings(base_url=script.url, model="some-model")).complete(ASKED, 50)


def test_a_prompt_that_is_too_long_says_how_much_can_be_read(script: Script) -> None:
    script.window = 512
    with pytest.raises(TooLongError) as caught:
        endpoint(script).complete([{"role": "user", "content": "word " * 3_000}], 50)
    assert caught.value.window == 512


def test_what_a_model_thought_without_saying_so_is_taken_back(script: Script) -> None:
    script.replies = [["First the flour.", "\n</think>\n", "\nTwice a day."]]
    reply = endpoint(script).complete(ASKED, 50)
    assert (reply.text, reply.thoughts, reply.restarts) == ("Twice a day.", "First the flour.", 1)


DETAIL = json.dumps(
    {"detail": [{"loc": ["body", "stream_options"], "msg": "extra", "input": {"max_tokens": 50, "messages": ["system role"]}}]}
)


@pytest.mark.parametrize(
    ("status", "body", "left_out"),
    [
        (422, DETAIL, {"stream_options"}),
        (400, "Unsupported parameter: temperature", {"temperature"}),
        (400, '{"message": "temperature does not support 0.0"}', {"temperature"}),
        (400, '{"error": {"message": "Unknown field in request"}}', {"stream_options"}),
        (400, '{"error": "unrecognized request argument supplied"}', {"stream_options"}),
    ],
)
def test_an_option_that_is_refused_in_any_words_is_left_out_from_then_on(
    script: Script, status: int, body: str, left_out: set[str]
) -> None:
    script.fault, script.faults = (status, {}, body), 1
    asked = Endpoint(load_settings(base_url=script.url, model="some-model"))
    assert [asked.complete(ASKED, 50).text for _ in range(2)] == ["Twice a day."] * 2
    first, *others = (set(chat) for chat in script.chats())
    assert all(first - other == left_out for other in others)
    assert script.chats()[-1]["messages"] == ASKED


def test_where_nothing_that_is_left_out_helps_the_next_request_holds_it_again(script: Script) -> None:
    script.fault = (400, {}, '{"error": {"message": "Unsupported"}}')
    asked = Endpoint(load_settings(base_url=script.url, model="some-model"))
    with pytest.raises(ModelError, match="400"):
        asked.complete(ASKED, 50)
    assert len(script.chats()) == 3
    script.fault = None
    asked.complete(ASKED, 50)
    assert script.chats()[-1].keys() == script.chats()[0].keys()
