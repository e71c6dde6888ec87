"""All entries, one for each paper even where several notebooks speak of it, each under an id that a person would choose.

Which entries are one does not depend on the order in which they are read: pairs are found first, then joined, the surest first, each only where it
contradicts nothing that is joined already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product

from assistant.notes.earlier_ids import Given
from assistant.notes.entry import Entry
from assistant.notes.ids import with_ids
from assistant.notes.works.linked import linked
from assistant.notes.works.loose import same_ideas
from assistant.notes.works.merging import merge
from assistant.notes.works.sameness import NONE, STRONG, WEAK, Work, contradict, evidence, work_of
from assistant.notes.works.titles import known_as, title_key, title_words
from assistant.text.fold import fold

_MAX_BLOCK = 300


def build_library(entries: Iterable[Entry], given: Sequence[Given] = ()) -> list[Entry]:
    """Merges entries that are the same paper or idea and gives each its id, with regard to those `given` before. The order is that of first
    appearance."""
    read = list(entries)
    mentions: dict[Work, list[int]] = defaultdict(list)
    groups: list[list[int]] = []
    for number, entry in enumerate(read):
        if entry.kind == "section":
            groups.append([number])
        else:
            mentions[work_of(entry)].append(number)
    loose: list[int] = []
    for works in _joined(sorted(mentions, key=_order)):
        numbers = sorted(number for work in works for number in mentions[work])
        if len(works) > 1 or works[0].stands_alone:
            groups.append(numbers)
        else:
            loose.extend(numbers)
    groups.extend([loose[place] for place in places] for places in same_ideas([read[number] for number in loose]))
    groups = _with_linked(read, groups)
    return with_ids([merge([read[number] for number in sorted(group)]) for group in sorted(groups, key=min)], given)


def _with_linked(read: Sequence[Entry], groups: Sequence[list[int]]) -> list[list[int]]:
    """The groups, those joined of which one links to the note that is the other, unless they contradict one another."""
    group_of = {number: group for group in groups for number in group}
    for a, b in linked(read):
        one, other = group_of[a], group_of[b]
        undated = title_key(read[a].title) == title_key(read[b].title)  # a list gives the day on which its author read the work as often
        works = [[replace(work, year=None) if undated else work for work in (work_of(read[x]) for x in group)] for group in (one, other)]
        if one is not other and not any(contradict(x, y) for x, y in product(*works)):
            one.extend(other)
            group_of.update(dict.fromkeys(other, one))
    return list({id(group): group for group in group_of.values()}.values())


def _order(work: Work) -> tuple[str, ...]:
    return (work.key, work.title, *work.authors, str(work.year), work.arxiv or "", work.url or "", work.kind)


def _joined(works: Sequence[Work]) -> list[list[Work]]:
    """Groups of works that are one. A work whose likely matches contradict one another joins none of them, for nobody can say which."""
    pairs = [(evidence(works[a], works[b]), a, b) for a, b in _candidates(works) if not contradict(works[a], works[b])]
    torn = {level: _torn(works, [(a, b) for strength, a, b in pairs if strength == level]) for level in (STRONG, WEAK)}
    group_of = {number: [number] for number in range(len(works))}
    for strength, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        one, other = group_of[a], group_of[b]
        if strength == NONE or one is other or torn.get(strength, set()) & {a, b}:
            continue
        if not any(contradict(works[x], works[y]) for x, y in product(one, other)):
            one.extend(other)
            group_of.update(dict.fromkeys(other, one))
    return [[works[number] for number in group] for number, group in group_of.items() if group[0] == number]


def _torn(works: Sequence[Work], pairs: Sequence[tuple[int, int]]) -> set[int]:
    """The works whose partners contradict one another."""
    partners: dict[int, list[int]] = defaultdict(list)
    for a, b in pairs:
        partners[a].append(b)
        partners[b].append(a)
    return {number for number, others in partners.items() if any(contradict(works[a], works[b]) for a, b in combinations(others, 2))}


def _candidates(works: Sequence[Work]) -> set[tuple[int, int]]:
    """Pairs of works that share an id, a title, the half of a title by the same author, or one's title and a part of the other's."""
    whole: dict[tuple[str, ...], list[int]] = defaultdict(list)
    part: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, work in enumerate(works):
        for block in _blocks(work):
            whole[block].append(number)
        for key in known_as(work.title):
            part["title", key].append(number)
    found = {pair for numbers in whole.values() for pair in _pairs(works, numbers)}
    for block, numbers in whole.items():
        found.update((min(pair), max(pair)) for pair in product(numbers, part.get(block, ())) if pair[0] != pair[1])
    return found


def _blocks(work: Work) -> Iterator[tuple[str, ...]]:
    yield "title", work.key
    yield from (("id", found) for found in (work.arxiv, work.doi) if found)
    if work.author:
        words = title_words(work.title)
        half = len(words) // 2
        yield "begins", work.author, str(len(words)), *words[:half]
        yield "ends", work.author, str(len(words)), *words[half:]
        yield "letters", work.author, fold(work.title)


def _pairs(works: Sequence[Work], numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs within a block, two ideas never. In a block too large to compare everything only what one author wrote is."""
    if len(numbers) <= _MAX_BLOCK:
        yield from (pair for pair in combinations(numbers, 2) if not works[pair[0]].kind == works[pair[1]].kind == "idea")
        return
    by_author: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        by_author[works[number].author].append(number)
    for author, same in by_author.items():
        if author and len(same) <= _MAX_BLOCK:
            yield from combinations(same, 2)
