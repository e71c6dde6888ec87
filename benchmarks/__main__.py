"""`make bench`: one table of times from one run, on a copy of the shipped corpus. Nothing is asserted; machines differ.

Times of steps that can be compared are given as ratios to the bare embedding of the same texts, measured in the same run.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.assistant import Assistant
from assistant.index.chunks import chunk_entry
from assistant.index.embeddings import LocalEmbedder
from assistant.settings import load_settings, shipped

QUESTIONS = (
    "What does the Lost in the Middle paper find?",
    "Which papers are about model merging?",
    "who wrote speculative decoding and when",
    "How does S4 differ from Mamba?",
    "How many attention heads does the IOI circuit have?",
    "papers since 2023 on jailbreaks in low-resource languages",
    "a method that edits facts by changing feedforward weights",
    "what are the critiques of sparse autoencoders",
)
ROUNDS = 10


def seconds(action: Callable[[], object]) -> float:
    """Wall-clock seconds that `action` takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as base:
        notes = Path(shutil.copytree(shipped("corpus"), Path(base) / "notes"))
        measure(notes, Path(base) / "home")


def measure(notes: Path, home: Path) -> None:
    """The table for the notes in `notes`, with the index below `home`."""
    assistant = Assistant(load_settings(notes=notes, home=home))
    assistant.embedder.query("warm")
    built = seconds(assistant.index)
    texts = [chunk.text for entry in assistant.entries() for chunk in chunk_entry(entry, assistant.settings.chunk_tokens)]
    bare = seconds(lambda: LocalEmbedder().documents(texts))
    command = [sys.executable, "-m", "assistant.cli", "index", "--notes", str(notes), "--home", str(home)]
    unchanged = seconds(lambda: subprocess.run(command, check=True, capture_output=True))
    with (notes / "llms.md").open("a", encoding="utf-8") as file:
        file.write("\n- **A New Paper on Nothing at All** (nobody, 2026) - It says little.\n")
    changed = seconds(lambda: subprocess.run(command, check=True, capture_output=True))
    cold = seconds(lambda: subprocess.run([*command[:3], "ask", QUESTIONS[0], *command[4:]], check=True, capture_output=True))
    asks = latencies(lambda question: assistant.ask(question, use_model=False))
    searches = latencies(assistant.search)

    table = Table("measure", "value", box=None)
    entries, chunks = assistant.counts()
    table.add_row("entries, chunks", f"{entries}, {chunks}")
    table.add_row("index from nothing", f"{built:.1f} s ({built / bare:.2f} x the bare embedding of the same texts, {bare:.1f} s)")
    table.add_row("sync, nothing changed (whole command)", f"{unchanged:.2f} s")
    table.add_row("sync, one entry added (whole command)", f"{changed:.2f} s")
    table.add_row("first answer, cold (whole command)", f"{cold:.2f} s")
    for name, times in (("search", searches), ("ask without a model", asks)):
        table.add_row(f"{name}, warm p50 / p95", f"{times[0]:.1f} / {times[1]:.1f} ms")
    Console(width=140).print(table)


def latencies(ask: Callable[[str], object]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds over the questions, several rounds, after one to warm up."""
    ask(QUESTIONS[0])
    times = sorted(seconds(lambda question=question: ask(question)) * 1e3 for _ in range(ROUNDS) for question in QUESTIONS)
    return statistics.median(times), times[int(0.95 * len(times))]


if __name__ == "__main__":
    main()
