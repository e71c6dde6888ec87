"""Batch forms: a `.jsonl` of items in, a `.jsonl` of answers out, in the same order and as many lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from assistant.cli.options import ERR, fail, tell
from assistant.drafts.files import draft_text
from assistant.errors import AssistantError, UsageError
from assistant.questions.follow_up import Turn
from assistant.support.check import Check
from assistant.text.json_lines import read_json_lines
from assistant.text.safe import sound_json


def read_lines(file: Path, wanted: Sequence[str]) -> list[dict[str, Any]]:
    """The items of a `.jsonl` file. Raises `UsageError` that names the file and line of the first that is no item with the `wanted` fields,
    or says that there are none."""

    def read(line: str) -> dict[str, Any]:
        item: dict[str, Any] = sound_json(line)
        if missing := [name for name in wanted if not isinstance(item, dict) or name not in item]:
            raise ValueError(f"it has no {' and no '.join(missing)}")
        return item

    items = read_json_lines(file, read, f"item with {', '.join(wanted)}")
    if not items:
        raise UsageError(f"{file} holds no items; write one JSON object a line, each with {', '.join(wanted)}")
    return [item for _, item in items]


def read_text(file: Path) -> str:
    """The text of a file of any format that notes are read from, or of standard input for `-`. Raises `UsageError` where it cannot be read or is empty."""
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({type(error).__name__}); give a file with text, or - for standard input") from error
    return draft_text("standard input" if str(file) == "-" else str(file), data)


def check_pair(item: Mapping[str, Any], check: Check) -> dict[str, Any]:
    """The verdict on one `statement` with its `passage`, and its score from 0 to 1."""
    (support,) = check([(str(item["statement"]), [str(item["passage"])])])
    return {"verdict": support.verdict, "score": round(support.score, 3), **({"by": support.by} if support.by else {})}


def write_answers(items: Sequence[dict[str, Any]], out: Path, one: Callable[[dict[str, Any]], dict[str, Any]], console: Console) -> int:
    """Answers each item with `one` and writes `{"id": …, …}` lines to `out`, each as soon as it is there. Returns how many failed.

    An item that fails gets a line with its `error` in the place of an answer.
    """
    failed = 0
    try:
        target = out.open("w", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out} cannot be written ({error.strerror}); give another --out") from error
    with target:
        for item in track(items, "answering", console=console, transient=True, disable=not console.is_terminal):
            try:
                document = one(item)
            except AssistantError as error:
                document, failed = {"error": str(error)}, failed + 1
            target.write(json.dumps({"id": item["id"], **document}, ensure_ascii=False) + "\n")
            target.flush()
    return failed


def batch_items(batch: Path, out: Path | None, positional: str | None, wanted: tuple[str, ...]) -> list[dict[str, Any]]:
    if out is None or positional is not None:
        raise UsageError("--batch FILE.jsonl goes with --out FILE.jsonl and without a question")
    return read_lines(batch, wanted)


def history_of(item: dict[str, Any]) -> list[Turn]:
    turns = item.get("history") or []
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise UsageError('`history` is no list of turns; write [{"role": "user", "content": "…"}, …]')
    return [Turn("user" if turn.get("role") == "user" else "assistant", str(turn.get("content", ""))) for turn in turns]


def run_batch(items: Sequence[dict[str, Any]], out: Path | None, one: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    assert out is not None  # noqa: S101 - batch_items has refused a missing --out
    notes: list[str] = []

    def noting(item: dict[str, Any]) -> dict[str, Any]:
        document = one(item)
        notes.extend([document["note"]] if document.get("note") else [])
        return document

    failed = write_answers(items, out, noting, ERR)
    if notes:
        tell(f"{len(notes)} of {len(items)} answers have a note on the model, the first: {notes[0]}")
    if failed:
        fail(f"{failed} of {len(items)} items failed; each stands in {out} with its error", 1)
