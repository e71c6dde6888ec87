"""One file of notes as it is read, in a terminal."""

from __future__ import annotations

from rich.console import Console

from assistant.cli.terminal import escape
from assistant.notes.files import FileReading
from assistant.notes.handling.explained import explained, summed_up


def print_reading(reading: FileReading, console: Console) -> None:
    """A line of output for each line of the file that became something, or has no place; then one in sum."""
    for row in explained(reading):
        console.print(f"{row.line:>5}  {escape(row.told if row.placed else f'not placed: {row.told}')}", soft_wrap=True)
    console.print(f"{escape(reading.source.shown)}: {summed_up(reading)}", soft_wrap=True)
