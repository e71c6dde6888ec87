"""Ideas, labels and other items that name no author: the same only where more than the name says so, for `Experiments` stands in every notebook."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from assistant.notes.entry import Entry
from assistant.notes.heads.head import PAGE
from assistant.notes.readers.shape import is_title
from assistant.notes.works.merging import said
from assistant.notes.works.titles import marks, size, telling_signs, title_key, title_words, weight

_TELLING = 2
_TELLING_SECTION = 3
_TELLING_REMARK = 5
_TELLING_TITLE = 5
_ALIKE = 0.5
_MAX_BUCKET = 20


def same_ideas(entries: Sequence[Entry]) -> list[list[int]]:
    """Groups of positions in `entries`, alone where nothing shows that an item is another one's twin.

    Twins have the same name and the same link; or stand in two notebooks under a name that is written as a long title, or under the same name with
    the same remark word for word, or with remarks that are nearly the same and the same telling heading.
    """
    group_of = {number: [number] for number in range(len(entries))}
    buckets: dict[tuple[str, ...], list[int]] = defaultdict(list)
    titles = [" ".join([title_key(entry.title), *marks(entry.title)]) for entry in entries]
    times = Counter(titles)
    for number, (entry, title) in enumerate(zip(entries, titles, strict=True)):
        if times[title] > 1:  # twins are called alike
            for key in _keys(entry, title):
                buckets[key].append(number)
    for key, numbers in sorted((key, numbers) for key, numbers in buckets.items() if len(numbers) > 1):
        for a, b in _pairs(entries, key[0], numbers):
            one, other = group_of[a], group_of[b]
            if one is not other and len(_links(entries, (*one, *other))) <= 1:
                one.extend(other)
                group_of.update(dict.fromkeys(other, one))
    return [group for number, group in group_of.items() if group[0] == number]


def _keys(entry: Entry, title: str) -> Iterator[tuple[str, ...]]:
    if entry.url:
        yield "link", title, entry.url
    yield from (("link", title, field.value) for field in entry.fields if field.name == PAGE)
    if weight(entry.title) >= _TELLING_TITLE and is_title(entry.title):
        yield "title", title
    if weight(entry.title) >= _TELLING:
        yield from (("remark", title, said(line)) for line in set(entry.lines()) if size(line) >= _TELLING_REMARK)
    if entry.section and weight(entry.section[-1]) >= _TELLING_SECTION:
        yield "section", title, title_key(entry.section[-1])


def _pairs(entries: Sequence[Entry], key: str, numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs that are twins by a key they share. But for links, what comes twice in one file, or has several links, is no name of one thing."""
    ranked = sorted(numbers, key=lambda number: (entries[number].place.path, entries[number].place.line))
    if key == "link":
        yield from pairwise(ranked)
    elif len({entries[number].place.path for number in numbers}) == len(numbers) and len(_links(entries, numbers)) <= 1:
        if key != "section":
            yield from pairwise(ranked)
        elif len(numbers) <= _MAX_BUCKET:
            yield from ((a, b) for a, b in combinations(ranked, 2) if _alike(entries[a], entries[b]))


def _links(entries: Sequence[Entry], numbers: Iterable[int]) -> set[str]:
    return {url for number in numbers if (url := entries[number].url)}


def _alike(one: Entry, other: Entry) -> bool:
    """Whether a remark of one has at least half of its words, and every number and sign, from a remark of the other."""
    return any(_alike_remarks(a, b) for a in one.lines() for b in other.lines())


def _alike_remarks(one: str, other: str) -> bool:
    first, second = set(title_words(one)), set(title_words(other))
    return (
        min(len(first), len(second)) >= _TELLING_REMARK
        and len(first & second) >= _ALIKE * len(first | second)
        and telling_signs(one) == telling_signs(other)
    )
