"""The entries that a statement is about: those it names by title, and those it credits by authors and year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.notes.entry import Entry
from assistant.text.fold import fold

_COINED = re.compile(r"\d|[a-z][A-Z]|[A-Z]{2}")
_SENTENCE_LONG = 4
_MIN_NAME = 2
_YEAR = r"(?:19|20)\d\d"
_CREDIT = re.compile(
    r"\b([A-ZÀ-Ý][^\W\d_][\w'’-]*)"  # the first author
    r"((?:,? (?:and |& )?[A-ZÀ-Ý][\w'’.-]+)*(?:,? et al\.?|,? and (?:colleagues|co-?authors|co-?workers|others))?(?:['’]s)?)"
    rf",? \(?({_YEAR})[a-z]?\b"
)
_GOES_ON = re.compile(r"(?:[;,]|\b(?:while|whereas|but|unlike|than))\s+(?:(?:and|in|for|the|by|with)\s+)*([A-Za-z][\w-]+)")
_SEVERAL = re.compile(r"\bet al\b|\b(?:colleagues|co-?authors|co-?workers)\b", re.IGNORECASE)
_MADE = r"(?:written|introduced|proposed|presented|published|developed|created|released|authored|designed|made)"
_CREDITED = re.compile(
    rf"[\"”’'*_`]*,?\s*(?:\((?:[^()]*\b{_YEAR}|[^()]*\bet al)|(?:(?:is|was|are|were)\s+)?(?:first\s+)?(?:{_MADE}\s+)?(?:by|in)\s)"
)
_CREDITS = re.compile(
    rf"(?:\b{_YEAR}\)?|\bet al\.?|colleagues),?\s+(?:\w+\s+)?(?:introduc|propos|present|wr[io]t|publish|develop|creat|releas|design)\w*"
    r"\s+(?:the\s+|a\s+|an\s+)?[\"“‘'*_`]*$"
)


def names_of(entry: Entry) -> list[str]:
    """The names of an entry: its titles, whole and up to the colon."""
    titles = [title.replace("\\", "").strip() for title in (entry.title, *entry.aliases)]
    return list(dict.fromkeys(name for title in titles for name in (title, title.split(":")[0].strip()) if name))


def name_in(entry: Entry, text: str) -> str:
    """The longest name of an entry that occurs in a text; empty where none does.

    A name made of common words (`Early versions`, `verifiers`) counts only as a proper name: with its capital, and of a paper.
    """
    said = [name for name in names_of(entry) if (found := _find(name, text)) and _is_proper(name, entry, text, found)]
    return max(said, key=len, default="")


def named(text: str, entries: Sequence[Entry]) -> list[Entry]:
    """The entries that a text names, in their order; `Sentence BERT` does not name `BERT` where both are entries."""
    found = [(entry, fold(name)) for entry in entries if entry.kind != "section" and (name := name_in(entry, text))]
    return [entry for entry, name in found if not any(f" {name} " in f" {other} " and name != other for _, other in found)]


def without_names(text: str, entries: Sequence[Entry]) -> str:
    """A text with `it` in place of the names of these entries."""
    for entry in entries:
        name = name_in(entry, text)
        if found := _find(name, text):
            text = f"{text[: found.start()]}it{text[found.end() :]}"
    return text


def names_another(text: str, entries: Sequence[Entry]) -> bool:
    """Whether a text goes on to speak of something else by name, in a clause of its own: `LSAR finds one subspace, LRD one per language`."""
    known = fold(" ".join(line for entry in entries for line in names_of(entry))).split()
    return any(fold(match[1]) not in known for match in _GOES_ON.finditer(text) if _COINED.search(match[1]))


def credited_works(text: str) -> Iterator[tuple[str, int]]:
    """The first author, folded, and the year of each work that a text credits in the way of citations: `Liu et al. (2023)`, `(Li & Liang, 2021)`."""
    for match in _CREDIT.finditer(text):
        before = text[: match.start()]
        if re.search(r"\bet al|\band\b|[&,]|others", match[2]) or before.count("(") > before.count(")") or "(" in match[0]:
            yield fold(match[1]), int(match[3])


def is_credited_to(entry: Entry, author: str, year: int) -> bool:
    """Whether an entry's first author and year are these."""
    first = fold(re.split(r"…|\.\.", entry.authors[0])[0]).split() if entry.authors else []
    return entry.year == year and author in first


def credits_one(text: str) -> bool:
    """Whether a text credits at most one work."""
    return len(set(re.findall(rf"(?<!\d){_YEAR}(?!\d)", text))) <= 1 and len(_SEVERAL.findall(text)) <= 1


def credits_it(text: str, name: str) -> bool:
    """Whether the credit that a text gives is for what it calls `name`: `NAME (Liu et al., 2023)`, `NAME was proposed by …`, `Liu (2023) proposed NAME`."""
    match = _find(name, text)
    return bool(match and (_CREDITED.match(text, match.end()) or _CREDITS.search(text[: match.start()])))


def _find(name: str, text: str) -> re.Match[str] | None:
    """The occurrence of a name in a text, in any case and with any marks between its words."""
    words = re.findall(r"[^\W_]+", name)
    joined = r"[\W_]+".join(map(re.escape, words))
    return re.search(rf"(?<!\w){joined}(?!\w)", text, re.IGNORECASE) if words else None


def _is_proper(name: str, entry: Entry, text: str, found: re.Match[str]) -> bool:
    if len(name) < _MIN_NAME:
        return False
    if _COINED.search(name) or _COINED.search(found[0]) or len(name.split()) >= _SENTENCE_LONG:
        return True
    capitals = all(word[0].isupper() for word in re.findall(r"[^\W_]+", found[0]))
    within = bool(re.search(r"[\w,;:]\W*$", text[: found.start()]))
    return entry.kind == "paper" and ((name[0].isupper() and name in text) or (capitals and (within or " " in name)))
