"""Who stops an answer ends at once what is asked of a model, however silent that is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from assistant.endpoint.client import Endpoint
from assistant.endpoint.stopping import Stop, stoppable
from assistant.errors import Stopped
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving

ASKED = [{"role": "user", "content": "How often is a levain fed?"}]
SILENT = 30.0


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script()) as running:
        yield running


def endpoint(script: Script) -> Endpoint:
    return Endpoint(load_settings(base_url=script.url, model="m", timeout_seconds=SILENT))


class Asking:
    """One who asks in a thread of its own, under a stop."""

    def __init__(self, script: Script) -> None:
        self.stop, self.said, self.ended = Stop(), "", Event()
        self._endpoint = endpoint(script)
        Thread(target=self._ask, daemon=True).start()

    def _ask(self) -> None:
        try:
            with stoppable(self.stop):
                for piece in self._endpoint.stream_chat(ASKED, 50):
                    self.said += piece
        except Stopped:
            self.ended.set()


@pytest.mark.parametrize(
    "silence", [{"silence": SILENT}, {"stop_after": 1, "pause": SILENT}], ids=["before the first word", "after some words"]
)
def test_a_silent_model_is_hung_up_on_at_once_and_not_asked_again(script: Script, silence: dict[str, float]) -> None:
    script.replies = [["A levain ", "is fed."]]
    for name, value in silence.items():
        setattr(script, name, value)
    asking = Asking(script)
    began = time.monotonic()
    while not script.asked or (script.stop_after and not asking.said):
        assert time.monotonic() - began < 20
        time.sleep(0.01)
    time.sleep(0.1)  # it waits now
    asking.stop.ask()
    assert asking.ended.wait(1)
    assert script.left.wait(1)
    assert len(script.asked) == 1


def test_what_is_stopped_already_is_not_even_asked(script: Script) -> None:
    stop = Stop()
    stop.ask()
    with stoppable(stop), pytest.raises(Stopped):
        endpoint(script).complete(ASKED, 50)
    assert script.asked == []


def test_one_who_stops_takes_nothing_from_others(script: Script) -> None:
    asked = endpoint(script)
    stop = Stop()
    with stoppable(stop):
        asked.complete(ASKED, 50)
    stop.ask()
    assert asked.complete(ASKED, 50).text == "Hello."
    assert asked.models() == ["small-model"]
