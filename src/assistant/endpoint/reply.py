"""A model's reply as it is written: the pieces of its text, what it took, and why it may not be whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from assistant.endpoint.faults import Faults
from assistant.endpoint.patience import Patience
from assistant.endpoint.stream import LONGEST_TEXT, Listener
from assistant.endpoint.writer import Counts, Message, count_prompt
from assistant.errors import ModelError, NoTextError
from assistant.text.tokens import count_tokens

# Why a model stopped before its end, in the words of OpenAI, Anthropic, Gemini, DeepSeek, vLLM and OpenRouter.
_LIMIT = frozenset({"length", "max_tokens", "max_output_tokens", "model_context_window_exceeded"})
_FILTER = frozenset({"content_filter", "safety", "recitation", "blocklist", "prohibited_content", "spii", "sensitive"})
_FAILED = frozenset({"error", "abort", "aborted", "cancelled", "insufficient_system_resource", "network_error"})


class Source(Protocol):
    """What a reply comes from: an `Endpoint`."""

    faults: Faults

    @property
    def model(self) -> str:
        """The model's name."""

    @property
    def address(self) -> str:
        """Where it is, as messages may show it."""

    def patience(self) -> Patience:
        """The wait for one answer, which begins now."""

    def explained(self, asked: str, setting: str = ...) -> AbstractContextManager[None]:
        """Turns faults into `ModelError`."""

    def documents(self, messages: Sequence[Message], options: Mapping[str, Any], patience: Patience) -> Iterator[Any]:
        """The documents of a streamed reply."""


class Reply:
    """One reply as it is written. Iterate once for the pieces of its text; `text`, `counts`, `cut` and `note` are whole afterwards.

    `cut` says that something else than its end ended it. What a reasoning model thinks aloud is kept apart, as `thoughts`. A fault on the
    way is raised as a `ModelError` whose `partial` is the text that came before.
    """

    def __init__(self, endpoint: Source, messages: Sequence[Message], options: Mapping[str, Any]) -> None:
        self._endpoint, self._messages, self._options = endpoint, messages, options
        self._pieces: list[str] = []
        self.cut = False
        self.note = ""
        self.restarts = 0
        self._heard = Listener()
        self.counts = Counts()

    @property
    def text(self) -> str:
        """What it says so far."""
        return "".join(self._pieces)

    @property
    def thoughts(self) -> str:
        """What it thought aloud so far."""
        return self._heard.thoughts

    def __iter__(self) -> Iterator[str]:
        heard = self._heard
        try:
            with self._endpoint.explained(self._endpoint.model):
                patience = self._endpoint.patience()
                for document in self._endpoint.documents(self._messages, self._options, patience):
                    if isinstance(document, Mapping) and document.get("error"):
                        raise ModelError(self._endpoint.faults.failed("failed while it answered"))
                    new = heard.take(document)
                    if heard.restarts > self.restarts:
                        self.restarts = heard.restarts
                        self._pieces.clear()
                    if new:
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
        if heard.tokens:
            read, written, cached = heard.tokens
            self.counts = Counts(read, written, estimated=False, cached_tokens=cached)
        elif heard.raw:
            self.counts = Counts(count_prompt(self._messages), count_tokens(heard.raw), estimated=True)
        if not self.text.strip():
            raise self._without_text(heard, stopped=stopped)
        self.cut = heard.full or heard.finish in _LIMIT | _FILTER | _FAILED
        if heard.full:
            most = f"{LONGEST_TEXT:,} characters" if len(self.text) == LONGEST_TEXT else "can be read, with all its thoughts"
            self.note = f"the model's answer is longer than {most}; the rest was left out"
        elif heard.finish in _FILTER:
            self.note = f"the content filter of {self._endpoint.address} cut the model's answer off"
        elif heard.finish in _LIMIT:
            self.note = "the model's answer reached its token limit and is cut off"
        elif self.cut:
            self.note = f"{self._endpoint.address} failed while it answered, and the answer is cut off"
        elif not stopped:
            self.note = f"{self._endpoint.address} ended its answer without saying so; it may be cut off"

    def _without_text(self, heard: Listener, *, stopped: bool) -> ModelError:
        faults = self._endpoint.faults
        if not heard.heard:
            return ModelError(faults.not_compatible())
        if not stopped:
            return ModelError(faults.failed("broke off its answer"))
        if heard.finish in _FAILED:
            return ModelError(faults.failed("failed while it answered"))
        thinking = heard.finish in _LIMIT or heard.full
        why = "a content filter stopped it" if heard.finish in _FILTER else "it refused to answer" if heard.refused else "it wrote nothing"
        told = faults.no_text(self._endpoint.model, "all its tokens went into thinking" if thinking else why)
        return (ModelError if thinking else NoTextError)(told)
