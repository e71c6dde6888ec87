"""Server-sent events (WHATWG HTML, "Server-sent events") of work that goes on in a thread of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

from assistant.endpoint.stopping import Stop, stoppable
from assistant.errors import Stopped
from assistant.services.faults import Fault, fault_of

Send = Callable[[str], None]

# As often as this it is noticed that the reader has left while nothing comes.
_SECONDS_OF_SILENCE = 1.0
_STILL_THERE = ": working\n\n"


class _LeftError(Exception):
    """Nobody listens any more."""


def event(document: Any, name: str | None = None) -> str:
    """One event: its name, where it has one, and a document as JSON."""
    return f"{f'event: {name}' + chr(10) if name else ''}data: {json.dumps(document, ensure_ascii=False)}\n\n"


def events(work: Callable[[Send], None], on_fault: Callable[[Fault], str]) -> Generator[str]:
    """What `work` sends, as it comes, then what `on_fault` makes of an error where there is one; a comment now and then while nothing comes.

    Where the reader leaves, what is asked of a model ends at once, and other work at the next thing that it sends.
    """
    queue: SimpleQueue[str | None] = SimpleQueue()
    left, stop = Event(), Stop()

    def send(text: str) -> None:
        if left.is_set():
            raise _LeftError
        queue.put(text)

    def run() -> None:
        try:
            with stoppable(stop):
                work(send)
        except (_LeftError, Stopped):
            return
        except Exception as error:
            queue.put(on_fault(fault_of(error)))
        finally:
            queue.put(None)

    Thread(target=run, daemon=True).start()
    try:
        while True:
            try:
                text = queue.get(timeout=_SECONDS_OF_SILENCE)
            except Empty:
                text = _STILL_THERE
            if text is None:
                return
            yield text
    finally:
        left.set()
        stop.ask()
