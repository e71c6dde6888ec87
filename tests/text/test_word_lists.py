"""Word lists are data: each says what it is for, and names a word once."""

from __future__ import annotations

from pathlib import Path

import pytest

import assistant
from assistant.text.word_lists import word_list

PACKAGE = Path(assistant.__file__).parent
LISTS = [file for place in ("questions", "answers", "notes/readers", "text") for file in sorted((PACKAGE / place / "words").glob("*.txt"))]


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_a_list_says_what_it_is_for_and_names_no_word_twice(file: Path) -> None:
    purpose, *lines = file.read_text(encoding="utf-8").splitlines()
    words = " ".join(lines).split()
    assert purpose.startswith("# ")
    assert len(set(words)) == len(words)
    package = ".".join(["assistant", *file.parent.parent.relative_to(PACKAGE).parts])
    assert word_list(package, file.stem) == set(words)
