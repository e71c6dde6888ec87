from __future__ import annotations

import pytest

from assistant.notes.names import acronyms_of, first_author, last_author


@pytest.mark.parametrize(
    ("authors", "first", "last"),
    [
        (("liu…neubig",), "liu", "neubig"),
        (("Beurer-Kellner", "Vechev"), "beurerkellner", "vechev"),
        (("wei et al.",), "wei", ""),
        (("Иванов И.И.", "Пётр Петров"), "иванов", "петров"),
        (("Сидоров и др.",), "сидоров", ""),
        (("李明", "王強等"), "李明", ""),
        (("לוי ואח'",), "לוי", ""),
        (("Bread Guild®",), "guild", "guild"),
        ((), "", ""),
    ],
)
def test_the_name_of_an_author_is_the_last_word_of_it_without_initials_and_marks(authors: tuple[str, ...], first: str, last: str) -> None:
    assert (first_author(authors), last_author(authors)) == (first, last)


def test_acronyms_come_from_runs_of_initials_in_any_script() -> None:
    assert {"moe", "ioi"} <= acronyms_of("Mixture of Experts and Indirect Object Identification")
    assert "cot" in acronyms_of("Chain-of-Thought Prompting")
    assert "гпт" in acronyms_of("Генерация полных текстов")
