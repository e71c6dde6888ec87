"""A model behind an OpenAI-compatible endpoint. The only file that knows the SDK, which it loads at the first call: loading takes a second.

Every fault leaves as a `ModelError` of one line in this file's own words. What the server says is never passed on: it may repeat the prompt or the key.
"""

from __future__ import annotations

import logging
import math
import re
import socket
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, cast

from assistant.errors import ModelError, NoTextError
from assistant.settings import OPENAI_URL, Settings, host_of, is_loopback, shown_address
from assistant.stream import Listener, documents
from assistant.text.safe import readable
from assistant.text.tokens import count_tokens

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

Message = Mapping[str, str]

OPENAI_MODEL = "gpt-5.4-mini"
_NO_KEY = "none"
_CONNECT_SECONDS = 2.0
_RETRIES = 1
_TOKENS_A_MESSAGE = 4
_HEADERS = {"host", "accept", "accept-encoding", "connection", "user-agent", "content-type", "content-length", "transfer-encoding"}
_OPTIONAL = ("max_tokens", "temperature", "stream_options")
_ENDS_IN_V1 = "; check OPENAI_BASE_URL (it often ends in /v1)"
_OTHER_SHAPE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)
_TOO_LONG = re.compile(r"context[_ ](?:length|size|window)|exceed_context|too many tokens|prompt is too long")


