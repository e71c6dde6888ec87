"""Entries looked through by words and facets, as one walks along a shelf: no ranking, no embedding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from assistant.notes.entry import Entry
from assistant.text.fold import fold

_SEARCHES = 32  # whose finds are kept


@dataclass(frozen=True, slots=True)
class Facets:
    """What entries are held to; empty or None where it is free. `section` is one heading of the path, years are inclusive; `remarked` lets pass
    only those of which the notes say something."""

    notebook: str = ""
    section: str = ""
    author: str = ""
    since: int | None = None
    until: int | None = None
    tag: str = ""
    remarked: bool = False


class Shelf:
    """Entries made ready once to be looked through many times; what was found last is kept. Safe to share between threads."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: tuple[Entry, ...] = tuple(entries)
        texts = [(entry, _text(entry), fold(entry.title)) for entry in self.entries]
        self._found = lru_cache(_SEARCHES)(partial(_look, texts))

    def find(self, words: str = "", facets: Facets | None = None) -> list[Entry]:
        """The entries that hold every one of the words, wherever: title, authors, year, headings, notebook, remarks. Those whose titles do come first."""
        return list(self._found(tuple(fold(words).split()), facets or Facets()))

    @cached_property
    def notebooks(self) -> list[str]:
        """The names of the notebooks."""
        return sorted({place.notebook for entry in self.entries for place in entry.places})

    @cached_property
    def sections(self) -> list[str]:
        """Every heading, that with most entries first."""
        return _by_frequency(heading for entry in self.entries for heading in {part for place in entry.places for part in place.section})

    @cached_property
    def authors(self) -> list[str]:
        """Every author as the notes give them, who has most entries first."""
        return _by_frequency(author for entry in self.entries for author in entry.authors)

    @cached_property
    def tags(self) -> list[str]:
        """Every tag, that of most entries first."""
        return _by_frequency(tag for entry in self.entries for tag in set(entry.tags))

    @cached_property
    def years(self) -> list[int]:
        """Every year, the first one first."""
        return sorted({entry.year for entry in self.entries if entry.year})


def _look(texts: Iterable[tuple[Entry, str, str]], wanted: tuple[str, ...], facets: Facets) -> tuple[Entry, ...]:
    """The entries found among some, each with all its words and those of its title."""
    found = [(entry, title) for entry, text, title in texts if all(word in text for word in wanted) and _passes(entry, facets)]
    if wanted:
        found.sort(key=lambda one: -sum(word in one[1] for word in wanted))
    return tuple(entry for entry, _ in found)


def _passes(entry: Entry, facets: Facets) -> bool:
    year = entry.year
    return (
        (not facets.notebook or any(place.notebook == facets.notebook for place in entry.places))
        and (not facets.section or any(facets.section in place.section for place in entry.places))
        and (not facets.author or facets.author in entry.authors)
        and (not facets.tag or facets.tag in entry.tags)
        and (not facets.remarked or bool(entry.notes))
        and (facets.since is None or (year is not None and year >= facets.since))
        and (facets.until is None or (year is not None and year <= facets.until))
    )


def _text(entry: Entry) -> str:
    headings = [part for place in entry.places for part in (place.notebook, *place.section)]
    parts: Sequence[str] = (entry.title, *entry.aliases, entry.byline(), entry.arxiv or "", entry.url or "", *headings, *entry.lines())
    return " ".join(map(fold, parts))


def _by_frequency(names: Iterable[str]) -> list[str]:
    counts = Counter(names)
    return sorted(counts, key=lambda name: (-counts[name], name))
