"""Whether two entries speak of the same work: what speaks for it, what against it. In doubt they do not."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from assistant.notes.entry import Entry, Kind
from assistant.notes.heads.links import arxiv_in, doi_in
from assistant.notes.names import ORGANISATIONS, SMALL_WORDS, first_author, is_common, last_author
from assistant.notes.readers.shape import is_title
from assistant.notes.works.titles import (
    bare_key,
    beginnings,
    endings,
    head_and_tail,
    is_name,
    is_unspaced,
    known_as,
    misspelt,
    name_of,
    size,
    title_is_word,
    title_key,
    title_words,
    told_apart,
    weight,
)

CERTAIN, STRONG, WEAK, NONE = 3, 2, 1, 0
_SLIPS = 70.0
_MIN_SLIP_NAME = 4
_MAX_YEARS = 2
_TELLING = 3
_TELLING_ALONE = 4
_LONG_NAME = 7
_FEW_SHARED = 0.25
_LATIN = "\u0250"  # words of other scripts are sorted behind it


@dataclass(frozen=True, slots=True)
class Work:
    """What an entry says of which work it is. Entries of equal `Work` are known by nothing that tells them apart.

    `key` is the title as it is compared, `author` the first author's name, empty where none is known, `doi` in small letters.
    """

    kind: Kind
    title: str
    authors: tuple[str, ...]
    year: int | None
    arxiv: str | None
    url: str | None
    key: str
    author: str
    doi: str | None

    @property
    def stands_alone(self) -> bool:
        """Whether all that it says of itself is enough to know another mention of it by: an id, authors, or a telling title with a year."""
        by_name = not is_common(self.title) and bool(self.author or (self.kind == "paper" and _names_a_work(self.title)))
        return bool(self.arxiv or self.doi) or by_name


def work_of(entry: Entry) -> Work:
    """What an entry says of which work it is."""
    doi = entry.doi or doi_in(entry.url or "")
    arxiv = entry.arxiv or arxiv_in(entry.url or "")
    known = (entry.kind, entry.title, entry.authors, entry.year, arxiv, entry.url)
    return Work(*known, title_key(entry.title), first_author(entry.authors), doi.casefold() if doi else None)


def contradict(one: Work, other: Work) -> bool:
    """Whether two cannot be the same work: other ids, other people, years far apart, or titles that say they are two of a kind."""
    if _differ(one.arxiv, other.arxiv) or _differ(one.doi, other.doi):
        return True
    if _same_id(one, other):
        return not (_same_people(one, other, slips=True) or _titles_meet(one, other)) or _unlike(one, other)
    if not _near_years(one, other, _MAX_YEARS) or not _same_people(
        one, other, slips=weight(min(one.title, other.title, key=weight)) >= _TELLING
    ):
        return True
    return _two_of_a_kind(one.title, other.title)


def evidence(one: Work, other: Work) -> int:
    """How much speaks for two works that do not contradict being the same: an id is `CERTAIN`, a title with authors and year `STRONG`, else `WEAK`."""
    if _same_id(one, other):
        return CERTAIN
    if one.kind == other.kind == "idea" or is_common(one.title) or is_common(other.title):
        return NONE
    both = bool(one.author and other.author)
    if not both and _other_link(one, other):
        return NONE
    if one.key == other.key or one.key == bare_key(other.title) or other.key == bare_key(one.title):
        short, long = sorted((one, other), key=_length)
        return _by_title(short, long, both)
    if _titles_meet(one, other):
        return WEAK if _by_part(one, other, both) else NONE
    return NONE


def _length(work: Work) -> int:
    return len(work.title)


def _by_title(one: Work, other: Work, both: bool) -> int:
    words = weight(one.title)
    named = is_name(one.title) or is_name(other.title)
    if not both:
        known = one.author or other.author
        return WEAK if (known and (words >= _TELLING or named)) or _names_a_work(one.title) else NONE
    if words < _TELLING and not (_near_years(one, other, 0) and (named or _same_but_for_title(one, other))):
        return NONE
    return STRONG if one.year == other.year else WEAK


def _by_part(one: Work, other: Work, both: bool) -> bool:
    """Whether a misspelt title, or one that is a part of the other, is proof enough."""
    a, b = one.title, other.title
    if title_key(name_of(a)) == other.key or title_key(name_of(b)) == one.key:
        bare = one if title_is_word(a) else other
        known = bool(one.year and other.year) and (len(bare.title) >= _LONG_NAME or is_name(bare.title))
        return (known and bool(one.author or other.author)) or (is_name(bare.title) and both)
    if one.key in endings(b) or other.key in endings(a):
        return both or (
            min(weight(a), weight(b)) >= _TELLING_ALONE and (bool(one.author or other.author) or _names_a_work(min(a, b, key=len)))
        )
    same_people = both and one.author == other.author and bool(one.year and other.year) and _near_years(one, other, 1)
    return same_people and min(size(a), size(b)) >= _TELLING_ALONE and not _other_last(one, other)


def _unlike(one: Work, other: Work) -> bool:
    """Whether two long titles in one script have few words in common: one of the two links leads astray."""
    first, second = (set(title_words(work.title)) - SMALL_WORDS for work in (one, other))
    known = bool(one.author and one.author == other.author) or is_unspaced(one.title) or is_unspaced(other.title)
    known = known or title_key(name_of(one.title)) == title_key(name_of(other.title)) != ""
    scripts = {any(word > _LATIN for word in words) for words in (first, second)}
    apart = not first & second or (not _titles_meet(one, other) and len(first & second) <= _FEW_SHARED * len(first | second))
    return not known and len(scripts) == 1 and min(len(first), len(second)) >= _TELLING and apart


def _names_a_work(title: str) -> bool:
    """Whether a title alone shows that it is a work's, and no label: long, and written as titles are."""
    return weight(title) >= _TELLING_ALONE and is_title(title)


