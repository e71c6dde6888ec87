"""Which entries a question means by name (by a title or a telling part of one, by a word that only they have, by an author), and which of its names
the library has never seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.embedding.minilm import is_common
from assistant.notes.entry import Entry
from assistant.notes.names import acronyms_of
from assistant.text.fold import fold
from assistant.text.languages import CAPITALISED, language_of, spaced
from assistant.text.names import people, same_person
from assistant.text.words import STOPWORDS, rarity, terms

Share = Callable[[Sequence[str]], Mapping[str, float]]

# Coined names and acronyms (FlashAttention, CLRS), and words that only their capital makes a name (Kalman).
COINED = re.compile(r"\b(?:[A-Z][\w-]*[A-Z0-9][\w-]*|[a-z]+[A-Z]\w*|[A-Z]{2,}\w*|[a-z]+\d+[a-z]\w*)\b")
_CAPITAL = re.compile(r"(?<!^)(?<![.?!:] )\b[A-Z][a-z]{2,}\w*")
AUTHORS = re.compile(r"(\w+)(?:,? (?:and|&) (\w+))?,? (?:et al\b|and colleagues\b)")
_WRITTEN = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}\w*")
_COINED_OR_WRITTEN = re.compile(f"{COINED.pattern}|{_WRITTEN.pattern}")
# Several words written as one name: Direct Preference Optimization.
_CAPITALS = re.compile(r"(?<=[a-z,;] )[A-Z][\w-]+(?: [A-Z][\w-]+)+")
_PERSON = re.compile(r"\b([A-Z][a-z]+) ([A-Z][a-z]+)")
# Weights are -log of the share of chunks that hold a word: what words of a title weigh together to mean it, and what a single rare word does.
_TITLE_WEIGHT = 8.0
_RARE = 4.0
_NEARLY = 0.6
_LEADING = 5


@dataclass(frozen=True, slots=True)
class Meant:
    """An entry that a question means, and the words that say so, folded."""

    entry: Entry
    words: frozenset[str]


def meant(question: str, entries: Sequence[Entry], share: Share) -> list[Meant]:
    """Those of the first of the `entries` that the question means by name, in their order; none where it only describes what it is after.

    `share` tells for words in how many of the library's chunks each occurs. An entry that is named by far less than another is left out.
    """
    shares = share(sorted({*spaced(question).split()}))

    def weight(words: Sequence[str]) -> float:
        return sum(rarity(shares.get(word, 0.0)) for word in words)

    found = [
        Meant(entry, frozenset({*_by_title(entry, question, weight), *_by_word(entry, question, weight), *_by_author(entry, question)}))
        for entry in entries[:_LEADING]
        if entry.kind != "section"
    ]
    least = _NEARLY * max((weight(sorted(one.words)) for one in found), default=0.0)
    return [one for one in found if one.words and weight(sorted(one.words)) >= least]


def _by_title(entry: Entry, question: str, weight: Callable[[Sequence[str]], float]) -> set[str]:
    """The words by which a title, what stands before its colon, or several telling words of it in a row stand in the question."""
    asked = spaced(question).split()
    words: set[str] = set()
    for title in (entry.title, *entry.aliases):
        name = title.split(":")[0]
        # One common word means the entry only where it is written as a name: "ROME", not "rome".
        written = len(fold(name).split()) > 1 or not is_common(fold(name)) or re.search(rf"\b{re.escape(name)}\b", question)
        if written and called_by_name(entry, question) and f" {spaced(name)} " in f" {' '.join(asked)} ":
            words.update(spaced(name).split())
        padded = f" {spaced(title)} "
        for start in range(len(asked)):
            end = start
            while end < len(asked) and f" {' '.join(asked[start : end + 1])} " in padded:
                end += 1
            telling = [word for word in asked[start:end] if word not in STOPWORDS]
            if len(telling) > 1 and weight(telling) >= _TITLE_WEIGHT:
                words.update(asked[start:end])
    return words


def _by_word(entry: Entry, question: str, weight: Callable[[Sequence[str]], float]) -> set[str]:
    """Rare words written as names that the entry's title or remarks hold."""
    own = set(fold(" ".join([entry.title, *entry.aliases, *entry.lines()])).split())
    patterns = (COINED,) if language_of(question) in CAPITALISED else (COINED, _CAPITAL)
    names = [fold(match[0]).split() for pattern in patterns for match in pattern.finditer(question)]
    return {
        word for name in names if name and own.issuperset(name) and max(weight([one]) for one in name) >= _RARE for word in name
    } - STOPWORDS


def _by_author(entry: Entry, question: str) -> set[str]:
    own = set(fold(" ".join(entry.authors)).split())
    return {fold(name) for match in AUTHORS.finditer(question) for name in match.groups() if name and fold(name) in own}


def called_by_name(entry: Entry, query: str) -> float:
    """How far the query calls the entry by its name (its whole title, or what stands before the colon): the share of its words that do."""
    asked, words = f" {spaced(query)} ", terms(query)
    for title in (entry.title, *entry.aliases):
        for name in (spaced(title), spaced(title.split(":")[0])):
            if f" {name} " in asked and (len(name) > 2 or any(map(str.isdigit, name))) and (own := set(terms(name))):
                return len(own) / max(len(words), 1)
    return 0.0


def first_names_in(own: str, entries: Sequence[Entry]) -> set[str]:
    """First names of authors whose last names, which notes hardly go beyond, the entries give."""
    known = {name for entry in entries for name in people(entry.authors)}
    return {fold(match[1]) for match in _PERSON.finditer(own) if any(same_person(match[0], name) for name in known)}


def unknown_name(own: str, question: str, strict: bool, share: Share, leading: Sequence[Entry], first_names: Collection[str]) -> str:
    """The first name in a question that the library has never seen: a coined word that neither its words nor the initials of a leading title account
    for (unless `strict`, any word with a capital), an author, or several words written as one name that no leading entry has together."""
    initials = {short for entry in leading[:5] for title in (entry.title, *entry.aliases) for short in acronyms_of(title)}
    nouns = language_of(question) in CAPITALISED
    for name in (COINED if strict or nouns else _COINED_OR_WRITTEN).findall(question):
        folded = fold(name)
        if folded in first_names:
            continue
        # "FlashAttention-3" is another thing than the FlashAttention that the notes may know.
        parts = [part for part in folded.split() if not part.isdigit()] + ([folded] if re.search(r" \d+$", folded) else [])
        shares = share(parts)
        if any(shares[part] == 0.0 and part.removesuffix("s") not in initials for part in parts):
            return str(name)
    for name in (name for match in AUTHORS.finditer(own) for name in match.groups() if name):
        if share([fold(name)])[fold(name)] == 0.0:
            return str(name)
    held = [f" {fold(words_of(entry))} " for entry in leading]
    for match in () if nouns else _CAPITALS.finditer(own):
        if fold(match[0]).split()[0] not in first_names and not any(f" {fold(match[0])} " in text for text in held):
            return str(match[0])
    return ""


def words_of(entry: Entry) -> str:
    """All that the notes say of an entry."""
    parts = [entry.title, *entry.aliases, *entry.lines(), *entry.authors, *(name for place in entry.places for name in place.section)]
    return " ".join(parts)
