"""PDF: the text layer, page by page, and what its reader wrote into it. A line of it is cited by its page."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from statistics import median
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from assistant.notes.decoding import NotText
from assistant.notes.lines import Heading, Item, OutlineLine, Property, Prose

_REMARKS = {"/Highlight": "highlighted", "/Underline": "underlined", "/Text": "remark", "/FreeText": "remark", "/StrikeOut": "struck out"}
_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_ENDS = re.compile(r"[.:!?][)\"”’]?$")
_SHORT = 0.8
_FEWEST = 40
_OTHER = (
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
    ArithmeticError,
    OSError,
    NotImplementedError,
)


def read_pdf(data: bytes) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Lines of a PDF, `line` being the page, and the pages left out with the reason. Raises `NotText` where nothing of it can be read."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotText("an encrypted PDF; save a copy without a password")
        pages = list(reader.pages)
        properties = list(_properties(reader.metadata or {}))
    except (PyPdfError, *_OTHER):
        raise NotText("no PDF that can be read (broken or cut off); fetch it again") from None
    lines: list[OutlineLine] = [*properties]
    left: list[tuple[int, str]] = []
    for number, page in enumerate(pages, 1):
        try:
            text, remarks = page.extract_text(), list(_remarks(page))
        except (PyPdfError, *_OTHER):
            left.append((number, "a page whose text cannot be read"))
            continue
        paragraphs = _paragraphs(text)
        lines += [Item(0, remark, number) for remark in remarks]
        if paragraphs:
            lines += [Heading(2, f"p. {number}", number), *(Prose(paragraph, number) for paragraph in paragraphs)]
        else:
            left.append((number, "a page without text (a picture?)"))
    if not any(isinstance(line, Prose | Item) for line in lines):
        raise NotText("a scan: its pages hold pictures and no text; run OCR over it (for example `ocrmypdf`)")
    return lines, left


def _properties(told: Any) -> Iterator[Property]:
    for name, key in (("title", "/Title"), ("authors", "/Author"), ("tags", "/Keywords")):
        value = " ".join(str(told.get(key) or "").split())
        if value and not re.search(r"untitled|^microsoft word|\.(?:docx?|tex|dvi|pdf|indd)$", value, re.IGNORECASE):
            yield Property(name, (value,), 1, 1)


def _remarks(page: Any) -> Iterator[str]:
    """What the reader of a page marked or wrote: the comment, or the words under the mark where the program that made it kept them."""
    for given in page.get("/Annots") or ():
        remark = given.get_object()
        kind = _REMARKS.get(str(remark.get("/Subtype")))
        if kind and (words := " ".join(str(remark.get("/Contents") or "").split())):
            yield words if kind == "remark" else f"{kind}: {words}"


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a page: a line that ends a sentence and is shorter than most ends one."""
    rows = [row.strip() for row in _HYPHEN.sub("", text).split("\n")]
    usual = median([len(row) for row in rows if row] or [0])
    found: list[list[str]] = [[]]
    for row in rows:
        if row:
            found[-1].append(row)
        if not row or (_ENDS.search(row) and len(row) < max(_SHORT * usual, _FEWEST)):
            found.append([])
    return [" ".join(part) for part in found if part]
