"""All entries, one for each paper even where several notebooks speak of it, each under an id that a person would choose."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from assistant.notes.entry import Entry, Note
from assistant.notes.given import Given
from assistant.notes.ids import with_ids
from assistant.notes.names import ORGANISATIONS, first_author, last_name
from assistant.text.fold import fold

_LLM = re.compile(r"\b(?:large )?language models?\b|\bllms?\b|\blms?\b")
_SAME_TITLE = 95.0
_SAME_REMARK = 93.0
_SAME_NAME = 70.0
_MIN_KEY_WORDS = 4
_LONG_TITLE_WORDS = 7
_MIN_NAME = 7
_MAX_YEARS = 2


def build_library(entries: Iterable[Entry], given: Sequence[Given] = ()) -> list[Entry]:
    """Merges entries that are the same paper or idea and gives each its id, with regard to those `given` before. The order is that of first appearance."""
    groups = _Groups()
    for entry in entries:
        groups.add(entry)
    return with_ids([_merge(group) for group in groups.all()], given)


class _Groups:
    """Entries gathered by what they are: each group is one paper or idea."""

    def __init__(self) -> None:
        self._groups: list[list[Entry]] = []
        self._by_key: dict[str, dict[int, None]] = defaultdict(dict)
        # Plain titles by block, with the group of each; by first author the groups whose title starts as another one's whole title reads.
        self._by_block: dict[tuple[str, ...], tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
        self._by_start: dict[tuple[str, str], dict[int, None]] = defaultdict(dict)

    def all(self) -> list[list[Entry]]:
        return self._groups

    def add(self, entry: Entry) -> None:
        keys, blocks, title = _keys(entry), _blocks(entry), _plain_title(entry.title)
        known = (number for key in keys for number in self._by_key.get(key, ()) if self._fits(entry, key, number))
        number = next(known, None)
        if number is None:
            number = next((number for number in self._candidates(entry, title, blocks) if self._near(entry, number)), None)
        if number is None:
            number = len(self._groups)
            self._groups.append([])
        self._groups[number].append(entry)
        for key in keys:
            self._by_key[key][number] = None
        for block in blocks:
            titles, numbers = self._by_block[block]
            titles.append(title)
            numbers.append(number)
        for start in (title, *_beginnings(entry)):
            self._by_start[first_author(entry), start][number] = None

    def _candidates(self, entry: Entry, title: str, blocks: Sequence[tuple[str, ...]]) -> Iterator[int]:
        """Groups with a title that may mean the same: nearly the same letters, or the same first author and the one the other's beginning."""
        for block in blocks:
            titles, numbers = self._by_block.get(block, ((), ()))
            alike = process.extract(title, titles, scorer=fuzz.ratio, score_cutoff=_SAME_TITLE, limit=None)
            found = {numbers[place] for _, _, place in alike}
            if block[0] == "by":
                found.update(number for start in (title, *_beginnings(entry)) for number in self._by_start.get((block[1], start), ()))
            yield from sorted(found)

    def _fits(self, entry: Entry, key: str, number: int) -> bool:
        """Whether an entry that shares a key with a group is the same thing: a long title is proof enough, a short one needs more."""
        others = self._groups[number]
        if key.startswith(("arxiv ", "section ")):
            return True
        if any(entry.arxiv and other.arxiv and entry.arxiv != other.arxiv for other in others):
            return False
        if key.startswith("name "):
            return any(_short(entry) != _short(other) for other in others) and _agree(entry, others)
        if len(key.split()) > _MIN_KEY_WORDS:
            return _agree(entry, others, years=_MAX_YEARS) or len(key.split()) > _LONG_TITLE_WORDS
        if any(entry.kind != other.kind for other in others):
            return any(_is_name(other.title) for other in (entry, *others)) and _agree(entry, others)
        if entry.kind == "idea":
            return len(key.split()) > 2 or any(entry.section[-1:] == other.section[-1:] for other in others)
        return _agree(entry, others)

    def _near(self, entry: Entry, number: int) -> bool:
        """Whether titles that differ are meant to be one: misspelt, or the one the other's beginning or end, by the same people."""
        others = self._groups[number]
        if not _agree(entry, others, years=1) or any(entry.arxiv and other.arxiv and entry.arxiv != other.arxiv for other in others):
            return False
        title = _plain_title(entry.title)
        same_people = entry.authors and any(first_author(entry) == first_author(other) and entry.year and other.year for other in others)
        for other in (_plain_title(other.title) for other in others):
            longer, shorter = sorted((title, other), key=len, reverse=True)
            if re.findall(r"\d+", longer) == re.findall(r"\d+", shorter) and fuzz.ratio(title, other) >= _SAME_TITLE:
                return True
            if same_people and len(shorter.split()) >= _MIN_KEY_WORDS and shorter in _beginnings(entry, *others):
                return not any(_other_last(entry, other) for other in others)
        return False


