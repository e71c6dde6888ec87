"""Stopping what is asked of a model, from whichever thread: the connection that is waited on is closed at once."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Event, Lock
from typing import Any

from assistant.errors import Stopped


class Stop:
    """Whether whoever asked wants no more. Safe to share between threads: one works under it (`stoppable`), another asks it to end."""

    def __init__(self) -> None:
        self._asked, self._lock = Event(), Lock()
        self._streams: list[Any] = []

    def ask(self) -> None:
        """Ends what is asked of a model under it, now and from then on."""
        with self._lock:
            self._asked.set()
            streams, self._streams = self._streams, []
        for stream in streams:
            _hang_up(stream)

    @property
    def is_asked(self) -> bool:
        """Whether it is to end."""
        return self._asked.is_set()

    def require_going_on(self) -> None:
        """Raises `Stopped` where it is to end."""
        if self.is_asked:
            raise Stopped

    def connected(self, _: str, told: Mapping[str, Any]) -> None:
        """Takes notice of what the HTTP client does (its extension `trace`): of each connection that it makes, the stream."""
        stream = told.get("return_value")
        if not hasattr(stream, "get_extra_info"):
            return
        with self._lock:
            self._streams.append(stream)
        if self.is_asked:
            _hang_up(stream)


_current: ContextVar[Stop | None] = ContextVar("stop", default=None)


@contextmanager
def stoppable(stop: Stop) -> Iterator[None]:
    """Has what this thread asks of a model meanwhile end where the stop is asked for: it raises `Stopped`."""
    before = _current.set(stop)
    try:
        yield
    finally:
        _current.reset(before)


def current_stop() -> Stop:
    """The stop that this thread works under; one that nobody asks where there is none."""
    return _current.get() or Stop()


def _hang_up(stream: Any) -> None:
    """Wakes whoever reads from a stream: to close its socket would not. Past the TLS layer, which another thread may be in."""
    with suppress(OSError, ValueError):
        if isinstance(sock := stream.get_extra_info("socket"), socket.socket):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
