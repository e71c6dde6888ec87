"""What is measured on a copy of the shipped corpus: building it, bringing it up to date, the first answer after a cold start."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.assistant import Assistant
from assistant.embedding.embedder import Embedder, Passages, Progress
from assistant.embedding.minilm import LocalEmbedder
from assistant.index.chunks import chunk_entry
from assistant.settings import Settings, load_settings, shipped
from benchmarks.measures import middle, run_module, seconds
from benchmarks.questions import questions

ROUNDS = 5
_CHANGED = "llms.md"


@dataclass(frozen=True, slots=True)
class CorpusTimes:
    """Seconds. `built` and `bare` (the bare embedding of the same texts) are the least of several rounds that take turns: what else a machine does only
    ever adds. `busy` is the share of a build that is embedding, like the commands a median."""

    entries: int
    chunks: int
    built: float
    bare: float
    busy: float
    unchanged: float
    changed: float
    cold: float

    @property
    def ratio(self) -> float:
        """How much longer building takes than embedding alone."""
        return self.built / self.bare


class _Timed(LocalEmbedder):
    """The local model, and how long it was busy with texts."""

    busy = 0.0

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Passages:
        start = time.perf_counter()
        try:
            return super().passages(texts, progress)
        finally:
            self.busy += time.perf_counter() - start


class _Warm(Assistant):
    """An assistant whose embedding model is loaded already, so that building and bare embedding start alike."""

    def __init__(self, settings: Settings, embedder: Embedder) -> None:
        super().__init__(settings)
        self._embedder = embedder


def measure_corpus(base: Path, tell: Callable[[str], None]) -> CorpusTimes:
    """Measures in the empty folder `base`; `tell` is told what is done next."""
    notes = Path(shutil.copytree(shipped("corpus"), base / "notes"))
    embedder = _Timed()
    embedder.query("warm")
    built, bare, busy = [], [], []
    for number in range(ROUNDS):
        tell(f"corpus: building and bare embedding, round {number + 1} of {ROUNDS}")
        assistant = _Warm(load_settings(notes=notes, home=base / f"home{number}"), embedder)
        embedder.busy = 0.0
        built.append(seconds(assistant.index))
        busy.append(embedder.busy / built[-1])
        texts = [chunk.text for entry in assistant.entries() for chunk in chunk_entry(entry, assistant.settings.chunk_tokens)]
        bare.append(seconds(lambda texts=texts: embedder.documents(texts)))  # type: ignore[misc]
    entries, chunks = assistant.counts()
    tell("corpus: syncs and cold starts")
    unchanged, changed, cold = _commands(notes, base / "home0")
    return CorpusTimes(entries, chunks, min(built), min(bare), middle(busy), unchanged, changed, cold)


def _commands(notes: Path, home: Path) -> tuple[float, float, float]:
    """Whole commands, from the shell's start of Python to its end: nothing changed, one entry changed, the first answer."""
    where = ("--notes", str(notes), "--home", str(home))
    unchanged, changed, cold = [], [], []
    for number in range(ROUNDS):
        unchanged.append(seconds(lambda: run_module("assistant", "index", *where, folder=notes)))
        _change(notes / _CHANGED, number)
        changed.append(seconds(lambda: run_module("assistant", "index", *where, folder=notes)))
        cold.append(seconds(lambda: run_module("assistant", "ask", questions()[0], "--no-model", *where, folder=notes)))
    return middle(unchanged), middle(changed), middle(cold)


def _change(notebook: Path, number: int) -> None:
    """Adds a remark to the notebook's last entry."""
    with notebook.open("a", encoding="utf-8") as file:
        file.write(f"  - A remark that was added in round {number}.\n")
