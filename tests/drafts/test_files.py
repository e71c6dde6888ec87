"""A draft is read from any format that notes are read from."""

from __future__ import annotations

import io
import zipfile

import pytest

from assistant.drafts.files import draft_text
from assistant.errors import UsageError

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships"


def docx(*paragraphs: str) -> bytes:
    """A Word document, as small as one can be."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        parts.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        parts.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_RELATION}"><Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>',
        )
        parts.writestr("word/document.xml", f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>')
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.md", b"# Bread\n\nA levain is fed.\n", "# Bread\n\nA levain is fed.\n"),
        ("a.txt", "Crème brûlée is burnt.".encode("utf-16"), "Crème brûlée is burnt."),
        ("-", b"A levain is fed.", "A levain is fed."),
        ("a.docx", docx("A levain is fed.", "Rye ferments fast."), "A levain is fed.\n\nRye ferments fast."),
        ("a.html", b"<h2>Bread</h2><ul><li>A levain is fed.</li></ul><p>Rye.</p>", "## Bread\n\n- A levain is fed.\n\nRye."),
    ],
)
def test_the_text_of_a_file_is_there_whole_with_its_headings_and_items(name: str, data: bytes, text: str) -> None:
    assert draft_text(name, data) == text


@pytest.mark.parametrize(("name", "data"), [("a.md", b" \n"), ("a.docx", b"PK no document"), ("a.txt", b"\x00\x01\x02")])
def test_a_file_that_holds_no_text_is_one_line_with_its_name(name: str, data: bytes) -> None:
    with pytest.raises(UsageError, match=name) as raised:
        draft_text(name, data)
    assert "\n" not in str(raised.value)
