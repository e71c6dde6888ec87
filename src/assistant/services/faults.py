"""What went wrong, in one line, as another program is told it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.errors import AssistantError, ModelError, NotesError, StoreError, UsageError
from assistant.services.operations import UnknownEntryError
from assistant.text.safe import readable

_log = logging.getLogger(__name__)
_KINDS: tuple[tuple[type[Exception], int, str], ...] = (
    (UnknownEntryError, 404, "unknown_entry"),
    (UsageError, 400, "invalid_request_error"),
    (NotesError, 503, "notes"),
    (StoreError, 503, "index"),
    (ModelError, 502, "model"),
    (AssistantError, 500, "settings"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One line that says what to do, the HTTP status that goes with it, and its kind in a word."""

    message: str
    status: int
    kind: str

    def to_json(self) -> dict[str, Any]:
        """The document of an error, in the form that clients of chat completions read."""
        return {"error": {"message": self.message, "type": self.kind, "param": None, "code": None}}


def fault_of(error: Exception) -> Fault:
    """The fault that an error is. What nobody foresaw is logged with the lines of code it went through, without its text, which may hold notes."""
    if isinstance(error, ValidationError):
        return invalid(error.errors(include_input=False, include_url=False, include_context=False))
    for kind, status, name in _KINDS:
        if isinstance(error, kind):
            return Fault(" ".join(str(error).split()), status, name)
    if isinstance(error, OSError):
        where = error.filename or "the file system"
        return Fault(f"{where}: {error.strerror or type(error).__name__}; free space or mend the path, then ask again", 500, "file_system")
    frames = (f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__))
    _log.error("%s at %s", type(error).__name__, " > ".join(frames))
    return Fault(f"this failed unexpectedly ({type(error).__name__}); the server's log says where", 500, "internal")


def invalid(errors: Sequence[Mapping[str, Any]]) -> Fault:
    """The fault of what was given in another form than its schema says: the first of pydantic's errors, without what was given."""
    first = errors[0]
    where = ".".join(str(part) for part in first["loc"] if part != "body") or "the request"
    if first["type"] in {"json_invalid", "model_attributes_type"}:
        where, said = "the request", "is no JSON object; send one, as application/json"
    else:
        known = {"extra_forbidden": "is not known here; leave it out", "missing": "is missing; give it"}
        said = known.get(first["type"], f"cannot be used: {first['msg']}; correct it")
    return Fault(readable(f"{where} {said}"), 400, "invalid_request_error")
