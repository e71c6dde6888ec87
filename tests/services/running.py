"""Servers as other programs meet them: real processes on free ports, over small notes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

TOKEN = "a-token-that-nobody-guesses"  # noqa: S105


def clean_environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without settings of whoever runs the tests, with `more`."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ASSISTANT_"))} | dict(more or {})


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "assistant", *map(str, arguments)]


@contextmanager
def serving(*arguments: str | Path, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server started with these arguments, once it says where it listens; ended with the `with`."""
    process = subprocess.Popen(
        command(*arguments), env=clean_environment(environment), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    told = process.stderr.readline()
    found = re.search(r"http://[^\s,;/]+", told)
    server = Server(found[0] if found else "", told)
    try:
        assert found, told + process.stderr.read()
        yield server
    finally:
        process.terminate()
        server.stdout, server.stderr = process.communicate(timeout=30)


class Server:
    """Where a server listens, and the line that says so; what it printed beside it, once it has ended."""

    def __init__(self, url: str, told: str) -> None:
        self.url, self.told = url, told
        self.stdout = self.stderr = ""
