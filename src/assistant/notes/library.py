"""All entries, one for each paper even where several notebooks speak of it, each under an id that a person would choose."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz

from assistant.notes.entry import Entry, Note

_STOP = frozenset(
    "a an and are as at be by can do does for from how in into is it its of on or out the their to toward towards using via vs "
    "what when where which why with without not we you your".split()
)
_LLM = re.compile(r"\b(?:large )?language models?\b|\bllms?\b|\blms?\b")
_SAME_TITLE = 95.0
_SAME_REMARK = 93.0
_MIN_KEY_WORDS = 4


def fold(text: str) -> str:
    """Lower case ASCII words of a text joined by single spaces: the form in which titles are compared."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", ascii_text.lower()))


def acronyms_of(title: str) -> set[str]:
    """The acronyms that a title's words could be known by, lower case: `Mixture of Experts` → `moe`, `Indirect Object Identification` → `ioi`.

    Runs of 2 to 6 words, small words counted or passed over (Schwartz and Hearst, 2003, "A simple algorithm for identifying abbreviation
    definitions", the other way about).
    """
    found: set[str] = set()
    for words in (re.findall(r"[A-Za-z]+", title), [word for word in re.findall(r"[A-Za-z]+", title) if word.lower() not in _STOP]):
        initials = [word[0].lower() for word in words]
        for length in range(2, 7):
            found.update("".join(initials[i : i + length]) for i in range(len(initials) - length + 1))
    return found


def build_library(entries: Iterable[Entry]) -> list[Entry]:
    """Merges entries that are the same paper or idea and gives each its id. The order is that of first appearance."""
    groups = _Groups()
    for entry in entries:
        groups.add(entry)
    return _with_ids([_merge(group) for group in groups.all()])


class _Groups:
    """Entries gathered by what they are: each group is one paper or idea."""

    def __init__(self) -> None:
        self._groups: list[list[Entry]] = []
        self._by_key: dict[str, int] = {}
        self._by_byline: dict[tuple[str, int], set[int]] = defaultdict(set)

    def all(self) -> list[list[Entry]]:
        return self._groups

    def add(self, entry: Entry) -> None:
        keys = _keys(entry)
        number = next((self._by_key[key] for key in keys if key in self._by_key and self._fits(entry, key)), None)
        if number is None:
            number = self._near(entry)
        if number is None:
            number = len(self._groups)
            self._groups.append([])
        self._groups[number].append(entry)
        for key in keys:
            self._by_key.setdefault(key, number)
        if entry.year and entry.authors:
            self._by_byline[_first_author(entry), entry.year].add(number)

    def _fits(self, entry: Entry, key: str) -> bool:
        """A long title is proof enough; a short one needs authors that do not contradict."""
        if key.startswith(("arxiv ", "section ")):
            return True
        other = self._groups[self._by_key[key]][0]
        if entry.arxiv and other.arxiv and entry.arxiv != other.arxiv:
            return False
        if entry.kind == "section" or other.kind == "section":
            return False
        if len(key.split()) > _MIN_KEY_WORDS:
            return True
        if entry.kind != other.kind or entry.kind == "idea":
            return entry.kind == other.kind and (entry.section[-1:] == other.section[-1:] or len(key.split()) > 2)
        return _same_authors(entry, other) and _near_years(entry, other)

    def _near(self, entry: Entry) -> int | None:
        if not (entry.year and entry.authors):
            return None
        title = _plain_title(entry.title)
        for year in (entry.year, entry.year - 1, entry.year + 1):
            for number in sorted(self._by_byline.get((_first_author(entry), year), ())):
                other = _plain_title(self._groups[number][0].title)
                longer, shorter = sorted((title, other), key=len, reverse=True)
                if fuzz.ratio(title, other) >= _SAME_TITLE or (len(shorter.split()) >= 2 and longer.startswith(shorter + " ")):
                    return number
        return None


def _keys(entry: Entry) -> list[str]:
    if entry.kind == "section":
        return [f"section {entry.notebook} {' / '.join(entry.section)} {fold(entry.title)}"]
    title = _plain_title(entry.title)
    keys = [f"arxiv {entry.arxiv}"] if entry.arxiv else []
    keys.append(f"title {title}")
    _, colon, after = entry.title.partition(":")
    if colon and len(_plain_title(after).split()) >= _MIN_KEY_WORDS:
        keys.append(f"title {_plain_title(after)}")
    return keys


def _plain_title(title: str) -> str:
    return _LLM.sub("llm", fold(title))


def _first_author(entry: Entry) -> str:
    """Folded last name of the first author: `pryzant…zeng` → `pryzant`, `lisa li` → `li`, `wei et al.` → `wei`."""
    first = re.split(r"…|\.\.|\bet al\b", entry.authors[0])[0] if entry.authors else ""
    words = fold(first).split()
    return words[-1] if words else ""


def _same_authors(one: Entry, other: Entry) -> bool:
    return not one.authors or not other.authors or _first_author(one) == _first_author(other)


def _near_years(one: Entry, other: Entry) -> bool:
    return one.year is None or other.year is None or abs(one.year - other.year) <= 2


def _merge(group: list[Entry]) -> Entry:
    first = group[0]
    if len(group) == 1:
        return first
    title = max((entry.title for entry in group), key=lambda t: (len(fold(t)), t == first.title))
    others = dict.fromkeys(entry.title for entry in group if fold(entry.title) not in fold(title))
    notes: list[Note] = []
    for entry in group:
        notes.extend(_new_notes(entry.notes, notes))
    return replace(
        first,
        title=title,
        kind="paper" if any(entry.kind == "paper" for entry in group) else first.kind,
        authors=max((entry.authors for entry in group), key=len),
        year=next((entry.year for entry in group if entry.year), None),
        arxiv=next((entry.arxiv for entry in group if entry.arxiv), None),
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


def _with_ids(entries: list[Entry]) -> list[Entry]:
    """Ids from first author, year and title words. Where two entries would share one, those later by title take further title words."""
    claims: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        claims[_base_id(entry)].append(number)
    ids: dict[int, str] = {}
    taken: set[str] = set(claims)
    for base, numbers in claims.items():
        ranked = sorted(numbers, key=lambda n: (fold(entries[n].title), entries[n].notebook, entries[n].section, entries[n].place.line))
        ids[ranked[0]] = base
        for number in ranked[1:]:
            ids[number] = _free_id(base, entries[number], taken)
    return [entry.with_id(ids[number]) for number, entry in enumerate(entries)]


def _base_id(entry: Entry) -> str:
    words = _title_words(entry)
    author, year = _first_author(entry), str(entry.year or "")
    if entry.kind == "section":
        return "-".join(["notes-on", *words[:3]])
    if author:
        return f"{author}{year}{words[0]}"
    return "-".join(words[:3]) + year


def _free_id(base: str, entry: Entry, taken: set[str]) -> str:
    extra = [*_title_words(entry)[1:], *fold(" ".join(entry.section[-1:])).split(), fold(entry.notebook).replace(" ", "")]
    candidate = base
    for word in extra:
        candidate = f"{candidate}-{word}"
        if candidate not in taken:
            taken.add(candidate)
            return candidate
    number = 2
    while f"{candidate}-{number}" in taken:
        number += 1
    taken.add(f"{candidate}-{number}")
    return f"{candidate}-{number}"


def _title_words(entry: Entry) -> list[str]:
    words = fold(entry.title).split()
    return [word for word in words if word not in _STOP] or words or ["untitled"]
