"""Jupyter notebooks: the cells of text as Markdown, those of code as code, each at its line of the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.notes.decoding import NotText
from assistant.notes.lines import OutlineLine, Property, Prose
from assistant.notes.readers.markdown import read_markdown
from assistant.text.safe import sound_json

_LONGEST_CODE = 2_000


def read_jupyter(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Lines of a notebook, and what is left out with the reason: what cells put out, long code, cells of other kinds. Raises `NotText`."""
    try:
        cells = sound_json(text)["cells"]
    except (ValueError, LookupError, TypeError):
        raise NotText("no Jupyter notebook that can be read; save it again in Jupyter (format 4)") from None
    finder = _Finder(text)
    lines: list[OutlineLine] = []
    left: list[tuple[int, str]] = []
    for cell in cells if isinstance(cells, list) else []:
        if not isinstance(cell, Mapping):
            continue
        source = _source(cell)
        numbers = [finder.find(row) for row in source.split("\n")]
        if cell.get("cell_type") == "markdown":
            found, dropped = read_markdown(source)
            lines += [_moved(line, numbers) for line in found]
            left += [(numbers[min(number, len(numbers)) - 1], reason) for number, reason in dropped]
        elif source.strip():
            code = " ".join(source.split())
            if cell.get("cell_type") == "code" and len(code) <= _LONGEST_CODE:
                lines.append(Prose(f"`{code}`", numbers[0]))
            else:
                left.append((numbers[0], "a cell of code too long to be a note" if cell.get("cell_type") == "code" else "a raw cell"))
        if cell.get("outputs"):
            left.append((numbers[-1], "what a cell put out"))
    return lines, sorted(left)


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source")
    parts = source if isinstance(source, list) else [source]
    return "".join(part for part in parts if isinstance(part, str))


def _moved(line: OutlineLine, numbers: list[int]) -> OutlineLine:
    """A line of a cell at its line of the file."""
    moved = numbers[min(line.line, len(numbers)) - 1]
    if isinstance(line, Property):
        return replace(line, line=moved, last=numbers[min(line.last, len(numbers)) - 1])
    return replace(line, line=moved)


class _Finder:
    """Finds the lines of the cells in the file, in their order."""

    def __init__(self, text: str) -> None:
        self._rows = text.split("\n")
        self._at = 0

    def find(self, row: str) -> int:
        """The 1-based line on which a row of a cell stands; that of the row before where it cannot be told."""
        written = {json.dumps(row, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)} - {""}
        for number in range(self._at, len(self._rows)):
            if any(form in self._rows[number] for form in written):
                self._at = number
                break
        return self._at + 1
