from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx2
import pytest
import respx

from assistant.endpoint.client import OPENAI_MODEL, Endpoint
from assistant.endpoint.writer import Counts
from assistant.errors import ModelError, UsageError
from assistant.settings import OPENAI_URL, Settings, load_settings, typed_settings
from assistant.text.tokens import count_tokens
from tests.scripted_endpoint import Script, serving

KEY = "sk-secret-4711"
NOTE = "the-text-of-a-note"
ASKED = [{"role": "system", "content": "Answer."}, {"role": "user", "content": NOTE}]
JSON = {"content-type": "application/json"}
STREAM = {"content-type": "text/event-stream"}


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script()) as running:
        yield running


def settings(script: Script, **more: object) -> Settings:
    return load_settings(base_url=script.url, api_key=KEY, **more)


def fault(endpoint: Endpoint) -> ModelError:
    """The error of one chat, which must be one line that holds neither key nor prompt."""
    with pytest.raises(ModelError) as caught:
        endpoint.complete(ASKED, max_tokens=50)
    message = str(caught.value)
    assert "\n" not in message
    assert KEY not in message
    assert NOTE not in message
    return caught.value


def test_a_reply_arrives_piece_by_piece_with_the_usage_that_the_server_gives(script: Script) -> None:
    script.replies = [["A levain ", "is fed ", "twice."]]
    reply = Endpoint(settings(script)).stream_chat(ASKED, max_tokens=50)
    assert list(reply) == ["A levain ", "is fed ", "twice."]
    assert (reply.text, reply.counts, reply.cut) == ("A levain is fed twice.", Counts(20, 5, estimated=False), False)
    assert script.chats()[0]["max_tokens"] == 50
    assert script.chats()[0]["temperature"] == 0
    assert script.chats()[0]["messages"] == ASKED


def test_usage_is_estimated_where_the_server_does_not_say(script: Script) -> None:
    script.usage = None
    reply = Endpoint(settings(script)).complete(ASKED, max_tokens=50)
    assert reply.counts.estimated
    assert reply.counts.completion_tokens == count_tokens("Hello.")
    assert reply.counts.prompt_tokens >= count_tokens(NOTE) + count_tokens("Answer.")


def test_a_reply_that_the_token_limit_ended_says_so(script: Script) -> None:
    script.finish = "length"
    assert Endpoint(settings(script)).complete(ASKED, max_tokens=50).cut


def test_what_a_reasoning_model_thinks_aloud_is_not_in_its_reply(script: Script) -> None:
    script.replies = [["<th", "ink>let me", " see</thi", "nk>\n\nTwice", " a day."]]
    assert list(Endpoint(settings(script)).stream_chat(ASKED, 50)) == ["Twice", " a day."]
    script.replies = [["<", "b>Twice"]]
    assert Endpoint(settings(script)).complete(ASKED, 50).text == "<b>Twice"


def test_a_model_that_only_thinks_is_reported(script: Script) -> None:
    script.replies, script.finish = [["<think>on and on"]], "length"
    assert "thinking" in str(fault(Endpoint(settings(script, model="slow-thinker"))))


@pytest.mark.parametrize("option", ["temperature", "stream_options", "max_tokens"])
def test_an_option_that_the_server_refuses_is_left_out_from_then_on(script: Script, option: str) -> None:
    script.refuses = [option]
    endpoint = Endpoint(settings(script))
    assert [endpoint.complete(ASKED, 50).text, endpoint.complete(ASKED, 50).text] == ["Hello.", "Hello."]
    assert [option in body for body in script.chats()] == [True, False, False]
    assert "max_tokens" in script.chats()[-1] or script.chats()[-1]["max_completion_tokens"] == 50


