"""Which forms of a word meet, and which words do not."""

from __future__ import annotations

import sqlite3

import pytest

from assistant.text.words import FUNCTION_WORDS, participle, stem


@pytest.mark.parametrize(
    "forms",
    [
        ["probe", "probes", "probed", "probing"],
        ["mouse", "mice"],
        ["write", "writes", "wrote", "written"],
        ["bacterium", "bacteria"],
        ["normalise", "normalised", "normalize", "normalizing"],
        ["colour", "colours", "color"],
        ["precise", "precisely"],
        ["llm", "llms"],
        ["predict", "prediction"],
    ],
)
def test_forms_of_a_word_meet(forms: list[str]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("words", [("generate", "generalize"), ("us", "use"), ("as", "a"), ("mass", "mas"), ("universe", "union")])
def test_different_words_stay_apart(words: tuple[str, str]) -> None:
    assert stem(words[0]) != stem(words[1])


def test_what_the_keyword_index_tells_apart_is_told_apart() -> None:
    words = [
        "layer",
        "layers",
        "attention",
        "attended",
        "prompting",
        "prompt",
        "token",
        "tokenize",
        "is",
        "us",
        "gene",
        "genes",
        "soil",
        "soils",
    ]
    with sqlite3.connect(":memory:") as index:
        index.execute('CREATE VIRTUAL TABLE texts USING fts5(word, tokenize = "porter unicode61 remove_diacritics 2")')
        index.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(texts, 'instance')")
        index.executemany("INSERT INTO texts(rowid, word) VALUES (?, ?)", enumerate(words))
        indexed = {words[number]: found for found, number in index.execute("SELECT term, doc FROM stems")}
    assert all(indexed[one] == indexed[other] for one in words for other in words if stem(one) == stem(other))


def test_a_participle_may_be_irregular() -> None:
    assert all(map(participle, ("probed", "written", "caught", "cut")))
    assert not participle("soil")


def test_words_that_count_deny_or_place_mean_something_beside_a_statement() -> None:
    assert not FUNCTION_WORDS & {"not", "no", "all", "any", "only", "before", "after", "above", "many", "few"}
