"""Late interaction against cosines worked out plainly."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.embedding.late_interaction import WordVectors, pack, similarities


def units(*rows: list[float]) -> NDArray[np.float32]:
    matrix = np.array(rows, dtype=np.float32)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), dtype=np.float32)


QUESTION = WordVectors(("rye", "bread"), units([1, 1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1]))
RYE, BREAD, TEA = [1.0, 1, 1, 1, 0, 0, 0, 0], [0.0, 0, 0, 0, 1, 1, 1, 1], [1.0, -1, 1, -1, 1, -1, 1, -1]


def test_each_word_of_the_question_is_held_against_its_nearest_word() -> None:
    both, one, none = similarities(QUESTION, [1, 1], [pack(units(TEA, BREAD, RYE)), pack(units(RYE, TEA)), pack(units(TEA))])
    assert (both, one, none) == pytest.approx((1.0, 0.5, 0.0), abs=0.02)


def test_words_count_by_their_weights() -> None:
    assert similarities(QUESTION, [3, 1], [pack(units(RYE))]) == pytest.approx([0.75], abs=0.02)


def test_a_passage_without_words_answers_to_nothing() -> None:
    assert similarities(QUESTION, [1, 1], [b"", pack(units(RYE, BREAD)), b""]) == pytest.approx([0, 1, 0], abs=0.02)


def test_without_a_telling_word_nothing_is_near() -> None:
    assert similarities(QUESTION, [0, 0], [pack(units(RYE))]) == [0.0]


def test_packing_keeps_cosines_to_the_second_digit() -> None:
    rng = np.random.default_rng(7)
    passage, asked = units(*rng.normal(size=(20, 384)).tolist()), units(*rng.normal(size=(3, 384)).tolist())
    plain = float(np.mean((asked @ passage.T).max(axis=1)))
    assert similarities(WordVectors(("a", "b", "c"), asked), [1, 1, 1], [pack(passage)])[0] == pytest.approx(plain, abs=0.01)
