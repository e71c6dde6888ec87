"""Years in words: what is said is what is meant."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.index.filters import Filters
from assistant.questions.conditions.years import years_in

THIS = date.today().year


@pytest.mark.parametrize(
    ("words", "filters"),
    [
        ("papers from 2017", Filters(2017, 2017)),
        ("papers in 2017", Filters(2017, 2017)),
        ("papers of 2017 on rye", Filters(2017, 2017)),
        ("2017 papers", Filters(2017, 2017)),
        ("papers 2017", Filters(2017, 2017)),
        ("from 2017 on", Filters(since=2017)),
        ("from 2017 onwards", Filters(since=2017)),
        ("2017 or later", Filters(since=2017)),
        ("since 2017", Filters(since=2017)),
        ("after 2017", Filters(since=2018)),
        ("before 2017", Filters(until=2016)),
        ("until 2017", Filters(until=2017)),
        ("2017 or earlier", Filters(until=2017)),
        ("between 2018 and 2020", Filters(2018, 2020)),
        ("from 2018 to 2020", Filters(2018, 2020)),
        ("papers 2018-2020", Filters(2018, 2020)),
        ("after 2018 and before 2021", Filters(2019, 2020)),
        ("published in 2024 or 2023", Filters(2023, 2024)),
        ("from 2019 or 2023", Filters(any_of=(Filters(2019, 2019), Filters(2023, 2023)))),
        ("before 2018 or after 2021", Filters(any_of=(Filters(until=2017), Filters(since=2022)))),
        ("from the 2020s", Filters(2020, 2029)),
        ("1990s papers", Filters(1990, 1999)),
        ("papers not from 2020", Filters(none_of=(Filters(2020, 2020),))),
        ("papers that aren't from 2020", Filters(none_of=(Filters(2020, 2020),))),
        ("papers except 2020", Filters(none_of=(Filters(2020, 2020),))),
        ("papers from last year", Filters(THIS - 1, THIS - 1)),
        ("papers of the last three years", Filters(since=THIS - 3)),
        ("how was BART trained (lewis 2019)", Filters()),
        ("how does GPT-2019 work", Filters()),
        ("puttaparthi & yu 2023: how many languages", Filters()),
    ],
)
def test_years_are_those_that_the_words_say(words: str, filters: Filters) -> None:
    assert years_in(words)[0] == filters


@pytest.mark.parametrize(
    ("words", "filters"),
    [
        ("Welche Arbeiten seit 2020 behandeln Sauerteig?", Filters(since=2020)),
        ("Was gibt es ab dem Jahr 2019?", Filters(since=2019)),
        ("Arbeiten zwischen 2018 und 2020", Filters(2018, 2020)),
        ("Arbeiten von 2018 oder 2019", Filters(2018, 2019)),
        ("articles depuis 2020", Filters(since=2020)),
        ("articles entre 2018 et 2020", Filters(2018, 2020)),
        ("les articles parus avant 2015", Filters(until=2014)),
        ("artículos antes de 2015", Filters(until=2014)),
        ("artículos del año 2020", Filters(2020, 2020)),
        ("artigos depois de 2015", Filters(since=2016)),
        ("articoli tra il 2018 e il 2020", Filters(2018, 2020)),
        ("artikelen sinds 2018", Filters(since=2018)),
        ("статьи после 2018 года", Filters(since=2019)),
        ("статьи с 2018 по 2020 год", Filters(2018, 2020)),
        ("2020年以后的论文", Filters(since=2020)),
        ("2018年到2020年的论文", Filters(2018, 2020)),
        ("2020年发表的论文", Filters(2020, 2020)),
        ("2020年以降の論文", Filters(since=2020)),
        ("2020年以前の論文", Filters(until=2020)),
        ("2020年之前的论文", Filters(until=2019)),
        ("2018年から2020年までの論文", Filters(2018, 2020)),
        ("2020년 이후 논문", Filters(since=2020)),
        ("2018년부터 2020년까지의 논문", Filters(2018, 2020)),
        ("2020년 논문", Filters(2020, 2020)),
        ("GPT-2020 の論文", Filters()),
        ("Was sagt Meier 2020 über Roggen?", Filters()),
    ],
)
def test_years_are_read_in_other_languages_too(words: str, filters: Filters) -> None:
    assert years_in(words)[0] == filters


def test_the_words_around_a_year_go_with_it_in_other_languages_too() -> None:
    assert years_in("2018年から2020年までの論文")[1].strip() == "論文"
    assert years_in("статьи после 2018 года")[1].strip() == "статьи"
