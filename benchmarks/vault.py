"""Notes as many people keep them, made by a seed: a note a paper in folders, outlines, lists, texts; for how reading and indexing grow with the files.

`python -m benchmarks.vault [--files 10000] [--embedded 400]` makes such notes and prints one table: processor time of reading and merging beside that of
embedding, of bringing an index up to date, and the most memory that a process held meanwhile. Each part runs in a process of its own.

Entries have different titles; paragraphs are recombined from a small vocabulary of made words and common ones.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.assistant import Assistant
from assistant.embedding.embedder import Passages, Progress, Vectors32
from assistant.embedding.late_interaction import WordVectors
from assistant.embedding.minilm import LocalEmbedder
from assistant.index.chunks import chunk_entry
from assistant.notes.files import read_files
from assistant.notes.folder.walk import find_files
from assistant.notes.library import build_library
from assistant.settings import load_settings
from benchmarks.measures import measured, peak_megabytes

SEED = 20240607
_IN_FOLDER = 100
_DIMENSIONS = 384
_WORDS = """the of a and in to is for with that on as by an be are from this which it at can has not between more model results data method
study effect rate time cells soil water protein signal network field energy surface temperature sample growth structure response pressure
light species density transfer memory attention learning language image graph noise bound estimate matrix kernel policy reward""".split()
_SYLLABLES = "ba co du fe gi ha jo ku la me ni po ra si to vu wa xe yo zi".split()
_KINDS = ("paper", "paper", "paper", "text", "outline", "list")


def make_vault(folder: Path, files: int) -> Path:
    """Writes so many notes into `folder`. A smaller vault is a part of a larger one."""
    for number in range(files):
        rng = random.Random(f"{SEED} {number}")  # noqa: S311
        below = folder / f"folder {number // _IN_FOLDER:03}"
        below.mkdir(parents=True, exist_ok=True)
        kind = _KINDS[number % len(_KINDS)]
        (below / f"{kind} {number}.md").write_text(_note(kind, rng, number), encoding="utf-8")
    return folder


def _note(kind: str, rng: random.Random, number: int) -> str:
    title, year = _title(rng), rng.randrange(1990, 2025)
    if kind == "paper":
        head = f"---\ntitle: {title}\nauthors: [{_name(rng)}, {_name(rng)}]\nyear: {year}\ntags: [{rng.choice(_WORDS)}]\n---\n"
        return f"{head}\n## Summary\n\n{_text(rng, 3)}\n\n## Methods\n\n" + "".join(f"- {_sentence(rng)}\n" for _ in range(6))
    if kind == "text":
        return f"# {title}\n\n{_text(rng, 4)}\n\nSee [[paper {number // 2}]].\n\n{_text(rng, 4)}\n"
    if kind == "outline":
        entries = (f"- **{_title(rng)}** ({_name(rng)}, {year}) - {_sentence(rng)}\n  - {_sentence(rng)}\n" for _ in range(3))
        return f"# Notebook {number}\n\n## {rng.choice(_WORDS).title()}\n\n" + "".join(entries)
    return f"# {title}\n\n" + "".join(f"- {_sentence(rng)}\n" for _ in range(8))


def _made_word(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.choice((2, 3))))


def _name(rng: random.Random) -> str:
    return f"{rng.choice('ABCDEFGHIKLMNOPRSTW')}. {_made_word(rng).title()}"


def _title(rng: random.Random) -> str:
    return " ".join([_made_word(rng), *rng.sample(_WORDS, 4), _made_word(rng)]).capitalize()


def _sentence(rng: random.Random) -> str:
    return " ".join([*rng.choices(_WORDS, k=rng.randrange(8, 18)), _made_word(rng)]).capitalize() + "."


def _text(rng: random.Random, sentences: int) -> str:
    return " ".join(_sentence(rng) for _ in range(sentences))


class _Drawn:
    """Vectors drawn by a seed in the place of those of the local model, with as many words each; that model is loaded and reads the longest text once, so
    that its memory counts."""

    name = LocalEmbedder.name

    def __init__(self) -> None:
        self._real, self._rng = LocalEmbedder(), np.random.default_rng(SEED)
        self._real.passages(["word " * 300] * 8)

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors32:
        return self.passages(texts, progress).vectors

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Passages:
        drawn = self._rng.standard_normal((len(texts), _DIMENSIONS), dtype=np.float32)
        words = [self._rng.integers(-60, 60, (len(text.split()), _DIMENSIONS), dtype=np.int8).tobytes() for text in texts]
        if progress:
            progress(len(texts))
        return Passages(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), words)

    def query(self, text: str) -> Vectors32:
        return self._real.query(text)

    def question(self, text: str) -> tuple[Vectors32, WordVectors]:
        return self._real.question(text)


def _read(notes: Path, embedded: int) -> dict[str, float]:
    """Reading and merging, and the embedding of `embedded` chunks of theirs, by turns in pieces: processor seconds, the latter for all chunks."""
    files, start = find_files([notes]), time.process_time()
    entries = build_library(entry for reading in read_files(files) for entry in reading.entries)
    reading = time.process_time() - start
    texts = [chunk.text for entry in entries for chunk in chunk_entry(entry, load_settings().chunk_tokens)]
    chunking = time.process_time() - start - reading
    embedder, sample = LocalEmbedder(), random.Random(SEED).sample(texts, min(embedded, len(texts)))  # noqa: S311
    embedder.query("warm")
    start = time.process_time()
    embedder.passages(sample)
    share = len(texts) / max(len(sample), 1)
    return {"reading": reading, "chunking": chunking, "embedding": (time.process_time() - start) * share, "chunks": len(texts)}


def _sync(notes: Path, home: Path) -> dict[str, float]:
    """One sync: processor seconds of the process from its start, and the most memory it held."""
    report = Assistant(load_settings(notes=notes, home=home), embedder=_Drawn() if not home.exists() else None).index()
    return {"seconds": time.process_time(), "peak": peak_megabytes(), "entries": report.entries, "changed": float(report.embedded)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints the table; with `--part`, one part as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.vault", description="Reading and indexing many files.")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--embedded", type=int, default=400, help="chunks that are embedded for real")
    parser.add_argument("--part", choices=("read", "sync"), help=argparse.SUPPRESS)
    parser.add_argument("--notes", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args(arguments)
    if wanted.part:
        done = _read(wanted.notes, wanted.embedded) if wanted.part == "read" else _sync(wanted.notes, wanted.home)
        print(json.dumps(done))  # noqa: T201
        return
    with tempfile.TemporaryDirectory(prefix="vault-") as place:
        _show(*_measure(Path(place), wanted.files, wanted.embedded))


def _measure(base: Path, files: int, embedded: int) -> tuple[dict[str, float], list[tuple[str, dict[str, float]]]]:
    half = make_vault(base / "half", files // 2)
    part = ("--part", "read", "--notes", str(half), "--embedded", str(embedded))
    read = measured("benchmarks.vault", *part, folder=base)
    notes, home = make_vault(base / "notes", files), base / "home"
    sync = ("--part", "sync", "--notes", str(notes), "--home", str(home))
    done = [("first index, vectors drawn", measured("benchmarks.vault", *sync, folder=base))]
    measured("benchmarks.vault", *sync, folder=base)  # what was written only just then is read once more
    done.append(("nothing changed", measured("benchmarks.vault", *sync, folder=base)))
    with next(notes.rglob("text *.md")).open("a", encoding="utf-8") as file:
        file.write("\nA sentence that was added.\n")
    done.append(("one file changed", measured("benchmarks.vault", *sync, folder=base)))
    return read | {"files": files}, done


def _show(read: dict[str, float], syncs: Sequence[tuple[str, dict[str, float]]]) -> None:
    console = Console(width=120)
    reading, embedding = read["reading"], read["embedding"]
    console.print(
        f"reading and merging {read['files'] // 2:,.0f} files: {reading:.1f} s of a processor, embedding their {read['chunks']:,.0f} chunks "
        f"{embedding:.0f} s: {reading / embedding:.3f} (cutting them {read['chunking']:.1f} s)",
        highlight=False,
    )
    table = Table(f"{read['files']:,.0f} files", "processor, s", "peak memory, MB", "entries", "embedded", box=None)
    for label, one in syncs:
        table.add_row(label, f"{one['seconds']:.1f}", f"{one['peak']:.0f}", f"{one['entries']:,.0f}", f"{one['changed']:,.0f}")
    console.print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
