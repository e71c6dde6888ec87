"""A hub of models over HTTP, in the layout of Hugging Face's: what a model's folder holds, and its files. Asked only when the user says so."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from pydantic import BaseModel, Field, ValidationError

from assistant.errors import FetchError, NoHubError, UsageError
from assistant.settings import host_of, is_loopback, shown_address

_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)?", re.ASCII)
_SECONDS = 30
_REDIRECTS = 5
_LONGEST_LISTING = 64 << 20
_HEX = r"^[0-9a-f]{64}$"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a model as the hub lists it: its size in bytes and its SHA-256, where the hub says them."""

    name: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a hub has of a model at one revision: the commit that this is now, the files, and the licence it names, empty where it names none."""

    commit: str
    files: tuple[Listed, ...]
    licence: str = ""


class Hub:
    """The hub at `url`. Raises `UsageError` where that is no web address or carries a name and password."""

    def __init__(self, url: str) -> None:
        if host_of(url) is None or "@" in urlsplit(url).netloc:
            raise UsageError("--hub is no web address; it looks like https://huggingface.co, without a name and a password")
        self._url = url.rstrip("/") + "/"
        # A proxy is for what is far; redirects are followed here, one by one.
        near = [urllib.request.ProxyHandler({})] if is_loopback(host_of(url)) else []
        self._opener = urllib.request.build_opener(_NoRedirects, *near)

    @property
    def address(self) -> str:
        """The address as messages may show it."""
        return shown_address(self._url)

    def listing(self, name: str, revision: str) -> Listing:
        """The files of a model. Raises `FetchError` where the hub does not answer, has no such model, or lists a file that would leave its folder."""
        if not _NAME.fullmatch(name) or ".." in name:
            raise UsageError(f"{name!r} is no name of a model; it looks like sentence-transformers/all-MiniLM-L6-v2")
        path = f"api/models/{name}/revision/{quote(revision, safe='')}?blobs=true"
        try:
            with self._answer(path, {}, f"{name} at {revision}") as answer:
                text = answer.read(_LONGEST_LISTING)
            told = _Told.model_validate_json(text)
        except (OSError, http.client.HTTPException) as error:
            raise NoHubError(f"{self.address} cannot be reached ({_reason(error)})") from None
        except ValidationError:
            raise FetchError(f"{self.address} does not answer as a hub of models does; check --hub") from None
        if bad := next((one.rfilename for one in told.siblings if not _stays_inside(one.rfilename)), None):
            raise FetchError(f"{self.address} lists a file of {name} that would leave its folder ({bad!r}); nothing was fetched")
        files = tuple(Listed(one.rfilename, one.size, one.lfs.sha256 if one.lfs else None) for one in told.siblings)
        licence = next((tag.removeprefix("license:") for tag in told.tags if tag.startswith("license:")), "")
        return Listing(told.sha or revision, files, licence)

    def file(self, name: str, commit: str, file: str, begin: int, *, trusted: bool) -> Any:
        """The answer with a file's bytes from `begin` on (status 206), or whole (200), to be closed. Another host is followed only for a file that is
        `trusted`: whose SHA-256 is known, so that nothing else can pass for it. Raises `FetchError`."""
        headers = {"Range": f"bytes={begin}-"} if begin else {}
        path = f"{name}/resolve/{quote(commit, safe='')}/{quote(file)}"
        return self._answer(path, headers, f"{file} of {name}", elsewhere=trusted)

    def _answer(self, path: str, headers: dict[str, str], what: str, *, elsewhere: bool = False) -> Any:
        url = urljoin(self._url, path)
        for _ in range(_REDIRECTS + 1):
            # Web addresses alone come here: --hub and every redirect are held to that.
            sent = {"User-Agent": "research-assistant", "Accept-Encoding": "identity", **headers}
            request = urllib.request.Request(url, headers=sent)  # noqa: S310
            try:
                return self._opener.open(request, timeout=_SECONDS)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in {301, 302, 303, 307, 308} or not error.headers.get("location"):
                        raise self._refused(error.code, what) from None
                    url = self._followed(url, urljoin(url, error.headers["location"]), what, elsewhere=elsewhere)
            except (OSError, http.client.HTTPException) as error:
                raise NoHubError(f"{self.address} cannot be reached ({_reason(error)})") from None
        raise FetchError(f"{self.address} sends {what} round in a circle; check --hub")

    def _followed(self, here: str, there: str, what: str, *, elsewhere: bool) -> str:
        """The address that a redirect leads to. Raises `FetchError` for one that is not followed."""
        old, new = urlsplit(here), urlsplit(there)
        host = host_of(there)
        if host is None or (old.scheme == "https" and new.scheme != "https"):
            raise FetchError(f"{self.address} sends {what} on over an open connection, which is not followed; check --hub")
        if (old.hostname, old.port) == (new.hostname, new.port):
            return there
        if is_loopback(host) and not is_loopback(host_of(self._url)):
            raise FetchError(f"{self.address} sends {what} on to this machine itself, which is not followed; check --hub")
        if not elsewhere:
            raise FetchError(
                f"{self.address} sends {what} on to {host}, which is followed only for a file whose SHA-256 is known; "
                f"give it with --sha256 {what.split()[0]}=HEX, or name {host} as --hub if that is the hub"
            )
        return there

    def _refused(self, status: int, what: str) -> FetchError:
        told = {
            401: "asks who you are, as it has no such model or one that is not public",
            403: "does not give that to everybody",
            404: "has no such file or model",
            416: "has less of it than came before",
            429: "has had too many requests; wait a while",
        }.get(status, "failed" if status >= 500 else "refused")
        error = FetchError(f"{what}: {self.address} {told} ({status})")
        error.status = status
        return error


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Leaves every redirect to whoever asked."""


class _Lfs(BaseModel):
    sha256: str = Field(pattern=_HEX)


class _Sibling(BaseModel):
    rfilename: str = Field(min_length=1, max_length=1000)
    size: int | None = Field(None, ge=0)
    lfs: _Lfs | None = None


class _Told(BaseModel):
    """What is read of a hub's answer."""

    sha: str | None = Field(None, pattern=r"^[0-9a-f]{40}$")
    siblings: list[_Sibling]
    tags: list[str] = []


def _stays_inside(name: str) -> bool:
    parts = name.split("/")
    return (
        name.isprintable()
        and not set(name) & set('\\:*?"<>|')
        and not {"", ".", ".."} & set(parts)
        and not PurePosixPath(name).is_absolute()
    )


def _reason(error: BaseException) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) and isinstance(error.reason, BaseException) else error
    known: list[tuple[type[BaseException], str]] = [
        (socket.gaierror, "no such host"),
        (ssl.SSLCertVerificationError, "its certificate is not trusted"),
        (ConnectionRefusedError, "connection refused"),
        (TimeoutError, "no answer"),
    ]
    return next((told for kind, told in known if isinstance(cause, kind)), "the connection broke off")