def _same_but_for_title(one: Work, other: Work) -> bool:
    return one.author == other.author and not _other_last(one, other) and not _other_link(one, other)


def _titles_meet(one: Work, other: Work) -> bool:
    """Whether titles are the same, misspelt, or the one a part of the other."""
    a, b = one.title, other.title
    same = one.key == other.key and not told_apart(a, b)
    return same or other.key in known_as(a) or one.key in known_as(b) or misspelt(a, b)


def _two_of_a_kind(one: str, other: str) -> bool:
    """`GPT-3` and `GPT-4`, `Rye: Part 1` and `Rye: Part 2`, `A: rye` and `B: rye`: titles alike but for what tells them apart."""
    a, b = title_key(one), title_key(other)
    if a in known_as(other) or b in known_as(one):
        return False
    if told_apart(one, other):
        return True
    (head, tail), (head2, tail2) = head_and_tail(one), head_and_tail(other)
    if not tail or not tail2 or a == b or misspelt(one, other):
        return False
    same_head, same_tail = title_key(head) == title_key(head2), title_key(tail) == title_key(tail2)
    longer = title_key(tail) in beginnings(tail2) or title_key(tail2) in beginnings(tail)
    return same_head != same_tail and not longer


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _same_id(one: Work, other: Work) -> bool:
    return (one.arxiv is not None and one.arxiv == other.arxiv) or (one.doi is not None and one.doi == other.doi)


def _other_link(one: Work, other: Work) -> bool:
    links = [{link for link in (work.arxiv, work.url) if link} for work in (one, other)]
    return bool(links[0] and links[1] and not links[0] & links[1])


def _near_years(one: Work, other: Work, years: int) -> bool:
    return one.year is None or other.year is None or abs(one.year - other.year) <= years


def _same_people(one: Work, other: Work, *, slips: bool) -> bool:
    """Whether the first authors may be the same; an organisation in an author's place is no contradiction, nor, with `slips`, a misspelt name."""
    first, second = one.author, other.author
    if not first or not second or first == second or ORGANISATIONS & {first, second}:
        return True
    if slips and is_unspaced(first) and (first.startswith(second) or second.startswith(first)):
        return True  # a family name, which stands first, and a full one
    return slips and min(len(first), len(second)) >= _MIN_SLIP_NAME and fuzz.ratio(first, second) >= _SLIPS


def _other_last(one: Work, other: Work) -> bool:
    """Whether the last authors are known and differ."""
    first, second = last_author(one.authors), last_author(other.authors)
    return bool(first and second) and fuzz.ratio(first, second) < _SLIPS