def test_without_a_name_the_first_chat_model_of_the_endpoint_answers(script: Script) -> None:
    script.models = ["nomic-embed-text", "small-model", "other-model"]
    endpoint = Endpoint(settings(script))
    endpoint.complete(ASKED, 50)
    assert endpoint.model == script.chats()[0]["model"] == "small-model"
    assert endpoint.models() == ["nomic-embed-text", "small-model", "other-model"]


def test_the_name_in_the_settings_wins_and_openai_itself_has_a_default(script: Script) -> None:
    assert Endpoint(settings(script, model="mine")).model == "mine"
    assert Endpoint(load_settings(api_key=KEY)).model == OPENAI_MODEL
    assert Endpoint(load_settings(api_key=KEY, base_url=OPENAI_URL + "/")).model == OPENAI_MODEL
    assert script.asked == []


def test_an_endpoint_without_a_model_says_what_to_do(script: Script) -> None:
    script.models = []
    assert "ASSISTANT_MODEL" in str(fault(Endpoint(settings(script))))


def test_a_base_url_alone_is_enough(script: Script) -> None:
    assert Endpoint(load_settings(base_url=script.url)).complete(ASKED, 50).text == "Hello."
    assert script.headers[-1]["authorization"].startswith("Bearer ")


def test_describing_asks_a_model_that_the_list_does_not_name(script: Script) -> None:
    assert Endpoint(settings(script)).describe() == f"small-model at {script.url}"
    assert script.chats() == []
    assert Endpoint(settings(script, model="alias")).describe() == f"alias at {script.url}"
    assert len(script.chats()) == 1


def test_embeddings_come_back_in_the_order_of_the_texts(script: Script) -> None:
    vectors = Endpoint(settings(script)).embed("tiny-embed", ["a", "bb", "ccc"])
    assert [vector[0] for vector in vectors] == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, {"message": f"Incorrect API key provided: {KEY}"}, ["401", "OPENAI_API_KEY"]),
        (403, {"message": "no"}, ["403", "OPENAI_API_KEY", "'some-model'"]),
        (404, {"message": "no such model", "code": "model_not_found"}, ["404", "'some-model'", "ASSISTANT_MODEL", "/v1"]),
        (429, {"message": "slow down"}, ["429", "wait"]),
        (429, {"message": "pay", "code": "insufficient_quota"}, ["429", "quota"]),
        (500, {"message": NOTE}, ["500", "try again"]),
        (503, {"message": "busy"}, ["503"]),
        (400, {"message": f"maximum context length is 2048 tokens, not {NOTE}"}, ["longer", "ASSISTANT_EVIDENCE_TOKENS"]),
        (400, {"message": "the request exceeds the available context size", "type": "exceed_context_size_error"}, ["longer"]),
        (400, {"message": NOTE}, ["400", "ASSISTANT_MODEL"]),
        (402, {"message": "Insufficient Balance"}, ["402", "add credit"]),
        (405, {"message": "no"}, ["405", "OPENAI_BASE_URL", "/v1"]),
        (407, {"message": "no"}, ["407", "HTTPS_PROXY"]),
        (408, {"message": "slow"}, ["408", "try again"]),
        (409, {"message": "busy"}, ["409", "try again"]),
        (410, {"message": "gone"}, ["410", "'some-model'", "ASSISTANT_MODEL"]),
        (413, {"message": "big"}, ["413", "ASSISTANT_EVIDENCE_TOKENS"]),
        (415, {"message": "no"}, ["415", "OPENAI_BASE_URL"]),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_do(script: Script, status: int, body: dict[str, str], words: list[str]) -> None:
    script.fault = (status, {**JSON, "retry-after": "0.01"}, json.dumps({"error": body}))
    message = str(fault(Endpoint(settings(script, model="some-model"))))
    assert [word for word in words if word not in message] == []
    assert status in {400, 403, 404, 410} or "ASSISTANT_MODEL" not in message


