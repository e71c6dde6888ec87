"""Ids that were given before: which entry each went to, and which entry of today that is.

An id is never given to something else. What stood in the notes at the last reading is known again through an edit; what was deleted only where
nothing that tells it apart has changed.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.notes.entry import Entry
from assistant.notes.names import SMALL_WORDS, first_author
from assistant.notes.works.titles import marks, misspelt, weight
from assistant.text.fold import fold, identity

Key = tuple[object, ...]

_SHARED = 0.5
_NEARLY_ALL = 0.8
_TELLING = 3
_FEW = 50


@dataclass(frozen=True, slots=True)
class Given:
    """An id and what it was given to. `remarks` are checksums of its lines that are longer than a word or two; `live` says whether it stood in the
    notes at the last reading. `marks` of its title are None where it was given before they were kept."""

    id: str
    kind: str
    titles: tuple[str, ...]
    author: str
    year: int | None
    arxiv: str | None
    places: tuple[tuple[str, ...], ...]
    remarks: tuple[int, ...]
    live: bool = True
    url: str = ""
    marks: tuple[str, ...] | None = None


def given_to(entry: Entry) -> Given:
    """What an entry's id was given to."""
    said = (words for line in entry.lines() if len((words := fold(line)).split()) >= _TELLING)
    return replace(_named(entry), remarks=tuple(zlib.crc32(words.encode()) for words in said))


def _named(entry: Entry) -> Given:
    """The same without its remarks."""
    return Given(
        entry.id,
        entry.kind,
        tuple(dict.fromkeys(identity(title) for title in (entry.title, *entry.aliases))),
        first_author(entry.authors),
        entry.year,
        entry.arxiv,
        tuple(dict.fromkeys((place.notebook, *place.section) for place in entry.places)),
        (),
        url=entry.url or "",
        marks=marks(entry.title),
    )


def known_again(entries: Sequence[Entry], given: Sequence[Given]) -> dict[int, str]:
    """The ids of those entries, by number, that had one before. Surer signs come first; no id goes to two entries."""
    if not given:
        return {}
    found = _as_they_were(entries, given)
    kept = set(found.values())
    rest = [number for number in range(len(entries)) if number not in found]
    matches = _Matches(
        [given_to(entries[number]) for number in rest], sorted((one for one in given if one.id not in kept), key=lambda one: one.id)
    )
    for keys in (_arxiv, _whole, _moved):
        matches.take(keys)
    for keys in (_titled_here, _titled):
        matches.take(keys, live=True)
    matches.take_edited()
    return found | {rest[number]: kept_id for number, kept_id in matches.ids.items()}


def _as_they_were(entries: Sequence[Entry], given: Sequence[Given]) -> dict[int, str]:
    """The ids of those entries, by number, of which all but their remarks is as it was, there and in no other; most are, and theirs need not be read."""
    own, before = defaultdict[Key, list[int]](list), defaultdict[Key, list[str]](list)
    for one in given:
        if one.live:
            before[_but_remarks(one)].append(one.id)
    for number, entry in enumerate(entries):
        own[_but_remarks(_named(entry))].append(number)
    return {numbers[0]: before[key][0] for key, numbers in own.items() if len(numbers) == len(before.get(key, ())) == 1}


def _but_remarks(one: Given) -> Key:
    return (one.kind, one.titles, one.author, one.year, one.arxiv, one.places, one.url, one.marks)


class _Matches:
    def __init__(self, own: list[Given], before: list[Given]) -> None:
        self._own, self._before = own, before
        self._left = dict.fromkeys(range(len(own)))
        self._free = dict.fromkeys(range(len(before)))
        self.ids: dict[int, str] = {}

    def take(self, keys: Callable[[Given], list[Key]], *, live: bool = False) -> None:
        """Gives entries the ids of what has a key in common with them and is no other thing; a key that several have tells nothing."""
        wanting, having = self._by_key(self._own, self._left, keys), self._by_key(self._before, self._free, keys)
        for key, numbers in wanting.items():
            olds = [old for old in having.get(key, ()) if old in self._free and (self._before[old].live or not live)]
            for old in sorted(olds, key=lambda old: not self._before[old].live):
                fits = [n for n in numbers if n in self._left and _no_other(self._own[n], self._before[old])]
                if len(fits) == 1:
                    self._give(fits[0], old)

    def take_edited(self) -> None:
        """Gives ids to what stands where it stood and has most in common with what stood there, best first."""
        blocks = self._by_key(self._before, [old for old in self._free if self._before[old].live], _near)
        few = {key: olds for key, olds in blocks.items() if len(olds) <= _FEW}  # what many have tells nothing
        pairs = {(new, old) for new in self._left for key in _near(self._own[new]) for old in few.get(key, ())}
        scored = [(_in_common(self._own[new], self._before[old]), new, old) for new, old in pairs]
        for score, new, old in sorted(scored, key=lambda pair: (-pair[0], pair[1], self._before[pair[2]].id)):
            if score and new in self._left and old in self._free:
                self._give(new, old)

    def _give(self, new: int, old: int) -> None:
        self.ids[new] = self._before[old].id
        del self._left[new], self._free[old]

    @staticmethod
    def _by_key(things: list[Given], numbers: Iterable[int], keys: Callable[[Given], list[Key]]) -> dict[Key, list[int]]:
        found: dict[Key, list[int]] = defaultdict(list)
        for number in numbers:
            for key in dict.fromkeys(keys(things[number])):
                found[key].append(number)
        return found


