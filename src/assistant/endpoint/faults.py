"""What went wrong with an endpoint, in words that say what to do. What the server says is never passed on: it may repeat the prompt or the key."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.errors import ModelError
from assistant.settings import OPENAI_URL, Settings, host_of, shown_address

_LOWER = "lower ASSISTANT_EVIDENCE_TOKENS (for an overview ASSISTANT_CONTEXT_TOKENS)"
_WINDOW = re.compile(r"(?:context (?:length|size|window)|n_ctx)[^\d]{0,40}(\d{3,7})\b")
_TOO_LONG = re.compile(r"context[_ ](?:length|size|window)|exceed_context|too many tokens|prompt is too long")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status of HTTP that is no answer, with the `code` of the server's error and all that it says, in small letters."""

    status: int
    code: str = ""
    said: str = ""

    @property
    def is_too_long(self) -> bool:
        """Whether it is for a prompt that is longer than the model can read."""
        return self.status in {400, 413, 422, 500} and bool(_TOO_LONG.search(self.said))

    @property
    def window(self) -> int | None:
        """How many tokens the model can read and write, where the server says so."""
        found = _WINDOW.search(self.said)
        return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Faults:
    """The words for the faults of the endpoint of `settings`."""

    settings: Settings

    @property
    def where(self) -> str:
        """The base URL as messages may show it: without credentials and query."""
        return shown_address(self.settings.url)

    def not_compatible(self) -> str:
        """Of a server that speaks another protocol."""
        return f"{self.where} does not answer as an OpenAI-compatible server does{self._ends_in_v1}"

    def failed(self, what: str) -> str:
        """Of a server that is right but did not manage."""
        return f"{self.where} {what}; try again, or look at the server's log"

    def refused(self, refusal: Refusal, asked: str, setting: str) -> str:
        """Of a server that refuses. `asked` is the model, which the setting `setting` names, or the path asked for."""
        status, where = refusal.status, self.where
        key, url, model = self._named("OPENAI_API_KEY"), self._named("OPENAI_BASE_URL"), self._named(setting)
        lacks = f"has no {asked}" if asked.startswith("/") else f"does not know the model {asked!r}"
        if refusal.is_too_long:
            return f"the prompt is longer than {asked!r} at {where} can read; {_LOWER} or choose another {model}"
        if 300 <= status < 400:
            return f"{where} sends on to another address ({status}), which is not followed; set {url} to the address that answers"
        if status == 402 or refusal.code == "insufficient_quota":
            return f"the account of this key has no quota left at {where} ({status}); add credit, or set {url} to another endpoint"
        if status >= 500:
            return self.failed(f"failed ({status})")
        told = {
            401: f"refused the key (401); {'check' if self.settings.api_key else 'set'} {key}",
            403: f"does not allow this key to use {asked!r} (403); check {key} and {model}",
            404: f"{lacks} (404); set {model} to a model it offers"
            + ("" if host_of(self.settings.url) == host_of(OPENAI_URL) else self._ends_in_v1),
            405: f"does not take what is asked of it (405){self._ends_in_v1}",
            407: "is behind a proxy that wants a name and a password (407); give them in HTTPS_PROXY, or have NO_PROXY leave this host out",
            408: "waited too long for the question (408); check the network and try again",
            409: "is busy with another request (409); wait a moment and try again",
            413: f"does not take a prompt of this size (413); {_LOWER}",
            415: f"does not take JSON (415){self._ends_in_v1}",
            429: "has reached the rate limit of this key (429); wait a minute and try again",
        }
        told[410] = told[404].replace("(404)", "(410)")
        return f"{where} " + told.get(status, f"refused the request ({status}); check that {model} ({asked!r}) is a model for this use")

    def unreachable(self, error: Exception) -> str:
        """Of a connection that was not made, or was lost."""
        causes = list(_causes(error))
        names = {type(cause).__name__ for cause in causes}
        if known := next((cause for cause in causes if isinstance(cause, ModelError)), None):
            return str(known)
        if names & {"ReadTimeout", "WriteTimeout"}:
            return f"{self.where} gave no answer within {self.settings.timeout_seconds:g} s; raise ASSISTANT_TIMEOUT or use a faster model"
        if names & {"RemoteProtocolError", "ReadError", "DecodingError"}:
            return self.failed("broke off its answer")
        if any(isinstance(cause, socket.gaierror) for cause in causes):
            reason = "no such host"
        elif "CERTIFICATE" in str(causes[-1]):
            reason = "its certificate is not trusted"
        else:
            reason = "no answer" if "ConnectTimeout" in names else "connection refused" if "ConnectError" in names else "connection failed"
        is_openai = host_of(self.settings.url) == host_of(OPENAI_URL)
        mend = "check the network" if is_openai else f"start the server there, or correct {self._named('OPENAI_BASE_URL')}"
        return f"{self.where} cannot be reached ({reason}); {mend}"

    def no_model(self) -> str:
        """Of an endpoint that offers none."""
        return f"{self.where} offers no chat model; load one there, or name one in {self._named('ASSISTANT_MODEL')}"

    def no_text(self, model: str, why: str) -> str:
        """Of a model that wrote nothing."""
        return f"the model {model!r} gave no answer ({why}); try again or set {self._named('ASSISTANT_MODEL')} to another"

    @property
    def _ends_in_v1(self) -> str:
        return f"; check {self._named('OPENAI_BASE_URL')} (it often ends in /v1)"

    def _named(self, setting: str) -> str:
        """A setting as whoever is to mend it knows it: by its variable, or by its field in the app."""
        return self.settings.field_of(setting)


def _causes(error: BaseException) -> Iterator[BaseException]:
    yield error
    if cause := error.__cause__ or error.__context__:
        yield from _causes(cause)
