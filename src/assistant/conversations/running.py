"""Answers that are being made, each in a thread of its own: a page that is reloaded or left takes nothing of them away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from threading import Event, Lock, Thread
from typing import Any

from assistant.assistant import Assistant
from assistant.conversations.next_questions import next_questions
from assistant.conversations.reply import Said, Wishes, is_overview, reply
from assistant.conversations.threads import Conversations
from assistant.endpoint.local_model import told_of_loading
from assistant.endpoint.stopping import Stop, stoppable
from assistant.errors import AssistantError, Stopped
from assistant.retrieval.evidence import Evidence
from assistant.spending.metered import in_thread
from assistant.text.display import plural

_SAVE_EVERY_SECONDS = 0.2
_FAULT = "Something went wrong with this answer. Try again, or ask in other words; the terminal says more."
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Running:
    """An answer on its way: what is written of it so far, what its model thinks aloud, what is being done, the evidence once it is gathered, and
    whether it is done."""

    text: str = ""
    thoughts: str = ""
    doing: str = "Reading the notes"
    done: Event = field(default_factory=Event)
    evidence: tuple[Evidence, ...] = ()
    stopped: bool = False
    stop: Stop = field(default_factory=Stop)
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """How long it has been going on."""
        return time.monotonic() - self.began


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be answered: a stored question by its number, with what was said before and how to answer."""

    number: int
    question: str
    before: Sequence[Said] = ()
    wishes: Wishes = field(default_factory=Wishes)


class Answering:
    """The answers that this process is making. Safe to share between threads."""

    def __init__(self, threads: Conversations, first: Callable[[], None] = lambda: None) -> None:
        """`first` is called before each answer is begun, beside whoever asked."""
        self._threads, self._first = threads, first
        self._running: dict[int, Running] = {}
        self._lock = Lock()

    def on_the_way(self) -> dict[int, Running]:
        """The answers that are on their way now, by the numbers of their questions."""
        return dict(self._running)

    def start(self, assistant: Assistant, request: Request) -> Running:
        """Begins to answer, and stores what comes of it; where it has begun before, that goes on."""
        with self._lock:
            if request.number in self._running:
                return self._running[request.number]
            running = self._running[request.number] = Running()
        Thread(target=self._work, args=(assistant, request, running), daemon=True, name=f"answer-{request.number}").start()
        return running

    def stop(self, number: int) -> None:
        """Ends an answer that is on its way, also where its model is silent; what is written of it is kept."""
        running = self._running.get(number)
        if running is None or running.done.is_set():
            return
        self._threads.stop(number, running.text)
        running.stopped = True
        running.stop.ask()
        running.done.set()
        self._running.pop(number, None)

    def _work(self, assistant: Assistant, request: Request, running: Running) -> None:
        document, fault = None, ""
        try:
            self._first()
            wishes, heard = self._told(request, running), assistant.overheard(self._thinking(running))
            with stoppable(running.stop), in_thread(self._threads.thread_of(request.number)), told_of_loading(wishes.on_progress):
                document = reply(heard, request.question, request.before, wishes).document()
        except Stopped:
            pass
        except AssistantError as error:
            fault = str(error)
        except Exception:  # a fault of ours: the conversation goes on, and who looks for it finds it on the terminal
            _log.exception("an answer failed")
            fault = _FAULT
        self._store(request.number, running, document, fault)
        if document is not None and not running.stopped and not is_overview(document):
            self._suggest(assistant, request.number, document)

    def _suggest(self, assistant: Assistant, number: int, document: dict[str, Any]) -> None:
        """Finds the questions that may follow once the answer is there: nobody waits for them."""
        try:
            self._threads.suggest(number, next_questions(assistant, document))
        except Exception:  # an answer without them is one all the same
            _log.exception("no questions could be suggested")

    def _store(self, number: int, running: Running, document: dict[str, Any] | None, fault: str) -> None:
        try:
            if running.stopped:
                if document is not None:
                    self._threads.keep_stopped(number, document)
            elif document is not None:
                self._threads.answer(number, document)
            else:
                self._threads.fail(number, fault)
        except AssistantError:
            _log.exception("an answer could not be stored")
        finally:
            if self._running.get(number) is running:  # it may have been asked again since it was stopped
                del self._running[number]
            running.done.set()

    def _thinking(self, running: Running) -> Callable[[str], None]:
        def on_thoughts(so_far: str) -> None:
            _go_on(running)
            running.thoughts = so_far

        return on_thoughts

    def _told(self, request: Request, running: Running) -> Wishes:
        """The wishes of a request, with ears for what comes."""
        saved = 0.0

        def on_text(so_far: str) -> None:
            nonlocal saved
            _go_on(running)
            if time.monotonic() - saved > _SAVE_EVERY_SECONDS:
                self._threads.keep_partial(request.number, so_far)
                running.text, saved = so_far, time.monotonic()  # on the disk before it is on the screen

        def on_evidence(pieces: Sequence[Evidence]) -> None:
            _go_on(running)
            running.evidence = tuple(pieces)
            running.doing = f"Reading {len(pieces)} {plural(len(pieces), 'entry')}"

        def on_progress(stage: str, done: int, of: int) -> None:
            _go_on(running)
            running.doing = f"{stage}: {done} of {of}"

        return replace(request.wishes, on_evidence=on_evidence, on_text=on_text, on_progress=on_progress)


def _go_on(running: Running) -> None:
    if running.stopped:
        raise Stopped
