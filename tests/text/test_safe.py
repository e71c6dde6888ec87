from __future__ import annotations

import json

import pytest

from assistant.text.safe import ReadableStream, json_of, readable, sound_json


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x1b\x07c\x85", "abc"),
        ("half \ud83d and \ude00", "half \ufffd and \ufffd"),
        ("whole \ud83d\ude00", "whole 😀"),
        ("é 中 😀 ‹›", "é 中 😀 ‹›"),
    ],
)
def test_what_cannot_be_printed_goes_and_the_rest_stays(given: str, kept: str) -> None:
    assert readable(given) == kept
    stream = ReadableStream()
    assert "".join([*map(stream.feed, given), stream.close()]) == kept


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "1" * 5_000, "{oops", ""])
def test_what_is_no_json_is_said_with_one_kind_of_error(text: str) -> None:
    for read in (json_of, sound_json):
        with pytest.raises(ValueError, match=r".+"):
            read(text)


def test_json_that_was_read_can_be_written_again() -> None:
    assert json.dumps(sound_json(r'{"id": "\ud800x"}'), ensure_ascii=False).encode() == '{"id": "\ufffdx"}'.encode()
    for text in ("NaN", "[1e999]"):
        with pytest.raises(ValueError, match=r".+"):
            sound_json(text)
