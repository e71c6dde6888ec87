"""What writes replies: the seam behind which an endpoint stands, or a recording of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.text.tokens import count_tokens

Message = Mapping[str, str]

_TOKENS_A_MESSAGE = 4


@dataclass(frozen=True, slots=True)
class Counts:
    """Tokens read and written; `estimated` where the endpoint did not say and cl100k tokens were counted here. `cached_tokens` of those read came
    from the endpoint's cache. `cost_usd` is what they cost, None where that is not known."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = True
    cached_tokens: int = 0
    cost_usd: float | None = None


class Written(Protocol):
    """A reply: iterate once for its pieces; the rest is whole afterwards. `note` says in a line why it may not be whole, empty where it is; `thoughts`
    is what was thought aloud, told to `on_thoughts` as it comes where that is set; `restarts` counts how often the pieces so far turned out to be such
    thoughts, and the text began anew."""

    cut: bool
    restarts: int
    counts: Counts
    note: str
    on_thoughts: Callable[[str], None] | None

    @property
    def thoughts(self) -> str:
        """What was thought aloud so far."""

    @property
    def text(self) -> str:
        """All that it says."""

    def __iter__(self) -> Iterator[str]:
        """The pieces of its text."""


OnThoughts = Callable[[str], None]


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


# Other models cut a text into more tokens than cl100k does.
TOKENS_ELSEWHERE = 1.2


def count_prompt(messages: Sequence[Message]) -> int:
    """Number of cl100k_base tokens of a prompt, with what a chat format adds around each message."""
    return sum(count_tokens(message["content"]) + _TOKENS_A_MESSAGE for message in messages)


class Overheard:
    """A writer whose thoughts are told as they come, all so far each time."""

    def __init__(self, writer: Writer, on_thoughts: OnThoughts) -> None:
        self._writer, self._on_thoughts = writer, on_thoughts

    @property
    def model(self) -> str:
        """The model's name."""
        return self._writer.model

    def describe(self) -> str:
        """What it is, in a few words."""
        return self._writer.describe()

    def stream_chat(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:
        """The reply to a conversation, in pieces."""
        reply = self._writer.stream_chat(messages, max_tokens, temperature)
        reply.on_thoughts = self._on_thoughts
        return reply

    def complete(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:
        """The whole reply at once."""
        return self._writer.complete(messages, max_tokens, temperature)


class Continuing(Overheard):
    """A writer that goes on with what was `begun`, asked to with the messages `go_on`: its reply begins with that."""

    def __init__(self, writer: Writer, begun: str, go_on: Sequence[Message]) -> None:
        self._writer, self._begun, self._go_on = writer, begun, go_on

    def stream_chat(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:
        """The reply to a conversation, in pieces, the first what was begun."""
        asked = [*messages, {"role": "assistant", "content": self._begun}, *self._go_on]
        return _Continued(self._writer.stream_chat(asked, max_tokens, temperature), self._begun)


class _Continued:
    """A reply with what was begun before it."""

    def __init__(self, rest: Written, begun: str) -> None:
        self._rest, self._begun = rest, begun

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rest, name)

    @property
    def text(self) -> str:
        """All that it says."""
        return f"{self._begun} {self._rest.text}".strip()

    def __iter__(self) -> Iterator[str]:
        restarts = self._rest.restarts
        yield f"{self._begun} "
        for piece in self._rest:
            if self._rest.restarts > restarts:
                restarts, piece = self._rest.restarts, f"{self._begun} {piece}"
            yield piece
