"""What a server streams, read into text, whatever it sends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from assistant.endpoint.stream import LONGEST_TEXT, Listener, documents


def heard(*lines: str, size: int = 1_000_000) -> tuple[str, Listener]:
    """The text of a stream of these lines, received in parts of `size` bytes."""
    raw = "".join(f"{line}\n\n" for line in lines).encode()
    listener = Listener()
    text = "".join(listener.take(one) for one in documents(raw[i : i + size] for i in range(0, len(raw), size)))
    return text + listener.close(), listener


def event(content: Any, **more: Any) -> str:
    return "data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": content}, **more}]})


@pytest.mark.parametrize("size", [1, 7, 1_000_000])
def test_the_end_is_known_from_a_break(size: int) -> None:
    text, listener = heard(event("Ev"), event("ery day."), "data: [DONE]", size=size)
    assert (text, listener.finish, listener.ended) == ("Every day.", None, True)
    assert heard(event("Every day."), size=size)[1].ended is False


@pytest.mark.parametrize("size", [1, 7, 1_000_000])
@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lines_may_end_as_they_like_and_an_event_may_take_several(size: int, end: str, mark: str) -> None:
    lines = [event("Every "), "", 'data: {"choices": [', 'data: {"delta": {"content": "day."}}]}', "", "data: [DONE]", "", ""]
    raw = (mark + end.join(lines)).encode()
    listener = Listener()
    text = "".join(listener.take(one) for one in documents(raw[i : i + size] for i in range(0, len(raw), size)))
    assert (text + listener.close(), listener.ended) == ("Every day.", True)


def test_documents_that_come_a_line_each_are_understood() -> None:
    lines = [event(piece).removeprefix("data: ") for piece in ("Every ", "day.")]
    assert heard(*lines)[0] == "Every day."


@pytest.mark.parametrize(
    "line",
    [
        "data: {oops", "data: " + "[" * 100_000, "data: " + "9" * 5_000, "data: null", "data: [1]", "data: NaN", "data:", ": keep-alive", "event: ping",
        'data: {"choices": []}', 'data: {"choices": null}', 'data: {"choices": [3]}', 'data: {"choices": [{"delta": null}]}',
        'data: {"choices": [{"delta": {"content": null}}]}', 'data: {"choices": [{"delta": {"content": {"a": NaN}}}]}', 'data: {"usage": null}',
        'data: {"usage": {"prompt_tokens": "many", "completion_tokens": NaN}}', 'data: {"choices": [{"delta": {"content": "\\u0000"}}]}',
    ],
)  # fmt: skip
def test_a_line_of_another_shape_costs_nothing_of_the_answer(line: str) -> None:
    text, listener = heard(event("Every "), line, event("day."), line)
    assert text == "Every day."
    assert listener.tokens is None


@pytest.mark.parametrize(
    ("contents", "text"),
    [
        (["\ud83d", "\ude00!"], "😀!"),
        (["a\ud800", "b"], "a\ufffdb"),
        (["\x1b[31mred", "\x07"], "red"),
        (["a\x1b", "[3", "1;4", "mred\x1b[0", "m b"], "ared b"),
        (["a\x9b31mb\x1bMc\x1b(Bd"], "abcd"),
        (["a\x1b]0;ti", "tle\x07b\x1b]8;;http://x\x1b", "\\c"], "abc"),
        (["a\x1b]0;" + "t" * 300], "a]0;" + "t" * 300),
        (["a\u202eb\u2066c\u2069\u202c", "\U000e0041d"], "abcd"),
        (["an end \x1b"], "an end "),
        ([[{"type": "text", "text": "in "}, {"type": "text", "text": "parts"}]], "in parts"),
        (["<think>why", "</th", "ink>", " so"], "so"),
        (list("<think>why</think>\nso"), "so"),
        (["  ", "<b>"], "<b>"),
    ],
)
def test_what_is_said_is_text_that_can_be_shown(contents: Sequence[Any], text: str) -> None:
    assert heard(*map(event, contents))[0] == text


def test_a_reply_without_an_end_is_read_only_so_far() -> None:
    text, listener = heard(event("a" * 1_500_000), event("b"))
    assert len(text) == LONGEST_TEXT
    assert listener.full