def _arxiv(one: Given) -> list[Key]:
    return [(one.arxiv,)] if one.arxiv else []


def _whole(one: Given) -> list[Key]:
    return [(one.kind, title, one.author, one.year, place) for title in one.titles for place in one.places]


def _moved(one: Given) -> list[Key]:
    """Without its place only what authors or a year tell apart from others of the same title; the rest while it is in the notes."""
    if one.author or one.year or one.arxiv:
        return [(one.kind, title, one.author, one.year) for title in one.titles]
    return []


def _titled_here(one: Given) -> list[Key]:
    return [(one.kind == "section", title, place) for title in one.titles for place in one.places]


def _titled(one: Given) -> list[Key]:
    """By its title wherever it stands; a heading of the same words elsewhere is another section."""
    return [(one.kind, title) for title in one.titles] if one.kind != "section" else []


def _near(one: Given) -> list[Key]:
    """Where an edited entry is looked for: the same place with a remark or the link of it, the same author and year, or the same first word where it
    has neither."""
    signs: list[Key] = [*(("says", line) for line in one.remarks), *([("links", one.url)] if one.url else [])]
    if one.author and one.year:
        signs.append(("by", one.author, one.year))
    elif not one.author and not one.year:
        signs += [("begins", title.split(" ")[0]) for title in one.titles]
    return [(one.kind, place, *sign) for place in one.places for sign in signs]


def _no_other(new: Given, old: Given) -> bool:
    """Whether nothing tells two things apart that share a key."""
    if new.arxiv and old.arxiv and new.arxiv != old.arxiv:
        return old.live and (new.titles, new.author, new.year, new.places) == (old.titles, old.author, old.year, old.places)
    if new.arxiv and new.arxiv == old.arxiv:
        return True
    if new.kind != old.kind:
        return bool(_shared(new, old)) or not (new.remarks or old.remarks)
    if _other_marks(new, old):
        return False
    same = (not new.author or not old.author or new.author == old.author) + (not new.year or not old.year or new.year == old.year)
    telling = any(weight(title) >= _TELLING for title in new.titles)
    return same == 2 or (same == 1 and (bool(_shared(new, old)) or (telling and not set(new.places).isdisjoint(old.places))))


def _in_common(new: Given, old: Given) -> float:
    """How much of an entry is what it was: 0 where that is too little to be plainly the same."""
    if new.arxiv and old.arxiv and new.arxiv != old.arxiv:
        return 0
    titled = not _other_marks(new, old) and any(_reads_alike(one, other) for one in new.titles for other in old.titles)
    shared, linked = _shared(new, old), bool(new.url) and new.url == old.url
    written = bool(new.author) and new.author == old.author
    dated = bool(new.year) and new.year == old.year
    named = new.kind == "paper" and (new.author or new.year)
    as_titled = titled and (shared or linked or (written and dated) or not named)
    enough = as_titled or ((shared >= _NEARLY_ALL or linked) and (written or dated or not named))
    return titled + shared + linked + written + dated if enough else 0


def _other_marks(new: Given, old: Given) -> bool:
    return new.marks is not None and old.marks is not None and new.marks != old.marks


def _reads_alike(one: str, other: str) -> bool:
    """Whether two titles have the same telling words, one of them misspelt at most. Another number is another thing."""
    words, words2 = (" ".join(word for word in title.split() if word not in SMALL_WORDS) for title in (one, other))
    return words == words2 or misspelt(words, words2)


def _shared(new: Given, old: Given) -> float:
    """The share of the remarks of the one with more that both have; 0 where it is less than half of those of the other."""
    one, other = set(new.remarks), set(old.remarks)
    both = len(one & other)
    return both / max(len(one), len(other)) if both and both >= _SHARED * min(len(one), len(other)) else 0.0
