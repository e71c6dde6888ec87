"""A model file (GGUF) on this machine, served by llama.cpp within this process, on loopback, and asked through the same client as any endpoint.

The only file that knows xllamacpp, an extra (`pip install .[local]`) that is loaded at the first call.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import SecretStr

from assistant.endpoint.client import Endpoint
from assistant.endpoint.reply import Reply
from assistant.endpoint.writer import Message
from assistant.errors import ModelError
from assistant.settings import Settings

OnLoading = Callable[[str, int, int], None]

_MEGABYTE = 1 << 20
_PIECE = 16 * _MEGABYTE
_listener: ContextVar[OnLoading | None] = ContextVar("listener", default=None)
_lock = Lock()
_serving: dict[tuple[Path, int, int, int], tuple[Any, str]] = {}  # a file of one state is loaded once in a process


@contextmanager
def told_of_loading(listener: OnLoading | None) -> Iterator[None]:
    """Has `listener` told (what is done, megabytes, of) of a model file that this thread loads meanwhile."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)


class LocalModel:
    """The model file of `settings`. Cheap to make: nothing is loaded before the first call. Safe to share between threads; it answers one call after
    another. Raises `ModelError` where the file or the extra is missing, or the file cannot be loaded."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._file = settings.local_model or Path()

    @property
    def model(self) -> str:
        """The name of the file, without its ending."""
        return self._file.stem

    def describe(self) -> str:
        """Which file it is, having loaded it."""
        self._endpoint.models()
        return f"{self.model} on this machine ({self._file})"

    def stream_chat(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Reply:
        """The reply to a conversation, in pieces."""
        return self._endpoint.stream_chat(messages, max_tokens, temperature)

    def complete(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Reply:
        """The whole reply at once."""
        return self._endpoint.complete(messages, max_tokens, temperature)

    @cached_property
    def _endpoint(self) -> Endpoint:
        address, key = serve(self._file, self._settings.context_tokens)
        here = {"base_url": f"{address}/v1", "api_key": SecretStr(key), "model": self.model}
        settings = self._settings.model_copy(update=here)
        settings._elsewhere = True  # what the environment adds to the requests of its endpoint is not for this one
        return Endpoint(settings)


def serve(file: Path, context_tokens: int) -> tuple[str, str]:
    """Serves a model file from this process, and gives the address and the key that only this process knows. Raises `ModelError`."""
    state = _state(file)
    with _lock:
        if (file, context_tokens, *state) not in _serving:
            _serving[file, context_tokens, *state] = _served(file, context_tokens)
        server, key = _serving[file, context_tokens, *state]
    return str(server.listening_address), key


def _state(file: Path) -> tuple[int, int]:
    """Size and time of a model file. Raises `ModelError` where it is none."""
    try:
        with file.open("rb") as opened:
            is_model = opened.read(4) == b"GGUF"
            state = os.fstat(opened.fileno())
    except OSError as error:
        raise ModelError(f"the model file {str(file)!r} cannot be read ({error.strerror}); correct ASSISTANT_MODEL") from None
    if not is_model:
        raise ModelError(f"{str(file)!r} is no GGUF model; set ASSISTANT_MODEL to another file, or fetch this one again")
    return state.st_size, state.st_mtime_ns


def _served(file: Path, context_tokens: int) -> tuple[Any, str]:
    try:
        import xllamacpp
    except ImportError:
        raise ModelError("a model file needs the package xllamacpp; run `pip install '.[local]'` or `pip install xllamacpp`") from None
    _read_ahead(file)
    _tell(f"Starting the model {file.stem}", 0, 1)
    key = secrets.token_urlsafe(24)
    try:
        server = xllamacpp.Server(_parameters(xllamacpp.CommonParams(), file, context_tokens, key))
    except Exception:  # it tells the causes on its own log alone
        raise ModelError(
            f"{str(file)!r} cannot be loaded: it is broken or cut short, needs more memory, or is of a kind that this xllamacpp does not know; "
            "fetch it again, choose another, or run `pip install --upgrade xllamacpp`"
        ) from None
    _tell(f"Starting the model {file.stem}", 1, 1)
    return server, key


def _parameters(asked: Any, file: Path, context_tokens: int, key: str) -> Any:
    """What the server is started with: on loopback, for whoever has the key, without the pages that would show what is asked."""
    asked.model.path, asked.model_alias = str(file), {file.stem}
    asked.hostnames, asked.port, asked.api_keys = ["127.0.0.1"], 0, [key]
    asked.n_ctx, asked.n_parallel = context_tokens, 1
    asked.endpoint_slots = asked.endpoint_metrics = asked.ui = False
    asked.offline, asked.verbosity = True, -1
    return asked


def _tell(stage: str, done: int, of: int) -> None:
    if listener := _listener.get():
        listener(stage, done, of)


def _read_ahead(file: Path) -> None:
    """Reads the file into the system's memory, where the server finds it again: that takes most of the time, and its progress can be told."""
    size = file.stat().st_size
    if _listener.get() is None or size > _memory() // 2:
        return
    with file.open("rb", buffering=0) as opened:
        read = 0
        while piece := len(opened.read(_PIECE)):
            read += piece
            _tell(f"Reading the model {file.stem} (MB)", read // _MEGABYTE, size // _MEGABYTE)


def _memory() -> int:
    """The memory of this machine in bytes, 0 where it does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return 0
