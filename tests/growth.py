"""How the time that something takes grows when what it is given doubles."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

# More than twice by what noise adds, far from the four times of a square.
LIMIT = 2.6
# Rounds until what else runs on the machine no longer tells: the best of more is nearer to the truth, never below it.
_FEWEST, _MOST = 3, 12
_CLEAR = 2.3


def spent(work: Callable[[], object]) -> float:
    """Processor time, in seconds, without that of collecting what other tests left."""
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.enable()


def growth_of(prepared: Callable[[int, int], Callable[[], object]], size: int) -> float:
    """Processor time for twice the size to that for `size`; the best of a few runs each, in turn. `prepared(size, run)` gives what is timed."""
    once = twice = float("inf")
    for run in range(_MOST):
        once, twice = min(once, spent(prepared(size, run))), min(twice, spent(prepared(2 * size, run)))
        if run + 1 >= _FEWEST and twice / once < _CLEAR:
            break
    return twice / once


def growth(work: Callable[[str], object], unit: str, size: int) -> float:
    """Growth of the time that `work` takes for a text of `size` characters made of `unit`."""

    def prepared(length: int, run: int) -> Callable[[], object]:
        text = f"{run} " + unit * (length // len(unit)) + "x"
        return lambda: work(text)

    return growth_of(prepared, size)
