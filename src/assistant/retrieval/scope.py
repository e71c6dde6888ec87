"""The scope of a question: the notebooks, folders, headings, tags, years and entries that it is held to, written `@name` in its words or kept beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal, cast, get_args

from assistant.errors import UsageError
from assistant.index.catalog import Catalog
from assistant.index.filters import Filters, both, is_notebook
from assistant.text.fold import fold

Kind = Literal["notebook", "folder", "section", "tag", "years", "entry"]

_KINDS: tuple[Kind, ...] = get_args(Kind)
# `@bread`, `@"a name of words"`, `@tag:rye`, `@2020-2023`: after a space or at the start, so that `pass@k` and an e-mail address are words.
_MENTION = re.compile(
    rf'(?<!\S)@(?:(?P<kind>{"|".join(_KINDS)}):)?(?:["“](?P<quoted>[^"“”\n]+)["”]|(?P<bare>[^\s"“”,;!?()]+))', re.IGNORECASE
)
_YEARS = re.compile(r"(?P<since>\d{4})?(?P<to>\s*(?:-|–|\.\.)\s*)?(?P<until>\d{4})?")
_STOPS = ".:…"
_SEVERAL = 12  # entries whose ids begin alike, as those of one author in one year


@dataclass(frozen=True, slots=True)
class Place:
    """One part of a scope: what it is, its name (of an entry its id, of a heading `Doughs / Sourdough`), and what it is called for a reader."""

    kind: Kind
    name: str
    label: str

    @property
    def address(self) -> str:
        """The form in which it is kept: `tag:rye`."""
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Scoped:
    """A text without what it mentions, what that was, and the names behind an `@` that nothing of the notes has: they stay in the text."""

    rest: str
    places: tuple[Place, ...] = ()
    unknown: tuple[str, ...] = ()


def filters_of(places: Iterable[Place]) -> Filters:
    """The filters that let pass what is in a scope: of several of one kind one must hold, and each of the kinds that there are."""
    by_kind: dict[str, list[Filters]] = {}
    for place in places:
        by_kind.setdefault(place.kind, []).append(_filters(place))
    held = Filters()
    for kind, some in by_kind.items():
        if kind == "entry":
            some = [Filters(entries=tuple(dict.fromkeys(one for each in some for one in each.entries)))]
        held = both(held, some[0] if len(some) == 1 else Filters(any_of=tuple(some)))
    return held


def within(text: str, filters: Filters | None, catalog: Catalog) -> tuple[str, Filters | None]:
    """A text without what it mentions, and the filters with that. Raises `UsageError` where it says nothing more."""
    if "@" not in text:
        return text, filters
    scoped = Scopes(catalog).read(text)
    if not re.search(r"\w", scoped.rest):
        raise UsageError(f"{text.strip()!r} says where to look and not for what; add a question")
    return scoped.rest, both(filters or Filters(), filters_of(scoped.places))


class Scopes:
    """What of one library a scope can be made of."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def read(self, text: str) -> Scoped:
        """Takes what a text mentions out of it."""
        places: list[Place] = []
        unknown: list[str] = []
        parts: list[str] = []
        at = 0
        for match in _MENTION.finditer(text):
            name = match["quoted"] or match["bare"].rstrip(_STOPS)
            found = self.named(name, cast(Kind, match["kind"].lower()) if match["kind"] else None)
            if not found:
                unknown.append(name)
                continue
            end = match.end() - (len(match["bare"]) - len(name) if match["bare"] else 0)
            before = "".join([*parts, text[at : match.start()]])
            # In the middle of a sentence it is a word of it, before and behind one it only says where to look.
            inside = before.strip() and before.rstrip()[-1] not in ".?!:" and re.search(r"\w", text[end:])
            parts += [text[at : match.start()], f"“{found[0].label}”" if inside else ""]
            places += found
            at = end
        if not places:
            return Scoped(text, (), tuple(unknown))
        rest = re.sub(r"[ \t]+(?=[.?!,;:]|[ \t])", "", "".join([*parts, text[at:]])).strip(" \t,;:")
        return Scoped(rest, tuple(dict.fromkeys(places)), tuple(unknown))

    def kept(self, addresses: Iterable[str]) -> tuple[Place, ...]:
        """The parts of a scope from the form in which they are kept; what is not of these notes is left out."""
        found = []
        for address in addresses:
            kind, _, name = address.partition(":")
            if kind in _KINDS:
                found += self.named(name, cast(Kind, kind))[:1]
        return tuple(dict.fromkeys(found))

    def named(self, name: str, kind: Kind | None = None) -> list[Place]:
        """What is called so: one place, or the entries whose ids begin so; none where nothing is."""
        ways = (self._years, self._notebook, self._entries, self._tag, self._folder, self._section)
        of = dict(zip(("years", "notebook", "entry", "tag", "folder", "section"), ways, strict=True))
        return next((found for one, way in of.items() if kind in (None, one) and (found := list(way(name)))), [])

    def offered(self, words: str, n: int) -> list[Place]:
        """Up to `n` parts that a scope could be made of, whose names hold all of some words; without words, the notebooks, tags, folders and headings."""
        wanted = fold(words).split()
        catalog = self._catalog
        known = chain(
            self._years(words.strip()),
            (_notebook(one) for one in catalog.notebooks()),
            (_tag(one) for one in catalog.tags()),
            (_folder(one) for one in catalog.folders()),
            (_section(one) for one in catalog.heading_paths()),
            (_entry(catalog, one) for one in catalog.ids_like(words.strip(), n)) if wanted else (),
            (Place("entry", one.id, one.title) for one in catalog.titled(fold(words))) if wanted else (),
        )
        fitting = (place for place in known if place.kind in ("years", "entry") or all(word in fold(place.label) for word in wanted))
        return list(islice(dict.fromkeys(fitting), n))

    def _years(self, name: str) -> Iterator[Place]:
        match = _YEARS.fullmatch(name)
        if match and (match["since"] or match["until"]) and not (match["since"] and match["until"] and not match["to"]):
            since, until = match["since"] or "", (match["until"] or "") if match["to"] else match["since"]
            if not (since and until and since > until):
                told = since if since == until else f"{since}-{until}"
                yield Place("years", told, told.replace("-", "–"))

    def _notebook(self, name: str) -> Iterator[Place]:
        yield from (_notebook(one) for one in self._catalog.notebooks() if is_notebook(one, name))

    def _entries(self, name: str) -> Iterator[Place]:
        ids = self._catalog.ids_like(name, _SEVERAL)
        same = [one for one in ids if one.lower() == name.lower()]
        titled = [one.id for one in self._catalog.titled(fold(name)) if fold(one.title) == fold(name)] if fold(name) else []
        # A short start is the name of too much: `@a` means no entry.
        alike = ids if re.search(r"[^\W\d_]\d{4}", name) and len(ids) < _SEVERAL else []
        yield from (_entry(self._catalog, one) for one in same or titled or alike)

    def _tag(self, name: str) -> Iterator[Place]:
        yield from (_tag(one) for one in self._catalog.tags() if one.casefold() == name.strip("#").casefold())

    def _folder(self, name: str) -> Iterator[Place]:
        wanted = name.strip("/").casefold()
        folders = self._catalog.folders()
        yield from [_folder(one) for one in folders if wanted in (one.casefold(), one.rpartition("/")[2].casefold())][:1]

    def _section(self, name: str) -> Iterator[Place]:
        paths = self._catalog.heading_paths()
        whole = [path for path in paths if fold(" / ".join(path)) == fold(name)]
        yield from (_section(path) for path in (whole or [path for path in paths if fold(path[-1]) == fold(name) != ""])[:1])


def _filters(place: Place) -> Filters:
    if place.kind == "years":
        since, to, until = place.name.partition("-")
        first = int(since) if since else None
        return Filters(first, (int(until) if until else None) if to else first)
    if place.kind == "entry":
        return Filters(entries=(place.name,))
    if place.kind == "section":
        return Filters(under=place.name)
    return Filters(**{place.kind: place.name})


def _notebook(name: str) -> Place:
    return Place("notebook", name, name)


def _tag(name: str) -> Place:
    return Place("tag", name, f"#{name}")


def _folder(name: str) -> Place:
    return Place("folder", name, f"{name}/")


def _section(path: Sequence[str]) -> Place:
    return Place("section", " / ".join(path), " / ".join(path))


def _entry(catalog: Catalog, entry_id: str) -> Place:
    entry = catalog.entries([entry_id]).get(entry_id)
    return Place("entry", entry_id, entry.title if entry else entry_id)
