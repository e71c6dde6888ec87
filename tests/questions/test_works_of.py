"""Authors are found in questions of other languages and scripts, and only those that the library knows."""

from __future__ import annotations

import pytest

from assistant.index.filters import Filters
from assistant.questions.filters import filters_in

KNOWN = {"müller", "garcía", "dupont", "иванов", "李明", "田中", "김철수", "anna"}


def is_author(word: str) -> bool:
    return word.lower() in KNOWN


@pytest.mark.parametrize(
    ("question", "author", "rest"),
    [
        ("Arbeiten von Müller", "Müller", "papers"),
        ("Welche Aufsätze von Anna Müller gibt es?", "Anna Müller", "papers"),
        ("Müllers Arbeiten", "Müller", "papers"),
        ("Was hat Müller geschrieben?", "Müller", "papers"),
        ("Was hat Müller über Hefe geschrieben?", "Müller", "Was über Hefe geschrieben?"),
        ("les articles de Dupont", "Dupont", "papers"),
        ("travaux de Dupont sur le froid", "Dupont", "sur le froid"),
        ("¿Qué escribió García?", "García", "papers"),
        ("artículos de García", "García", "papers"),
        ("статьи Иванова", "Иванов", "papers"),
        ("李明的论文", "李明", "papers"),
        ("请列出李明写的论文", "李明", "papers"),
        ("李明有哪些论文", "李明", "papers"),
        ("李明写过什么", "李明", "papers"),
        ("田中が書いた論文", "田中", None),
        ("田中の論文", "田中", "papers"),
        ("김철수의 논문", "김철수", "papers"),
    ],
)
def test_an_author_is_found_where_other_languages_put_one(question: str, author: str, rest: str | None) -> None:
    found = filters_in(question, is_author)
    assert found.filters == Filters(author=author)
    assert rest in (None, found.rest)


@pytest.mark.parametrize(
    "question", ["Arbeiten von gestern", "articles de fermentation", "发酵的论文", "Papers von Stranger", "estudios de müller"]
)
def test_what_no_author_of_the_library_is_called_is_a_topic(question: str) -> None:
    assert filters_in(question, is_author).filters == Filters()
