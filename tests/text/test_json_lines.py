"""What a file of JSON lines must be, and what is said where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.text.json_lines import read_json_lines, refuse_repeats
from assistant.text.safe import sound_json


def lines(tmp_path: Path, content: bytes) -> list[tuple[str, object]]:
    file = tmp_path / "words.jsonl"
    file.write_bytes(content)
    return read_json_lines(file, sound_json, "word")


def test_each_item_comes_with_the_line_it_stands_on(tmp_path: Path) -> None:
    found = lines(tmp_path, '\ufeff1\r\n\n"a\u2028b"\n'.encode())
    assert [(where.rpartition(":")[2], item) for where, item in found] == [("1", 1), ("3", "a\u2028b")]


def test_a_bad_line_is_named_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"words\.jsonl:2 is no word: .*; write one JSON object a line") as refused:
        lines(tmp_path, b"1\na secret remark")
    assert "secret" not in str(refused.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"words\.jsonl cannot be read"):
        read_json_lines(tmp_path / "words.jsonl", sound_json, "word")
    with pytest.raises(UsageError, match=r"words\.jsonl cannot be read"):
        lines(tmp_path, b"\xff\xfe")


def test_what_stands_there_twice_is_refused_with_both_places() -> None:
    items = [("f:1", "a"), ("f:2", "b"), ("g:1", "A")]
    assert refuse_repeats(items, word=lambda item: item) == ["a", "b", "A"]
    with pytest.raises(UsageError, match="g:1 has the word of f:1"):
        refuse_repeats(items, word=str.lower)
