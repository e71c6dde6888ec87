"""The works that an entry's notes mention by an id or a DOI, as fields of it: in a review of one paper the ids of others are in its remarks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.notes.entry import Entry, Field, Note
from assistant.notes.heads.links import ARXIV, LINK, doi_in, is_label, without_marks

NAME = "mentions"
_HINT = re.compile(r"arxiv|10\.\d{4}|huggingface\.co/papers|scirate", re.IGNORECASE)
_MAX_WORDS = 30


def with_mentions(entry: Entry) -> Entry:
    """The entry, with a field for each work that is not its own and whose arXiv id or DOI stands in its notes or its other fields."""
    told = {name.casefold() for name in (entry.arxiv, entry.doi) if name}
    lines = [Note(field.value, field.path, field.line) for field in entry.fields]
    lines += [line for note in entry.notes for _, line in note.walk()]
    found: list[Field] = []
    for line in lines:
        for name, words in _named(line.text) if _HINT.search(line.text) else ():
            if name.casefold() not in told:
                told.add(name.casefold())
                sign = "doi" if name.startswith("10.") else "arXiv"
                found.append(Field(NAME, f"{words} {sign}:{name}".strip(), line.path, line.line))
    return replace(entry, fields=(*entry.fields, *found)) if found else entry


def _named(text: str) -> Iterator[tuple[str, str]]:
    """Each arXiv id and DOI in a text, with the words of its link where they say more than that."""
    place = 0
    for link in LINK.finditer(text):
        yield from ((found[1], "") for found in ARXIV.finditer(text, place, link.start()))
        words = without_marks(link[1] or "")
        said = words if not is_label(words) and len(words.split()) <= _MAX_WORDS else ""
        if found := ARXIV.search(link[0]):
            yield found[1], said
        elif doi := doi_in(link[2] or link[3] or link[4]):
            yield doi, said
        place = link.end()
    rest = text[place:]
    yield from ((found[1], "") for found in ARXIV.finditer(rest))
    if doi := doi_in(rest):
        yield doi, ""