@pytest.mark.parametrize("status", [307, 400, 401, 402, 403, 404, 405])
def test_what_was_typed_in_the_app_is_named_by_its_field(script: Script, status: int) -> None:
    script.fault = (status, {**JSON, "location": "http://127.0.0.1:9/"}, "{}")
    for key, mend in (("", "set the key in Settings"), (KEY, "check the key in Settings")):
        message = str(fault(Endpoint(typed_settings(script.url, "some-model", key))))
        assert "in Settings" in message
        assert "OPENAI_" not in message
        assert "ASSISTANT_MODEL" not in message
        assert status != 401 or mend in message


def test_what_was_not_typed_in_the_app_is_named_by_its_variable(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", script.url)
    script.fault = (401, JSON, "{}")
    assert "set OPENAI_API_KEY" in str(fault(Endpoint(typed_settings("", "some-model", ""))))
    assert "check the key in Settings" in str(fault(Endpoint(typed_settings("", "some-model", KEY))))


DELTA = 'data: {"choices": [{"index": 0, "delta": {"content": "%s"}}]}\n\n'


@pytest.mark.parametrize("drip", [": ping\n\n", "data: {}\n\n", DELTA % "", DELTA % " ", DELTA % "\\n", "x", "data: {oops\n"])
def test_what_is_no_text_does_not_keep_an_answer_going(script: Script, drip: str) -> None:
    script.replies, script.stop_after, script.then, script.pause = [["A levain ", "is fed ", ""]], 2, drip, 0.05
    error = fault(Endpoint(settings(script, model="m", timeout_seconds=0.4)))
    assert error.partial.strip() == "A levain is fed"
    assert "wrote nothing more for 0.4 s; raise ASSISTANT_TIMEOUT" in str(error)
    script.stop_after = 0
    error = fault(Endpoint(settings(script, model="m", timeout_seconds=0.4)))
    assert (error.partial.strip(), "gave no answer within 0.4 s" in str(error)) == ("", True)


def test_a_text_that_never_ends_is_ended(script: Script) -> None:
    script.stop_after, script.then, script.pause = 0, DELTA % "and ", 0.02
    error = fault(Endpoint(settings(script, model="m", timeout_seconds=0.3)))
    assert error.partial.startswith("and and and ")
    assert "was still writing after 3 s" in str(error)


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning", "content"])
def test_a_model_that_thinks_longer_than_the_timeout_is_waited_for(httpx2_mock: respx.Router, name: str) -> None:
    class Thoughtful(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for text in ("<think>", *["hm "] * 6, "</think>"):
                time.sleep(0.25)
                yield f"data: {json.dumps({'choices': [{'delta': {name: text}}]})}\n\n".encode()
            yield (DELTA % "Twice.").encode() + b"data: [DONE]\n\n"

    httpx2_mock.post("http://model.test/v1/chat/completions").respond(200, headers=STREAM, stream=Thoughtful())  # type: ignore[arg-type]  # respx is typed for httpx
    endpoint = Endpoint(load_settings(base_url="http://model.test/v1", model="m", timeout_seconds=1.2))
    assert endpoint.complete(ASKED, 50).text == "Twice."


def test_the_wait_for_the_first_words_is_bounded_with_all_that_is_asked_again(script: Script) -> None:
    script.silence = 1.5
    endpoint = Endpoint(settings(script, model="m", timeout_seconds=1))
    for ask in (lambda: fault(endpoint), endpoint.models, lambda: endpoint.embed("e", ["a"])):
        asked = len(script.asked)
        try:
            message = str(ask())
        except ModelError as error:
            message = str(error)
        assert "gave no answer within 1 s" in message
        assert len(script.asked) == asked + 1  # what is asked again would have waited a second time


def test_a_list_of_models_that_never_ends_is_not_waited_for(httpx2_mock: respx.Router) -> None:
    class Endless(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                time.sleep(0.05)
                yield b" "

    httpx2_mock.get("http://model.test/v1/models").respond(200, headers=JSON, stream=Endless())  # type: ignore[arg-type]  # respx is typed for httpx
    with pytest.raises(ModelError, match=r"gave no answer within 0\.4 s"):
        Endpoint(load_settings(base_url="http://model.test/v1", timeout_seconds=0.4)).models()


def test_a_reply_that_is_far_too_long_is_said_to_be(script: Script) -> None:
    script.replies = [["word " * 200_000]]
    reply = Endpoint(settings(script)).complete(ASKED, 50)
    assert (len(reply.text), reply.cut) == (100_000, True)
    assert reply.note == "the model's answer is longer than 100,000 characters; the rest was left out"
    script.replies = [["word " * 20_000]]
    assert Endpoint(settings(script)).complete(ASKED, 50).note == ""


def test_an_unknown_embedding_model_is_named_with_its_own_setting(script: Script) -> None:
    script.fault = (404, JSON, "{}")
    with pytest.raises(ModelError, match=r"'no-such-embed'.*ASSISTANT_EMBEDDING"):
        Endpoint(settings(script)).embed("no-such-embed", ["a"])


def test_a_key_that_is_wanted_but_not_set_is_asked_for(script: Script) -> None:
    script.fault = (401, JSON, "{}")
    assert "set OPENAI_API_KEY" in str(fault(Endpoint(load_settings(base_url=script.url, model="m"))))


def test_one_failure_of_the_server_is_overcome(script: Script) -> None:
    script.fault, script.faults = (503, {**JSON, "retry-after": "0.01"}, "{}"), 1
    assert Endpoint(settings(script, model="m")).complete(ASKED, 50).text == "Hello."


@pytest.mark.parametrize(
    "after",
    [
        {"retry-after": "60"},
        {"retry-after-ms": "100000"},
        {"retry-after": "Fri, 27 Nov 2099 12:00:00 GMT"},
        {"retry-after": "-5"},
        {"retry-after": "soon"},
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_long_wait_that_the_server_asks_for_is_reported_not_slept_through(script: Script, status: int, after: dict[str, str]) -> None:
    script.fault = (status, {**JSON, **after}, "{}")
    fault(Endpoint(settings(script, model="m", timeout_seconds=600)))
    assert len(script.chats()) == 1


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
def test_what_may_pass_is_asked_for_once_more_and_no_oftener(script: Script, status: int) -> None:
    script.fault = (status, {**JSON, "retry-after": "0.01"}, "{}")
    fault(Endpoint(settings(script, model="m")))
    assert len(script.chats()) == 2


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413])
def test_what_does_not_pass_is_asked_for_once(script: Script, status: int) -> None:
    script.fault = (status, {**JSON, "retry-after": "0.01"}, '{"error": {"message": "no such model"}}')
    fault(Endpoint(settings(script, model="m")))
    assert len(script.chats()) == 1


def test_nothing_is_asked_for_again_once_text_was_shown(script: Script) -> None:
    script.replies, script.stop_after, script.then = [["A levain "]], 1, 'data: {"error": {"code": 503}}\n\n'
    script.replies = [["A levain ", "is fed"]]
    assert fault(Endpoint(settings(script, model="m"))).partial == "A levain "
    assert len(script.chats()) == 1


@pytest.mark.parametrize(
    ("finish", "said"),
    [
        ("length", "token limit"), ("MAX_TOKENS", "token limit"), ("content_filter", "content filter"), ("SAFETY", "content filter"),
        ("error", "failed while it answered"), ("insufficient_system_resource", "failed while it answered"),
    ],
)  # fmt: skip
def test_an_answer_that_something_cut_says_that_it_is_not_whole(script: Script, finish: str, said: str) -> None:
    script.finish = finish
    reply = Endpoint(settings(script)).complete(ASKED, max_tokens=50)
    assert (reply.text, reply.cut, said in reply.note) == ("Hello.", True, True)
    script.replies = [[""]]
    assert "Hello" not in str(fault(Endpoint(settings(script))))


@pytest.mark.parametrize("finish", ["stop", "eos", "STOP", "end_turn", "stop_sequence"])
def test_an_answer_that_ended_by_itself_is_whole(script: Script, finish: str) -> None:
    script.finish = finish
    reply = Endpoint(settings(script)).complete(ASKED, max_tokens=50)
    assert (reply.cut, reply.note) == (False, "")


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ({"delta": {"refusal": "I will not."}, "finish_reason": "stop"}, "it refused to answer"),
        ({"message": {"content": None, "refusal": "I will not."}, "finish_reason": "stop"}, "it refused to answer"),
        ({"delta": {}, "finish_reason": "content_filter"}, "a content filter stopped it"),
        ({"delta": {}, "finish_reason": "stop"}, "it wrote nothing"),
        ({"delta": {}, "finish_reason": "length"}, "thinking"),
        ({"delta": {}, "finish_reason": "error"}, "failed while it answered"),
    ],
)
def test_an_answer_without_text_says_why(script: Script, event: dict[str, object], why: str) -> None:
    script.fault = (200, STREAM, f"data: {json.dumps({'choices': [event]})}\n\ndata: [DONE]\n\n")
    assert why in str(fault(Endpoint(settings(script, model="m"))))


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"content-type": "text/html"}, "<html><body>It works!</body></html>"),
        (JSON, "{not json"),
        (JSON, "[]"),
        (JSON, "null"),
        (JSON, "{}"),
        (STREAM, "data: {oops\n\n"),
        (STREAM, 'data: [1, 2]\n\ndata: {"choices": [3]}\n\ndata: {"choices": "xy"}\n\ndata: [DONE]\n\n'),
    ],
)
def test_a_server_that_speaks_another_protocol_is_recognised(script: Script, headers: dict[str, str], body: str) -> None:
    script.fault = (200, headers, body)
    endpoint = Endpoint(settings(script, model="m"))
    assert "OpenAI-compatible" in str(fault(endpoint))
    for ask in (endpoint.models, lambda: endpoint.embed("e", ["a"])):
        with pytest.raises(ModelError, match="OpenAI-compatible"):
            ask()


