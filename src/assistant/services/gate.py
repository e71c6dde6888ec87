"""Who may ask: programs on this machine, and from elsewhere only who knows the token. Pages of other origins never.

A page in a browser here could send requests to loopback, under a foreign name that leads there too (DNS rebinding: Jackson et al., 2007,
"Protecting Browsers from DNS Rebinding Attacks"); so the names of host and origin are looked at before anything else.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, MutableMapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import UsageError
from assistant.services.faults import Fault
from assistant.settings import Settings, is_loopback

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_SHORTEST_TOKEN = 16
LARGEST_BODY = 4 * 2**20  # bytes: a book to check


class Gate:
    """An ASGI application behind a door. `token` None: everybody who reaches it may ask; `is_here`: it listens on loopback alone."""

    def __init__(self, app: App, token: str | None, *, is_here: bool) -> None:
        self._app, self._is_here = app, is_here
        self._wanted = _digest(token.encode()) if token else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what may pass; answers the rest itself."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            fault = self._refused(dict(reversed(scope["headers"])))
            if fault is None:
                await self._app(scope, receive, send)
                return
            while fault.status == 413 and (await receive()).get("more_body"):
                pass  # who is still sending would not read the answer
            await _refuse(fault, send)

    def _refused(self, headers: dict[bytes, bytes]) -> Fault | None:
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if self._is_here and not is_loopback(_name(f"//{host}")):
            return Fault("this listens on this machine alone; ask for 127.0.0.1 or localhost", 421, "foreign_host")
        origin = headers.get(b"origin")
        if origin is not None and not _is_same(origin.decode("latin-1").lower(), host):
            return Fault("pages of other origins may not ask", 403, "foreign_origin")
        if self._wanted is not None and not self._is_known(headers):
            return Fault("give the token: `Authorization: Bearer TOKEN`", 401, "no_token")
        length = headers.get(b"content-length", b"")
        if length.isdigit() and int(length[:20]) > LARGEST_BODY:
            return Fault(f"this is longer than {LARGEST_BODY} bytes; send less", 413, "too_large")
        return None

    def _is_known(self, headers: dict[bytes, bytes]) -> bool:
        scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
        is_right = hmac.compare_digest(_digest(given.strip()), self._wanted or b"")
        return is_right and scheme.lower() == b"bearer"


def token_of(settings: Settings, file: Path | None) -> str | None:
    """The token in `file`, else that of the settings, else None. Raises `UsageError` for one that cannot be read, sent or trusted."""
    token = settings.serve_token.get_secret_value() if settings.serve_token else None
    if file is not None:
        try:
            token = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(
                f"--token-file {str(file)!r} cannot be read ({type(error).__name__}); give a text file that holds the token"
            ) from None
    if token is not None and not (len(token) >= _SHORTEST_TOKEN and token.isascii() and token.isprintable() and " " not in token):
        raise UsageError(
            f"the token must have {_SHORTEST_TOKEN} or more letters and digits in one word; make one: python -c 'import secrets; print(secrets.token_urlsafe())'"
        )
    return token


def _digest(token: bytes) -> bytes:
    """SHA-256, so that what is compared is of one length whatever is given."""
    return sha256(token).digest()


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _is_same(origin: str, host: str) -> bool:
    """Whether an origin is the very address that is asked."""
    return origin in {f"http://{host}", f"https://{host}"}


async def _refuse(fault: Fault, send: Send) -> None:
    body = json.dumps(fault.to_json()).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    headers += [(b"www-authenticate", b"Bearer")] if fault.status == 401 else []
    await send({"type": "http.response.start", "status": fault.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
