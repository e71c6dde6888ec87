"""Several entries of one work made one, with all that each of them says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.notes.entry import Entry, Note
from assistant.notes.works.titles import known_as, title_key
from assistant.text.fold import identity

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_STOPS = re.compile(r"[.,;:!。，；：！]+(?=\s|$)")


def merge(group: Sequence[Entry]) -> Entry:
    """One entry of several. What it is called and who wrote it do not depend on the order in which the notebooks are read."""
    first = group[0]
    if len(group) == 1:
        return first
    title = _best_title(group)
    names = [name for entry in group for name in (entry.title, *entry.aliases)]
    others = dict.fromkeys(name for name in names if f" {identity(name)} " not in f" {identity(title)} ")
    cited = max(group, key=lambda entry: (len(entry.authors), len(entry.byline()), -(entry.year or 0), entry.authors))
    url = cited.url or next((entry.url for entry in group if entry.url), None)
    notes = merged_notes(entry.notes for entry in group)
    return replace(
        first,
        title=title,
        kind="paper" if any(entry.kind == "paper" for entry in group) else first.kind,
        authors=cited.authors,
        year=cited.year or next((entry.year for entry in group if entry.year), None),
        arxiv=min((entry.arxiv for entry in group if entry.arxiv), default=None),
        url=url,
        notes=(*notes, *_other_links(group, url, notes)),
        places=tuple(dict.fromkeys(place for entry in group for place in entry.places)),
        aliases=tuple(others),
        doi=next((entry.doi for entry in group if entry.doi), None),
        fields=tuple(dict.fromkeys(field for entry in group for field in entry.fields)),
    )


def _best_title(group: Sequence[Entry]) -> str:
    """The fullest title among those that a cited entry confirms: `Link to the paper` is longer than many a title, and names nothing."""
    cited = {title_key(entry.title) for entry in group if entry.authors} or {title_key(entry.title) for entry in group}
    titles = [entry.title for entry in group if title_key(entry.title) in cited or cited & known_as(entry.title)]
    return max(titles, key=lambda title: (len(identity(title)), sum(map(str.isupper, title)), title))


def _other_links(group: Sequence[Entry], url: str | None, notes: Sequence[Note]) -> Iterator[Note]:
    """The links that the places give besides the entry's own, each as a line where it stands."""
    told = {url, *(line.text for note in notes for _, line in note.walk())}
    for entry in group:
        if entry.url and entry.url not in told:
            told.add(entry.url)
            yield Note(entry.url, entry.place.path, entry.place.line)


def merged_notes(places: Iterable[Iterable[Note]]) -> tuple[Note, ...]:
    """The notes of several places, each line once under the line it belongs to. Under another line the same words may say something else."""
    merged: list[Note] = []
    known: dict[str, int] = {}
    for notes in places:
        before = len(merged)
        for note in notes:
            key = said(note.text)
            place = known.get(key, before)
            if place < before:
                merged[place] = replace(merged[place], children=merged_notes((merged[place].children, note.children)))
            else:
                known.setdefault(key, len(merged))
                merged.append(note)
    return tuple(merged)


def said(remark: str) -> str:
    """The form in which two remarks are the same, word for word: only the stops at the ends of words, the shape of quotation marks and dashes, and
    the case of the first letter may differ. A number, a sign, a unit or a `not` makes another remark."""
    words = " ".join(_STOPS.sub("", unicodedata.normalize("NFC", remark).translate(_PLAIN)).split())
    return words[:1].casefold() + words[1:]
