"""How the time that something takes grows when what it is given doubles."""

from __future__ import annotations

import time
from collections.abc import Callable


def growth(work: Callable[[str], object], unit: str, size: int) -> float:
    """Processor time for `size` characters made of `unit` twice over, to that for `size`; the best of three runs each."""

    def best(length: int) -> float:
        times = []
        for run in range(3):
            text = f"{run} " + unit * (length // len(unit)) + "x"
            start = time.process_time()
            work(text)
            times.append(time.process_time() - start)
        return min(times)

    return best(2 * size) / best(size)
