"""Documents that outlive a page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.errors import StoreError
from assistant.kept import KeptDocuments


def test_a_document_comes_back_and_the_oldest_make_room(tmp_path: Path) -> None:
    kept = KeptDocuments(tmp_path / "docs", 2)
    for number, key in enumerate(("a", "b", "c")):
        kept.keep(key, {"n": key})
        os.utime(tmp_path / "docs" / f"{key}.json", (number, number))
    kept.keep("d", {"n": "d"})
    assert [one.document["n"] for one in kept.all()] == ["d", "c"]
    assert kept.get("a") is None
    kept.drop("d")
    assert kept.get("d") is None


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"a": NaN}', "\x00"])
def test_a_spoilt_file_counts_as_not_there(tmp_path: Path, text: str) -> None:
    (tmp_path / "ab.json").write_text(text, encoding="utf-8")
    kept = KeptDocuments(tmp_path, 2)
    assert kept.get("ab") is None
    assert kept.all() == []


def test_a_key_from_an_address_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    assert KeptDocuments(tmp_path / "docs", 2).get("../secret") is None


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "docs").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        KeptDocuments(tmp_path / "docs", 2).keep("a", {})