def _keys(entry: Entry) -> list[str]:
    if entry.kind == "section":
        return [f"section {entry.notebook} {' / '.join(entry.section)} {fold(entry.title)}"]
    keys = [f"arxiv {entry.arxiv}"] if entry.arxiv else []
    keys.append(f"title {_plain_title(entry.title)}")
    name, colon, after = entry.title.partition(":")
    if colon and len(_plain_title(after).split()) >= _MIN_KEY_WORDS:
        keys.append(f"title {_plain_title(after)}")
    if ", e.g. " in entry.title:
        keys.append(f"title {_plain_title(entry.title.split(', e.g. ')[1])}")
    if entry.kind == "paper" and _is_name(name):
        keys.append(f"name {_plain_title(name)}")
    return keys


def _beginnings(*entries: Entry) -> set[str]:
    """What stands before each comma, colon, dash or parenthesis of the titles, folded."""
    return {_plain_title(entry.title[: mark.start()]) for entry in entries for mark in re.finditer(r"[,:;(–—]| - ", entry.title)}


def _blocks(entry: Entry) -> list[tuple[str, ...]]:
    """Where to look for a title that differs a little: the same first author, the same beginning or the same end."""
    if entry.kind != "paper":
        return []
    words = _plain_title(entry.title).split()
    blocks: list[tuple[str, ...]] = [("by", first_author(entry))] if entry.authors and entry.year else []
    return [*blocks, ("begins", *words[:2]), ("ends", *words[-2:])] if len(words) >= _LONG_TITLE_WORDS else blocks


def _is_name(title: str) -> bool:
    """Whether a title is the bare name of a system: one word, with a capital inside it or long enough to be no common one."""
    return bool(re.fullmatch(r"[A-Za-z][\w+-]*", title)) and (bool(re.search(r"\w[A-Z]", title)) or len(title) >= _MIN_NAME)


def _short(entry: Entry) -> bool:
    return len(entry.title.split()) == 1


@lru_cache(maxsize=32768)
def _plain_title(title: str) -> str:
    """A folded title in which `LLMs` is the same as `large language models`, but `GAN+` not the same as `GAN`."""
    return _LLM.sub("llm", fold(re.sub(r"(?<=\w)\+", " plus", title)))


def _agree(entry: Entry, others: Iterable[Entry], years: int = 2) -> bool:
    """Whether neither the authors nor the years contradict; slips in a name and organisations in an author's place are no contradiction."""
    return all(_same_authors(entry, other) and _near_years(entry, other, years) for other in others)


def _same_authors(one: Entry, other: Entry) -> bool:
    first, second = first_author(one), first_author(other)
    if not first or not second or ORGANISATIONS & {first, second}:
        return True
    return fuzz.ratio(first, second) >= _SAME_NAME


def _other_last(one: Entry, other: Entry) -> bool:
    """Whether the last authors are known and differ. `et al.` hides them."""
    last = [
        last_name(re.split(r"…|\.\.", entry.authors[-1])[-1])
        for entry in (one, other)
        if entry.authors and "et al" not in entry.authors[-1]
    ]
    return len(last) == 2 and fuzz.ratio(*last) < _SAME_NAME


def _near_years(one: Entry, other: Entry, years: int) -> bool:
    return one.year is None or other.year is None or abs(one.year - other.year) <= years


def _merge(group: list[Entry]) -> Entry:
    """One entry of several. What it is called and who wrote it do not depend on the order in which the notebooks are read."""
    first = group[0]
    if len(group) == 1:
        return first
    title = max((entry.title for entry in group), key=lambda t: (len(fold(t)), sum(map(str.isupper, t)), t))
    others = dict.fromkeys(entry.title for entry in group if fold(entry.title) not in fold(title))
    cited = max(group, key=lambda entry: (len(entry.authors), len(entry.byline()), -(entry.year or 0)))
    notes: list[Note] = []
    for entry in group:
        notes.extend(_new_notes(entry.notes, notes))
    return replace(
        first,
        title=title,
        kind="paper" if any(entry.kind == "paper" for entry in group) else first.kind,
        authors=cited.authors,
        year=cited.year or next((entry.year for entry in group if entry.year), None),
        arxiv=min((entry.arxiv for entry in group if entry.arxiv), default=None),
        url=next((entry.url for entry in group if entry.url), None),
        notes=tuple(notes),
        places=tuple(dict.fromkeys(place for entry in group for place in entry.places)),
        aliases=tuple(others),
    )


def _new_notes(notes: Iterable[Note], known: list[Note]) -> list[Note]:
    """The notes whose lines are not yet known nearly word for word; a known line with new lines under it gives only those."""
    seen = [fold(line.text) for note in known for _, line in note.walk()]
    new: list[Note] = []
    for note in notes:
        if any(_same_remark(fold(note.text), other) for other in seen):
            new.extend(_new_notes(note.children, known))
        else:
            new.append(note)
    return new


def _same_remark(one: str, other: str) -> bool:
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return one == other or fuzz.ratio(one, other) >= _SAME_REMARK
