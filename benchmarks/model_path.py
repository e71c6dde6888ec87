"""What the assistant adds to a model's answer: python -m benchmarks.model_path [--questions 60] [--home FOLDER]

A scripted model on loopback, in a process of its own, answers each question in sentences of the evidence it was shown, a word at a time. Measured are the
processor time of this process for one answer (understood, searched for, asked, streamed, cited, checked: all but the server), and how long after
the server has sent its first word the first text is told; beside them the processor time of the same question answered with no model, which tells how
busy the machine is. The shipped corpus, the profile `large`: the model writes every answer.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from rich.console import Console

from assistant.assistant import Assistant
from assistant.settings import load_settings, shipped
from benchmarks.measures import Times, quiet
from benchmarks.questions import questions

_SENTENCES, _WARM = 5, 5
_BEFORE_FIRST, _BETWEEN = 0.05, 0.004  # seconds
tell = Console(highlight=False, soft_wrap=True).print


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.model_path", description="What the assistant adds to a model's answer.")
    parser.add_argument("--questions", type=int, default=60, help="how many questions are asked")
    parser.add_argument("--home", type=Path, help="a folder for the index, which is kept; otherwise a temporary one")
    wanted = parser.parse_args(arguments)
    settings = quiet(os.environ)
    os.environ.clear()
    os.environ.update(settings)
    with nullcontext(wanted.home) if wanted.home else tempfile.TemporaryDirectory(prefix="bench-") as home:
        _measure(Path(home), wanted.questions)


def _measure(home: Path, count: int) -> None:
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    first_word = context.Value("d", 0.0)
    server = context.Process(target=_serve, args=(theirs, first_word), daemon=True)
    server.start()
    url = ours.recv()
    assistant = Assistant(load_settings(notes=shipped("corpus"), home=home, base_url=url, model="scripted", profile="large"))
    assistant.index()
    asked = questions()
    asked = asked[:: max(len(asked) // (count + _WARM), 1)][: count + _WARM]
    own, without, delays = list[float](), list[float](), list[float]()
    for number, question in enumerate(asked):
        heard: list[float] = []
        began = time.process_time()
        answer = assistant.ask(question, on_text=lambda _, heard=heard: heard.append(time.monotonic()))  # type: ignore[misc]
        took = time.process_time() - began
        if number < _WARM or answer.by != "model":  # what the fields answer asks no model
            continue
        own.append(took * 1e3)
        began = time.process_time()
        assistant.ask(question, use_model=False)
        without.append((time.process_time() - began) * 1e3)
        delays.append((heard[0] - first_word.value) * 1e3)
    server.terminate()
    tell(f"{len(own)} answers by the model, of {len(asked) - _WARM} questions (median / 95th percentile)")
    tell(f"own work, processor time: {Times(tuple(own))}")
    tell(f"the same with no model: {Times(tuple(without))}")
    tell(f"first text after the server's first word: {Times(tuple(delays))}")


def _serve(told: Connection, first_word: Any) -> None:
    class Handler(_Scripted):
        stamp = first_word

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.send(f"http://127.0.0.1:{server.server_address[1]}/v1")
    server.serve_forever()


class _Scripted(BaseHTTPRequestHandler):
    """Streams sentences of the evidence in the prompt, each with its marker, as server-sent events of chat completions."""

    stamp: Any

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""

    def do_POST(self) -> None:
        """Answers a chat completion."""
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        prompt = asked["messages"][-1]["content"]
        sentences = re.findall(r"^(?!\[).*\S \[\d+\]$", prompt, re.MULTILINE)[:_SENTENCES] or ["1"]
        words = re.findall(r"\S+\s*", "\n".join(sentences))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        time.sleep(_BEFORE_FIRST)
        for place, word in enumerate(words):
            self._event({"choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}]})
            if not place:
                self.stamp.value = time.monotonic()
            time.sleep(_BETWEEN)
        self._event(
            {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 9, "completion_tokens": 9}}
        )
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, document: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(document)}\n\n".encode())
        self.wfile.flush()


if __name__ == "__main__":
    main()
