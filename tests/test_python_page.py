"""The page on Python tells the truth: its examples run as they stand, over the notes that it shows."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from tests.shared import write_notes

PAGE = Path(__file__).resolve().parent.parent / "docs" / "python.md"


def test_the_examples_give_what_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    write_notes(tmp_path / "notes", {"bread.md": next(text for kind, text in blocks if kind == "markdown")})
    monkeypatch.chdir(tmp_path)
    session = doctest.DocTestParser().get_doctest("".join(text for kind, text in blocks if kind == "python"), {}, PAGE.name, str(PAGE), 0)
    told: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(session, out=told.append)
    assert (results.failed, "".join(told)) == (0, "")
    assert results.attempted > 20
