"""Numbers are the same however they are written, and never the same where they differ."""

from __future__ import annotations

import pytest

from assistant.support.alignment import places
from assistant.support.passages import sentence


def figures(text: str) -> list[frozenset[str]]:
    """The forms of each number of a text."""
    return [token.senses for token in sentence(text).tokens if token.number is not None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sixteen", "16"),
        ("twenty-one", "21"),
        ("one hundred and five", "105"),
        ("two hundred thousand and six", "200,006"),
        ("nineteen eighty-four", "1984"),
        ("a dozen", "12"),
        ("half a dozen", "six"),
        ("a hundred", "100"),
        ("three point five", "3.5"),
        ("three and a half", "3.5"),
        ("1.5k", "1,500"),
        ("3 million", "3,000,000"),
        ("three million", "3M"),
        ("3.5 billion", "three point five billion"),
        ("half", "50%"),
        ("a quarter", "25 percent"),
        ("two thirds", "2/3"),
        ("two-thirds", "67%"),
        ("three quarters", "75 per cent"),
        ("twelve percent", "12%"),
        ("the sixteenth", "the 16th"),
        ("the twenty-first", "the 21st"),
        ("250 ms", "0.25 seconds"),
        ("250ms", "250 milliseconds"),
        ("90 seconds", "one and a half minutes"),
        ("half an hour", "30 min"),
        ("a 90-minute rest", "a rest of 90 minutes"),
        ("1.5 GB", "1500 megabytes"),
        ("75 mg", "seventy-five milligrams"),
        ("20 cm", "200 mm"),
        ("4 °C", "four degrees Celsius"),
        ("−5 °C", "minus five degrees centigrade"),
        ("two weeks", "14 days"),
        ("24 months", "2 years"),
        ("twice", "two times"),
        ("2 tbsp", "six teaspoons"),
    ],
)
def test_one_number_in_two_ways_to_write_it(one: str, other: str) -> None:
    (left,), (right,) = figures(one), figures(other)
    assert left & right


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sixteen", "sixty"),
        ("1,234,567", "1,234,568"),
        ("5 ms", "5 s"),
        ("1.5 GB", "1.5 MB"),
        ("4 °C", "4 °F"),
        ("-5 °C", "5 °C"),
        ("half", "0.5%"),
        ("a third of them", "the third"),
        ("the fourth", "four"),
        ("3M", "3k"),
        ("12%", "12 times"),
        ("two thirds", "three quarters"),
    ],
)
def test_two_numbers_stay_two(one: str, other: str) -> None:
    assert not frozenset().union(*figures(one)) & frozenset().union(*figures(other))


@pytest.mark.parametrize("text", ["one of them", "the first step", "both of them", "the 1990s", "a single pass", "dozens of them"])
def test_words_that_need_not_count_are_no_numbers(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("said", "held", "same"),
    [
        ("about a third", "33%", True),
        ("33%", "a third", True),
        ("14%", "14.3%", True),
        ("about 2,800", "2,791", True),
        ("nearly half", "48%", True),
        ("40%", "two in five", True),
        ("a quarter", "7 of 28", True),
        ("12.5%", "1 in 8", True),
        ("twice", "100% more", True),
        ("doubled", "twofold", True),
        ("tenfold", "10 times", True),
        ("halved", "50%", True),
        ("90 minutes", "1.5 h", True),
        ("2,000 m", "2 km", True),
        ("2,800", "2,791", False),
        ("1950", "1951", False),
        ("about a third", "41%", False),
        ("tripled", "doubled", False),
        ("doubled", "increased", False),
        ("half", "7 of 28", False),
    ],
)
def test_values_are_the_same_at_the_digits_they_give(said: str, held: str, same: bool) -> None:
    words = sentence(f"It was {said} more.").tokens
    counted = [token for token in words if token.number is not None]
    assert bool(counted and places(counted[0], sentence(f"It was {held} more."))) == same
