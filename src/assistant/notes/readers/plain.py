"""Plain text to outline lines. Placeholder for shapes; see below."""

from __future__ import annotations

from assistant.notes.outline import Item, OutlineLine


def read_plain(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    return [Item(0, line.strip(), n) for n, line in enumerate(text.splitlines(), 1) if line.strip()], []
