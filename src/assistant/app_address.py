"""Where the app listens, and how Streamlit is told so, whatever its own files and the environment say."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from assistant.errors import UsageError
from assistant.settings import is_loopback

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to look from this machine for what listens everywhere
_HERE = "localhost 127.0.0.1 ::1"


@dataclass(frozen=True, slots=True)
class Listening:
    """An address and a port to listen on, with or without a browser opened there."""

    host: str
    port: int
    headless: bool

    @property
    def is_here(self) -> bool:
        """Whether this machine alone can reach it."""
        return is_loopback(self.host)

    def require_free(self) -> None:
        """Raises `UsageError` where one cannot listen there: the port is taken, or the address is not this machine's."""
        try:
            family, kind, _, _, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or "no such address"
            raise UsageError(f"cannot listen on {self.host}, port {self.port} ({reason}); give another --port or --host") from None

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        return f"http://{self._shown}:{self.port}"

    @property
    def _shown(self) -> str:
        shown = _EVERYWHERE.get(self.host, self.host)
        return f"[{shown}]" if ":" in shown else shown

    def environment(self) -> dict[str, str]:
        """Streamlit's variables, which win over every file of its own."""
        given = {
            "SERVER_ADDRESS": self.host,
            "SERVER_PORT": str(self.port),
            "SERVER_HEADLESS": str(self.headless).lower(),
            # Another page in the same browser must not get in: neither from its own origin, nor under a name that leads here.
            "SERVER_ALLOWED_HOSTS": _HERE if self.is_here else "*",
            "SERVER_ENABLE_CORS": "true",
            "SERVER_ENABLE_XSRF_PROTECTION": "true",
            "SERVER_ENABLE_AGENT_API": "false",
            "SERVER_SHOW_EMAIL_PROMPT": "false",
            # All that is held would be looked through after each run of a page; see `settle` in `ui/parts.py`.
            "RUNNER_POST_SCRIPT_GC": "false",
            # Every module would be looked up on the disk after each run, for the sake of who edits them.
            "SERVER_FILE_WATCHER_TYPE": "none",
            "BROWSER_SERVER_ADDRESS": self._shown,
            "BROWSER_GATHER_USAGE_STATS": "false",
            # Streamlit would offer its own wares, on the terminal and over the page, to whoever has a coding assistant installed.
            "LOGGER_HIDE_WELCOME_MESSAGE": "true",
            "CLIENT_TOOLBAR_MODE": "minimal",
            "CLIENT_SHOW_ERROR_DETAILS": "none",
            "CLIENT_SHOW_ERROR_LINKS": "false",
        }
        return {f"STREAMLIT_{name}": value for name, value in given.items()}
