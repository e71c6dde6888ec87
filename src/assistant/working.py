"""Long work in threads of its own: a page that is reloaded or left takes nothing of it away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from assistant.assistant import Assistant
from assistant.endpoint.stopping import Stop, stoppable
from assistant.errors import AssistantError, Stopped

_FAULT = "Something went wrong with this. Try again; the terminal says more."
# Seconds in which work that is stopped comes to its next step.
_TO_END = 10.0
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Work:
    """Work on its way: which stage it is at, how much of that is done, the text that it has made so far, and what went wrong with it; empty where
    nothing did."""

    stage: str = ""
    part: int = 0
    of: int = 0
    text: str = ""
    fault: str = ""
    stopped: bool = False
    model: Stop = field(default_factory=Stop)
    done: Event = field(default_factory=Event)
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """How long it has been going on."""
        return time.monotonic() - self.began

    def stop(self) -> None:
        """Has it end at its next step, and what it asks of a model at once."""
        self.stopped = True
        self.model.ask()

    def tell(self, stage: str, part: int, of: int) -> None:
        """Says how far it is; ends it there where that was asked for."""
        if self.stopped:
            raise Stopped
        self.stage, self.part, self.of = stage, part, of


class Works:
    """The work that this process is doing, each piece under a name. Safe to share between threads."""

    def __init__(self) -> None:
        self._works: dict[str, Work] = {}
        self._lock = Lock()

    def start(self, name: str, action: Callable[[Work], object]) -> Work:
        """Begins work in a thread; where work of that name is on its way, that goes on. `action` keeps what it makes, and tells the work that it is
        given how far it is."""
        with self._lock:
            running = self._works.get(name)
            if running is not None and not running.done.is_set():
                return running
            work = self._works[name] = Work()
        Thread(target=_run, args=(work, action), daemon=True, name=name).start()
        return work

    def get(self, name: str) -> Work | None:
        """The work of a name, on its way or done last; None where there was none, or it was seen."""
        return self._works.get(name)

    def forget(self, name: str) -> None:
        """Forgets work that is done."""
        with self._lock:
            if (work := self._works.get(name)) and work.done.is_set():
                del self._works[name]


def _run(work: Work, action: Callable[[Work], object]) -> None:
    try:
        with stoppable(work.model):
            action(work)
    except Stopped:
        pass
    except AssistantError as error:
        work.fault = str(error)
    except Exception:  # a fault of ours: the page goes on, and who looks for it finds it on the terminal
        _log.exception("work failed")
        work.fault = _FAULT
    finally:
        work.done.set()


@contextmanager
def indexed_meanwhile(assistant: Assistant) -> Iterator[Work | None]:
    """Has the notes indexed in a thread while something else goes on, where they never were or some of them still wait to be embedded: the work; None
    where there is none to do. What is not done at the end is left to the next time."""
    if assistant.is_indexed() and not assistant.waiting():
        yield None
        return
    work = Works().start("index", lambda work: assistant.index(progress=work.tell))
    try:
        yield work
    finally:
        work.stop()
        work.done.wait(_TO_END)
