"""From bytes to text: UTF-8, or what a byte order mark says; for anything else the encoding that it seems to be in."""

from __future__ import annotations

import codecs
import re
import unicodedata

# The longer marks first: that of UTF-16 begins that of UTF-32.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes that Windows-1252 leaves empty.
_NOT_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# A Western text has its accents and typographic signs one by one, between letters and spaces.
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff]{1,2}(?![\x80-\xff])")
_SAMPLE = 100_000


class NotText(Exception):  # noqa: N818 - what was found, not what went wrong
    """The bytes are no text that can be read; the message says what they seem to be and what to do."""


class NoNotes(NotText):
    """The file is well and holds no notes, as the settings of an editor do; the message says what it is."""


def decode(data: bytes) -> str:
    """The text of a file, its line ends as `\\n`, a letter and its accents as one sign where there is one (Unicode NFC). Raises `NotText`."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(_why(data, encoding, error.start)) from error
    if "\0" in text:
        raise NotText(_why_zeros(data))
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")


def _why(data: bytes, encoding: str, place: int) -> str:
    if encoding.startswith(("utf-16", "utf-32")):
        return f"begins as {encoding.upper()} and is no such text at byte {place} (binary data, or cut off); save it as UTF-8"
    line = data.count(b"\n", 0, place) + 1
    where = f"not UTF-8 at byte {place} (line {line})"
    if b"\0" in data:
        return f"{where}; {_why_zeros(data)}"
    sample = data[max(0, place - _SAMPLE) : place + _SAMPLE]
    lost, kept = (len(re.findall(sign, sample.decode("utf-8", "replace"))) for sign in ("\ufffd", "[^\x00-\x7f\ufffd]"))
    if kept > lost:
        return f"{where}, though the rest looks like it; mend that line and save it as UTF-8"
    alone = sum(len(found) for found in _ALONE.findall(sample))
    if not _NOT_1252.search(sample) and alone >= 0.8 * len(re.findall(rb"[\x80-\xff]", sample)):
        told = "perhaps an 8-bit encoding such as Windows-1252 or -1251"
        return f"{where} ({told}); save it as UTF-8, e.g. `iconv -f WINDOWS-1252 -t UTF-8`"
    return f"{where}; it seems to be in an older encoding of another script: save it as UTF-8 with the editor that wrote it"


def _why_zeros(data: bytes) -> str:
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) > 0.3 * len(data) / 2 and min(even, odd) < 0.05 * len(data) / 2:
        return "it seems to be UTF-16 without a byte order mark, not binary data: save it as UTF-8"
    return "binary data, not text; move it out of the notes or save it as text"
