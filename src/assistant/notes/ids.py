"""Ids that a person would choose: `wei2022chainofthought`, for a paper without authors its title's words."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from itertools import count

from assistant.notes.earlier_ids import Given, known_again
from assistant.notes.entry import Entry
from assistant.notes.names import SMALL_WORDS, first_author
from assistant.text.fold import fold

_EVERYWHERE = frozenset("large language model models llm llms lm lms".split())
_COMPOUND = re.compile(r"(?<=\w)-(?=\w)")  # `Chain-of-Thought` gives an id one word, `chainofthought`
_MAX_WORD = 24


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
    taken = dict.fromkeys([*claims, *before], 1)
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
    return first_author([author for author in entry.authors if fold(author) not in named])


def _free_id(base: str, entry: Entry, taken: dict[str, int]) -> str:
    """An id with further words, or a number where those are used up. `taken` holds the last number given to each."""
    extra = [*_title_words(entry.title)[1:], *_words(" ".join(entry.section[-1:])), "".join(_words(entry.notebook))]
    candidate = base
    for word in extra:
        if word in candidate.split("-"):
            continue
        candidate = f"{candidate}-{word}"
        if candidate not in taken:
            taken[candidate] = 1
            return candidate
    number = next(number for number in count(taken[candidate] + 1) if f"{candidate}-{number}" not in taken)
    taken[candidate] = number
    taken[f"{candidate}-{number}"] = 1
    return f"{candidate}-{number}"


def _title_words(title: str) -> list[str]:
    """The words of a title that tell it from others; those of signs alone are named (`∞` → `infinity`) where nothing else is left."""
    words = _words(title) or [_sign_names(title)[:_MAX_WORD] or "untitled"]
    telling = [word for word in words if word not in SMALL_WORDS]
    return [word for word in telling if word not in _EVERYWHERE] or telling or words


def _words(text: str) -> list[str]:
    """Folded words in the letters and digits of their own script, nothing else, none longer than an id should be."""
    plain = ("".join(char for char in word if unicodedata.category(char)[0] in "LMN") for word in fold(text).split())
    return [word[:_MAX_WORD] for word in plain if word]


def _sign_names(text: str) -> str:
    return "".join(char for sign in text for char in unicodedata.name(sign, "").lower() if char.isalnum() and not sign.isspace())
