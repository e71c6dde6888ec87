"""Which reader reads which file, by its suffix. The parsers of the rarer formats are heavy, and so loaded only when there is a file for them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from assistant.notes.formats.jupyter import read_jupyter
from assistant.notes.lines import OutlineLine
from assistant.notes.readers.markdown import read_markdown
from assistant.notes.readers.plain import read_plain

Lines = tuple[list[OutlineLine], list[tuple[int, str]]]
References = tuple[list[list[OutlineLine]], list[tuple[int, str]]]
Reader = Callable[[str], Lines]


def _loaded(module: str, name: str) -> Callable[[Any], Any]:
    """A reader that is imported when it is first called."""
    return lambda given: getattr(import_module(f"assistant.notes.formats.{module}"), name)(given)


TEXTS: dict[str, Reader] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain,
    ".org": _loaded("org", "read_org"),
    ".html": _loaded("html", "read_html"),
    ".htm": _loaded("html", "read_html"),
    ".ipynb": read_jupyter,
    ".csv": _loaded("separated", "read_separated"),
    ".tsv": _loaded("separated", "read_separated"),
}
PACKED: dict[str, Callable[[bytes], Lines]] = {
    ".pdf": _loaded("pdf", "read_pdf"),
    ".docx": _loaded("office", "read_docx"),
    ".epub": _loaded("office", "read_epub"),
}
REFERENCES: dict[str, Callable[[str], References]] = {
    ".bib": _loaded("references", "read_bibtex"),
    ".ris": _loaded("references", "read_ris"),
    ".json": _loaded("references", "read_csl"),
}
WHOLE = frozenset({".pdf"})  # an entry a file, whatever its lines look like
SUFFIXES = (*TEXTS, *PACKED, *REFERENCES)