def test_a_stream_that_breaks_half_way_keeps_what_came(script: Script) -> None:
    script.replies, script.stop_after = [["A levain ", "is fed ", "twice."]], 2
    reply = Endpoint(settings(script)).complete(ASKED, max_tokens=50)
    assert reply.text == "A levain is fed "
    assert "may be cut off" in reply.note


def test_an_error_within_the_stream_keeps_what_came(script: Script) -> None:
    events = [{"choices": [{"index": 0, "delta": {"content": "A levain"}}]}, {"error": {"message": NOTE}}]
    script.fault = (200, STREAM, "".join(f"data: {json.dumps(event)}\n\n" for event in events))
    assert fault(Endpoint(settings(script, model="m"))).partial == "A levain"


def test_a_connection_lost_half_way_keeps_what_came(httpx2_mock: respx.Router) -> None:
    class Lost(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b'data: {"choices": [{"index": 0, "delta": {"content": "A levain"}}]}\n\n'
            raise httpx2.ReadError("connection reset")

    httpx2_mock.post("http://model.test/v1/chat/completions").respond(200, headers=STREAM, stream=Lost())  # type: ignore[arg-type]  # respx is typed for httpx
    error = fault(Endpoint(load_settings(base_url="http://model.test/v1", model="m")))
    assert error.partial == "A levain"
    assert "http://model.test/v1 broke off" in str(error)


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (httpx2.ConnectTimeout("slow"), "cannot be reached (no answer)"),
        (httpx2.ReadTimeout("slow"), "within 7 s; raise ASSISTANT_TIMEOUT"),
        (httpx2.RemoteProtocolError("gone"), "broke off"),
    ],
)
def test_a_network_fault_is_told_by_its_kind(httpx2_mock: respx.Router, raised: Exception, words: str) -> None:
    httpx2_mock.post("http://model.test/v1/chat/completions").mock(side_effect=raised)
    assert words in str(fault(Endpoint(load_settings(base_url="http://model.test/v1", model="m", timeout_seconds=7))))


