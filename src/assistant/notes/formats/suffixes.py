"""Which reader reads which file, by its suffix."""

from __future__ import annotations

from collections.abc import Callable

from assistant.notes.formats.html import read_html
from assistant.notes.formats.jupyter import read_jupyter
from assistant.notes.formats.office import read_docx, read_epub
from assistant.notes.formats.org import read_org
from assistant.notes.formats.pdf import read_pdf
from assistant.notes.formats.references import References, read_bibtex, read_csl, read_ris
from assistant.notes.lines import OutlineLine
from assistant.notes.readers.markdown import read_markdown
from assistant.notes.readers.plain import read_plain

Lines = tuple[list[OutlineLine], list[tuple[int, str]]]
Reader = Callable[[str], Lines]

TEXTS: dict[str, Reader] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain,
    ".org": read_org,
    ".html": read_html,
    ".htm": read_html,
    ".ipynb": read_jupyter,
}
PACKED: dict[str, Callable[[bytes], Lines]] = {".pdf": read_pdf, ".docx": read_docx, ".epub": read_epub}
REFERENCES: dict[str, Callable[[str], References]] = {".bib": read_bibtex, ".ris": read_ris, ".json": read_csl}
SUFFIXES = (*TEXTS, *PACKED, *REFERENCES)
