"""How long a model is waited for."""

from __future__ import annotations

import time
from collections.abc import Callable

from assistant.errors import ModelError

_IN_ALL = 10


class Patience:
    """The wait for one answer, however often it is asked for: at most `seconds` from the question, and then from the last words that came, to the
    next, and ten times that in all. What else a server sends meanwhile is no sign of an answer.
    """

    def __init__(self, seconds: float, where: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._where, self._clock = seconds, where, clock
        self._began = self._last = clock()
        self._has_words = False

    def heard(self) -> None:
        """Takes notice that words came, or were told on."""
        self._last, self._has_words = self._clock(), True

    @property
    def left(self) -> float:
        """How many seconds are left to wait; below zero where none are."""
        return min(self._last + self._seconds, self._began + _IN_ALL * self._seconds) - self._clock()

    def told(self) -> str:
        """What to say when it is at its end."""
        if not self._has_words:
            said = f"gave no answer within {self._seconds:g} s"
        elif self._last + self._seconds <= self._clock():
            said = f"wrote nothing more for {self._seconds:g} s"
        else:
            said = f"was still writing after {_IN_ALL * self._seconds:g} s"
        return f"{self._where} {said}; raise ASSISTANT_TIMEOUT or use a faster model"

    def require_left(self) -> float:
        """The seconds left to wait. Raises `ModelError` where there are none."""
        if (left := self.left) <= 0:
            raise ModelError(self.told())
        return left
