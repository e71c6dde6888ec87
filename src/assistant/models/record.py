"""What a fetched folder is held to: where it came from, at which commit, and the SHA-256 of each file. And hashes that the user gives."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.errors import FetchError, UsageError

FILE = "fetched.json"
_HEX = re.compile(r"[0-9a-f]{64}")
_LINE = re.compile(r"([0-9a-f]{64}) [ *](?:\./)?(.+)")


@dataclass(frozen=True, slots=True)
class Record:
    """A model as it was fetched: the hub, its name there, the commit, the ONNX file that was chosen, the licence that the hub names, and the SHA-256 of
    each file by its place in the folder."""

    hub: str
    name: str
    commit: str
    model: str
    licence: str
    sha256: Mapping[str, str]


_RECORD = TypeAdapter(Record)


def write_record(folder: Path, record: Record) -> None:
    """Writes the record into the folder."""
    (folder / FILE).write_bytes(_RECORD.dump_json(record, indent=1) + b"\n")


def read_record(folder: Path) -> Record | None:
    """The record of a folder, None where it was not fetched. Raises `FetchError` where it cannot be read."""
    try:
        return _RECORD.validate_json((folder / FILE).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise FetchError(f"{folder / FILE} cannot be read ({type(error).__name__}); fetch the model again") from None


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def altered(folder: Path, record: Record) -> list[str]:
    """The files of a folder that are not as they were fetched, or not there."""
    return [place for place, sha256 in record.sha256.items() if not (folder / place).is_file() or sha256_of(folder / place) != sha256]


def given_hashes(pairs: Sequence[str], manifest: Path | None) -> dict[str, str]:
    """SHA-256 by file name, from `FILE=HEX` pairs and from a manifest: the record of a fetched folder, or what `sha256sum` prints.

    Raises `UsageError` for what is neither.
    """
    found = _of_manifest(manifest) if manifest else {}
    for pair in pairs:
        name, _, digits = pair.rpartition("=")
        if not name or not _HEX.fullmatch(digits.lower()):
            raise UsageError(f"--sha256 {pair!r} is not FILE=HEX with 64 hexadecimal digits, as in model.onnx=8199be…")
        found[name] = digits.lower()
    return found


def _of_manifest(file: Path) -> dict[str, str]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--manifest {str(file)!r} cannot be read ({getattr(error, 'strerror', None) or 'no UTF-8'})") from None
    if text.lstrip().startswith("{"):
        try:
            return dict(_RECORD.validate_json(text).sha256)
        except ValidationError:
            raise UsageError(f"--manifest {str(file)!r} is no record of a fetched model ({FILE})") from None
    lines = [_LINE.fullmatch(line.strip()) for line in text.splitlines() if line.strip()]
    if not lines or not all(lines):
        raise UsageError(f"--manifest {str(file)!r} is neither a {FILE} nor lines as sha256sum prints them")
    return {line[2]: line[1] for line in lines if line}


def as_document(record: Record) -> dict[str, object]:
    """The record as JSON."""
    return asdict(record)
