"""What changed since last time: reads the notes, compares, embeds what is new and removes what vanished.

Order of writing, so that a kill at any moment leaves an index that readers can use and the next run completes:
  1. the catalog is marked unfinished;
  2. vectors of new chunks are added: readers do not know these ids yet and pass over them;
  3. the catalog changes in one transaction: readers now see the new notes;
  4. vectors of vanished chunks are deleted, and the mark is taken off.
A chunk's id holds a hash of its text, so a vector that is there already is never computed again.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from assistant.errors import StoreError
from assistant.index.catalog import Catalog, dump_entry, explained
from assistant.index.chunks import CHUNKING_VERSION, Chunk, chunk_entry
from assistant.index.embeddings import Embedder
from assistant.index.vectors import VectorStore
from assistant.notes.entry import Entry
from assistant.notes.files import GRAMMAR_VERSION, FileReading, NoteFile, find_files, read_file
from assistant.notes.library import build_library

Status = Literal["indexed", "unchanged", "removed", "skipped", "failed"]
Progress = Callable[[str, int, int], None]

_EMBED_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What a sync did with one file. `entries` is how many it gave; `unplaced` are (line, reason) of what could not be placed."""

    path: str
    same = last is not None and last.status == "read" and last.digest == reading.digest
    status: Status = reading.status if reading.status != "read" else "unchanged" if same else "indexed"
    return FileOutcome(reading.source.shown, status, len(reading.entries), reading.reason, reading.unplaced)


def summary(report: SyncReport) -> str:
    """One line on what a sync did."""
    states = Counter(outcome.status for outcome in report.files)
    files = ", ".join(f"{number} {status}" for status, number in sorted(states.items()))
    return (
        f"{report.entries} entries in {report.chunks} chunks; files: {files}; {report.embedded} chunks embedded, "
        f"{report.removed} removed, {report.seconds:.1f} s"
    )
