"""Which entries a question means by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.notes.library import build_library
from assistant.questions.named_entries import meant
from tests.notes.reading import reading_of

NOTES = """
- **RISE: Slow Proofing of Rye Doughs in Cold Cellars** (zymurgo, oven, 2019)
  - CrustNet predicts the colour of the crust.
- **Steam and the Making of Crusts** (kettle et al., 2021)
  - Steam comes first.
"""
# How often words stand in a library of which these two entries are a small part.
SHARES = {"the": 0.9, "of": 0.9, "and": 0.9, "in": 0.9, "bread": 0.3, "rise": 0.1, "steam": 0.2}


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("Which oven does RISE use?", ["RISE"]),
        ("why does bread rise?", []),
        ("which oven does the slow proofing paper use?", ["RISE"]),
        ("what does CrustNet cost?", ["RISE"]),
        ("what do kettle et al. say of steam?", ["Steam"]),
        ("what do proofer et al. say of steam?", []),
        ("is steam good for bread?", []),
    ],
)
def test_titles_parts_of_them_coined_words_and_authors_name_an_entry(tmp_path: Path, question: str, titles: list[str]) -> None:
    entries = build_library(reading_of(tmp_path, NOTES, "bread.md").entries)
    found = meant(question, entries, lambda words: {word: SHARES.get(word, 0.001) for word in words})
    assert [one.entry.title.split()[0].strip(":") for one in found] == titles
