"""Entries looked up by what they are called, never ranked: those that a phrase names, those whose names stand in a text."""

from __future__ import annotations

import re

from assistant.embedding.minilm import is_common
from assistant.index.catalog import Catalog
from assistant.index.filters import Filters
from assistant.notes.entry import Entry
from assistant.text.fold import fold
from assistant.text.languages import spaced
from assistant.text.words import terms

_TITLE = (1.0, 0.0, 0.0, 0.0)
_ALL = (1.0, 1.0, 1.0, 1.0)
# A phrase that fits more entries than this names none of them.
_FEW = 4
_LOOKED_THROUGH = 40
# Words held by more of the library's chunks than this lead to too many titles.
_FREQUENT = 0.1
# `Slow Rye at Night (SRN)`, `… (Cold-Rye)`: a name is written with more than its first letter as a capital.
_SHORT_NAME = re.compile(r"(.*\S)\s*[(（]((?=\S*[A-Z\d]\S*[A-Z])[^\s()（）]{2,20})[)）]")


def called(phrase: str, catalog: Catalog) -> list[Entry]:
    """The entries that a phrase names: by the whole title, by what stands before its colon, by words of title and byline, by an acronym of the title,
    or by words that they alone hold together. None where it names more than a few."""
    words = terms(phrase)
    if not words:
        return []
    every = " AND ".join(map(catalog.keyword, words))
    found = _holding(f"title : ({every})", catalog)
    exact = [entry for entry in found if spaced(phrase) in names(entry)]
    if exact or found:
        return exact or found[: _FEW + 1] * (len(found) <= _FEW)
    short = re.fullmatch(r"\W*(?:the\s+)?([A-Z]\w?[A-Z]\w*|[A-Z]{2,})(?:\s+papers?)?\W*", phrase)
    found = _holding(f'acronyms : "{fold(short[1])}"', catalog) if short else []
    found = found or (_holding(f"{{title section passage}} : ({every})", catalog) if len(words) > 1 else [])
    return found if len(found) <= _FEW else []


def _holding(expression: str, catalog: Catalog) -> list[Entry]:
    """The entries, sections left out, of the chunks that fit an FTS5 expression, best first."""
    found = catalog.matching(expression, _TITLE if expression.startswith("title") else _ALL, _LOOKED_THROUGH, Filters())
    chunks = catalog.chunks([chunk_id for chunk_id, _ in found])
    ids = list(dict.fromkeys(chunks[chunk_id].entry_id for chunk_id, _ in found if chunk_id in chunks))
    entries = catalog.entries(ids)
    return [entries[one] for one in ids if one in entries and entries[one].kind != "section"]


def names(entry: Entry) -> list[str]:
    """What an entry is called, folded: its titles, what stands before their colons, and a short name in a parenthesis at their end, as what is before it."""
    titles = [entry.title, *entry.aliases]
    titles += [part for title in titles if (short := _SHORT_NAME.fullmatch(title)) for part in short.groups()]
    return list(dict.fromkeys([*map(spaced, titles), *(spaced(title.split(":")[0]) for title in titles)]))


def is_named_in(text: str, entry: Entry) -> bool:
    """Whether one of the names of an entry stands in a text."""
    said = f" {spaced(text)} "
    return any(f" {name} " in said for name in names(entry) if name)


def titled_in(text: str, catalog: Catalog, *, asked: bool = False) -> list[Entry]:
    """The entries whose names stand in a text, in its order; of names that lie within one another the longest. In what is `asked`, a word that is no
    common one names what it names wherever it stands."""
    words = [word for word, share in catalog.shares(terms(text)).items() if share < _FREQUENT]
    found = _holding(f"title : ({' OR '.join(map(catalog.keyword, words))})", catalog) if words else []
    padded = f" {spaced(text)} "
    spans: list[tuple[int, int, Entry]] = []
    for entry in found:
        held = [
            name for name in names(entry) if f" {name} " in padded and ((asked and not is_common(name)) or _is_written(name, entry, text))
        ]
        if held:
            longest = max(held, key=len)
            start = padded.index(f" {longest} ")
            spans.append((start, start + len(longest), entry))
    kept = [
        one for one in spans if not any(o is not one and o[0] <= one[0] and one[1] <= o[1] and o[1] - o[0] > one[1] - one[0] for o in spans)
    ]
    return [entry for _, _, entry in sorted(kept, key=lambda one: one[0])]


def _is_written(name: str, entry: Entry, text: str) -> bool:
    """Whether a name stands in a text as what it speaks of: one word does where something begins with it, or in quotation marks, and a common word
    only as the title has it."""
    if name.count(" "):
        return True
    short = re.escape(entry.title.split(":")[0])
    case = re.NOFLAG if is_common(name) else re.IGNORECASE
    return bool(name) and bool(
        re.search(rf"(?:^\W*|[.;:!?\]]\s+(?:and\s+)?|[“\"]|\b(?:and|is|are|or|also|name|names),?\s+){short}(?!\w)", text, case)
    )
