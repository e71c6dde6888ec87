"""The catalog: files, entries, chunks and keywords of one index in one SQLite file, replaced in one transaction at each sync.

Readers see either the state before a sync or the one after it, never a mixture; `generation` counts the syncs that changed something.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from assistant.errors import BrokenIndexError
from assistant.index.chunks import Chunk
from assistant.index.embedded.keeping import KeptVectors
from assistant.index.filters import Filters, where
from assistant.index.lookup import Lookup
from assistant.notes.earlier_ids import Given, given_to
from assistant.notes.entry import Entry, split_tags
from assistant.notes.files import FileReading
from assistant.notes.folder.walk import printable
from assistant.notes.names import acronyms_of
from assistant.text.fold import fold, spellings
from assistant.text.languages import is_divided, language_of, searchable
from assistant.text.names import forms, people, words_of

# Characters by which the language of an entry is told.
_TOLD_BY = 300

_T = TypeVar("_T")
_ENTRY = TypeAdapter(Entry)
_READING = TypeAdapter(FileReading)
_GIVEN = TypeAdapter(Given)


class Catalog(Lookup, KeptVectors):
    """The catalog in `folder`, opened or made. Raises `StoreError` where that is not possible."""

    def _make_tables(self) -> None:
        """Makes the tables; an index from before ids were kept gives those of its entries."""
        before = self._entries_without_ids()
        super()._make_tables()
        if before:
            with self.writing():
                self.keep_ids(before, ())

    def _entries_without_ids(self) -> list[Entry]:
        tables = {name for (name,) in self._rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "entries" not in tables or "ids" in tables:
            return []
        try:
            return self.all_entries()
        except BrokenIndexError:
            return []

    def readings(self, *, whole: bool = True) -> dict[str, FileReading]:
        """What became of each file at the last sync, by its shown path; without its entries where it need not be `whole`."""
        stored = "reading" if whole else "json_remove(reading, '$.entries')"
        rows = self._rows(f"SELECT shown, file, {stored} FROM files")
        read = ((str(shown), file, _parsed(_READING, reading)) for shown, file, reading in rows)
        return {shown: replace(one, source=replace(one.source, file=_path(file))) for shown, file, one in read}

    def stamps(self) -> dict[str, str]:
        """The stamp of each file when it was read last, by its shown path."""
        return {str(shown): str(stamp) for shown, stamp in self._told("json_extract(reading, '$.stamp')", "''")}

    def counts_of_readings(self) -> dict[str, int]:
        """How many entries each file gave, by its shown path."""
        return {str(shown): int(str(count)) for shown, count in self._told("json_array_length(reading, '$.entries')", "0")}

    def _told(self, what: str, otherwise: str) -> Iterable[tuple[object, ...]]:
        return self._rows(f"SELECT shown, coalesce({what}, {otherwise}) FROM files")

    def replace_readings(self, readings: Iterable[FileReading], before: Mapping[str, FileReading]) -> None:
        """Remembers what became of each file, `before` being what is remembered."""
        known = {reading.source.shown: reading for reading in readings}
        self._db.executemany("DELETE FROM files WHERE shown = ?", ((shown,) for shown in before.keys() - known.keys()))
        readings = [reading for shown, reading in known.items() if before.get(shown) is not reading]
        # A path is bytes; what is remembered as text has it as it can be shown.
        shown = ((r, replace(r, source=replace(r.source, file=Path(printable(str(r.source.file)))))) for r in readings)
        rows = ((r.source.shown, os.fsencode(r.source.file), r.digest, _READING.dump_json(text).decode()) for r, text in shown)
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", rows)

    def sources(self, shown: Sequence[str]) -> dict[str, tuple[Path, str]]:
        """For files by their shown path: where they are, and the SHA-256 of their bytes when they were read."""
        rows = self._rows_of("SELECT shown, file, digest FROM files WHERE shown", shown)
        return {str(name): (_path(file), str(digest)) for name, file, digest in rows}

    def given_ids(self) -> list[Given]:
        """Every id that was ever given, with what it was given to."""
        return [_parsed(_GIVEN, given) for (given,) in self._rows("SELECT given FROM ids ORDER BY id")]

    def keep_ids(self, entries: Iterable[Entry], given: Iterable[Given], changed: Iterable[Entry] | None = None) -> None:
        """Remembers what the ids of the entries were given to; of those `given` before and not among them, that they have left the notes. Only the
        `changed`, where these are told, are other than when their ids were kept last."""
        before = {one.id: one for one in given}
        now = {entry.id: entry for entry in entries}
        again = {entry.id for entry in changed} if changed is not None else now.keys()
        kept = {entry_id for entry_id, one in before.items() if one.live} - again
        gone = [replace(one, live=False) for one in before.values() if one.live and one.id not in now]
        told = (given_to(entry) for entry in now.values() if entry.id not in kept)
        rows = ((one.id, _GIVEN.dump_json(one).decode()) for one in [*(one for one in told if before.get(one.id) != one), *gone])
        self._db.executemany("INSERT OR REPLACE INTO ids VALUES (?, ?)", rows)

    def languages_with(self, new: Iterable[Entry], gone: Iterable[str]) -> Counter[str]:
        """How many entries are in each language once the `new` ones are there and those of the stored forms `gone` are not."""
        counted = Counter(json.loads(self.meta("languages", "{}")))
        counted.subtract(languages_of(_read(body) for body in gone))
        counted.update(languages_of(new))
        return +counted

    def bodies(self) -> dict[str, str]:
        """The stored form of every entry, by id."""
        return {str(entry_id): str(body) for entry_id, body in self._rows("SELECT id, body FROM entries")}

    def entries(self, ids: Sequence[str]) -> dict[str, Entry]:
        """Entries by id; unknown ids are left out."""
        rows = self._rows_of("SELECT id, body FROM entries WHERE id", ids)
        return {str(entry_id): _read(str(body)) for entry_id, body in rows}

    def all_entries(self) -> list[Entry]:
        """Every entry, in the order of the notes. Grows with the library: not for the way of a question."""
        return [_parsed(_ENTRY, body) for (body,) in self._rows("SELECT body FROM entries ORDER BY number")]

    def within(self, filters: Filters, kinds: Sequence[str], n: int, year: int = 0) -> list[Entry]:
        """The first `n` entries of these kinds that pass the filters, in the order of the notes; by `year`, the newest (1) or the oldest (-1) first,
        those without one left out."""
        condition, values = where(filters)
        dated, order = ("AND year IS NOT NULL", f"year {'DESC' if year > 0 else 'ASC'}, ") if year else ("", "")
        of_kind = f"kind IN ({','.join('?' * len(kinds))})"
        sql = f"SELECT body FROM entries WHERE {condition} {dated} AND {of_kind} ORDER BY {order}number LIMIT ?"
        return [_read(str(body)) for (body,) in self._rows(sql, [*values, *kinds, n])]

    def titled(self, start: str) -> list[Entry]:
        """The entries whose titles start with these folded words, in the order of the notes."""
        like = start.replace("%", "_").replace(" ", "_")
        rows = self._rows("SELECT body FROM entries WHERE title LIKE ? AND kind <> 'section' ORDER BY number LIMIT 100", (f"{like}%",))
        return [_read(str(body)) for (body,) in rows]

    def tags(self) -> tuple[str, ...]:
        """Every tag of the entries, that with most entries first, in the case in which it is written first."""
        counted = self._current()
        if counted.tags is None:
            counted = self._counted = replace(counted, tags=tuple(self.tag_counts(Filters())))
        return counted.tags or ()

    def tag_counts(self, filters: Filters) -> dict[str, int]:
        """The tags of the entries that pass, each with how many have it, the most frequent first, in the case in which it is written first."""
        condition, values = where(filters)
        rows = self._rows(
            "SELECT field.value ->> 'value' FROM entries, json_each(entries.body, '$.fields') field"
            f" WHERE field.value ->> 'name' = 'tags' AND {condition} ORDER BY entries.number",
            values,
        )
        found = [tag for (value,) in rows for tag in split_tags(str(value))]
        written = {tag.casefold(): tag for tag in reversed(found)}
        counts = Counter(tag.casefold() for tag in found)
        return {written[tag]: counts[tag] for tag in sorted(counts, key=lambda tag: (-counts[tag], tag))}

    def folders(self) -> list[str]:
        """Every folder that holds files of the notes, as it is shown, with those above it inside the notes."""
        files = [str(shown) for (shown,) in self._rows("SELECT shown FROM files ORDER BY shown")]
        return list(dict.fromkeys(str(above) for shown in files for above in reversed(PurePosixPath(shown).parents[:-1])))

    def ids_like(self, start: str, n: int) -> list[str]:
        """Up to `n` ids of entries that begin so, in any case."""
        rows = self._rows(
            "SELECT id FROM entries WHERE substr(lower(id), 1, ?) = ? AND kind <> 'section' ORDER BY number LIMIT ?",
            (len(start), start.lower(), n),
        )
        return [str(entry_id) for (entry_id,) in rows]

    def put(self, entry: Entry, body: str, chunks: Sequence[Chunk]) -> None:
        """Stores an entry with its chunks and keywords, in place of what was stored under its id."""
        number = next(iter(self._rows("SELECT number FROM entries WHERE id = ?", (entry.id,))), (None,))[0]
        self.remove(entry.id)
        places, named = entry.places, people(entry.authors)
        self._db.execute(
            "INSERT INTO entries (number, id, kind, title, year, authors, notebooks, sections, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                entry.id,
                entry.kind,
                entry.title,
                entry.year,
                "|".join(dict.fromkeys(form for name in named for form in forms(name))),
                json.dumps(sorted({place.notebook for place in places})),
                _headings(entry),
                body,
            ),
        )
        words_of_names = {word for name in named for word in words_of(forms(name))}
        self._db.executemany("INSERT INTO written_by VALUES (?, ?)", [(word, entry.id) for word in words_of_names])
        title = " ".join([entry.title, *entry.aliases, *entry.authors, str(entry.year or "")])
        acronyms = " ".join(sorted(acronyms_of(" ".join([entry.title, *entry.aliases]))))
        for chunk in chunks:
            cursor = self._db.execute(
                "INSERT INTO chunks (id, entry_id, ordinal, text, passage) VALUES (?, ?, ?, ?, ?)",
                (chunk.id, chunk.entry_id, chunk.ordinal, chunk.text, chunk.passage),
            )
            columns = (cursor.lastrowid, *map(searchable, (title, chunk.place, chunk.passage)), acronyms)
            self._db.execute("INSERT INTO keywords (rowid, title, section, passage, acronyms) VALUES (?, ?, ?, ?, ?)", columns)
            words = {(word,) for word in fold(f"{title} {chunk.passage}").split() if word.isalpha() and not is_divided(word)}
            self._db.executemany("INSERT OR IGNORE INTO words VALUES (?)", words)

    def remove(self, entry_id: str) -> None:
        """Forgets an entry, its chunks and keywords."""
        self._db.execute("DELETE FROM keywords WHERE rowid IN (SELECT number FROM chunks WHERE entry_id = ?)", (entry_id,))
        self._db.execute("DELETE FROM chunks WHERE entry_id = ?", (entry_id,))
        self._db.execute("DELETE FROM written_by WHERE entry_id = ?", (entry_id,))
        self._db.execute("DELETE FROM entries WHERE id = ?", (entry_id,))

    def renumber(self, ids: Sequence[str]) -> None:
        """Sets the order of the entries to that of the notes."""
        if self._rows("SELECT id FROM entries ORDER BY number") == [(entry_id,) for entry_id in ids]:
            return
        self._db.executemany("UPDATE entries SET number = -? WHERE id = ?", ((number, entry_id) for number, entry_id in enumerate(ids, 1)))
        self._db.execute("UPDATE entries SET number = -number")

    def clear(self) -> None:
        """Forgets all entries, chunks, keywords and files."""
        for table in ("keywords", "chunks", "entries", "files", "words", "written_by"):  # ids stay
            self._db.execute(f"DELETE FROM {table}")

    def chunk_ids(self) -> set[str]:
        """Ids of all chunks."""
        return {str(chunk_id) for (chunk_id,) in self._rows("SELECT id FROM chunks")}

    def chunk_ids_in_order(self) -> list[str]:
        """Ids of all chunks, in the order of the notes."""
        sql = "SELECT chunks.id FROM chunks JOIN entries ON entries.id = entry_id ORDER BY entries.number, ordinal"
        return [str(chunk_id) for (chunk_id,) in self._rows(sql)]

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Chunks by id; ids that are not in this state of the index are left out."""
        rows = self._rows_of("SELECT id, entry_id, ordinal, text, passage FROM chunks WHERE id", ids)
        return {str(row[0]): Chunk(str(row[0]), str(row[1]), int(str(row[2])), str(row[3]), str(row[4])) for row in rows}

    def owners(self, ids: Sequence[str]) -> dict[str, str]:
        """The ids of the entries of chunks by id; ids that are not in this state of the index are left out."""
        return {str(chunk_id): str(entry_id) for chunk_id, entry_id in self._rows_of("SELECT id, entry_id FROM chunks WHERE id", ids)}

    def set_waiting(self, ids: Iterable[str]) -> None:
        """Lists the chunks whose vectors are still to be made, in the place of those listed before."""
        self._db.execute("DELETE FROM waiting")
        self._db.executemany("INSERT INTO waiting VALUES (?)", ((chunk_id,) for chunk_id in ids))

    def set_embedded(self, ids: Iterable[str]) -> None:
        """Takes chunks off that list."""
        self._db.executemany("DELETE FROM waiting WHERE chunk_id = ?", ((chunk_id,) for chunk_id in ids))

    def waiting(self, ids: Sequence[str]) -> set[str]:
        """Those of some chunk ids that are on it."""
        rows = self._rows_of("SELECT chunk_id FROM waiting WHERE chunk_id", ids) if self.count_waiting() else ()
        return {str(chunk_id) for (chunk_id,) in rows}

    def chunks_of(self, entry_id: str) -> list[Chunk]:
        """The chunks of one entry in order."""
        rows = self._rows("SELECT id, entry_id, ordinal, text, passage FROM chunks WHERE entry_id = ? ORDER BY ordinal", (entry_id,))
        return [Chunk(str(row[0]), str(row[1]), int(str(row[2])), str(row[3]), str(row[4])) for row in rows]


@lru_cache(maxsize=8192)
def _read(body: str) -> Entry:
    """An entry from its stored form; the ones that questions come back to are read once."""
    return _parsed(_ENTRY, body)


def _path(stored: object) -> Path:
    return Path(os.fsdecode(stored if isinstance(stored, bytes) else str(stored)))


def _parsed(kind: TypeAdapter[_T], stored: object) -> _T:
    try:
        return kind.validate_json(str(stored))
    except ValidationError as error:
        raise BrokenIndexError("the catalog of the index is damaged; run `assistant index` to mend it", "catalog") from error


def dump_entry(entry: Entry) -> str:
    """The stored form of an entry."""
    return _ENTRY.dump_json(entry).decode()


def languages_of(entries: Iterable[Entry]) -> Counter[str]:
    """How many entries are in each language, as the beginning of each tells."""
    return Counter(language_of(" ".join([entry.title, *entry.lines()])[:_TOLD_BY]) for entry in entries)


def _headings(entry: Entry) -> str:
    """The section paths of an entry, in each folded form."""
    paths = [" ".join(place.section) for place in entry.places]
    return "|".join(dict.fromkeys(form for path in paths for form in sorted(spellings(path))))
