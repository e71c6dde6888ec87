"""Filters: what a search is held to, how the catalog is asked for it, and how it is said."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from assistant.index.keywords import keyword
from assistant.notes.entry import split_tags
from assistant.text.fold import fold, identity, spellings
from assistant.text.names import forms, words_of

_NESTED = ("all_of", "any_of", "none_of")
_PERSON = re.compile(r"\s*(?:;|&|\band\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is held to: years inclusive, an author (`A and B` for both), a notebook's name, part of a section's heading, words that all stand
    in an entry's notes, a heading with those above it (`Doughs / Sourdough`), a folder of the notes (`corpus/old`), a tag (`bread` for `bread/rye`
    too); None where it is free. A filter of which nothing is left to compare (`%`) lets nothing pass. Where there are `entries`, only those with
    these ids pass. All of `all_of`, one of `any_of` and none of `none_of` must hold too."""

    since: int | None = None
    until: int | None = None
    author: str | None = None
    notebook: str | None = None
    section: str | None = None
    words: str | None = None
    under: str | None = None
    folder: str | None = None
    tag: str | None = None
    entries: tuple[str, ...] = ()
    all_of: tuple[Filters, ...] = ()
    any_of: tuple[Filters, ...] = ()
    none_of: tuple[Filters, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) not in (None, ()) for field in fields(self))


def filters_from(document: Mapping[str, Any]) -> Filters:
    """Filters from their JSON."""
    nested = {name: tuple(filters_from(one) for one in document.get(name, ())) for name in _NESTED}
    return Filters(**{**document, "entries": tuple(document.get("entries", ())), **nested})


def both(one: Filters, other: Filters) -> Filters:
    """The filters that let pass what passes both."""
    own = {field.name: value for field in fields(other) if (value := getattr(other, field.name)) not in (None, ())}
    if any(getattr(one, name) not in (None, (), value) for name, value in own.items()):
        return Filters(all_of=(one, other))
    return replace(one, **own)


def where(filters: Filters) -> tuple[str, list[object]]:
    """The condition in SQL on a row of `entries`, with the values for its places."""
    conditions: list[str] = ["1"]
    values: list[object] = []

    def hold(condition: str, *own: object) -> None:
        conditions.append(condition)
        values.extend(own)

    if filters.since is not None:
        hold("entries.year >= ?", filters.since)
    if filters.until is not None:
        hold("entries.year <= ?", filters.until)
    if filters.author is not None:
        for name in _PERSON.split(filters.author.strip()):
            hold(*_by(name))
    if filters.notebook is not None:
        hold("EXISTS (SELECT 1 FROM json_each(entries.notebooks) WHERE is_notebook(value, ?))", filters.notebook)
    if filters.section is not None:
        wanted = sorted(spellings(filters.section) - {""})
        hold(" OR ".join("instr(entries.sections, ?)" for _ in wanted) or "0", *wanted)
    if filters.words is not None:
        hold(*_with_words(filters.words))
    if filters.under is not None:
        ends = [f"|{fold(filters.under)}{end}" for end in " |"]
        hold(" OR ".join(["instr('|' || entries.sections || '|', ?)"] * 2), *ends)
    if filters.folder is not None:
        hold("EXISTS (SELECT 1 FROM json_each(entries.body, '$.places') WHERE is_in_folder(value ->> 'path', ?))", filters.folder)
    if filters.tag is not None:
        tagged = "value ->> 'name' = 'tags' AND is_tagged(value ->> 'value', ?)"
        hold(f"EXISTS (SELECT 1 FROM json_each(entries.body, '$.fields') WHERE {tagged})", filters.tag)
    if filters.entries:
        hold("entries.id IN (SELECT value FROM json_each(?))", json.dumps(filters.entries))
    for one in filters.all_of:
        hold(*_flat(where(one)))
    if filters.any_of:
        parts = [where(one) for one in filters.any_of]
        hold(" OR ".join(f"({condition})" for condition, _ in parts), *(value for _, own in parts for value in own))
    for one in filters.none_of:
        condition, own = where(one)
        hold(f"({condition}) IS NOT 1", *own)
    return " AND ".join(f"({condition})" for condition in conditions), values


def _flat(part: tuple[str, list[object]]) -> tuple[Any, ...]:
    return part[0], *part[1]


def _with_words(text: str) -> tuple[Any, ...]:
    expression = " AND ".join(map(keyword, fold(text).split()))
    held = "SELECT chunks.entry_id FROM keywords JOIN chunks ON chunks.number = keywords.rowid WHERE keywords MATCH ?"
    return (f"entries.id IN ({held})", expression) if expression else ("0",)


def _by(name: str) -> tuple[Any, ...]:
    """The condition that a person of this name is among the authors."""
    own = forms(name)
    words = sorted(words_of(own))
    if not words:
        return ("0",)
    places = ",".join("?" * len(words))
    return f"entries.id IN (SELECT entry_id FROM written_by WHERE word IN ({places})) AND is_by(entries.authors, ?)", *words, "|".join(own)


def authors_of(filters: Filters) -> list[str]:
    """The names of all whose work is asked for, or left out."""
    own = _PERSON.split(filters.author.strip()) if filters.author is not None else []
    return own + [name for one in (*filters.all_of, *filters.any_of, *filters.none_of) for name in authors_of(one)]


def described(filters: Filters) -> str:
    """What passes the filters, in words that follow `entries`: `by frost, from 2017, in the notebook “tea”`."""
    said = [f"by {filters.author}" if filters.author is not None else "", _years(filters.since, filters.until)]
    said += [f"in the notebook “{filters.notebook}”" if filters.notebook is not None else ""]
    said += [f"in a section “{filters.section}”" if filters.section is not None else ""]
    said += [f"under “{filters.under}”" if filters.under is not None else ""]
    said += [f"about “{filters.words}”" if filters.words is not None else ""]
    said += [f"in the folder “{filters.folder}”" if filters.folder is not None else ""]
    said += [f"tagged “{filters.tag}”" if filters.tag is not None else ""]
    said += ["that were chosen" if filters.entries else ""]
    said += [described(one) for one in filters.all_of]
    said += [" or ".join(map(described, filters.any_of)), *(f"not {described(one)}" for one in filters.none_of)]
    return ", ".join(filter(None, said))


def _years(since: int | None, until: int | None) -> str:
    if since is not None and until is not None:
        return f"from {since}" if since == until else f"from {since} to {until}"
    return f"from {since} or later" if since is not None else f"from {until} or earlier" if until is not None else ""


def is_notebook(name: str, asked: str) -> bool:
    """Whether a notebook is the one asked for, in whatever case its name is written."""
    return name == asked or (bool(identity(name)) and identity(name) == identity(asked))


def is_in_folder(path: str, folder: str) -> bool:
    """Whether a file, by its path as it is shown, lies in a folder of the notes or below it."""
    return path.startswith(f"{folder.rstrip('/')}/")


def is_tagged(field: str, tag: str) -> bool:
    """Whether a field of tags holds one, or one below it."""
    return any(is_tag(own, tag) for own in split_tags(field))


def is_tag(tag: str, asked: str) -> bool:
    """Whether a tag is the one asked for or stands below it (`bread/sour` is of `bread`), however it is written: `to-read`, `To read`."""
    own, wanted = ([identity(part.replace("-", " ").replace("_", " ")) for part in one.strip(" #/").split("/")] for one in (tag, asked))
    return any(wanted) and own[: len(wanted)] == wanted


def is_compared(text: str) -> bool:
    """Whether anything of what a filter is given is left to compare."""
    return bool(fold(text))
