"""Text from outside (a model, a file, a line typed) made fit to be kept, compared and printed, once, where it enters.

What cannot be encoded or moves a terminal's cursor goes; every sign that a reader would see stays.
"""

from __future__ import annotations

import json
import re
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# What a terminal takes for an order (ECMA-48): sequences with their parameters, strings up to their end, and single letters behind an escape.
_ORDER = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,60}[ -/]{0,9}[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]{0,200}(?:\x07|\x1b\\|\x9c)|\x1b[ -/]{0,9}[0-OQ-WYZ\\`-~]"
)
# The marks that turn the direction of writing about, and the invisible copies of ASCII, in which orders can hide.
_HIDES = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_UNFINISHED = re.compile(
    "(?:[\ud800-\udbff\r]|(?:\x1b\\[|\x9b)[0-?]{0,60}[ -/]{0,9}|(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]{0,200}\x1b?|\x1b[ -/]{0,9})\\Z"
)


def readable(text: str) -> str:
    """The text with halves of surrogate pairs joined, lone ones shown as `\ufffd`, line ends as `\\n`, and without control characters."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def unordered(text: str) -> str:
    """As `readable`, for the text of a model: without whole orders to a terminal, and without what turns the direction of writing or hides."""
    return _HIDES.sub("", readable(_ORDER.sub("", text)))


class ReadableStream:
    """`unordered` for text that arrives in pieces: what a cut goes through waits for its other half."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """Takes the next piece and gives what is whole of the text."""
        piece, self._held = self._held + piece, ""
        if begun := _UNFINISHED.search(_ORDER.sub(lambda order: " " * len(order[0]), piece)):
            piece, self._held = piece[: begun.start()], piece[begun.start() :]
        return unordered(piece)

    def close(self) -> str:
        """What was held back."""
        return unordered(self._held)


def json_of(text: str) -> Any:
    """What a JSON text holds. Raises `ValueError` alone, whatever it is: no JSON, nested too deep, a number too long to read."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None


def sound_json(text: str) -> Any:
    """As `json_of`, with lone surrogates in its strings replaced, so that it can be written again; NaN and infinity are refused, too."""
    found = json_of(text)
    try:
        return json_of(_SURROGATE.sub("\ufffd", json.dumps(found, ensure_ascii=False, allow_nan=False)))
    except RecursionError:
        raise ValueError("nested too deep") from None
