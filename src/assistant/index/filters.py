"""Filters: what a search is held to, and how the catalog is asked for it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.text.fold import fold


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is held to: years inclusive, parts of authors' names (all of them), a notebook's name, part of a section's heading."""

    since: int | None = None
    until: int | None = None
    author: str | None = None
    notebook: str | None = None
    section: str | None = None

    def __bool__(self) -> bool:
        return any((self.since, self.until, self.author, self.notebook, self.section))


def where(filters: Filters) -> tuple[str, list[object]]:
    """The condition in SQL on a row of `entries`, with the values for its places."""
    conditions: list[str] = ["1"]
    values: list[object] = []
    if filters.since is not None:
        conditions.append("entries.year >= ?")
        values.append(filters.since)
    if filters.until is not None:
        conditions.append("entries.year <= ?")
        values.append(filters.until)
    for name in fold(filters.author or "").split():
        conditions.append("entries.id IN (SELECT entry_id FROM written_by WHERE word IN (SELECT word FROM names WHERE word LIKE ?))")
        values.append(f"%{name}%")
    if filters.notebook:
        conditions.append("EXISTS (SELECT 1 FROM json_each(entries.notebooks) WHERE lower(value) = lower(?))")
        values.append(filters.notebook)
    if filters.section:
        conditions.append("entries.sections LIKE ?")
        values.append(f"%{fold(filters.section)}%")
    return " AND ".join(conditions), values
