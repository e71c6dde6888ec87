"""Small PDFs, made on the spot."""

from __future__ import annotations

import io

from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject


def pdf(*pages: str, remark: str = "", lock: str = "") -> bytes:
    """A PDF with a line of text a page."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages:
        page = writer.add_blank_page(400, 400)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 300 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    if remark:
        writer.add_annotation(0, FreeText(text=remark, rect=(10, 10, 90, 30)))
    writer.add_metadata({"/Title": "Cold Levain", "/Author": "Anna Baker"})
    if lock:
        writer.encrypt(lock)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