@pytest.mark.parametrize(
    ("url", "reason"), [("http://127.0.0.1:9/v1", "connection refused"), ("http://ann:pw-1@nowhere.invalid/v1?t=9", "no such host")]
)
def test_a_dead_endpoint_is_named_without_credentials_within_seconds(url: str, reason: str) -> None:
    start = time.perf_counter()
    message = str(fault(Endpoint(load_settings(base_url=url))))
    assert time.perf_counter() - start < 5
    assert reason in message
    assert url.replace("ann:pw-1@", "").removesuffix("?t=9") in message
    assert "pw-1" not in message


@pytest.mark.parametrize("url", ["127.0.0.1:8080/v1", "ftp://127.0.0.1/v1", "http://[::1", "http://127.0.0.1:port/v1", "local host"])
def test_a_base_url_that_is_none_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(UsageError, match=r"OPENAI_BASE_URL .* it looks like http://"):
        load_settings(base_url=url, model="m")


@pytest.mark.parametrize("key", ["sk-…", "sk-1\nsk-2", "sk-1\tx"])
def test_a_key_with_a_foreign_character_is_refused_before_anything_is_sent(key: str) -> None:
    with pytest.raises(UsageError, match=r"OPENAI_API_KEY .* copy it again") as raised:
        load_settings(base_url="http://127.0.0.1:9/v1", api_key=key)
    assert "sk-1" not in str(raised.value)


