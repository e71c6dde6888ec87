"""Documents that are packed pages: docx by way of mammoth, EPUB as the pages it holds."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

import mammoth

from assistant.notes.decoding import NotText, decode
from assistant.notes.formats.html import read_html
from assistant.notes.lines import OutlineLine, Property

_MOST = 100_000_000  # bytes, unpacked
_BROKEN = (zipfile.BadZipFile, KeyError, ValueError, OSError, ET.ParseError, AttributeError, NotImplementedError, RuntimeError)


def read_docx(data: bytes) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Lines of a Word document, numbered by its blocks. Raises `NotText`."""
    _require_small(data)
    try:
        page = mammoth.convert_to_html(io.BytesIO(data), convert_image=mammoth.images.img_element(lambda _: {"src": ""})).value
    except _BROKEN:
        raise NotText("no Word document that can be read; save it again as .docx") from None
    return read_html(re.sub(r"(</(?:p|h[1-6]|li|tr|table|ul|ol)>)", "\\1\n", page))


def read_epub(data: bytes) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Lines of a book, chapter after chapter, numbered through them all. Raises `NotText`."""
    _require_small(data)
    lines: list[OutlineLine] = []
    left: list[tuple[int, str]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            told, chapters = _spine(book)
            lines += [Property(name, (value,), 1, 1) for name, value in told]
            before = 0
            for chapter in chapters:
                text = decode(book.read(chapter))
                found, dropped = read_html(text)
                lines += [replace(line, line=line.line + before) for line in found if not isinstance(line, Property)]
                left += [(number + before, reason) for number, reason in dropped]
                before += text.count("\n") + 1
    except _BROKEN:
        raise NotText("no EPUB that can be read; fetch it again") from None
    return lines, left


def _require_small(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(one.file_size for one in packed.infolist())
    except _BROKEN:
        raise NotText("no document that can be unpacked (broken or cut off); fetch it again") from None
    if size > _MOST:
        raise NotText(f"unpacked it would be {size / 1e6:.0f} MB, more than {_MOST / 1e6:.0f} MB; split it")


def _spine(book: zipfile.ZipFile) -> tuple[list[tuple[str, str]], list[str]]:
    """What a book says of itself, and its chapters in the order of reading."""
    container = _tree(book.read("META-INF/container.xml"))
    root = str(next(one for one in container.iter() if one.tag.endswith("rootfile")).get("full-path"))
    package = _tree(book.read(root))
    names = {"title": "title", "creator": "authors", "date": "year"}
    told = [
        (names[name], " ".join(one.text.split())) for one in package.iter() if (name := one.tag.rpartition("}")[2]) in names and one.text
    ]
    files = {str(one.get("id")): str(one.get("href")) for one in package.iter() if one.tag.endswith("}item")}
    order = [str(one.get("idref")) for one in package.iter() if one.tag.endswith("}itemref")]
    return told, [str(PurePosixPath(root).parent / files[one]) for one in order if one in files]


def _tree(data: bytes) -> ET.Element:
    if b"<!ENTITY" in data:  # entities could unfold without end
        raise ValueError("entities")
    return ET.fromstring(data)  # noqa: S314 - no entities, as was just seen