@dataclass(frozen=True, slots=True)
class Counts:
    """Tokens read and written; `estimated` where the endpoint did not say and cl100k tokens were counted here."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = True


class Written(Protocol):
    """A reply: iterate once for its pieces; the rest is whole afterwards. `note` says in a line why it may not be whole, empty where it is."""

    cut: bool
    counts: Counts
    note: str

    @property
    def text(self) -> str:
        """All that it says."""

    def __iter__(self) -> Iterator[str]:
        """The pieces of its text."""


class Writer(Protocol):
    """What writes replies: an `Endpoint`, or a recording of one."""

    @property
    def model(self) -> str:
        """The model's name."""

    def describe(self) -> str:
        """What it is, in a few words."""

    def stream_chat(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:
        """The reply to a conversation, in pieces."""

    def complete(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:
        """The whole reply at once."""


class Endpoint:
    """The endpoint of `settings`. Cheap to make: nothing is loaded or asked before the first call. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.url = settings.url
        self._is_openai = host_of(self.url) == host_of(OPENAI_URL)
        self._refused: set[str] = {"max_tokens"} if self._is_openai else set()

    @property
    def address(self) -> str:
        """The base URL as messages may show it: without credentials and query."""
        return shown_address(self.url)

    @cached_property
    def model(self) -> str:
        """The model that answers: that of the settings, else a default for OpenAI itself, else the first that the endpoint offers."""
        if self._settings.model:
            return self._settings.model
        if self._is_openai:
            return OPENAI_MODEL
        chat = [name for name in self.models() if "embed" not in name.lower() and "rerank" not in name.lower()]
        if not chat:
            raise ModelError(f"{self.address} offers no chat model; load one there, or name one in ASSISTANT_MODEL")
        return chat[0]

    def models(self) -> list[str]:
        """Names of the models that the endpoint offers, in its order. Raises `ModelError`."""
        with self.explained("/models"):
            listed = getattr(self._client.models.list(), "data", None)
        if not isinstance(listed, list):
            raise self.not_compatible()
        return [name for item in listed if isinstance(given := getattr(item, "id", None), str) and (name := readable(given).strip())]

    def describe(self) -> str:
        """Model and address, having asked: the list of models, or a word from a model that the list does not name. Raises `ModelError`."""
        try:
            listed = self.model in self.models()
        except ModelError:
            if self._settings.model is None:
                raise
            listed = False  # some gateways have no list
        if not listed:
            self.complete([{"role": "user", "content": "Say: ready."}], max_tokens=16)
        return f"{self.model} at {self.address}"

    def stream_chat(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Reply:
        """The model's reply to a conversation; iterate over it for the text as it is written. Faults are raised while iterating."""
        return Reply(self, messages, {"max_tokens": max_tokens, "temperature": temperature})

    def complete(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Reply:
        """The whole reply at once. Raises `ModelError`."""
        reply = self.stream_chat(messages, max_tokens, temperature)
        deque(reply, maxlen=0)
        return reply

    def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """A vector for each text, in order, as the endpoint's embedding model gives them. Raises `ModelError`."""
        with self.explained(model, "ASSISTANT_EMBEDDING"):
            reply = self._client.embeddings.create(model=model, input=list(texts), encoding_format="float")
            given = {item.index: item.embedding for item in reply.data or ()}
        if not given:
            raise self.not_compatible()
        try:
            vectors = [[float(number) for number in given[index]] for index in range(len(texts))]
        except (TypeError, ValueError, LookupError):
            vectors = [[]]
        if not all(vector and any(vector) and len(vector) == len(vectors[0]) and all(map(math.isfinite, vector)) for vector in vectors):
            raise ModelError(f"{model!r} at {self.address} gives no usable vectors; set ASSISTANT_EMBEDDING to an embedding model")
        return vectors

    @cached_property
    def _client(self) -> OpenAI:
        if not self._settings.has_model:
            raise ModelError("no model is configured; set OPENAI_API_KEY, or OPENAI_BASE_URL for a model of your own")
        key = self._settings.api_key.get_secret_value() if self._settings.api_key else _NO_KEY
        import openai

        for name in ("openai", "httpx2", "httpcore2"):
            logging.getLogger(name).setLevel(logging.WARNING)  # below it they log addresses and bodies
        return openai.OpenAI(
            api_key=key,
            base_url=self.url,
            timeout=openai.Timeout(self._settings.timeout_seconds, connect=min(_CONNECT_SECONDS, self._settings.timeout_seconds)),
            max_retries=_RETRIES,
            http_client=openai.DefaultHttpx2Client(
                event_hooks={"request": [self._leave_out], "response": [_refuse_long_waits]},
                follow_redirects=False,  # a redirect would carry the prompt, and so the notes, to an address that nobody chose
                trust_env=not is_loopback(host_of(self.url)),  # a proxy is for what is far
            ),
        )

    def _leave_out(self, request: Any) -> None:
        """Takes off what the SDK reads from the environment by itself, where the endpoint is not the one of the environment."""
        if self._settings.is_elsewhere:
            for name in [name for name in request.headers if name not in _HEADERS and not name.startswith("x-stainless-")]:
                del request.headers[name]
            key = self._settings.api_key
            request.headers["authorization"] = f"Bearer {key.get_secret_value() if key else _NO_KEY}"

    def documents(self, messages: Sequence[Message], options: Mapping[str, Any]) -> Iterator[Any]:
        """The raw documents of a streamed reply, for `Reply`. An option that the server refuses is left out, now and from then on."""
        import openai

        request = {**options, "stream": True, "stream_options": {"include_usage": True}}
        while True:
            sent = {name: value for name, value in request.items() if name not in self._refused}
            if "max_tokens" in self._refused:
                sent["max_completion_tokens"] = request["max_tokens"]
            try:
                # Read here and not by the SDK, which does not tell a stream that said its end from one that was lost, and gives up at one bad line.
                raw = self._client.chat.completions.with_streaming_response
                with raw.create(model=self.model, messages=cast(Any, messages), **sent) as response:
                    yield from documents(response.iter_bytes())
                return
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                named = [name for name in _OPTIONAL if name in sent and name in error.message]
                if not named or _is_too_long(error):
                    raise
                self._refused.add(named[0])

    @contextmanager
    def explained(self, asked: str, setting: str = "ASSISTANT_MODEL") -> Iterator[None]:
        """Turns what the SDK raises into a `ModelError`. `asked` is the model, named by `setting`, or the path asked for."""
        import openai

        try:
            yield
        except ModelError:
            raise
        except openai.APIStatusError as error:
            raise ModelError(self._status(error, asked, setting)) from None
        except openai.APIConnectionError as error:
            raise ModelError(self._unreachable(error)) from None
        except openai.OpenAIError:
            raise self.failed("failed while it answered") from None
        except _OTHER_SHAPE:  # from the SDK, over a body of another shape than the protocol's
            raise self.not_compatible() from None
        except Exception as error:  # from the HTTP client, while a body is read
            raise ModelError(self._unreachable(error)) from None

    def not_compatible(self) -> ModelError:
        """The error for a server that speaks another protocol."""
        return ModelError(f"{self.address} does not answer as an OpenAI-compatible server does{_ENDS_IN_V1}")

    def failed(self, what: str) -> ModelError:
        """The error for a server that is right but did not manage."""
        return ModelError(f"{self.address} {what}; try again, or look at the server's log")

    def _status(self, error: APIStatusError, asked: str, setting: str) -> str:
        status, where = error.status_code, self.address
        if _is_too_long(error):
            lower = "lower ASSISTANT_EVIDENCE_TOKENS (for an overview ASSISTANT_CONTEXT_TOKENS)"
            return f"the prompt is longer than {asked!r} at {where} can read; {lower} or choose another {setting}"
        if 300 <= status < 400:
            return f"{where} sends on to another address ({status}), which is not followed; set OPENAI_BASE_URL to the address that answers"
        if status == 401:
            return f"{where} refused the key (401); " + ("check OPENAI_API_KEY" if self._settings.api_key else "set OPENAI_API_KEY")
        if status == 403:
            return f"{where} does not allow this key to use {asked!r} (403); check OPENAI_API_KEY and {setting}"
        if status == 404:
            lacks = f"has no {asked}" if asked.startswith("/") else f"does not know the model {asked!r}"
            return f"{where} {lacks} (404); set {setting} to a model it offers" + ("" if self._is_openai else _ENDS_IN_V1)
        if status == 429 and error.code == "insufficient_quota":
            return f"the account of this key has no quota left at {where} (429); add credit, or set OPENAI_BASE_URL to another endpoint"
        if status == 429:
            return f"{where} has reached the rate limit of this key (429); wait a minute and try again"
        if status >= 500:
            return str(self.failed(f"failed ({status})"))
        return f"{where} refused the request ({status}); check that {setting} ({asked!r}) is a model for this use"

    def _unreachable(self, error: Exception) -> str:
        causes = list(_causes(error))
        names = {type(cause).__name__ for cause in causes}
        if names & {"ReadTimeout", "WriteTimeout"}:
            seconds = self._settings.timeout_seconds
            return f"{self.address} gave no answer within {seconds:g} s; raise ASSISTANT_TIMEOUT or use a faster model"
        if names & {"RemoteProtocolError", "ReadError", "DecodingError"}:
            return str(self.failed("broke off its answer"))
        if any(isinstance(cause, socket.gaierror) for cause in causes):
            reason = "no such host"
        elif "CERTIFICATE" in str(causes[-1]):
            reason = "its certificate is not trusted"
        else:
            reason = "no answer" if "ConnectTimeout" in names else "connection refused" if "ConnectError" in names else "connection failed"
        mend = "check the network" if self._is_openai else "start the server there, or correct OPENAI_BASE_URL"
        return f"{self.address} cannot be reached ({reason}); {mend}"


class Reply:
    """One reply as it is written. Iterate once for the pieces of its text; `text`, `counts`, `cut` and `note` are whole afterwards.

    `cut` says that a limit ended it. What a reasoning model thinks aloud (`<think>…</think>` at the start) is left out. A fault on the
    way is raised as a `ModelError` whose `partial` is the text that came before.
    """

    def __init__(self, endpoint: Endpoint, messages: Sequence[Message], options: Mapping[str, Any]) -> None:
        self._endpoint, self._messages, self._options = endpoint, messages, options
        self._pieces: list[str] = []
        self.cut = False
        self.note = ""
        self.counts = Counts()

    @property
    def text(self) -> str:
        """What it says so far."""
        return "".join(self._pieces)

    def __iter__(self) -> Iterator[str]:
        heard = Listener()
        try:
            with self._endpoint.explained(self._endpoint.model):
                for document in self._endpoint.documents(self._messages, self._options):
                    if isinstance(document, Mapping) and document.get("error"):
                        raise self._endpoint.failed("failed while it answered")
                    if new := heard.take(document):
                        self._pieces.append(new)
                        yield new
                    if heard.ended or heard.full:
                        break
            if rest := heard.close():
                self._pieces.append(rest)
                yield rest
            self._finish(heard)
        except ModelError as error:
            error.partial = self.text
            raise

    def _finish(self, heard: Listener) -> None:
        stopped = heard.finish is not None or heard.ended or heard.full
        if not self.text.strip():
            raise self._without_text(heard, stopped=stopped)
        self.cut = heard.full or heard.finish in {"length", "content_filter"}
        if heard.finish == "content_filter":
            self.note = f"the content filter of {self._endpoint.address} cut the model's answer off"
        elif self.cut:
            self.note = "the model's answer reached its token limit and is cut off"
        elif not stopped:
            self.note = f"{self._endpoint.address} ended its answer without saying so; it may be cut off"
        if heard.tokens:
            self.counts = Counts(*heard.tokens, estimated=False)
        else:
            self.counts = Counts(count_prompt(self._messages), count_tokens(heard.raw), estimated=True)

    def _without_text(self, heard: Listener, *, stopped: bool) -> ModelError:
        if not heard.heard:
            return self._endpoint.not_compatible()
        if not stopped:
            return self._endpoint.failed("broke off its answer")
        thinking = heard.finish == "length" or heard.full
        why = "all its tokens went into thinking" if thinking else "it wrote nothing"
        fault = ModelError if thinking else NoTextError
        return fault(f"the model {self._endpoint.model!r} gave no answer ({why}); try again or set ASSISTANT_MODEL to another")


def count_prompt(messages: Sequence[Message]) -> int:
    """Number of cl100k_base tokens of a prompt, with what a chat format adds around each message."""
    return sum(count_tokens(message["content"]) + _TOKENS_A_MESSAGE for message in messages)


def _is_too_long(error: APIStatusError) -> bool:
    said = f"{error.code} {error.type} {error.message}".lower()
    return error.status_code in {400, 413, 422, 500} and bool(_TOO_LONG.search(said))


def _causes(error: BaseException) -> Iterator[BaseException]:
    yield error
    if cause := error.__cause__ or error.__context__:
        yield from _causes(cause)


def _refuse_long_waits(response: Any) -> None:
    """Keeps the SDK from sleeping 10 seconds to two minutes where the server asks it to: nobody sees why the answer does not come."""
    after = response.headers.get("retry-after", "0")
    if not re.fullmatch(r"\d(?:\.\d+)?", after):
        response.headers["x-should-retry"] = "false"
