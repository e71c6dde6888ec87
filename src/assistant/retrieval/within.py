"""What of an entry passes filters: a paper that two notebooks speak of is, in one of them, what that one says."""

from __future__ import annotations

from dataclasses import replace

from assistant.index.filters import Filters, is_in_folder, is_notebook
from assistant.notes.entry import Entry, Note, Place
from assistant.text.fold import fold, spellings


def restricted(entry: Entry, filters: Filters) -> Entry:
    """The entry with those of its places and remarks that stand in the notebook and section asked for."""
    kept = [place for place in entry.places if _passes(place, filters)]
    if len(kept) == len(entry.places) or not kept:
        return entry
    if by_heading(filters):  # one of several places of a paper: what is said of it is said there too
        return replace(entry, places=tuple(kept))
    return replace(entry, places=tuple(kept), notes=tuple(note for note in entry.notes if _owner(note, entry.places) in (None, *kept)))


def by_heading(filters: Filters) -> bool:
    """Whether filters let pass what stands under a heading."""
    return filters.under is not None or any(map(by_heading, (*filters.all_of, *filters.any_of)))


def _passes(place: Place, filters: Filters) -> bool:
    if filters.notebook is not None and not is_notebook(place.notebook, filters.notebook):
        return False
    if filters.folder is not None and not is_in_folder(place.path, filters.folder):
        return False
    headings = spellings(" ".join(place.section))
    if filters.section is not None and not any(part and part in path for part in spellings(filters.section) for path in headings):
        return False
    if filters.under is not None and not f"{fold(' '.join(place.section))} ".startswith(f"{fold(filters.under)} "):
        return False
    if filters.any_of and not any(_passes(place, one) for one in filters.any_of):
        return False
    return all(_passes(place, one) for one in filters.all_of)


def _owner(note: Note, places: tuple[Place, ...]) -> Place | None:
    """The place under which a remark stands: the last one before it in its file."""
    before = [place for place in places if place.path == note.path and place.line <= note.line]
    return max(before, key=lambda place: place.line, default=None)
