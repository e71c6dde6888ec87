"""Entries that link to a file of the notes which is one entry itself: an index and the note that it leads to speak of the same work."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from assistant.notes.entry import Entry
from assistant.notes.heads.links import is_local, links_in
from assistant.notes.names import SMALL_WORDS
from assistant.notes.works.titles import title_words

# A page of a repository, which holds the notes themselves as often as not.
_HOSTED = re.compile(r"^https?://(?:www\.)?(?:github|gitlab)\.com/[^/\s]+/[^/\s]+/(?:-/)?(?:blob|tree)/[^/\s]+/(?P<path>[^\s?#]+)$")
_FOLDER_FILES = ("readme.md", "index.md", "_index.md")
_MOST = 0.6


def linked(entries: Sequence[Entry]) -> Iterator[tuple[int, int]]:
    """Pairs of positions in `entries`: one that links to a file, and the one entry of that file, where both are called alike."""
    inside: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        if entry.kind != "section":
            inside.setdefault(entry.place.path, []).append(number)
    alone = {path: numbers[0] for path, numbers in inside.items() if _is_one(numbers, entries)}
    for path in [path for path in alone if path.rpartition("/")[2].casefold() in _FOLDER_FILES]:
        alone.setdefault(path.rpartition("/")[0], alone[path])
    for number, entry in enumerate(entries):
        for link in _links(entry):
            target = next((alone[path] for path in _paths(link, entry.place.path) if path in alone), None)
            if target is not None and target != number and _alike(entry, entries[target]):
                yield number, target


def _is_one(numbers: Sequence[int], entries: Sequence[Entry]) -> bool:
    """Whether the first entry of a file is the whole of it: the only one, or a note that the others, works that it lists, stand in."""
    first, *others = (entries[number] for number in numbers)
    return not first.place.section and all(other.place.section[:1] == (first.title,) for other in others)


def _links(entry: Entry) -> Iterator[str]:
    """The links of an entry to pages of the notes."""
    for value in (entry.url or "", *(field.value for field in entry.fields if field.name != "file")):
        for link in (value, *links_in(value)):
            hosted = _HOSTED.match(link)
            if hosted or (is_local(link) and "#" not in link):
                yield hosted["path"] if hosted else link


def _paths(link: str, path: str) -> Iterator[str]:
    """The paths that a link may mean, from the folder of its file upwards: an index is as often written for another folder than its own."""
    plain = unquote(link).strip("/")
    folder = posixpath.dirname(path)
    while folder:
        meant = posixpath.normpath(posixpath.join(folder, plain))
        yield from (meant, f"{meant}.md")
        folder = posixpath.dirname(folder)


def _alike(one: Entry, other: Entry) -> bool:
    """Whether a title of the one is, in most of its words, one of the other, or the name of its file."""
    name = re.sub(r"[_-]+", " ", posixpath.splitext(posixpath.basename(other.place.path))[0])
    names = [_words(title) for title in (other.title, *other.aliases, name)]
    wanted = [_words(title) for title in (one.title, *one.aliases)]
    return any(a and b and len(a & b) >= _MOST * min(len(a), len(b)) for a in wanted for b in names)


def _words(title: str) -> set[str]:
    return set(title_words(title)) - SMALL_WORDS
