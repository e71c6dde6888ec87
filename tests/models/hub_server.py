"""A real hub of models on loopback, in the layout of Hugging Face's, that can be told to misbehave."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Served:
    """What the hub has of its one model `name`, and what it was asked.

    `files` are those that it lists; of those in `large` it says the SHA-256, as of files in large-file storage. `lists` are listed besides. `sends` are
    other bytes that are sent for a file; `breaks` after how many bytes the connection breaks off, once for each number; `status` refuses a path with it,
    and `redirects` sends a path on. `ranges` False: it always sends files whole.
    """

    name: str = "maker/model"
    files: dict[str, bytes] = field(default_factory=dict)
    large: set[str] = field(default_factory=lambda: {"onnx/model.onnx", "model.onnx"})
    lists: list[str] = field(default_factory=list)
    sends: dict[str, bytes] = field(default_factory=dict)
    breaks: dict[str, list[int]] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    commit: str = COMMIT
    ranges: bool = True
    tags: list[str] = field(default_factory=lambda: ["onnx", "license:apache-2.0"])
    asked: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    def sizes(self) -> Mapping[str, int]:
        return {name: len(data) for name, data in self.files.items()}


@contextmanager
def serving(served: Served) -> Iterator[Served]:
    """Runs the hub; its `url` is what `--hub` takes."""

    class Handler(_Handler):
        has = served

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    has: Served

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keeps the test output clean."""

    def do_GET(self) -> None:
        has, path = self.has, unquote(urlsplit(self.path).path).lstrip("/")
        has.asked.append((path, self.headers.get("range", "")))
        file = path.removeprefix(f"{has.name}/resolve/{has.commit}/").removeprefix("elsewhere/")
        if file in has.status:
            self._send(has.status[file], b"no")
        elif path in has.redirects or (file in has.redirects and not path.startswith("elsewhere/")):
            self._send(302, b"", {"location": has.redirects.get(path) or has.redirects[file]})
        elif re.fullmatch(rf"api/models/{has.name}/revision/.+", path):
            self._send(200, json.dumps(self._listing()).encode())
        elif file in has.files and (path != file or "elsewhere" in self.path):
            self._file(file)
        else:
            self._send(404, b"Entry not found")

    def _listing(self) -> dict[str, Any]:
        has = self.has
        siblings: list[dict[str, Any]] = [{"rfilename": name, "size": 1} for name in has.lists]
        for name, data in has.files.items():
            lfs = {"lfs": {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}} if name in has.large else {}
            siblings.append({"rfilename": name, "size": len(data), "blobId": "0" * 40, **lfs})
        return {"id": has.name, "sha": has.commit, "siblings": siblings, "tags": has.tags}

    def _file(self, name: str) -> None:
        data = self.has.sends.get(name, self.has.files[name])
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("range", "")) if self.has.ranges else None
        begin = int(found[1]) if found else 0
        if found and begin >= len(data):
            self._send(416, b"")
            return
        headers = {"content-range": f"bytes {begin}-{len(data) - 1}/{len(data)}"} if found else {}
        breaks = self.has.breaks.get(name)
        self._send(206 if found else 200, data[begin:], headers, breaks.pop(0) if breaks else None)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None, breaks_after: int | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:breaks_after])
