"""No text of a model, of a draft or of the notes costs time that grows with the square of its length."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.answers.answer import Citation
from assistant.answers.markers import MarkerStream, clean, parse_statements
from assistant.answers.references import bibtex
from assistant.drafts.parse import read_draft
from assistant.text.display import safe
from assistant.text.sentences import split_sentences
from tests.growth import growth


def stream(text: str) -> None:
    marked = MarkerStream(range(9))
    for sign in text:
        marked.feed(sign)
    marked.close()


def exported(text: str) -> None:
    bibtex([Citation(1, "e", text, (text,), 2020, None, text, (), "n", "n.md:1", "")])


@pytest.mark.parametrize(
    ("work", "unit", "size"),
    [
        (stream, "Fed twice [1]. ", 60_000),
        (stream, "[", 30_000),
        (stream, "1", 60_000),
        (stream, " ", 30_000),
        (lambda text: clean(text, range(9)), " ", 1_000_000),
        (lambda text: clean(text, range(9)), "[1] ", 100_000),
        (lambda text: parse_statements(text, range(9)), "Fed twice [1]. ", 100_000),
        (split_sentences, "e.g. ", 200_000),
        (split_sentences, ".", 1_000_000),
        (safe, "\\", 500_000),
        (safe, "\\(", 500_000),
        (exported, " ", 50_000),
        (exported, "1", 50_000),
        (read_draft, " ", 500_000),
        (read_draft, "a\n", 40_000),
        (read_draft, "a:\n", 40_000),
        (read_draft, "[1]: a\n", 60_000),
        (read_draft, "[@", 200_000),
        (read_draft, "# ", 500_000),
        (read_draft, "\n", 100_000),
        (read_draft, "\\cite[", 200_000),
        (read_draft, "-|", 300_000),
    ],
)  # fmt: skip
def test_twice_the_length_takes_about_twice_the_time(work: Callable[[str], object], unit: str, size: int) -> None:
    assert growth(work, unit, size) < 2.6
