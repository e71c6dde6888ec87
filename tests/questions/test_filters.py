"""Filters in words: they say the same as the options of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.index.filters import Filters
from assistant.questions.conditions.authors import authors_in
from assistant.settings import load_settings
from tests.shared import SOURDOUGH, TEA, write_notes

AUTHORS = {"andreas", "zhong", "singh", "nanda", "wang", "chenglong", "long"}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("papers by Andreas since 2022 on causality", ("Andreas",)),
        ("anything of nanda from 2023?", ("nanda",)),
        ("what did zhong and singh write about clustering?", ("zhong", "singh")),
        ("papers by neel nanda", ("neel nanda",)),
        ("visualization papers by chenglong wang", ("chenglong wang",)),
        ("papers co-authored by wang", ("wang",)),
        ("explanations found by long chains of thought", ()),
        ("attention papers", ()),
        ("Which works does the survey name?", ()),
    ],
)
def test_authors_are_found_where_people_put_them(question: str, names: tuple[str, ...]) -> None:
    found = authors_in(question, lambda name: name.lower() in AUTHORS)
    assert (found.names if found else ()) == names


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    base: Path = tmp_path_factory.mktemp("filters")
    found = Assistant(load_settings(notes=write_notes(base / "notes", {"bread.md": SOURDOUGH, "tea.md": TEA}), home=base / "home"))
    found.index()
    return found


@pytest.mark.parametrize(
    ("words", "plain", "filters"),
    [
        ("papers by frost since 2020 on sourdough", "papers on sourdough", Filters(since=2020, author="frost")),
        ("papers on sourdough before 2022", "papers on sourdough", Filters(until=2021)),
        ("miller's papers on levain", "papers on levain", Filters(author="miller")),
    ],
)
def test_filters_in_words_answer_as_the_options_do(assistant: Assistant, words: str, plain: str, filters: Filters) -> None:
    in_words, by_option = assistant.ask(words, use_model=False), assistant.ask(plain, filters=filters, use_model=False)
    assert [item.entry.id for item in in_words.evidence] == [item.entry.id for item in by_option.evidence]
    assert in_words.answer == by_option.answer


def test_a_search_puts_what_passes_the_filters_in_words_first_and_keeps_the_rest(assistant: Assistant) -> None:
    titles = [hit.entry.title for hit in assistant.search("papers by frost on sourdough", 5)]
    assert titles[0] == "Sourdough Acids"
    assert len(titles) == 5
