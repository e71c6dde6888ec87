"""Keeps the index of notes up to date while they are written."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event, Lock, Thread

from assistant.assistant import Assistant
from assistant.errors import AssistantError, NotesError
from assistant.index.sync import SyncReport
from assistant.notes.folder.walk import require_roots

_SETTLED = 800  # milliseconds without a change, so that a file is read when its editor is done with it
_TICK = 1000  # milliseconds
# Ticks after which what failed is tried again: twice as many each time, up to the second number.
_FIRST_TRY, _LAST_TRY = 2, 60
_NEWS_SECONDS = 60.0
_AFTER_THE_PAGE = 1.0  # seconds; who opens the app is shown something first, where there is an index to show
_NAMED = 3
_log = logging.getLogger(__name__)


def keep_up(
    index: Callable[[], SyncReport],
    roots: Sequence[Path],
    told: Callable[[SyncReport], None],
    failed: Callable[[AssistantError], None],
    stop: Event | None = None,
) -> None:
    """Has the notes in `roots` indexed once they are watched, after each change to them, and again where that failed, until `stop` is set or Ctrl-C is
    pressed. `told` gets each report (the first only where it tells of a change), `failed` each error that came in its place. Raises `NotesError` where
    a root is missing at the start, or where the notes cannot be watched."""
    require_roots(roots)
    fault, wait, left = "", _FIRST_TRY, 0
    for number, changed in enumerate(_ticks(roots, stop or Event())):
        left -= 1
        if number and not changed and (not fault or left > 0):
            continue
        try:
            report = index()
        except AssistantError as error:
            if changed or str(error) != fault:
                failed(error)
            fault, left, wait = str(error), wait, min(2 * wait, _LAST_TRY)
        else:
            fault, wait = "", _FIRST_TRY
            if number or report.changed:
                told(report)


def _ticks(roots: Sequence[Path], stop: Event) -> Iterator[bool]:
    """Whether something was changed since the last tick; the first comes when the watch has begun."""
    from watchfiles import watch

    changes = watch(
        *roots,
        debounce=_SETTLED,
        stop_event=stop,
        watch_filter=_is_of_notes,
        raise_interrupt=True,
        rust_timeout=_TICK,
        yield_on_timeout=True,
    )
    while not stop.is_set():
        try:
            changed = bool(next(changes, None))
        except (OSError, RuntimeError) as error:  # too many folders for the system, or a kind of disk that tells of nothing
            raise NotesError(f"the notes cannot be watched for changes ({str(error).splitlines()[0]})") from error
        yield changed


def _is_of_notes(_: object, path: str) -> bool:
    """Whether a change may concern notes: not one inside a hidden folder, but one of the files that say what is left out."""
    parts = Path(path).parts
    return not any(part.startswith(".") for part in parts[:-1]) and (
        not parts[-1].startswith(".") or parts[-1].endswith(("ignore", ".toml"))
    )


class Following:
    """Follows an assistant's notes in a thread of this process, so that questions are answered from them as they are. Safe to share between threads.

    `stage` is what is being done (stage, done, of), while something is; `fault` why the index is not up to date, in a line.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._stop = Event()
        self._starting, self._indexing = Lock(), Lock()
        self._roots: list[Path] = []
        self._unwatched = ""
        self._news: tuple[float, str] = (0.0, "")
        self.stage: tuple[str, int, int] | None = None
        self.fault = ""

    def follow(self) -> None:
        """Begins; where that was done, only where the notes are others by now."""
        roots = self._assistant.roots
        with self._starting:
            if roots == self._roots:
                return
            self._stop.set()
            self._stop, self._roots, self._unwatched = Event(), roots, ""
            self.stage, self.fault = ("reading", 0, 0), ""
            Thread(target=self._work, args=(roots, self._stop), daemon=True, name="follow-notes").start()

    def end(self) -> None:
        """Ends; what is being indexed is finished first."""
        with self._starting:
            self._stop.set()
            self._roots = []

    def look(self) -> None:
        """Brings the index up to date now where nobody tells of changes."""
        if self._unwatched:
            self.update()

    def update(self) -> SyncReport | None:
        """Brings the index up to date now; None where that fails, and `fault` says why."""
        try:
            before = self._assistant.is_indexed()
            report = self._index()
        except AssistantError as error:
            self.fault = str(error)
            return None
        self._tell(report, news=before)
        return report

    def said(self) -> str:
        """One line on what is to know of the index now; empty where all is well and old."""
        if told := self._assistant.partly_embedded():
            return told
        if self.fault:
            return self.fault
        if self._unwatched:
            return f"{self._unwatched}: they are looked through at each question"
        at, news = self._news
        return news if time.monotonic() - at < _NEWS_SECONDS else ""

    def _work(self, roots: Sequence[Path], stop: Event) -> None:
        try:
            if self._assistant.is_indexed():
                stop.wait(_AFTER_THE_PAGE)
                self._warm()
            self.update()
            keep_up(self._index, roots, self._tell, self._fail, stop)
        except NotesError as error:
            self._unwatched = str(error)
        except Exception:  # a fault of ours: questions are answered all the same
            _log.exception("the notes are no longer followed")
            self._unwatched = "the notes are no longer followed, the terminal says why"

    def _warm(self) -> None:
        try:
            self._assistant.warm()
        except AssistantError:
            pass  # who asks is told; and what is broken, the update that follows may mend
        except Exception:
            _log.exception("the index could not be opened beforehand")

    def _index(self) -> SyncReport:
        with self._indexing:
            try:
                return self._assistant.index(progress=self._progress)
            finally:
                self.stage = None

    def _progress(self, stage: str, done: int, of: int) -> None:
        self.stage = (stage, done, of)

    def _tell(self, report: SyncReport, *, news: bool = True) -> None:
        self.fault = "; ".join(f"{one.path}: {one.reason}" for one in report.failed[:_NAMED])
        if news and (changed := [one.path for one in report.files if one.status in {"indexed", "removed"}]):
            what = ", ".join(changed) if len(changed) <= _NAMED else f"{len(changed)} files"
            self._news = (time.monotonic(), f"up to date with {what}")

    def _fail(self, error: AssistantError) -> None:
        self.fault = str(error)
