"""What a model wrote, kept on disk, so that long work that broke off continues where it stopped and is not paid for twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.answers.answer import Usage
from assistant.endpoint.writer import Message
from assistant.kept import replace_file
from assistant.text.safe import unordered


@dataclass(frozen=True, slots=True)
class KeptReply:
    """A finished reply: the SHA-256 of what was asked, the text, whether a limit cut it, and the tokens it took."""

    asked: str
    text: str
    cut: bool
    usage: Usage


_LINE = TypeAdapter(KeptReply)


def fingerprint_of(model: str, messages: Sequence[Message], max_tokens: int) -> str:
    """SHA-256 of all that a reply depends on: a reply is the one to a prompt exactly where these agree."""
    return hashlib.sha256(json.dumps([model, [dict(message) for message in messages], max_tokens]).encode()).hexdigest()


class KeptReplies:
    """The replies kept in `folder` for one piece of work, which `about` tells from others: a file of JSON Lines, one a reply. A line that cannot be
    read counts as not there."""

    def __init__(self, folder: Path, *about: str) -> None:
        self._file = folder / f"{hashlib.sha256(json.dumps(about).encode()).hexdigest()[:24]}.jsonl"
        self._replies = {reply.asked: reply for reply in _read(self._file)}

    def get(self, asked: str) -> KeptReply | None:
        """The reply to what was asked, where it is kept."""
        return self._replies.get(asked)

    def add(self, reply: KeptReply) -> None:
        """Keeps a reply. Raises `StoreError` where the file cannot be written."""
        self._replies[reply.asked] = reply
        self._write()

    def keep_only(self, asked: Sequence[str]) -> None:
        """Forgets all replies but these: those to prompts that the notes have outgrown. Raises `StoreError`."""
        outgrown = self._replies.keys() - set(asked)
        for one in outgrown:
            del self._replies[one]
        if outgrown:
            self._write()

    def _write(self) -> None:
        lines = "".join(json.dumps(asdict(reply)) + "\n" for reply in self._replies.values())
        replace_file(self._file, lines.encode())


def _read(file: Path) -> list[KeptReply]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    replies = []
    for line in lines:
        try:
            reply = _LINE.validate_json(line)
            replies.append(replace(reply, text=unordered(reply.text)))
        except ValidationError:
            continue
    return replies
