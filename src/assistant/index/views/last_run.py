"""The last run of `assistant index`, kept beside the index that it made, so that every face can show what became of each file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.index.sync import SyncReport
from assistant.kept import KeptDocuments
from assistant.text.display import plural

_KEY = "0"
_REPORT = TypeAdapter(SyncReport)


@dataclass(frozen=True, slots=True)
class LastRun:
    """What a run did, and when it ended (seconds since 1970)."""

    report: SyncReport
    when: float


def keep_run(folder: Path, report: SyncReport) -> None:
    """Keeps what a run did in the folder of its index. Raises `StoreError`."""
    _runs(folder).keep(_KEY, _REPORT.dump_python(report, mode="json"))


def last_run(folder: Path) -> LastRun | None:
    """The last run of an index; None where none was kept."""
    kept = _runs(folder).get(_KEY)
    try:
        return LastRun(_REPORT.validate_python(kept.document), kept.when) if kept else None
    except ValidationError:
        return None


def size_of(folder: Path) -> int:
    """How many bytes an index takes."""
    sizes = 0
    for file in folder.rglob("*"):
        try:
            sizes += file.stat().st_size if file.is_file() else 0
        except OSError:  # another process took it away meanwhile
            continue
    return sizes


def _runs(folder: Path) -> KeptDocuments:
    return KeptDocuments(folder / "runs", 1)


def summary(report: SyncReport) -> str:
    """One line on what a sync did."""
    states = Counter(outcome.status for outcome in report.files)
    files = ", ".join(f"{number} {status}" for status, number in sorted(states.items()))
    return (
        f"{report.entries} {plural(report.entries, 'entry')} in {report.chunks} {plural(report.chunks, 'chunk')}; files: {files}; "
        f"{report.embedded} {plural(report.embedded, 'chunk')} embedded, "
        f"{report.removed} removed, {report.seconds:.1f} s"
    )
