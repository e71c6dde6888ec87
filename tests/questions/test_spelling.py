"""Spelling is mended against the notes' own words, and common English is left alone."""

from __future__ import annotations

import pytest

from assistant.questions.spelling import mend

WORDS = ["cognition", "ensure", "sourdough", "visualization"]


@pytest.mark.parametrize(
    ("question", "mended"),
    [
        ("vizualization of sourdoh", "visualization of sourdough"),
        ("speech recognition", "speech recognition"),
        ("how unsure is it", "how unsure is it"),
        ("Cogniton in GPT-9x", "Cogniton in GPT-9x"),
    ],
)
def test_only_slips_are_mended(question: str, mended: str) -> None:
    assert mend(question, WORDS.__contains__, lambda: WORDS) == mended
