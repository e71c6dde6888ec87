"""What is measured at several sizes of library: search, answers, index and memory, each read by a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.embedding.minilm import LocalEmbedder
from assistant.index.chunks import chunk_entry
from assistant.settings import load_settings, shipped
from benchmarks.library import MadeAssistant, MadeLibrary, RecombiningEmbedder, entries_of, make_library, parts_of
from benchmarks.measures import Times, measured, megabytes, run_module, seconds

SIZES = (1_000, 10_000, 100_000)
_COMPARED = 200


@dataclass(frozen=True, slots=True)
class SizeTimes:
    """One size of library. `built` is the sync with made vectors in seconds, `unchanged` a whole sync command with nothing changed, `opened` the first
    search of a process in seconds; `index` and `peak` in MB."""

    entries: int
    chunks: int
    built: float
    unchanged: float
    opened: float
    search: Times
    ask: Times
    index: float
    peak: float


@dataclass(frozen=True, slots=True)
class SizesMeasured:
    """All sizes that were asked for and what they took, and the mean cosine of made vectors to those that embedding their texts gives."""

    asked: tuple[int, ...]
    sizes: tuple[SizeTimes, ...]
    likeness: float


def measure_sizes(base: Path, sizes: Sequence[int], tell: Callable[[str], None]) -> SizesMeasured:
    """Makes, indexes and asks a library of each size below `base`. `tell` is told what is done next."""
    corpus = shipped("corpus")
    entries = entries_of(corpus)
    parts = parts_of(entries)
    tell("embedding the parts of made entries")
    embedder = RecombiningEmbedder(parts)
    done = []
    for size in sizes:
        library = make_library(base / str(size) / "notes", corpus, parts, max(size - len(entries), 0))
        done.append(_measure(library, base / str(size) / "home", embedder, lambda text, size=size: tell(f"{size:,} entries: {text}")))  # type: ignore[misc]
    return SizesMeasured(tuple(sizes), tuple(done), _likeness(library, embedder) if done else 1.0)


def _measure(library: MadeLibrary, home: Path, embedder: RecombiningEmbedder, tell: Callable[[str], None]) -> SizeTimes:
    embedder.learn(library)
    assistant = MadeAssistant(load_settings(notes=library.folder, home=home), embedder)
    built = seconds(lambda: assistant.index(progress=lambda stage, done, of: tell(f"{stage} {done:,} of {of:,}")))
    tell("searching and asking in a process of its own")
    read = measured("benchmarks.fresh", str(library.folder), str(home), folder=home)
    where = ("--notes", str(library.folder), "--home", str(home))
    unchanged = seconds(lambda: run_module("assistant", "index", *where, folder=home))
    search, ask = Times(tuple(read["search"])), Times(tuple(read["ask"]))
    return SizeTimes(read["entries"], read["chunks"], built, unchanged, read["opened"], search, ask, megabytes(home), read["peak"])


def _likeness(library: MadeLibrary, embedder: RecombiningEmbedder) -> float:
    """Mean cosine between made vectors and those of the local model for the same texts."""
    notebook = next(iter(sorted(library.folder.glob("made-*.md"))), None)
    entries = entries_of(notebook) if notebook else []
    texts = embedder.recombined([chunk.text for entry in entries for chunk in chunk_entry(entry, 240)])[:_COMPARED]
    if not texts:
        return 1.0
    return float(np.mean(np.sum(embedder.documents(texts) * LocalEmbedder().documents(texts), axis=1)))
