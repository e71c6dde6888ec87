"""Every test runs without a network, with a clean environment and a home of its own."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings

# What starts servers, browsers or whole commands, builds large indexes, or measures growth: `make check` leaves it to `make test`. The longest first.
_SLOW = (
    "evals/", "browser/", "cli/test_main.py", "test_wheel.py", "test_readme.py", "cli/test_answers_kept.py", "cli/test_targets.py", "test_http_service.py",
    "test_mcp_server.py", "cli/test_streaming.py", "test_cost.py", "test_growth.py", "index/test_sync.py", "index/test_soundness.py",
    "test_nothing_lost.py",
)  # fmt: skip
_LOOPBACK = {"127.0.0.1", "::1", "localhost", "", None}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what is slow by where it stands, and puts it first, so that no process waits at the end for what another began late."""

    def place(item: pytest.Item) -> int:
        path = item.path.as_posix()
        return next((number for number, part in enumerate(_SLOW) if part in path), len(_SLOW))

    for item in items:
        if place(item) < len(_SLOW):
            item.add_marker("slow")
    items.sort(key=place)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Takes away the network but for loopback, the settings of whoever runs the tests, and their `.env`."""
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "ASSISTANT_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in _LOOPBACK:
            raise RuntimeError(f"a test tried to reach {address[0]}")
        connect(self, address)

    def look_up_here(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in _LOOPBACK:
            raise socket.gaierror(socket.EAI_NONAME, "tests have no network")
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", connect_here)
    monkeypatch.setattr(socket, "getaddrinfo", look_up_here)
