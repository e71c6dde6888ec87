"""Names of people: as notes give them, and as they are asked for."""

from __future__ import annotations

import pytest

from assistant.text.names import people, same_person


@pytest.mark.parametrize(
    ("authors", "found"),
    [
        (("singh", "morris", "…gao"), ["singh", "morris", "gao"]),
        (("singh…gao",), ["singh", "gao"]),
        (("wei et al.",), ["wei"]),
        (("Smith", "J.", "Doe", "A. B."), ["J. Smith", "A. B. Doe"]),
        (("van der Maaten", "hinton"), ["van der Maaten", "hinton"]),
        (("李", "王"), ["李", "王"]),
        (("…",), []),
    ],
)
def test_a_list_of_authors_is_read_as_people(authors: tuple[str, ...], found: list[str]) -> None:
    assert people(authors) == found


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Chandan Singh", "singh"),
        ("Chandan Singh", "c. singh"),
        ("C. Singh", "chandan singh"),
        ("singh", "chandan singh"),
        ("Singh, Chandan", "chandan singh"),
        ("van der Maaten", "Laurens van der Maaten"),
        ("Maaten", "van der Maaten"),
        ("Le Cun", "lecun"),
        ("LeCun", "Yann Le Cun"),
        ("O'Brien", "OBrien"),
        ("O’Brien", "o'brien"),
        ("Wang Xiaoming", "Xiaoming Wang"),
        ("Jean-Baptiste Alayrac", "jean baptiste alayrac"),
        ("Mueller", "Müller"),
        ("Muller", "Müller"),
        ("Oster", "Øster"),
        ("Иванов", "иванов"),
        ("李明", "李明"),
    ],
)
def test_a_name_is_known_in_the_ways_people_write_it(asked: str, name: str) -> None:
    assert same_person(asked, name)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Chandan Singh", "Sameer Singh"),
        ("Chandan Singh", "s. singh"),
        ("van der Maaten", "van dyke"),
        ("van der Maaten", "anders"),
        ("Oster", "Foster"),
        ("Li", "Liu"),
        ("J.", "Jones"),
        ("Wei Zhang", "Wei Chen"),
    ],
)
def test_another_name_is_another_person(asked: str, name: str) -> None:
    assert not same_person(asked, name)
