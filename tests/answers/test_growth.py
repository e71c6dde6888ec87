"""No text of a model, of a draft or of the notes costs time that grows with the square of its length."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.answers.answer import Citation
from assistant.answers.markers import MarkerStream, clean, parse_statements
from assistant.answers.references import bibtex
from assistant.drafts.parse import read_draft
from assistant.support.authorship import read_credit
from assistant.text.display import safe
from assistant.text.sentences import split_sentences
from tests.growth import LIMIT, growth


def stream(text: str) -> None:
    marked = MarkerStream(range(9))
    for sign in text:
        marked.feed(sign)
    marked.close()


def exported(text: str) -> None:
    bibtex([Citation(1, "e", text, (text,), 2020, None, text, (), "n", "n.md:1", "")])


def credited(text: str) -> None:
    read_credit(text, [])


@pytest.mark.parametrize(
    ("work", "unit", "size"),
    [
        (stream, "Fed twice [1]. ", 30_000),
        (stream, "[", 15_000),
        (stream, "1", 30_000),
        (stream, " ", 15_000),
        (lambda text: clean(text, range(9)), " ", 500_000),
        (lambda text: clean(text, range(9)), "[1] ", 50_000),
        (lambda text: parse_statements(text, range(9)), "Fed twice [1]. ", 50_000),
        (split_sentences, "e.g. ", 100_000),
        (split_sentences, ".", 500_000),
        (safe, "\\", 250_000),
        (safe, "\\(", 250_000),
        (exported, " ", 25_000),
        (exported, "1", 50_000),
        (read_draft, " ", 250_000),
        (read_draft, "a\n", 20_000),
        (read_draft, "a:\n", 20_000),
        (read_draft, "[1]: a\n", 30_000),
        (read_draft, "[@", 100_000),
        (read_draft, "# ", 500_000),
        (read_draft, "\n", 50_000),
        (read_draft, "\\cite[", 100_000),
        (read_draft, "-|", 150_000),
        (credited, " ", 50_000),
        (credited, "Aa, ", 8_000),
        (credited, "a-", 50_000),
        (credited, "is by in 2019 ", 20_000),
    ],
)  # fmt: skip
def test_twice_the_length_takes_about_twice_the_time(work: Callable[[str], object], unit: str, size: int) -> None:
    assert growth(work, unit, size) < LIMIT
