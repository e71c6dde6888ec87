"""Exports of reference managers (BibTeX, RIS, CSL-JSON): an item is an entry, its abstract, tags and notes are its notes."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.middlewares.parsestack import default_parse_stack
from bibtexparser.model import Entry as BibtexItem

from assistant.notes.decoding import NoNotes, NotText
from assistant.notes.formats.suffixes import References
from assistant.notes.lines import OutlineLine, Property, Prose
from assistant.text.safe import sound_json

# Fields under the names that notes have for them; others keep theirs.
_BIBTEX = {
    "author": "authors",
    "journaltitle": "venue",
    "journal": "venue",
    "booktitle": "venue",
    "keywords": "tags",
    "date": "year",
    "eprint": "arxiv",
}
_RIS = {
    "title": "title", "primary_title": "title", "authors": "authors", "first_authors": "authors", "year": "year", "publication_year": "year", "doi": "doi",
    "url": "url", "urls": "url", "journal_name": "venue", "alternate_title3": "venue", "secondary_title": "venue", "keywords": "tags",
    "file_attachments1": "file", "file_attachments2": "file",
}  # fmt: skip
_CSL = {"title": "title", "author": "authors", "issued": "year", "DOI": "doi", "URL": "url", "container-title": "venue", "keyword": "tags",
    "attachments": "file"}  # fmt: skip
_SAID = {"abstract", "note", "annote", "annotation", "notes", "notes_abstract", "comment"}
_PLUMBING = frozenset(
    "id type_of_reference type citation-key bdsk-url-1 date-added date-modified owner timestamp langid language urldate issn isbn accessed "
    "access_date source copyright shorttitle title-short month archiveprefix primaryclass number volume pages start_page end_page label".split()
)
_FILES, _FILE_PARTS = re.compile(r"(?<!\\);"), re.compile(r"(?<!\\):(?![/\\]{2})")
_LATEX = re.compile(r"[\\{}$~%^_&#]|--|``|''")
_NO_LATEX = frozenset({"file", "url", "doi", "eprint", "pdf"})
_BRACES = re.compile(r"(?<!\\)[{}]")


def read_bibtex(text: str) -> References:
    """The items of a BibTeX file, a list of lines each, and the lines of what cannot be read."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it would print the notes that it cannot parse
    library = parse_string(text, append_middleware=[_Decoding()])
    left = []
    read = [*library.entries]
    for block in library.failed_blocks:
        if isinstance(told_twice := getattr(block, "ignore_error_block", None), BibtexItem):  # a key or a field that stands there twice
            read += _decoded(told_twice, library)
        else:
            left.append((int(block.start_line or 0) + 1, "an item that is not closed or not BibTeX"))
    items = []
    for entry in sorted(read, key=lambda item: int(item.start_line or 0)):
        line = int(entry.start_line or 0) + 1
        fields = [
            (field.key.lower(), _plain(field.key.lower(), str(field.value)), int(field.start_line or 0) + 1) for field in entry.fields
        ]
        items.append(
            _item(
                [(_BIBTEX.get(name, name), _people(value) if name in {"author", "editor"} else [value], at) for name, value, at in fields],
                line,
            )
        )
    return items, sorted(left)


# Braces around a name as some publishers export them: `$\{$SALT$\}$`.
_BRACED = re.compile(r"\$\\[{}]\$")


class _Decoding(LatexDecodingMiddleware):
    """LaTeX as text, but for addresses and paths, whose `~`, `%` and `\\_` are no LaTeX."""

    def _transform_python_value_string(self, python_string: str) -> tuple[str, str]:
        python_string = _BRACED.sub("", python_string)
        # Parsing is slow, and most values hold no LaTeX.
        return super()._transform_python_value_string(python_string) if _LATEX.search(python_string) else (python_string, "")

    def transform_entry(self, entry: BibtexItem, *args: Any, **options: Any) -> Any:
        kept = [(number, field) for number, field in enumerate(entry.fields) if field.key.lower() in _NO_LATEX]
        told = [str(field.value) for _, field in kept]
        decoded: Any = super().transform_entry(entry, *args, **options)
        for (number, _), value in zip(kept, told, strict=True):
            decoded.fields[number].value = re.sub(r"\\([_&%#$~])|\{\\([_&%#$~])\}", r"\1\2", value)
        return decoded


