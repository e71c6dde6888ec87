"""One file from a hub to the disk: resumed where it broke off, held to its size and SHA-256, and never taken for whole before it is."""

from __future__ import annotations

import hashlib
import http.client
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import FetchError, NoHubError
from assistant.models.hub import Hub, Listed

PART = ".part"
_TRIES = 5
_PIECE = 1 << 20
_LONGEST = 64 << 30


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a model on a hub, at a commit, with the SHA-256 that it must have, None where nobody says."""

    hub: Hub
    name: str
    commit: str
    file: Listed
    sha256: str | None


def download(source: Source, target: Path, progress: Callable[[int], None]) -> str:
    """Fetches a file to `target` and gives its SHA-256; `progress` is told how many of its bytes are there. What came before it broke off is kept beside
    it (`.part`) and gone on from, in this run and the next. Raises `FetchError`."""
    part = target.with_name(target.name + PART)
    target.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(2):
        resumed = _complete(source, part, progress)
        found, size = _sha256_and_size(part)
        if source.sha256 in {None, found} and source.file.size in {None, size}:
            part.replace(target)
            return found
        part.unlink()
        if not resumed:
            break
    told = (
        f"SHA-256 {found}, and not {source.sha256}"
        if source.sha256 not in {None, found}
        else f"{size:,} bytes, and not {source.file.size:,}"
    )
    raise FetchError(f"{source.file.name} of {source.name} is not the file that it should be ({told}); nothing of it was kept")


def _complete(source: Source, part: Path, progress: Callable[[int], None]) -> bool:
    """Has all of a file come; whether it was put together from several transfers."""
    begun = part.exists() and part.stat().st_size > 0
    for number in range(_TRIES):
        before = part.stat().st_size if part.exists() else 0
        if before and before == source.file.size:
            return begun or number > 0
        try:
            with source.hub.file(source.name, source.commit, source.file.name, before, trusted=source.sha256 is not None) as answer:
                if _write(answer, part, before, source.file.size, progress):
                    return begun or number > 0
        except NoHubError:
            if number + 1 == _TRIES or not part.exists():
                raise
        except FetchError as error:
            if error.status != 416:
                raise
            part.unlink(missing_ok=True)
    raise NoHubError(f"{source.hub.address} breaks {source.file.name} of {source.name} off again and again; what came is kept")


def _write(answer: Any, part: Path, begin: int, size: int | None, progress: Callable[[int], None]) -> bool:
    """Writes what comes; whether that was all. Raises `FetchError` where more comes than there should be."""
    goes_on = answer.status == 206 and re.match(rf"bytes {begin}-", answer.headers.get("content-range", "")) is not None
    written = begin if goes_on else 0
    length = answer.headers.get("content-length", "")
    whole = written + int(length) if length.isdecimal() else size
    most = size if size is not None else _LONGEST
    with part.open("ab" if goes_on else "wb") as out:
        while piece := _next(answer):
            written += len(piece)
            if written > most:
                out.truncate(0)
                raise FetchError(f"more comes of {part.name.removesuffix(PART)} than its {most:,} bytes; nothing of it was kept")
            out.write(piece)
            progress(written)
    return whole is None or written == whole


def _next(answer: Any) -> bytes:
    """The next bytes; none at the end, and where the connection breaks off."""
    try:
        return bytes(answer.read(_PIECE))
    except http.client.IncompleteRead as error:
        return error.partial
    except (OSError, http.client.HTTPException):
        return b""


def _sha256_and_size(file: Path) -> tuple[str, int]:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), file.stat().st_size
