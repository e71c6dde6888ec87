"""Reading costs time that grows with the length of a file, whatever stands in it: twice as long, less than 2.6 times as dear."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.index.chunks import chunk_entry
from assistant.notes.entry import Entry, Note, Place
from assistant.notes.formats.suffixes import Reader
from assistant.notes.readers.bullets import read_bullets
from assistant.notes.readers.collection import read_collection
from assistant.notes.readers.flat import read_flat
from assistant.notes.readers.markdown import read_markdown
from assistant.notes.readers.prose import read_prose
from assistant.notes.readers.wiki import read_wiki
from assistant.notes.shapes.outline import read_outline
from assistant.notes.shapes.shaped import Source
from assistant.text.sentences import split_sentences
from assistant.text.tokens import count_tokens
from tests.growth import LIMIT, spent

_ENOUGH = 0.02  # seconds: what takes less at the full size cannot be measured, and need not be
_SIZE = 6_000
_READERS = [read_markdown, read_bullets, read_flat, read_prose, read_wiki, read_collection]
_RUNS = [
    "[a](", "[", "(", "*", "**", "_", "`", "<", "<http://", "|", "$", "\\", "- ", "- - a ", "(a, 2020", "(2020 ", "1", "-", " - ", "x", "a_", "a'",
    "A: ", "“", "…", ". ", "![a](", "[a][", "> ", "<!-- ", "word ",
]  # fmt: skip
_LINES = [
    "```a\n", "<!-- a\n", "<pre>\n", '[a]: /x "t\n', "[a]: https://example.org (t\n", "[a\n", ", and\n", "  word word\n", "(a\n", "- a\n  - b\n", "> a\n",
    "| a | b |\n", "some label\n", "A\nPaper • 2412.16247 • Published • 1\n", "- 2020-01: A: B: it shows\n",
]  # fmt: skip


def seconds(work: Callable[[str], object], text: str) -> float:
    """The least processor time of two runs."""
    return min(spent(lambda: work(text)) for _ in range(2))


def grows_with_length(work: Callable[[str], object], before: str, unit: str, size: int = _SIZE) -> bool:
    """Whether twice as many units cost less than `LIMIT` times as much."""
    long = seconds(work, before + unit * (2 * size // len(unit)))
    return long < _ENOUGH or any(
        seconds(work, before + unit * (2 * size // len(unit))) < LIMIT * seconds(work, before + unit * (size // len(unit)))
        for _ in range(3)
    )


def outline_by(reader: Reader) -> Callable[[str], object]:
    return lambda text: read_outline(reader(text)[0], Source("bread.md", "bread"))


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize("before", ["- ", "- **Rye** (baker, 2019) ", "- Rye (", "- 2020-01: a\n- 2020-02: "])
def test_a_line_of_one_sign_over_and_over_is_read_in_time(reader: Reader, before: str) -> None:
    assert [unit for unit in _RUNS if not grows_with_length(outline_by(reader), before, unit)] == []


@pytest.mark.parametrize("reader", _READERS)
def test_many_lines_that_nothing_closes_are_read_in_time(reader: Reader) -> None:
    assert [unit for unit in _LINES if not grows_with_length(outline_by(reader), "- x\n", unit)] == []


@pytest.mark.parametrize("unit", [". ", "et al. ", "e.g. ", ".", "“", "word "])
def test_sentences_are_found_in_time(unit: str) -> None:
    assert grows_with_length(split_sentences, "", unit)


def note_of(text: str) -> Entry:
    return Entry("rye", "Rye", "idea", (), None, None, None, (Note(text, "bread.md", 1),), (Place("bread.md", 1, "bread", ()),))


@pytest.mark.parametrize("unit", ["word ", "x", "a. ", "漢", "-", "word; "])
def test_a_note_of_one_long_line_is_cut_in_time(unit: str) -> None:
    assert grows_with_length(lambda text: chunk_entry(note_of(text), 160), "", unit, 100_000)


@pytest.mark.parametrize("unit", ["word ", "x", "a. ", "漢字", "😀", "word; and more. ", "ab,"])
def test_the_pieces_of_a_long_line_fit_and_are_its_own_words_in_order(unit: str) -> None:
    line = (unit * 3000).strip()
    passages = [chunk.passage for chunk in chunk_entry(note_of(line), 160)]
    assert max(map(count_tokens, passages)) <= 160
    place = 0
    for passage in passages:
        assert line[place:].lstrip().startswith(passage)
        place = line.index(passage, place) + len(passage)
    assert place == len(line)