def _decoded(item: BibtexItem, library: Library) -> list[BibtexItem]:
    """An item that the parser set aside before it was decoded."""
    alone = Library([*library.strings, item])
    for middleware in [*default_parse_stack(allow_inplace_modification=True), _Decoding()]:
        alone = middleware.transform(alone)
    return alone.entries


def read_ris(text: str) -> References:
    """The items of a RIS file, a list of lines each. Raises `NotText`."""
    rows = text.split("\n")
    starts = [number for number, row in enumerate(rows, 1) if row.startswith("TY  -")]
    try:
        records = rispy.loads(text)
    except Exception:  # the parser raises whatever the first wrong line makes it stumble on
        raise NotText("no RIS file that can be read; export it again") from None
    if not starts:
        raise NotText("no RIS file that can be read; export it again")
    items = []
    for record, line in zip(records, starts, strict=False):
        told = [
            (_RIS.get(name, name), [str(one) for one in (value if isinstance(value, list) else [value])]) for name, value in record.items()
        ]
        items.append(_item([(name, list(map(_turned, values)) if name == "authors" else values, line) for name, values in told], line))
    return items, [(line, "an item that is not closed (ER)") for line in starts[len(records) :]]


def read_csl(text: str) -> References:
    """The items of a CSL-JSON file, a list of lines each. Raises `NoNotes`."""
    try:
        found = sound_json(text)
    except ValueError:
        found = None
    records = found.get("items") if isinstance(found, Mapping) else found
    if not isinstance(records, list) or not records or not all(isinstance(one, Mapping) and "title" in one for one in records):
        raise NoNotes("JSON that is no export of references (CSL-JSON)")
    rows = text.split("\n")
    titled = [number for number, row in enumerate(rows, 1) if re.search(r'"title"\s*:', row)]
    items = []
    for number, record in enumerate(records):
        line = titled[number] if len(titled) == len(records) else 1
        items.append(_item([(_CSL.get(name, name), list(_csl_values(name, value)), line) for name, value in record.items()], line))
    return items, []


def _item(fields: Iterable[tuple[str, Sequence[str], int]], line: int) -> list[OutlineLine]:
    """An item's lines: its fields as properties, its abstract and notes as paragraphs."""
    lines: list[OutlineLine] = []
    said: list[OutlineLine] = []
    for name, given, at in fields:
        values = [path for value in given for path in _attached(value)] if name == "file" else given
        told = [value if name == "file" else " ".join(value.split()) for value in values]
        if name in _SAID:
            said += [Prose(words, at) for value in values for part in re.split(r"\n\s*\n", value) if (words := " ".join(part.split()))]
        elif name not in _PLUMBING and any(told) and not (name == "arxiv" and not re.search(r"\d{4}", told[0])):
            lines.append(Property(name, tuple(filter(None, told)), max(at, line), max(at, line)))
    return [*lines, *said]


def _plain(name: str, value: str) -> str:
    return value if name == "file" else _BRACES.sub("", value)


def _attached(value: str) -> Iterator[str]:
    """The PDFs that a `file` field names: `Full Text:files/12/Rye.pdf:application/pdf;…`, `:Rye.pdf:PDF`, or the path alone."""
    for one in _FILES.split(value):
        yield from (
            path
            for part in _FILE_PARTS.split(one)
            if (path := re.sub(r"\\([:;_\\ ])", r"\1", part).strip()).lower().endswith(".pdf") and "://" not in path
        )


def _people(names: str) -> list[str]:
    return [_turned(name) for name in re.split(r"\s+and\s+", " ".join(names.split()))]


def _turned(name: str) -> str:
    """`Kudo, Taku` as `Taku Kudo`."""
    last, _, first = name.partition(",")
    return f"{first.strip()} {last.strip()}".strip()


def _csl_values(name: str, value: Any) -> Iterable[str]:
    if name == "attachments" and isinstance(value, list):
        yield from (str(one.get("path") or "") for one in value if isinstance(one, Mapping))
    elif name == "issued" and isinstance(value, Mapping):
        parts = value.get("date-parts")
        year = parts[0][0] if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0] else value.get("raw", "")
        yield str(year)
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, Mapping):
                yield " ".join(filter(None, [str(one.get("given", "")), str(one.get("family", one.get("literal", "")))]))
            else:
                yield str(one)
    elif not isinstance(value, Mapping):
        yield str(value)
