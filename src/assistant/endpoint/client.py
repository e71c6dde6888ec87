"""A model behind an OpenAI-compatible endpoint. The only file that knows the SDK, loaded at the first call. Every fault leaves as a `ModelError` of
one line in our own words: what the server says may repeat the prompt or the key."""

from __future__ import annotations

import logging
import math
import re
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from assistant.endpoint.capabilities import Capabilities
from assistant.endpoint.faults import Faults, Refusal
from assistant.endpoint.patience import Patience
from assistant.endpoint.reply import Reply
from assistant.endpoint.stopping import current_stop
from assistant.endpoint.stream import documents
from assistant.endpoint.writer import Message
from assistant.errors import ModelError, TooLongError
from assistant.settings import OPENAI_URL, Settings, host_of, is_loopback
from assistant.text.safe import unordered

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

OPENAI_MODEL = "gpt-5.4-mini"
_NO_KEY = "none"
_CONNECT_SECONDS, _RETRIES, _LONGEST_RETRY = 2.0, 1, 10.0
_SAID = 4_000  # characters of a refusal that are read
_SAID_BACK = frozenset({"input", "ctx", "request", "messages"})
_HEADERS = {"host", "accept", "accept-encoding", "connection", "user-agent", "content-type", "content-length", "transfer-encoding"}
_OTHER_SHAPE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)


