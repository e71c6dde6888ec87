"""Names of people: the people in a list of authors, and whether two names may be of one person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.text.fold import spellings

_GAP = re.compile(r"…|\.{2,}")
_OTHERS = re.compile(r"\bet\.? al\b\.?|\band (?:others|colleagues)\b", re.IGNORECASE)
_INITIAL = re.compile(r"[^\W\d_]\.?")


def people(authors: Sequence[str]) -> list[str]:
    """The people of a list of authors, shortened or not: `("singh…gao",)` is two, `("Smith", "J.")` one, `J. Smith`."""
    found: list[str] = []
    for author in authors:
        for part in _GAP.split(author):
            name = " ".join(_OTHERS.sub(" ", part).split()).strip(" ,;&")
            if found and _are_initials(name):
                found[-1] = f"{name} {found[-1]}"
            elif re.search(r"\w", name):
                found.append(name)
    return found


def forms(name: str) -> list[str]:
    """The folded forms of one person's name, first names first: `Müller, K.` is `k muller` and `k mueller`."""
    last, comma, first = name.partition(",")
    return sorted(spellings(f"{first} {last}" if comma else name) - {""})


def words_of(name_forms: Sequence[str]) -> set[str]:
    """The look-up keys of a name: its words in each form, and all of them as one (`Le Cun` is `LeCun`)."""
    return {word for form in name_forms for word in (*form.split(), form.replace(" ", ""))}


def is_called(asked: str, person: str) -> bool:
    """Whether a name that is asked for may be this person's, both folded.

    Whichever of the two says less leaves out first names or gives their initials: `Chandan Singh` may be `singh` or `c singh`, but not `s singh`.
    """
    if sorted(asked.split()) == sorted(person.split()):
        return True
    return any(_agree(one, other) for one in _joined(asked.split()) for other in _joined(person.split()))


def gives_less(asked: str, person: str) -> bool:
    """Whether a person whom a name may mean stands in the notes with fewer names than were asked for."""
    return is_called(asked, person) and len("".join(asked.split())) > len("".join(person.split()))


def same_person(asked: str, name: str) -> bool:
    """As `is_called`, for names as they are written."""
    return any(is_called(one, other) for one in forms(asked) for other in forms(name))


def _agree(asked: Sequence[str], person: Sequence[str]) -> bool:
    if len(asked) > len(person) and asked[-1] != person[-1]:
        return False  # what only the notes leave out are first names
    shorter, longer = sorted((asked, person), key=len)
    place, whole = 0, False
    for word in shorter:
        while place < len(longer) and not _same_or_initial(word, longer[place]):
            place += 1
        if place == len(longer):
            return False
        whole = whole or (word == longer[place] and (len(word) > 1 or not word.isascii()))
        place += 1
    return whole


def _same_or_initial(one: str, other: str) -> bool:
    return one == other or (one[0] == other[0] and 1 in (len(one), len(other)))


def _joined(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """The words of a name, also with two neighbours or all words joined."""
    yield words
    for place in range(len(words) - 1):
        yield [*words[:place], words[place] + words[place + 1], *words[place + 2 :]]
    if len(words) > 2:
        yield ["".join(words)]


def _are_initials(name: str) -> bool:
    letters = re.findall(r"[^\W\d_]", name)
    return (
        bool(letters) and all(letter.isupper() for letter in letters) and bool(re.fullmatch(rf"(?:{_INITIAL.pattern}[\s-]*){{1,3}}", name))
    )
