"""Entries meant by what they are to another one: the version before it, its successor, another paper of its authors."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.index.catalog import Catalog
from assistant.index.filters import Filters
from assistant.notes.entry import Entry
from assistant.questions.follow_up import about
from assistant.retrieval.looked_up import called
from assistant.retrieval.ranking import Retriever
from assistant.text.fold import fold
from assistant.text.names import people, same_person
from assistant.text.words import terms

_THING = r"(?:versions?|ones?|models?|editions?|releases?|generations?|papers?|works?|stud(?:y|ies)|volumes?|parts?|entr(?:y|ies)|notes?|variants?|books?|articles?)"
_BEFORE = re.compile(
    rf"\b(?:the|an?|its)\s+(?:previous|preceding|prior|earlier|older)\s+{_THING}\b|\b(?:predecessor|precursor)\b|\b(?:the|that)\s+(?:{_THING}\s+)?(?:\w+\s+){{0,3}}?before\s+(?:it|that|this)\b"
    r"|\bwhat\s+(?:came|comes|was)\s+before\s+(?:it|that|this)\b|\b(?:published|written|wrote|write|publish|did|done|made)\s+(?:\w+\s+){0,2}?(?:before|earlier)\b|\bthe\s+year\s+before\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"\b(?:the|an?|its)\s+(?:next|following|later|newer|subsequent)\s+{_THING}\b|\b(?:successor|sequel)\b|\b(?:the|that)\s+(?:{_THING}\s+)?(?:\w+\s+){{0,3}}?after\s+(?:it|that|this)\b"
    r"|\bwhat\s+(?:came|comes)\s+after\s+(?:it|that|this)\b|\b(?:published|written|wrote|write|publish|did|done|made)\s+(?:\w+\s+){0,2}?(?:after|later|next)\b|\bthe\s+year\s+after\b",
    re.IGNORECASE,
)
_FIRST = re.compile(rf"\b(?:very\s+first|first|original|oldest|earliest)\s+{_THING}\b", re.IGNORECASE)
_LAST = re.compile(rf"\b(?:newest|latest|most\s+recent|last)\s+{_THING}\b", re.IGNORECASE)
_NUMBER = re.compile(rf"\bthe\s+(?P<word>second|third|fourth|fifth)\s+{_THING}\b", re.IGNORECASE)
_NUMBERS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}
_GROUP = r"(?:authors?|people|group|team|lab|person|persons|folks|researchers?|writers?|guys?|ones)"
_THEIRS = re.compile(
    rf"\bof\s+(?:theirs|his|hers)\b|\b(?:by|from)\s+(?:theirs|them|him|her|the\s+same\s+{_GROUP}|that\s+{_GROUP}|this\s+{_GROUP}|these\s+{_GROUP}|those\s+{_GROUP})(?!\s+\w+\s+(?:that|which))\b|\bthe\s+same\s+{_GROUP}\b"
    rf"|\b(?:their|his|her)\s+(?:own\s+)?(?:other|next|later|earlier|newer|older|second|previous|follow-?up|subsequent|first)\b|\bthe\s+authors?['’]s?\s+(?:other|next|later|earlier|joint|second|previous|newer|older)\b|\b(?:what|anything)\s+else\b.*\b(?:they|he|she)\b|\b(?:they|he|she)\s+(?:also\s+)?(?:write|wrote|written|publish|published|have|has)\s+(?:anything|something|another|others?|more)\b",
    re.IGNORECASE,
)
# "Is there one of theirs for …?" asks which it is, not what it says.
_WHETHER = re.compile(
    r"^\W*(?:(?:and|so|but|ok|hm+|also|then)\W+)*(?:(?:is|are|was|were)\s+there\b|any\b|(?:did|have|has|do|does)\s+(?:they|he|she|anyone|someone)\b)",
    re.IGNORECASE,
)
_PLAIN = frozenset(
    "follow followup extension version variant successor sequel predecessor previous next later earlier newer older else write wrote written publish "
    "published anything something paper works theirs people group authors author team lab one ones".split()
)
_OFFSHOOT = re.compile(r"\b(?:follow-?ups?|extensions?|versions?|variants?|successors?|sequels?|spin-?offs?|offshoots?)\b", re.IGNORECASE)
_VERSION = re.compile(r"(?P<stem>.*?)[\s-]*v?(?P<number>\d{1,2}(?:\.\d+)?)$")
_HOW_MANY = re.compile(r"^\W*(?:and\s+|so\s+)?how\s+many\b", re.IGNORECASE)
# Where the one spoken of stands: "what else is under that heading?"
_SAME_PLACE = re.compile(
    r"\b(?:in|under|from|of)\s+(?:the\s+same|that|this)\s+(?:sub-?)?(?:section|heading|header|chapter|part)\b|\bnext\s+to\s+(?:it|that|this)\b|\bbeside\s+(?:it|that|this)\b",
    re.IGNORECASE,
)
_NEIGHBOUR = re.compile(r"\b(?:before|after|previous|preceding|next|following)\b", re.IGNORECASE)
_SEARCHED = 10
_LISTED = 200


_KINSHIPS = (_BEFORE, _AFTER, _FIRST, _LAST, _NUMBER, _THEIRS, _OFFSHOOT)


def relative(question: str, cited: Sequence[Sequence[str]], retriever: Retriever, catalog: Catalog) -> str:
    """A follow-up made to stand alone, where it means an entry by what it is to the one spoken of last; empty where it means none so. `cited` are the
    titles that the answers before it cite, in their order."""
    if not cited or not any(one.search(question) for one in (*_KINSHIPS, _SAME_PLACE)):
        return ""
    subject = next((entry for title in (cited[-1][0], cited[0][0]) for entry in called(title, catalog)), None)
    if subject is None:
        return ""
    found = _version(question, subject, catalog)
    timed = bool(_BEFORE.search(question) or _AFTER.search(question))
    theirs = bool(_THEIRS.search(question)) or (timed and _names_author(question, subject))
    if found is None and theirs:
        own = people(subject.authors)
        if own and not timed and not [word for word in terms(question) if word not in _PLAIN]:
            return f"{'how many ' if _HOW_MANY.match(question) else ''}papers by {_together(own, catalog)}"
        found = _of_the_same(question, subject, retriever)
    if found is None and (timed or _OFFSHOOT.search(question)):
        found = (
            _named_after(question, subject, retriever) or _beside(question, subject, catalog) or _of_the_same(question, subject, retriever)
        )
    if found is None and subject.section and _SAME_PLACE.search(question):
        return f"what is under “{' / '.join(subject.section)}”?"
    if found is None or found.id == subject.id:
        return ""
    return f"what is “{found.title}”?" if _WHETHER.match(question) else about(question, found.title)


def _names_author(question: str, subject: Entry) -> bool:
    """Whether a question names one of those who wrote a work."""
    asked = set(fold(question).split())
    return any(fold(name).split()[-1] in asked for name in people(subject.authors) if fold(name))


def _together(authors: Sequence[str], catalog: Catalog) -> str:
    """The authors of one work as those of others are asked for: all of them together, where they wrote more than that one, else any of them."""
    together = sum(catalog.kinds(Filters(author=" and ".join(authors))).values()) > 1
    return (" and " if together else " or ").join(authors)


def _version(question: str, subject: Entry, catalog: Catalog) -> Entry | None:
    """The version of the same thing that is meant: Cellpose 2 of the one before Cellpose 3."""
    own = _numbered(subject.title)[1]
    family = {number: entry for entry in _family(subject, catalog) if (number := _numbered(entry.title)[1])}
    if not family:
        return None
    numbers = sorted(family)
    if match := _NUMBER.search(question):
        wanted = [float(_NUMBERS[match["word"].lower()])]
    elif _FIRST.search(question):
        wanted = numbers[:1]
    elif _LAST.search(question):
        wanted = numbers[-1:]
    elif _BEFORE.search(question):
        wanted = [number for number in numbers if number < own][-1:]
    elif _AFTER.search(question):
        wanted = [number for number in numbers if number > own][:1]
    else:
        return None
    return family.get(wanted[0]) if wanted else None


def _family(subject: Entry, catalog: Catalog) -> list[Entry]:
    """The entries that bear the same name with another number, or with none."""
    stem = _numbered(subject.title)[0]
    told = catalog.titled(stem) if stem else []
    return [entry for entry in told if _numbered(entry.title)[0] == stem]


def _numbered(title: str) -> tuple[str, float]:
    """A name without its version, and the version, which is 1 where none is written."""
    name = fold(title.split(":")[0])
    match = _VERSION.fullmatch(name)
    return (match["stem"], float(match["number"])) if match and match["stem"] else (name, 1.0)


def _of_the_same(question: str, subject: Entry, retriever: Retriever) -> Entry | None:
    """Of the other entries by authors of one, that by most of them; of several, the one that fits the question best."""
    own = people(subject.authors)
    if not own:
        return None
    by = Filters(any_of=tuple(Filters(author=name) for name in own))
    hits = [
        hit
        for hit in retriever.search(f"{question} {subject.title}" if not _THEIRS.search(question) else question, _SEARCHED, by)
        if hit.entry.id != subject.id and _fits(question, hit.entry, subject)
    ]
    shared = [sum(any(same_person(one, other) for other in people(hit.entry.authors)) for one in own) for hit in hits]
    return next((hit.entry for hit, count in zip(hits, shared, strict=True) if count == max(shared)), None)


def _named_after(question: str, subject: Entry, retriever: Retriever) -> Entry | None:
    """The entry whose title holds the name of another one; of several, the one that fits the question best."""
    name = fold(subject.title.split(":")[0])
    hits = retriever.search(f"{question} {name}", _SEARCHED)
    return next(
        (
            hit.entry
            for hit in hits
            if hit.entry.id != subject.id and f" {name} " in f" {fold(hit.entry.title)} " and _fits(question, hit.entry, subject)
        ),
        None,
    )


def _beside(question: str, subject: Entry, catalog: Catalog) -> Entry | None:
    """The entry that stands in the notes right before or after another one, under the same heading."""
    if not subject.section or not _NEIGHBOUR.search(question):
        return None
    place = subject.place
    under = Filters(notebook=place.notebook, section=" ".join(place.section))
    listed = [entry for entry in catalog.within(under, ("paper", "idea"), _LISTED) if entry.section == place.section]
    at = next((number for number, entry in enumerate(listed) if entry.id == subject.id), None)
    beside = -1 if at is None else at + (1 if _AFTER.search(question) else -1)
    return listed[beside] if 0 <= beside < len(listed) else None


def _fits(question: str, entry: Entry, subject: Entry) -> bool:
    """Whether an entry is on the side of another one in time that the question asks for."""
    if not entry.year or not subject.year:
        return True
    if re.search(r"\b(?:follow-?ups?|extensions?|later|newer|next|after|successor|sequel)\b", question, re.IGNORECASE):
        return entry.year >= subject.year
    return entry.year <= subject.year or not re.search(
        r"\b(?:earlier|older|previous|before|predecessor|preceding)\b", question, re.IGNORECASE
    )
