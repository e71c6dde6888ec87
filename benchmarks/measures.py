"""How anything is measured here: wall-clock times, their percentiles, peak memory, sizes on disk, whole commands in processes of their own."""

from __future__ import annotations

import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.evals.metrics import percentile

# No library of a benchmark reports to anybody, and none looks for a model over the network.
_QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
}
_OWN = ("ASSISTANT_", "OPENAI_")


@dataclass(frozen=True, slots=True)
class Times:
    """Times of one action over many questions, in milliseconds."""

    milliseconds: tuple[float, ...]

    @property
    def p50(self) -> float:
        """The median."""
        return percentile(self.milliseconds, 0.5)

    @property
    def p95(self) -> float:
        """The 95th percentile."""
        return percentile(self.milliseconds, 0.95)

    def __str__(self) -> str:
        return f"{self.p50:.1f} / {self.p95:.1f} ms"


def seconds(action: Callable[[], object]) -> float:
    """Wall-clock seconds that `action` takes; what earlier work left to collect is collected before."""
    gc.collect()
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def times(action: Callable[[str], object], questions: Sequence[str]) -> Times:
    """The times of `action` over questions, each once."""
    return Times(tuple(seconds_of(action, question) * 1e3 for question in questions))


def seconds_of(action: Callable[[str], object], question: str) -> float:
    """Wall-clock seconds of one question, as a user would wait for it: with whatever collecting falls due."""
    start = time.perf_counter()
    action(question)
    return time.perf_counter() - start


def middle(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def peak_megabytes() -> float:
    """The most memory (resident set) this process has held, in MB.

    `ru_maxrss` is no more than a fallback: on Linux a child process starts with the mark of the parent that spawned it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        marked = next((line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:")), "")
        if marked:
            return int(marked.split()[1]) * 1024 / 1e6
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


def megabytes(folder: Path) -> float:
    """Size of all files below a folder, in MB."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def quiet(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which nothing is reported to anybody, and in which no setting of the user's own changes what is measured."""
    return {name: value for name, value in environment.items() if not name.startswith(_OWN)} | _QUIET


def run_module(module: str, *arguments: str, folder: Path) -> str:
    """What `python -m module arguments` prints, run with `folder` as the working directory; it imports what this process imports.

    Raises `RuntimeError` with the last line of what it complains of.
    """
    root = str(Path(__file__).resolve().parent.parent)
    environment = quiet(os.environ) | {"PYTHONPATH": os.pathsep.join([root, *filter(None, sys.path)])}
    done = subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True, cwd=folder, env=environment)
    if done.returncode:
        raise RuntimeError(f"{module} {arguments[0]} failed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
    return done.stdout


def measured(module: str, *arguments: str, folder: Path) -> dict[str, Any]:
    """The JSON document that `python -m module arguments` prints on its last line."""
    document: dict[str, Any] = json.loads(run_module(module, *arguments, folder=folder).strip().splitlines()[-1])
    return document
