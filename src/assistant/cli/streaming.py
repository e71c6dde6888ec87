"""An answer in a terminal while it is written."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from rich.console import Console
from rich.live import Live
from rich.text import Text

from assistant.errors import Stopped
from assistant.text.display import plain

_SHOWN = 4_000  # characters of the end of a text that may stand on the screen
_SPARE_LINES = 3


@dataclass
class Streamed:
    """What is heard of an answer: `text` and `thoughts` take all that there is so far. `stopped`: Ctrl-C was pressed, and what came is kept."""

    live: Live
    stopped: bool = False
    _told: Text = field(default_factory=Text)

    def text(self, so_far: str) -> None:
        """Shows what is written, the end of it where it is longer than the screen."""
        self._show(Text(plain(so_far[-_SHOWN:])))

    def thoughts(self, so_far: str) -> None:
        """Shows in one dim line that the model thinks, and the last of what it thinks."""
        line = Text(f"thinking … {' '.join(plain(so_far[-_SHOWN:]).split())[-self.live.console.width :]}", "dim", no_wrap=True)
        if len(line) > self.live.console.width:
            line = Text("thinking … ", "dim", no_wrap=True) + line[-(self.live.console.width - 12) :]
        self._show(line)

    def _show(self, text: Text) -> None:
        height = max(self.live.console.height - _SPARE_LINES, 1)
        self.live.update(Text("\n").join(text.wrap(self.live.console, self.live.console.width)[-height:]))


@contextmanager
def streamed(console: Console) -> Iterator[Streamed]:
    """Shows an answer on `console` while it is written, where that is a terminal, and clears it away at the end: the whole answer with its verdicts
    takes its place. The first Ctrl-C meanwhile stops the answer and keeps what came, the second ends the program."""
    with Live(console=Console(file=console.file, force_terminal=console.is_terminal, width=console.width), transient=True) as live:
        live.console.quiet = not console.is_terminal
        heard = Streamed(live)
        with _ctrl_c_stops(heard):
            yield heard


@contextmanager
def _ctrl_c_stops(heard: Streamed) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(_: int, __: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        heard.stopped = True
        raise Stopped

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
