"""Keeps the index of notes up to date while they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.index.sync import SyncReport
from assistant.notes.files import require_roots

_SETTLED = 800  # milliseconds without a change, so that a file is read when its editor is done with it


def keep_up(
    assistant: Assistant,
    roots: Sequence[Path],
    told: Callable[[SyncReport], None],
    failed: Callable[[AssistantError], None],
    stop: Event | None = None,
) -> None:
    """Indexes the notes in `roots` after each change to them, until `stop` is set or Ctrl-C is pressed. `told` gets each report, `failed` each error that
    came in its place; the next change is another try. Raises `NotesError` where a root is missing at the start."""
    from watchfiles import watch

    require_roots(roots)
    for _ in watch(*roots, debounce=_SETTLED, stop_event=stop or Event(), watch_filter=_is_of_notes, raise_interrupt=True):
        try:
            told(assistant.index(roots))
        except AssistantError as error:
            failed(error)


def _is_of_notes(_: object, path: str) -> bool:
    """Whether a change may concern notes: not one inside a hidden folder, but one of the files that say what is left out."""
    parts = Path(path).parts
    return not any(part.startswith(".") for part in parts[:-1]) and (
        not parts[-1].startswith(".") or parts[-1].endswith(("ignore", ".toml"))
    )
