"""Files of JSON lines: one item a line, each error with the file and line where it stands."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from assistant.errors import UsageError

Item = TypeVar("Item")


def read_json_lines(file: Path, read: Callable[[str], Item], what: str) -> list[tuple[str, Item]]:
    """The items of a `.jsonl` file in UTF-8, in order, each behind its place (`FILE:LINE`); blank lines are passed over.

    `read` takes a line and raises `ValueError` where it is no item, `what` names an item in messages ("golden item"). Raises `UsageError` that
    names the file that cannot be read, or the file and line of the first bad item, never what stands there.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read ({type(error).__name__}); give a .jsonl file in UTF-8, one {what} a line") from None
    items = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                items.append((f"{file}:{number}", read(line)))
            except ValueError as error:
                raise UsageError(f"{file}:{number} is no {what}: {_reason(error)}") from None
    return items


def refuse_repeats(items: Iterable[tuple[str, Item]], **keys: Callable[[Item], Hashable]) -> list[Item]:
    """The items without their places. Raises `UsageError` where two have the same key, with the name of that key and both places."""
    found: list[Item] = []
    first: dict[tuple[str, Hashable], str] = {}
    for where, item in items:
        for name, key in keys.items():
            before = first.setdefault((name, key(item)), where)
            if before != where:
                raise UsageError(f"{where} has the {name} of {before}; take one of them out")
        found.append(item)
    return found


def _reason(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return f"{error}; write one JSON object a line"
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'line'}: {first['msg'].removeprefix('Value error, ')}"
