"""A key goes to its endpoint and nowhere else, in no form, whatever goes wrong there."""

from __future__ import annotations

import base64
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from assistant.assistant import Assistant
from assistant.conversations.running import Answering, Request
from assistant.conversations.threads import Conversations
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, WordEmbedder, write_notes

SECRET = "Kx8/vQ2m+Z7LpR4wTn9b"  # noqa: S105 - of no account
KEY = f"sk-proj-{SECRET}"
JSON, STREAM = {"content-type": "application/json"}, {"content-type": "text/event-stream"}
SAID_BACK = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}", "code": KEY}})
FAULTS = [
    (401, JSON, SAID_BACK),
    (403, {"content-type": "text/html"}, f"<p>{KEY}</p>"),
    (400, JSON, SAID_BACK),
    (307, {"location": f"http://127.0.0.1:9/v1?key={quote(KEY, safe='')}"}, ""),
    (500, {**JSON, "retry-after": "0.01"}, SAID_BACK),
    (200, STREAM, f"data: {SAID_BACK}\n\n"),
    (200, JSON, f'{{"{KEY}": 1}}'),
]
QUESTION = "How often is a levain fed?"


def forms() -> set[bytes]:
    """The key in every form in which it could be told: as it is, in parts of eight, in base64 at any place, for an address, in hexadecimal."""
    parts = {SECRET[i : i + 8] for i in range(len(SECRET) - 7)}
    for text in {KEY, SECRET}:
        for before in range(3):
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                parts.add(encode(b"\0" * before + text.encode()).decode()[4:-4])
        parts |= {quote(text, safe=""), quote(text), text.encode().hex()}
    return {part.encode() for part in parts}


def assert_no_key(text: str | bytes, where: object) -> None:
    raw = text.encode() if isinstance(text, str) else text
    assert [form for form in forms() if form in raw] == [], where


def test_a_key_is_found_in_each_form() -> None:
    for told in (KEY, f"x{SECRET[3:14]}y", base64.b64encode(f"Bearer {KEY}".encode()).decode(), quote(KEY, safe=""), KEY.encode().hex()):
        with pytest.raises(AssertionError):
            assert_no_key(told, "")


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script()) as running:
        yield running


def test_whatever_goes_wrong_no_key_is_in_an_output_a_log_an_address_or_the_home(
    tmp_path: Path, script: Script, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    made = Assistant(load_settings(notes=notes, home=home, base_url=script.url, model="m", api_key=KEY), embedder=WordEmbedder())
    made.index()
    threads = Conversations(home)
    with caplog.at_level(logging.DEBUG):
        for script.fault in FAULTS:
            assert_no_key(json.dumps(made.ask(QUESTION).to_json()), script.fault)
            assert_no_key(json.dumps(made.summarize("levain").to_json()), script.fault)
            number = threads.ask(threads.start(QUESTION), QUESTION)
            assert Answering(threads).start(made, Request(number, QUESTION)).done.wait(60)
    assert script.headers[-1]["authorization"] == f"Bearer {KEY}"
    assert_no_key(repr(made.settings) + str(made.settings), "settings")
    assert_no_key(caplog.text + "".join(capfd.readouterr()), "log")
    assert all(KEY not in body["path"] for body in script.asked)
    files = [file for file in home.rglob("*") if file.is_file()]
    assert len(files) > 3
    for file in files:
        assert_no_key(file.read_bytes() + str(file).encode(), file)


@pytest.mark.parametrize("command", [["ask", QUESTION], ["ask", QUESTION, "--json"], ["doctor"]])
def test_no_command_prints_the_key(tmp_path: Path, script: Script, command: list[str]) -> None:
    script.fault = FAULTS[0]
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    environment = {**os.environ, "OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": script.url, "ASSISTANT_MODEL": "m"}
    place = ["--notes", str(notes), "--home", str(tmp_path / "home")]
    run = subprocess.run([sys.executable, "-m", "assistant", *command, *place], capture_output=True, env=environment, check=False)
    assert script.asked
    assert_no_key(run.stdout + run.stderr, command)
    for file in (tmp_path / "home").rglob("*"):
        if file.is_file():
            assert_no_key(file.read_bytes(), file)