class Endpoint:
    """The endpoint of `settings`. Cheap to make: nothing is loaded or asked before the first call. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.url = settings.url
        self.faults = Faults(settings)
        self._asking = threading.local()  # the patience of the call that a thread makes
        self._is_openai = host_of(self.url) == host_of(OPENAI_URL)
        self.capabilities = Capabilities(is_openai=self._is_openai)

    @property
    def address(self) -> str:
        """The base URL as messages may show it: without credentials and query."""
        return self.faults.where

    @cached_property
    def model(self) -> str:
        """The model that answers: that of the settings, else a default for OpenAI itself, else the first that the endpoint offers."""
        if self._settings.model:
            return self._settings.model
        if self._is_openai:
            return OPENAI_MODEL
        chat = self.chat_models()
        if not chat:
            raise ModelError(self.faults.no_model())
        return chat[0]

    def models(self) -> list[str]:
        """Names of the models that the endpoint offers, in its order. Raises `ModelError`."""
        with self.explained("/models"), self._asked(self.patience()):
            listed = getattr(self._client.models.list(), "data", None)
        if not isinstance(listed, list):
            raise ModelError(self.faults.not_compatible())
        return [name for item in listed if isinstance(given := getattr(item, "id", None), str) and (name := unordered(given).strip())]

    def chat_models(self) -> list[str]:
        """Those of them that may answer, by their names. Raises `ModelError`."""
        return [name for name in self.models() if "embed" not in name.lower() and "rerank" not in name.lower()]

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
        with self.explained(model, "ASSISTANT_EMBEDDING"), self._asked(self.patience()):
            reply = self._client.embeddings.create(model=model, input=list(texts), encoding_format="float")
            given = {item.index: item.embedding for item in reply.data or ()}
        if not given:
            raise ModelError(self.faults.not_compatible())
        try:
            vectors = [[float(number) for number in given[index]] for index in range(len(texts))]
        except (TypeError, ValueError, LookupError):
            vectors = [[]]
        if not all(vector and any(vector) and len(vector) == len(vectors[0]) and all(map(math.isfinite, vector)) for vector in vectors):
            raise ModelError(f"{model!r} at {self.address} gives no usable vectors; set ASSISTANT_EMBEDDING to an embedding model")
        return vectors

    @cached_property
    def _client(self) -> OpenAI:
        if not self._settings.has_endpoint:
            raise ModelError("no model is configured; set OPENAI_API_KEY, or OPENAI_BASE_URL for a model of your own")
        key = self._settings.api_key.get_secret_value() if self._settings.api_key else _NO_KEY
        import openai
        from httpx2 import Limits

        for name in ("openai", "httpx2", "httpcore2"):
            logging.getLogger(name).setLevel(logging.WARNING)  # below it they log addresses and bodies
        return openai.OpenAI(
            api_key=key,
            base_url=self.url,
            timeout=openai.Timeout(self._settings.timeout_seconds, connect=min(_CONNECT_SECONDS, self._settings.timeout_seconds)),
            max_retries=_RETRIES,
            http_client=openai.DefaultHttpx2Client(
                event_hooks={"request": [self._leave_out, self._bound], "response": [self._refuse_long_waits, self._bound_body]},
                limits=Limits(max_keepalive_connections=0),  # each call has a connection of its own, which can be closed from beside it
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

    def patience(self) -> Patience:
        """The wait for one answer, which begins now."""
        return Patience(self._settings.timeout_seconds, self.address)

    @contextmanager
    def _asked(self, patience: Patience) -> Iterator[None]:
        """Has what this thread asks meanwhile, with all that the SDK asks again, wait no longer than this."""
        before = getattr(self._asking, "patience", None)
        self._asking.patience = patience
        try:
            yield
        finally:
            self._asking.patience = before

    def _bound(self, request: Any) -> None:
        stop = current_stop()
        stop.require_going_on()
        request.extensions["trace"] = stop.connected
        left = self._asking.patience.require_left()
        request.extensions["timeout"] = {name: min(left, wait) for name, wait in request.extensions["timeout"].items() if wait is not None}

    def _bound_body(self, response: Any) -> None:
        response.stream = _bounded(response.stream, self._asking.patience)

    def _refuse_long_waits(self, response: Any) -> None:
        """Keeps the SDK from sleeping 10 seconds to two minutes where the server asks it to: nobody sees why the answer does not come."""
        asked = ((response.headers.get(name, "0"), unit) for name, unit in (("retry-after", 1.0), ("retry-after-ms", 0.001)))
        waits = [float(told) * unit if re.fullmatch(r"\d{1,9}(?:\.\d+)?", told) else math.inf for told, unit in asked]
        if max(waits) >= min(_LONGEST_RETRY, self._asking.patience.left):
            response.headers["x-should-retry"] = "false"

    def documents(self, messages: Sequence[Message], options: Mapping[str, Any], patience: Patience) -> Iterator[Any]:
        """The raw documents of a streamed reply, for `Reply`. What the server refuses is left out, now and from then on."""
        import openai

        refused: openai.APIStatusError | None = None
        while True:
            sent = self.capabilities.request(messages, **options)
            # Read here and not by the SDK, which does not tell a stream that said its end from one that was lost, and gives up at one bad line.
            speaks = self._client.responses if self.capabilities.uses_responses else self._client.chat.completions
            try:
                with self._asked(patience):
                    response = cast(Any, speaks.with_streaming_response).create(model=self.model, **sent).__enter__()
            except openai.APIStatusError as error:
                if not self.capabilities.learn(_refusal(error), sent):
                    raise refused or error from None
                refused = refused or error
                continue
            with closing(response):
                yield from documents(response.iter_bytes())
            current_stop().require_going_on()
            return

    @contextmanager
    def explained(self, asked: str, setting: str = "ASSISTANT_MODEL") -> Iterator[None]:
        """Turns what the SDK raises into a `ModelError`, or `Stopped` where that was asked for. `asked` is the model, named by `setting`, or the path asked for."""
        try:
            yield
        except Exception as error:
            current_stop().require_going_on()
            if isinstance(error, ModelError):
                raise
            raise self._fault(error, asked, setting) from None

    def _fault(self, error: Exception, asked: str, setting: str) -> ModelError:
        import openai

        match error:
            case openai.APIStatusError():
                refusal = _refusal(error)
                told = self.faults.refused(refusal, asked, setting)
                return TooLongError(told, refusal.window) if refusal.is_too_long else ModelError(told)
            case openai.APIConnectionError():
                return ModelError(self.faults.unreachable(error))
            case openai.OpenAIError():
                return ModelError(self.faults.failed("failed while it answered"))
            case _ if isinstance(error, _OTHER_SHAPE):  # from the SDK, over a body of another shape than the protocol's
                return ModelError(self.faults.not_compatible())
            case _:  # from the HTTP client, while a body is read
                return ModelError(self.faults.unreachable(error))


def _refusal(error: APIStatusError) -> Refusal:
    """What a server refused with. The SDK reads only the shape of OpenAI's own errors; of any other, its words stand in the body."""
    said = [str(error.code), str(error.type), error.message, *_words(error.body)]
    return Refusal(error.status_code, str(error.code or ""), " ".join(said)[:_SAID].lower())


def _words(body: Any) -> Iterator[str]:
    """The words of the body of an error, without the request that some servers say back (FastAPI's `input`)."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, list):
        yield from (word for one in body for word in _words(one))
    elif isinstance(body, Mapping):
        yield from (word for name, one in body.items() if name not in _SAID_BACK for word in _words(one))


def _bounded(stream: Any, patience: Patience) -> Any:
    """The stream of a body that is read no longer than there is patience for it."""
    from httpx2 import SyncByteStream

    class Bounded(SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for part in stream:
                patience.require_left()
                yield part

        def close(self) -> None:
            stream.close()

    return Bounded()
