"""Ids that a person would choose: `wei2022chainofthought`, for a paper without authors its title's words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from assistant.notes.entry import Entry
from assistant.notes.given import Given, known_again
from assistant.notes.names import SMALL_WORDS, first_author
from assistant.text.fold import fold

_EVERYWHERE = frozenset("large language model models llm llms lm lms".split())
_COMPOUND = re.compile(r"(?<=\w)-(?=\w)")  # `Chain-of-Thought` gives an id one word, `chainofthought`


def with_ids(entries: Sequence[Entry], given: Sequence[Given] = ()) -> list[Entry]:
    """Ids from first author, year and title words. What had an id keeps it, and no id that was `given` goes to something else.

    Where several new entries would share one, those later by title take further title words.
    """
    ids = known_again(entries, given)
    claims: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        if number not in ids:
            claims[_base_id(entry)].append(number)
    before = {one.id for one in given}
    taken = before | set(claims)
    for base, numbers in claims.items():
        ranked = sorted(numbers, key=lambda n: (fold(entries[n].title), entries[n].notebook, entries[n].section, entries[n].place.line))
        for number in ranked:
            ids[number] = base if number == ranked[0] and base not in before else _free_id(base, entries[number], taken)
    return [entry.with_id(ids[number]) for number, entry in enumerate(entries)]


def _base_id(entry: Entry) -> str:
    author, words = _writer(entry), _title_words(entry.title)
    if entry.kind == "section":
        return "-".join(["notes-on", *words[:3]])
    if not author:
        return "-".join(words[:3]) + str(entry.year or "")
    return f"{author}{entry.year or '-'}{_title_words(_COMPOUND.sub('', entry.title))[0]}"


def _writer(entry: Entry) -> str:
    """The author who names the entry; the name of the paper itself, given among its authors, is passed over."""
    named = {fold(author) for author in entry.authors} & {fold(entry.title.split(":")[0])}
    return first_author(replace(entry, authors=tuple(author for author in entry.authors if fold(author) not in named)))


def _free_id(base: str, entry: Entry, taken: set[str]) -> str:
    extra = [*_title_words(entry.title)[1:], *fold(" ".join(entry.section[-1:])).split(), fold(entry.notebook).replace(" ", "")]
    candidate = base
    for word in extra:
        if word in candidate.split("-"):
            continue
        candidate = f"{candidate}-{word}"
        if candidate not in taken:
            taken.add(candidate)
            return candidate
    number = next(number for number in count(2) if f"{candidate}-{number}" not in taken)
    taken.add(f"{candidate}-{number}")
    return f"{candidate}-{number}"


def _title_words(title: str) -> list[str]:
    """The words of a title that tell it from others."""
    words = fold(title).split()
    telling = [word for word in words if word not in SMALL_WORDS]
    return [word for word in telling if word not in _EVERYWHERE] or telling or words or ["untitled"]
