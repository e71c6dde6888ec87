from __future__ import annotations

import pytest

from assistant.retrieval.ranking import join
from assistant.text.words import stem

OWNERS = {"a#0": "a", "a#1": "a", "b#0": "b", "c#0": "c", "d#0": "d"}


@pytest.mark.parametrize(("one", "other"), [("merges", "merging"), ("studies", "study"), ("models", "model")])
def test_inflections_meet(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def best(dense: dict[str, float], keyword: dict[str, float], late: dict[str, float]) -> list[str]:
    scores = join(OWNERS, dense, keyword, late)
    return sorted(scores, key=lambda entry: -scores[entry])


def test_an_entry_is_as_good_as_its_best_chunk_in_each_search() -> None:
    """What one chunk says in the question's words and another in its sense speaks for the entry that holds both."""
    dense = {"a#0": 0.2, "a#1": 0.8, "b#0": 0.7, "c#0": 0.1, "d#0": 0.1}
    keyword = {"a#0": 5.0, "b#0": 4.0}
    assert best(dense, keyword, {})[:2] == ["a", "b"]


def test_what_all_searches_find_comes_before_what_one_finds() -> None:
    dense = {"a#0": 0.6, "b#0": 0.7, "c#0": 0.3, "d#0": 0.3}
    late = {"a#0": 0.6, "b#0": 0.4, "c#0": 0.3, "d#0": 0.3}
    assert best(dense, {"a#0": 3.0}, late)[0] == "a"


def test_an_entry_that_only_its_words_found_is_no_nearer_than_the_last_that_is_near() -> None:
    dense = {"a#0": 0.9, "b#0": 0.5}
    scores = join({"a#0": "a", "b#0": "b", "c#0": "c"}, dense, {}, {})
    assert scores["c"] == scores["b"] < scores["a"] == 1.0


def test_scores_do_not_depend_on_how_a_search_counts() -> None:
    """BM25 has no upper end, and a cosine another range with each model."""
    dense, late = {"a#0": 0.6, "b#0": 0.7, "c#0": 0.2, "d#0": 0.1}, {"a#0": 0.5, "b#0": 0.4}
    keyword = {"a#0": 3.0, "b#0": 1.0}
    more = {chunk: 40 * score for chunk, score in keyword.items()}
    assert join(OWNERS, dense, keyword, late) == pytest.approx(join(OWNERS, dense, more, late))


def test_nothing_found_is_nothing_scored() -> None:
    assert join({}, {}, {}, {}) == {}
