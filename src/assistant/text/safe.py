"""Text from outside (a model, a file, a line typed) made fit to be kept, compared and printed, once, where it enters.

What cannot be encoded or moves a terminal's cursor goes; every sign that a reader would see stays.
"""

from __future__ import annotations

import json
import re
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_UNFINISHED = re.compile("[\ud800-\udbff\r]\\Z")


def readable(text: str) -> str:
    """The text with halves of surrogate pairs joined, lone ones shown as `\ufffd`, line ends as `\\n`, and without control characters."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class ReadableStream:
    """`readable` for text that arrives in pieces: a character that a cut goes through waits for its other half."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """Takes the next piece and gives what is whole of the text."""
        piece, self._held = self._held + piece, ""
        if _UNFINISHED.search(piece):
            piece, self._held = piece[:-1], piece[-1]
        return readable(piece)

    def close(self) -> str:
        """What was held back."""
        return readable(self._held)


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
