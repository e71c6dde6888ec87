"""A real HTTP server on loopback that speaks the OpenAI protocol from a script, and can be told to misbehave."""

from __future__ import annotations

import json
import select
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Script:
    """What the server says, and what it was asked.

    `replies` are sent one a request, each as a list of pieces; the last one repeats. `fault` is a raw reply (status, headers, body) that is
    sent instead of the first `faults` replies. `usage` None: the server does not say;
    `usage_more` is what it says beside. `stop_after` breaks the stream off after that many pieces, and `then` is the raw text
    that is sent last, again and again every `pause` seconds where there is one; `silence` is how long the server waits before it
    says anything at all; `slow` how long before each piece of the first reply. `protocol`: "chat", "responses" (and nothing else), or
    "whole" (chat completions that are never streamed). `window`: tokens
    of a prompt, at four characters each, that the model can read; what is longer is refused. `takes_system`: whether a system's words are.
    `finish` None: no piece says why it is the last. `done`: whether the stream says its end. `left`: whoever asked has hung up while it was silent.
    """

    replies: Sequence[Sequence[str]] = (("Hello.",),)
    models: Sequence[str] = ("small-model",)
    usage: tuple[int, int] | None = (20, 5)
    usage_more: Mapping[str, Any] = field(default_factory=dict)
    finish: str | None = "stop"
    done: bool = True
    then: str = ""
    pause: float = 0
    silence: float = 0
    slow: float = 0
    stop_after: int | None = None
    fault: tuple[int, dict[str, str], str] | None = None
    faults: int = 1_000
    refuses: Sequence[str] = ()
    protocol: str = "chat"
    window: int | None = None
    takes_system: bool = True
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def chats(self) -> list[dict[str, Any]]:
        return [body for body in self.asked if "messages" in body]


@contextmanager
def serving(script: Script) -> Iterator[Script]:
    """Runs the script; its `url` is the base URL."""

    class Handler(_Handler):
        said = script

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    said: Script

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keeps the test output clean."""

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["content-length"]))))

    def _answer(self, body: dict[str, Any]) -> None:
        said = self.said
        said.asked.append({"path": self.path, **body})
        said.headers.append({name.lower(): value for name, value in self.headers.items()})
        if said.silence:
            self._is_silent(said.silence)
            return
        refused = next((name for name in said.refuses if name in body), None)
        if refused:
            self._send(400, {"content-type": "application/json"}, json.dumps({"error": {"message": f"Unsupported parameter: '{refused}'"}}))
        elif problem := self._problem(body):
            self._send(400, {"content-type": "application/json"}, json.dumps({"error": {"message": problem}}))
        elif said.fault and said.faults > 0:
            said.faults -= 1
            self._send(*said.fault)
        elif self.path.endswith("/models"):
            self._json({"object": "list", "data": [{"id": name, "object": "model"} for name in said.models]})
        elif self.path.endswith("/embeddings"):
            vectors = [{"object": "embedding", "index": i, "embedding": vector_of(text)} for i, text in enumerate(body["input"])]
            self._json({"object": "list", "data": vectors[::-1], "model": body["model"]})
        elif self.path.endswith("/chat/completions") == (said.protocol == "responses"):
            self._send(404, {"content-type": "application/json"}, json.dumps({"error": {"message": "Not found"}}))
        elif said.protocol == "whole":
            text = "".join(self._pieces())
            self._json(
                {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": said.finish}], "usage": self._usage()}
            )
        elif said.protocol == "responses":
            self._respond()
        else:
            self._stream()

    def _problem(self, body: dict[str, Any]) -> str:
        messages = body.get("messages", body.get("input", []))
        if not self.said.takes_system and any(isinstance(one, dict) and one["role"] == "system" for one in messages):
            return "System role not supported"
        length = sum(len(one["content"]) for one in messages if isinstance(one, dict)) // 4
        if self.said.window is not None and length > self.said.window:
            return f"This model's maximum context length is {self.said.window} tokens, and the request has {length}."
        return ""

    def _pieces(self) -> Sequence[str]:
        asked = [body for body in self.said.asked if "messages" in body or "input" in body]
        return self.said.replies[min(len(asked), len(self.said.replies)) - 1]

    def _usage(self) -> dict[str, int] | None:
        usage = self.said.usage
        return {"prompt_tokens": usage[0], "completion_tokens": usage[1]} if usage else None

    def _respond(self) -> None:
        """As the Responses protocol streams."""
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self._event({"type": "response.created", "response": {"status": "in_progress"}})
        self._event({"type": "response.reasoning_text.delta", "delta": "First the flour."})
        for piece in self._pieces():
            self._event({"type": "response.output_text.delta", "delta": piece})
        usage = self.said.usage
        counts = {"input_tokens": usage[0], "output_tokens": usage[1]} if usage else None
        whole: dict[str, Any] = {"object": "response", "status": "completed", "output": [], "usage": counts}
        if self.said.finish == "length":
            whole |= {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
        self._event({"type": f"response.{whole['status']}", "response": whole})

    def _json(self, document: dict[str, Any]) -> None:
        self._send(200, {"content-type": "application/json"}, json.dumps(document))

    def _send(self, status: int, headers: dict[str, str], body: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def _stream(self) -> None:
        said = self.said
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        pieces = said.replies[min(len(said.chats()), len(said.replies)) - 1]
        for number, piece in enumerate(pieces):
            if number == said.stop_after:
                self._then()
                return
            if len(said.chats()) == 1:
                time.sleep(said.slow)
            self._event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
        if said.finish:
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": said.finish}]})
        if said.usage:
            counts = {"prompt_tokens": said.usage[0], "completion_tokens": said.usage[1]}
            self._event({"choices": [], "usage": {**counts, **said.usage_more}})
        if said.done:
            self.wfile.write(b"data: [DONE]\n\n")

    def _then(self) -> None:
        said = self.said
        try:
            self.wfile.write(said.then.encode())
            while said.pause and not self._is_silent(said.pause):
                self.wfile.write(said.then.encode())
        except OSError:
            return  # whoever asked has left

    def _is_silent(self, seconds: float) -> bool:
        """Waits so long; tells whether whoever asked has hung up meanwhile."""
        has_left = bool(select.select([self.connection], [], [], seconds)[0]) and not self.connection.recv(1)
        if has_left:
            self.said.left.set()
        return has_left

    def _event(self, document: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(document)}\n\n".encode())


def vector_of(text: str) -> list[float]:
    """A vector that tells texts apart by their length and letters; its length is not 1."""
    return [float(len(text)), float(text.count("a")), 3.0]
