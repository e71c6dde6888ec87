"""Files of the home that are written whole; documents that outlive a page: a folder of JSON files, the oldest of which make room for new ones."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from typing import Any

from assistant.errors import StoreError
from assistant.text.safe import sound_json

_NAME = re.compile(r"[0-9a-f]{1,64}")


def replace_file(file: Path, data: bytes) -> None:
    """Puts a file of the home, with its folder, in the place of the one that was there, as a whole or not at all. Raises `StoreError`."""
    partial = file.with_suffix(f".{os.getpid()}-{get_ident()}.partial")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        partial.replace(file)
    except OSError:
        raise _unwritable(file.parent) from None


def _unwritable(folder: Path) -> StoreError:
    return StoreError(f"{str(folder)!r} cannot be written; make it writable or set ASSISTANT_HOME")


@dataclass(frozen=True, slots=True)
class Kept:
    """A document, its key and when it was last written (seconds since 1970)."""

    key: str
    when: float
    document: dict[str, Any]


class KeptDocuments:
    """At most `most` documents in `folder`, each under a key of hexadecimal digits. A file that holds none counts as not there."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most

    def keep(self, key: str, document: Mapping[str, Any]) -> None:
        """Keeps a document in the place of what was kept under its key. Raises `StoreError` where the folder cannot be written."""
        replace_file(self._file(key), json.dumps(document, ensure_ascii=False).encode())
        try:
            for old in self._files()[self._most :]:
                old.unlink(missing_ok=True)
        except OSError:
            raise _unwritable(self._folder) from None

    def get(self, key: str) -> Kept | None:
        """The document under a key; None where there is none, or none that can be read."""
        return _read(self._file(key)) if _NAME.fullmatch(key) else None

    def all(self) -> list[Kept]:
        """All documents, the newest first."""
        return [kept for file in self._files() if (kept := _read(file))]

    def drop(self, key: str) -> None:
        """Deletes a document, if it is there."""
        if _NAME.fullmatch(key):
            self._file(key).unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _files(self) -> list[Path]:
        times = {}
        for file in self._folder.glob("*.json"):
            try:
                times[file] = file.stat().st_mtime_ns
            except OSError:  # another process took it away meanwhile
                continue
        return sorted(times, key=lambda file: (-times[file], file.name))


def _read(file: Path) -> Kept | None:
    try:
        when, document = file.stat().st_mtime, sound_json(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Kept(file.stem, when, document) if isinstance(document, dict) else None
