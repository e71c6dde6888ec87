"""`make bench`: one table from one run. Nothing is asserted, machines differ; where things are compared they are measured side by side, as ratios.

python -m benchmarks [--sizes 1000 10000] [--without-peers] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import chdir, nullcontext
from pathlib import Path

from rich.console import Console

from assistant.settings import shipped
from benchmarks.corpus import measure_corpus
from benchmarks.measures import measured, quiet
from benchmarks.peers import OURS, ROWS, Row
from benchmarks.sizes import SIZES, measure_sizes
from benchmarks.table import PeerMeasured, make_table, notes_below

_TELL_EVERY = 5.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints: progress on standard error, the table on standard output."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed, memory and findings, beside other libraries.")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), help="entries of the libraries to be made")
    parser.add_argument("--without-peers", action="store_true", help="leave the other libraries out")
    parser.add_argument("--keep", type=Path, help="an empty folder to work in, which is kept; otherwise a temporary one")
    wanted = parser.parse_args(arguments)
    settings = quiet(os.environ)
    os.environ.clear()
    os.environ.update(settings)
    tell = teller(Console(stderr=True, highlight=False))
    with nullcontext(wanted.keep) if wanted.keep else tempfile.TemporaryDirectory(prefix="bench-") as place:
        base = Path(place).resolve()
        base.mkdir(exist_ok=True)
        with chdir(base):  # a `.env` of the user's does not change what is measured
            corpus = measure_corpus(base / "corpus", tell)
            sizes = measure_sizes(base / "sizes", wanted.sizes, tell)
            peers = [] if wanted.without_peers else [run_peer(row, base, tell) for row in (OURS, *ROWS)]
    console = Console(width=170)
    console.print(make_table(corpus, sizes, peers))
    console.print("", *notes_below(corpus, sizes, peers), sep="\n", highlight=False, markup=False, soft_wrap=True)


def run_peer(row: Row, base: Path, tell: Callable[[str], None]) -> PeerMeasured:
    """One row of the comparison, measured in a process of its own; what is missing, or how it failed, where it cannot be."""
    if row.missing:
        return PeerMeasured(row.label, problem=f"not installed ({', '.join(row.missing)}): run `make bench`, or install the extra `bench`")
    tell(f"beside others: {row.label}")
    try:
        return PeerMeasured(row.label, measured("benchmarks.peers", row.peer, row.documents, str(shipped("corpus")), folder=base))
    except RuntimeError as error:
        return PeerMeasured(row.label, problem=str(error))


def teller(console: Console) -> Callable[[str], None]:
    """What is told of a long run's progress: each new step at once, a step that counts every few seconds."""
    last_step, last_time = "", 0.0

    def tell(text: str) -> None:
        nonlocal last_step, last_time
        step = " ".join(text.split()[:3])
        if step != last_step or time.monotonic() - last_time > _TELL_EVERY:
            last_step, last_time = step, time.monotonic()
            console.print(f"{time.strftime('%H:%M:%S')} {text}", soft_wrap=True)

    return tell


if __name__ == "__main__":
    main()
