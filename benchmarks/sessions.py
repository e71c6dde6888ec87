"""Many sessions that open the app and ask at once: python -m benchmarks.sessions [--entries 5000] [--sessions 50] [--keep FOLDER]

Each is a session as a browser has one, over its socket: it has the chat drawn, asks a question, without a model, and stays until all have their answer.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack

from assistant.conversations.threads import Conversations
from benchmarks.app import Session, peak, resident, stand, tell

_PORT = 8995


async def measure(address: str, process: int, threads: Conversations, asked: Sequence[str], sessions: int) -> None:
    """Has them all come, ask, and leave; prints times, errors and memory."""
    before, known = resident(process), {thread.id for thread in threads.threads()}
    async with AsyncExitStack() as stack:
        begun = time.perf_counter()
        there = await asyncio.gather(*(stack.enter_async_context(Session(address)) for _ in range(sessions)))
        await asyncio.gather(*(one.run() for one in there))
        drawn = time.perf_counter()
        await asyncio.gather(*(one.run(asked[number % len(asked)]) for number, one in enumerate(there)))
        new = [thread.id for thread in threads.threads() if thread.id not in known]
        while any(exchange.state == "asked" for thread in new for exchange in threads.exchanges(thread)):
            await asyncio.sleep(0.2)
        answered, held = time.perf_counter(), resident(process)
    faults = [fault for one in there for fault in one.faults]
    each = [one.seconds[0] for one in there]
    tell(f"{sessions} sessions drawn in {drawn - begun:.1f} s; each in {statistics.median(each):.1f} s (median), {max(each):.1f} s at most")
    states = Counter(exchange.state for thread in new for exchange in threads.exchanges(thread))
    tell(f"their questions answered in {answered - drawn:.1f} s: {dict(states)}")
    tell(f"{len(faults)} errors; memory {before:.0f} MB before, {held:.0f} MB with all there, {peak(process):.0f} MB at most")
    for fault in sorted(set(faults)):
        tell("  ", fault)


def main() -> None:
    """Makes the library, starts the app, lets them in."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sessions", description="How many sessions the app serves at once.")
    parser.add_argument("--sessions", type=int, default=50)
    with stand(parser, _PORT) as there:
        asyncio.run(measure(f"ws://127.0.0.1:{_PORT}", there.process, Conversations(there.home), there.asked, there.wanted.sessions))


if __name__ == "__main__":
    main()
