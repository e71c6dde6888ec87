"""An answer in a terminal while it is written: what came is kept, whatever ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
from rich.console import Console

from assistant.cli.streaming import streamed
from assistant.endpoint.client import Endpoint
from assistant.errors import Stopped
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, write_notes

FED = "A levain is fed every 12 hours [1]. "
QUESTION = "How often is a levain fed?"


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script(replies=[(FED, "Rye ferments")])) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path) -> list[str]:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    return ["--notes", str(notes), "--home", str(tmp_path / "home")]


def started(script: Script, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "OPENAI_BASE_URL": script.url, "ASSISTANT_MODEL": "m", "ASSISTANT_TIMEOUT": "60"}
    command = [sys.executable, "-m", "assistant", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment)


def test_text_and_thoughts_are_shown_as_they_come_and_cleared_away() -> None:
    file = StringIO()
    with streamed(Console(file=file, force_terminal=True, width=60, height=8)) as heard:
        heard.thoughts("Flour first.\nThen water. " * 20)
        heard.live.refresh()
        heard.text("A levain is fed.\n" * 40)
        heard.live.refresh()
    assert "thinking …" in file.getvalue()
    assert "A levain is fed." in file.getvalue()


def test_nothing_is_shown_meanwhile_where_no_terminal_is() -> None:
    file = StringIO()
    with streamed(Console(file=file)) as heard:
        heard.thoughts("Flour.")
        heard.text("A levain is fed.")
    assert file.getvalue().strip() == ""


def test_the_first_ctrl_c_stops_the_answer_and_the_second_the_program() -> None:
    before = signal.getsignal(signal.SIGINT)
    with streamed(Console(file=StringIO())) as heard:
        with pytest.raises(Stopped):
            signal.raise_signal(signal.SIGINT)
        assert heard.stopped
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_ends_an_answer_whose_model_is_silent(script: Script) -> None:
    script.silence = 60
    pressed: list[float] = []

    def press() -> None:
        while not script.asked:  # what asks may have to be loaded first
            time.sleep(0.02)
        pressed.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    Thread(target=press, daemon=True).start()
    with streamed(Console(file=StringIO())), pytest.raises(Stopped):
        Endpoint(load_settings(base_url=script.url, model="m")).complete([{"role": "user", "content": "Hello?"}], 9)
    assert time.monotonic() - pressed[0] < 1
    assert script.left.wait(1)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"stop_after": 1, "then": 'data: {"error": {"message": "x"}}\n\n'}, "failed while it answered"),
        ({"finish": "content_filter"}, "content filter"),
    ],
)
def test_ask_keeps_what_came_of_a_cut_answer_and_says_what_happened(
    script: Script, place: list[str], fault: dict[str, object], said: str
) -> None:
    for name, value in fault.items():
        setattr(script, name, value)
    out, told = started(script, "ask", QUESTION, *place).communicate(timeout=120)
    assert "A levain is fed every 12 hours. [1]" in out
    assert said in told
    assert "Traceback" not in told


def test_chat_keeps_what_came_and_goes_on_with_it(script: Script, place: list[str]) -> None:
    script.finish = "length"
    out, told = started(script, "chat", *place).communicate(f"{QUESTION}\ncontinue\n\n", timeout=120)
    assert out.count("A levain is fed every 12 hours. [1]") == 2
    assert "say `continue` to go on with this answer" in told
    assert script.chats()[-1]["messages"][-2] == {"role": "assistant", "content": "A levain is fed every 12 hours. [1]"}


def test_ctrl_c_keeps_what_came_of_an_answer(script: Script, place: list[str]) -> None:
    script.replies, script.stop_after, script.then, script.pause = [(FED, "")], 1, ": wait\n\n", 0.1
    asking = started(script, "ask", QUESTION, *place)
    while not script.chats():
        assert asking.poll() is None
        time.sleep(0.05)
    time.sleep(0.5)  # the first words are on their way
    asking.send_signal(signal.SIGINT)
    out, told = asking.communicate(timeout=60)
    assert "A levain is fed every 12 hours. [1]" in out
    assert "stopped" in told
    assert asking.returncode == 130
