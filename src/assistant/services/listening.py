"""A server on an address: this machine alone, or with a token others too."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn

from assistant.errors import UsageError
from assistant.services.gate import App, Gate
from assistant.settings import is_loopback

_SECONDS_TO_END = 3


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port to listen on; port 0 is any free one. `token` is asked for where there is one."""

    host: str
    port: int
    token: str | None = None

    @property
    def is_here(self) -> bool:
        """Whether this machine alone can reach it."""
        return is_loopback(self.host)

    def told(self) -> str:
        """Who may ask, to stand behind an address; empty where that is everybody on this machine and nobody else."""
        who = ["other machines can reach it"] if not self.is_here else []
        who += ["the token is asked for"] if self.token else []
        return f" ({', '.join(who)})" if who else ""

    def require_safe(self) -> None:
        """Raises `UsageError` where others could reach it and no token is asked for."""
        if not self.is_here and self.token is None:
            raise UsageError(
                f"{self.host or 'no host'} opens the notes to other machines, which takes a token; give --token-file, or set ASSISTANT_SERVE_TOKEN"
            )

    def bound(self) -> socket.socket:
        """A socket on it. Raises `UsageError` where one cannot listen there: the port is taken, or the address is not this machine's."""
        try:
            family, _, _, _, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
            return socket.create_server(address[:2], family=family, backlog=128)
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or "no such address"
            raise UsageError(f"cannot listen on {self.host}, port {self.port} ({reason}); give another port or host") from None


def address_of(text: str, token: str | None) -> Address:
    """The address that `HOST:PORT` or `PORT` names. Raises `UsageError` where it names none."""
    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise UsageError(f"{text!r} is no address; write HOST:PORT, like 127.0.0.1:8765")
    return Address((host or "127.0.0.1").strip("[]"), int(port), token)


def listen(app: App, address: Address, on_ready: Callable[[str], None]) -> None:
    """Serves `app` behind the gate until Ctrl-C; `on_ready` is told the web address. Nothing of a request is logged. Raises `UsageError`."""
    address.require_safe()
    with address.bound() as bound:
        port = bound.getsockname()[1]
        config = uvicorn.Config(
            Gate(app, address.token, is_here=address.is_here),
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            timeout_graceful_shutdown=_SECONDS_TO_END,
        )
        on_ready(f"http://{f'[{address.host}]' if ':' in address.host else address.host}:{port}")
        uvicorn.Server(config).run(sockets=[bound])
