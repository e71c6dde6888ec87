"""How the time that something takes grows when what it is given doubles."""

from __future__ import annotations

import time
from collections.abc import Callable

# Rounds until what else runs on the machine no longer tells: the best of more is nearer to the truth, never below it.
_FEWEST, _MOST = 3, 12
_CLEAR = 2.3


def growth(work: Callable[[str], object], unit: str, size: int) -> float:
    """Processor time for `size` characters made of `unit` twice over, to that for `size`; the best of a few runs each, in turn."""

    def taken(length: int, run: int) -> float:
        text = f"{run} " + unit * (length // len(unit)) + "x"
        start = time.process_time()
        work(text)
        return time.process_time() - start

    once = twice = float("inf")
    for run in range(_MOST):
        once, twice = min(once, taken(size, run)), min(twice, taken(2 * size, run))
        if run + 1 >= _FEWEST and twice / once < _CLEAR:
            break
    return twice / once
