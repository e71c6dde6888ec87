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

from assistant.endpoint_errors import Faults, Refusal
from assistant.errors import ModelError, NoTextError
from assistant.patience import Patience
from assistant.settings import OPENAI_URL, Settings, host_of, is_loopback
from assistant.stream import LONGEST_TEXT, Listener, documents
from assistant.text.safe import unordered
from assistant.text.tokens import count_tokens
from assistant.writer import Counts, Message, count_prompt

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

OPENAI_MODEL = "gpt-5.4-mini"
_NO_KEY = "none"
_CONNECT_SECONDS, _RETRIES = 2.0, 1
_HEADERS = {"host", "accept", "accept-encoding", "connection", "user-agent", "content-type", "content-length", "transfer-encoding"}
_OPTIONAL = ("max_tokens", "temperature", "stream_options")
_OTHER_SHAPE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)


class Endpoint:
    """The endpoint of `settings`. Cheap to make: nothing is loaded or asked before the first call. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.url = settings.url
        self.faults = Faults(settings)
        self._asking = threading.local()  # the patience of the call that a thread makes
        self._is_openai = host_of(self.url) == host_of(OPENAI_URL)
        self._refused: set[str] = {"max_tokens"} if self._is_openai else set()

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
        chat = [name for name in self.models() if "embed" not in name.lower() and "rerank" not in name.lower()]
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
                event_hooks={"request": [self._leave_out, self._bound], "response": [self._refuse_long_waits, self._bound_body]},
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
        left = self._asking.patience.require_left()
        request.extensions["timeout"] = {name: min(left, wait) for name, wait in request.extensions["timeout"].items() if wait is not None}

    def _bound_body(self, response: Any) -> None:
        response.stream = _bounded(response.stream, self._asking.patience)

    def _refuse_long_waits(self, response: Any) -> None:
        """Keeps the SDK from sleeping 10 seconds to two minutes where the server asks it to: nobody sees why the answer does not come."""
        after = response.headers.get("retry-after", "0")
        if not re.fullmatch(r"\d(?:\.\d+)?", after) or float(after) >= self._asking.patience.left:
            response.headers["x-should-retry"] = "false"

    def documents(self, messages: Sequence[Message], options: Mapping[str, Any], patience: Patience) -> Iterator[Any]:
        """The raw documents of a streamed reply, for `Reply`. An option that the server refuses is left out, now and from then on."""
        import openai

        request = {**options, "stream": True, "stream_options": {"include_usage": True}}
        while True:
            sent = {name: value for name, value in request.items() if name not in self._refused}
            if "max_tokens" in self._refused:
                sent["max_completion_tokens"] = request["max_tokens"]
            # Read here and not by the SDK, which does not tell a stream that said its end from one that was lost, and gives up at one bad line.
            raw = self._client.chat.completions.with_streaming_response
            try:
                with self._asked(patience):
                    manager = raw.create(model=self.model, messages=cast(Any, messages), **sent)
                    response = manager.__enter__()
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                named = [name for name in _OPTIONAL if name in sent and name in error.message]
                if not named or _refusal(error).is_too_long:
                    raise
                self._refused.add(named[0])
                continue
            with closing(response):
                yield from documents(response.iter_bytes())
            return

    @contextmanager
    def explained(self, asked: str, setting: str = "ASSISTANT_MODEL") -> Iterator[None]:
        """Turns what the SDK raises into a `ModelError`. `asked` is the model, named by `setting`, or the path asked for."""
        import openai

        try:
            yield
        except ModelError:
            raise
        except openai.APIStatusError as error:
            raise ModelError(self.faults.refused(_refusal(error), asked, setting)) from None
        except openai.APIConnectionError as error:
            raise ModelError(self.faults.unreachable(error)) from None
        except openai.OpenAIError:
            raise ModelError(self.faults.failed("failed while it answered")) from None
        except _OTHER_SHAPE:  # from the SDK, over a body of another shape than the protocol's
            raise ModelError(self.faults.not_compatible()) from None
        except Exception as error:  # from the HTTP client, while a body is read
            raise ModelError(self.faults.unreachable(error)) from None


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
                patience = self._endpoint.patience()
                for document in self._endpoint.documents(self._messages, self._options, patience):
                    if isinstance(document, Mapping) and document.get("error"):
                        raise ModelError(self._endpoint.faults.failed("failed while it answered"))
                    if new := heard.take(document):
                        self._pieces.append(new)
                        yield new
                    if heard.has_words:
                        patience.heard()
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
        if heard.full:
            most = f"{LONGEST_TEXT:,} characters" if len(self.text) == LONGEST_TEXT else "can be read, with all its thoughts"
            self.note = f"the model's answer is longer than {most}; the rest was left out"
        elif heard.finish == "content_filter":
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
        faults = self._endpoint.faults
        if not heard.heard:
            return ModelError(faults.not_compatible())
        if not stopped:
            return ModelError(faults.failed("broke off its answer"))
        thinking = heard.finish == "length" or heard.full
        why = "all its tokens went into thinking" if thinking else "it wrote nothing"
        return (ModelError if thinking else NoTextError)(faults.no_text(self._endpoint.model, why))


def _refusal(error: APIStatusError) -> Refusal:
    return Refusal(error.status_code, str(error.code or ""), f"{error.code} {error.type} {error.message}".lower())


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
