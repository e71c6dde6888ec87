"""Pins: what the notes said of each gold title when its items were written, so that an item whose notes have changed is known to be stale.

The pins of golden files stand beside them in `pins.jsonl`, a line for each entry that a gold title means.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from assistant.errors import UsageError
from assistant.evals.golden import GoldenItem
from assistant.evals.metrics import folded
from assistant.notes.entry import Entry
from assistant.text.json_lines import read_json_lines

PINS = "pins.jsonl"
NOT_PINNED = "not pinned"


@dataclass(frozen=True, slots=True)
class Pin:
    """One entry that a gold title means, and what the notes said of it when it was pinned."""

    title: str
    entry_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Stale:
    """A gold title of an item whose entries are not what was pinned. `diff` is a unified diff of the entry then and now, or `not pinned`."""

    item_id: str
    title: str
    diff: str


_PIN_JSON = TypeAdapter(Pin)


def pinned_text(entry: Entry) -> str:
    """Title, byline and lines of an entry, a line each, white space folded: what a pin keeps. Where the entry stands is no part of it."""
    lines = (" ".join(line.split()) for line in (entry.title, entry.byline(), *entry.lines()))
    return "\n".join(line for line in lines if line)


def read_pins(folder: Path) -> dict[str, tuple[Pin, ...]]:
    """The pins that stand in `folder`, by gold title; none where it has no `pins.jsonl`. Raises `UsageError` that names file and bad line."""
    file = folder / PINS
    pins: dict[str, tuple[Pin, ...]] = {}
    for _, pin in read_json_lines(file, _PIN_JSON.validate_json, "pin of `assistant eval --pin`") if file.exists() else []:
        pins[pin.title] = (*pins.get(pin.title, ()), pin)
    return pins


def write_pins(folder: Path, items: Sequence[GoldenItem], entries: Sequence[Entry]) -> int:
    """Pins the gold titles of `items` to what `entries` say now and returns the number of pins made. Pins of other titles in `folder` stay.

    Raises `UsageError` where the file cannot be written.
    """
    pins = read_pins(folder)
    meant = _meant(items, entries)
    for title, found in meant.items():
        pins[title] = tuple(Pin(title, entry.id, pinned_text(entry)) for entry in found)
    kept = sorted((pin for of_title in pins.values() for pin in of_title), key=lambda pin: (pin.title, pin.entry_id))
    try:
        (folder / PINS).write_bytes(b"".join(_PIN_JSON.dump_json(pin) + b"\n" for pin in kept))
    except OSError as error:
        raise UsageError(f"{folder / PINS} cannot be written ({error.strerror}); pin golden files in a folder of your own") from None
    return sum(map(len, meant.values()))


def stale(items: Sequence[GoldenItem], entries: Sequence[Entry], pins: Mapping[str, Sequence[Pin]]) -> tuple[Stale, ...]:
    """The gold titles of `items` whose entries changed since they were pinned, in the order of the items.

    Changed are another title, byline or remark. Another id, place or order of the remarks is no change.
    """
    known = {entry.id: entry for entry in entries}
    diffs = {title: _diff(pins.get(title, ()), found, known) for title, found in _meant(items, entries).items()}
    return tuple(Stale(item.id, title, diffs[title]) for item in items for title in item.gold_titles if diffs[title])


def _meant(items: Iterable[GoldenItem], entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries that each gold title means: those with it in their title or in one of their other titles, as the measures find them."""
    titles = [(folded("\n".join([entry.title, *entry.aliases])), entry) for entry in entries]
    wanted = dict.fromkeys(title for item in items for title in item.gold_titles)
    return {title: [entry for known, entry in titles if folded(title) in known] for title in wanted}


def _diff(pins: Sequence[Pin], found: Sequence[Entry], known: Mapping[str, Entry]) -> str:
    """What changed between the pins of a title and the entries that it means now; empty where nothing did."""
    if not pins:
        return NOT_PINNED
    left = list(found)
    changed = []
    for pin in pins:
        same = next((entry for entry in left if _content(pinned_text(entry)) == _content(pin.text)), None)
        if same:
            left.remove(same)
        else:
            changed.append(pin)
    parts = []
    for pin in sorted(changed, key=lambda pin: pin.entry_id not in known):
        # An entry with another title often has another id as well: then it is the one that the gold title means and no pin speaks of.
        now = known.get(pin.entry_id) or next(iter(left), None)
        if now in left:
            left.remove(now)
        parts.append(_unified(pin.text, f"{pin.entry_id} as pinned", *_now(now)))
    parts += [_unified("", NOT_PINNED, *_now(entry)) for entry in left]
    return "\n".join(parts)


def _content(text: str) -> list[str]:
    """The lines without their order, which is that of the files when several notebooks speak of one paper."""
    return sorted(text.split("\n"))


def _now(entry: Entry | None) -> tuple[str, str]:
    return (pinned_text(entry), f"{entry.id} now") if entry else ("", "gone from the notes")


def _unified(then: str, then_name: str, now: str, now_name: str) -> str:
    lines = difflib.unified_diff(then.splitlines(), now.splitlines(), then_name, now_name, lineterm="")
    return "\n".join(lines)
