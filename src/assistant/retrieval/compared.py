"""Two things that are compared, each found by its own entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.index.catalog import Catalog
from assistant.notes.entry import Entry
from assistant.retrieval.looked_up import called, names, titled_in
from assistant.retrieval.ranking import EntryHit
from assistant.text.fold import fold
from assistant.text.languages import spaced

Search = Callable[[str], list[EntryHit]]

# What a side is called, before what is asked of it: "LRD, e.g. its rank", "slerp for merging weights".
_AFTER_NAME = re.compile(r"[,:;(]|\s(?:for|in|on|when|with|regarding|at|as|to|by)\s", re.IGNORECASE)
_PAIRED = re.compile(
    r"\b(?:both|each|against|agree|disagree|unlike|alike|the other|other|latter|former|than|respectively|and what)\b", re.IGNORECASE
)
_LOOKED_AT = 8
_NEAR = 0.5


def compared(sides: tuple[str, str], search: Search, catalog: Catalog) -> list[EntryHit]:
    """The hits of a comparison: the entry of one side, that of the other, then the rest of what was found for both, best first."""
    heads = [_called(side) for side in sides]
    found = [search(side) for side in sides]
    one = _own(heads[0], heads[1], found[0], catalog, ())
    other = _own(heads[1], heads[0], found[1], catalog, [hit.entry.id for hit in one])
    rest = sorted([*found[0], *found[1]], key=lambda hit: (-hit.score, hit.entry.id))
    unique = {hit.entry.id: hit for hit in reversed(rest)}
    return put_first([*one, *other], sorted(unique.values(), key=lambda hit: (-hit.score, hit.entry.id)))


def both_named(question: str, hits: list[EntryHit], catalog: Catalog) -> list[EntryHit]:
    """The hits, led by the two entries that a question names where it asks for both."""
    named = [entry.id for entry in titled_in(question, catalog, asked=True)] if _PAIRED.search(question) else []
    led = sorted((hit for hit in hits if hit.entry.id in named), key=lambda hit: named.index(hit.entry.id))
    return put_first(led, hits) if len(named) == len(led) == 2 else hits


def _own(head: str, opposite: str, hits: list[EntryHit], catalog: Catalog, taken: Sequence[str]) -> list[EntryHit]:
    """The hit of the entry that is one side's own: the one of that name, else the best that does not speak of the other side as well."""
    left = [hit for hit in hits if hit.entry.id not in taken]
    exact = {entry.id for entry in called(head, catalog) if fold(head) in names(entry)}
    by_name = [hit for hit in left if hit.entry.id in exact]
    if by_name or not left:
        return by_name[:1]
    near = [hit for hit in left[:_LOOKED_AT] if hit.score >= _NEAR * left[0].score]
    speak = [hit for hit in near if _says(head, hit.entry) and not _says(opposite, hit.entry)]
    return speak[:1] if speak and _says(opposite, left[0].entry) and not _says(head, replace(left[0].entry, notes=())) else left[:1]


def _says(name: str, entry: Entry) -> bool:
    """Whether an entry names something as a whole word: CS-LRD does not name LRD."""
    said = " ".join([entry.title, *entry.aliases, *entry.lines()])
    return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", said, re.IGNORECASE))


def sides_named(sides: tuple[str, str], hits: Sequence[EntryHit]) -> bool:
    """Whether the two hits in front are the entries that both sides of a comparison are called by."""
    heads = [spaced(_called(side)) for side in sides]
    called_by = [names(hit.entry) for hit in hits[:2]]
    return len(called_by) == 2 and all(head in known for head, known in zip(heads, called_by, strict=True))


def _called(side: str) -> str:
    """What a side is called, without what is asked of it."""
    return _AFTER_NAME.split(side)[0].strip() or side


def put_first(first: Sequence[EntryHit], hits: Sequence[EntryHit]) -> list[EntryHit]:
    """`first` in front of `hits`, scored no lower than the best of them, each entry once."""
    top = hits[0].score if hits else 1.0
    led = {hit.entry.id: replace(hit, score=max(hit.score, top)) for hit in first}
    return [*led.values(), *(hit for hit in hits if hit.entry.id not in led)]