def test_without_key_and_address_there_is_no_model() -> None:
    assert "OPENAI_API_KEY" in str(fault(Endpoint(load_settings())))


def test_nothing_is_logged_of_key_prompt_or_address(script: Script, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Endpoint(settings(script)).complete(ASKED, 50)
    assert [record for record in caplog.records if record.name.partition(".")[0] in {"openai", "httpx2", "httpcore2"}] == []


def test_the_sdk_is_not_loaded_until_a_model_is_asked() -> None:
    code = (
        "import sys; from assistant.endpoint.client import Endpoint; from assistant.settings import load_settings; "
        "Endpoint(load_settings(base_url='http://x/v1')); print('openai' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_takes_neither_key_nor_notes_along(script: Script, status: int) -> None:
    with serving(Script()) as other:
        script.fault = (status, {"location": f"{other.url}/chat/completions"}, "")
        for asked in (lambda: fault(Endpoint(settings(script, model="m"))), lambda: Endpoint(settings(script)).embed("tiny", [NOTE])):
            try:
                message = str(asked())
            except ModelError as error:
                message = str(error)
            assert f"another address ({status})" in message
            assert "OPENAI_BASE_URL" in message
        assert (other.asked, other.headers) == ([], [])


def test_what_the_environment_adds_to_requests_is_for_its_own_endpoint_alone(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-the-environment")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-the-environment")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: of-the-environment\nAuthorization: Bearer sk-of-the-environment")
    for given in ({}, {"api_key": KEY}):
        Endpoint(load_settings(base_url=script.url, model="m", **given)).complete(ASKED, 50)
        assert "of-the-environment" not in str(script.headers)
    assert script.headers[-1]["authorization"] == f"Bearer {KEY}"
    monkeypatch.setenv("OPENAI_BASE_URL", script.url)
    Endpoint(load_settings(model="m")).complete(ASKED, 50)
    assert script.headers[-1]["x-secret"] == "of-the-environment"


def test_a_proxy_gets_nothing_of_what_is_meant_for_this_machine(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Script()) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        assert Endpoint(settings(script, model="m")).complete(ASKED, 50).text == "Hello."
        assert proxy.asked == []
