"""All entries, one for each paper even where several notebooks speak of it, each under an id that a person would choose."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import count

from rapidfuzz import fuzz, process

from assistant.notes.entry import Entry, Note
from assistant.text.fold import fold

_STOP = frozenset(
    "a an and are as at be by can do does for from how in into is it its of on or out the their to toward towards using via vs "
    "what when where which why with without not we you your".split()
)
_EVERYWHERE = frozenset("large language model models llm llms lm lms".split())
_LLM = re.compile(r"\b(?:large )?language models?\b|\bllms?\b|\blms?\b")
_COMPOUND = re.compile(r"(?<=\w)-(?=\w)")  # `Chain-of-Thought` gives an id one word, `chainofthought`
_SAME_TITLE = 95.0
_SAME_REMARK = 93.0
_SAME_NAME = 70.0
_MIN_KEY_WORDS = 4
_LONG_TITLE_WORDS = 7
_MIN_NAME = 7
_MAX_YEARS = 2
ORGANISATIONS = frozenset("adept anthropic baidu berkeley deepmind fair google meta microsoft nvidia openai stanford".split())


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
            self._by_start[_first_author(entry), start][number] = None

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
        same_people = entry.authors and any(_first_author(entry) == _first_author(other) and entry.year and other.year for other in others)
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
    blocks: list[tuple[str, ...]] = [("by", _first_author(entry))] if entry.authors and entry.year else []
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


def _first_author(entry: Entry) -> str:
    """Folded last name of the first author: `pryzant…zeng` → `pryzant`, `lisa li` → `li`, `Beurer-Kellner` → `beurerkellner`."""
    return _last_name(re.split(r"…|\.\.|\bet al\b|\+", entry.authors[0])[0]) if entry.authors else ""


def _last_name(name: str) -> str:
    words = [word for word in fold(name.replace("-", "")).split() if word not in {"blog", "blogpost", "book", "paper", "post", "thesis"}]
    return words[-1] if words else ""


def _agree(entry: Entry, others: Iterable[Entry], years: int = 2) -> bool:
    """Whether neither the authors nor the years contradict; slips in a name and organisations in an author's place are no contradiction."""
    return all(_same_authors(entry, other) and _near_years(entry, other, years) for other in others)


def _same_authors(one: Entry, other: Entry) -> bool:
    first, second = _first_author(one), _first_author(other)
    if not first or not second or ORGANISATIONS & {first, second}:
        return True
    return fuzz.ratio(first, second) >= _SAME_NAME


def _other_last(one: Entry, other: Entry) -> bool:
    """Whether the last authors are known and differ. `et al.` hides them."""
    last = [
        _last_name(re.split(r"…|\.\.", entry.authors[-1])[-1])
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
    author, words = _writer(entry), _title_words(entry.title)
    if entry.kind == "section":
        return "-".join(["notes-on", *words[:3]])
    if not author:
        return "-".join(words[:3]) + str(entry.year or "")
    return f"{author}{entry.year or '-'}{_title_words(_COMPOUND.sub('', entry.title))[0]}"


def _writer(entry: Entry) -> str:
    """The author who names the entry; the name of the paper itself, given among its authors, is passed over."""
    named = {fold(author) for author in entry.authors} & {fold(entry.title.split(":")[0])}
    return _first_author(replace(entry, authors=tuple(author for author in entry.authors if fold(author) not in named)))


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
    telling = [word for word in words if word not in _STOP]
    return [word for word in telling if word not in _EVERYWHERE] or telling or words or ["untitled"]
