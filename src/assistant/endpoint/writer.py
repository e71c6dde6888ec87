"""What writes replies: the seam behind which an endpoint stands, or a recording of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

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
    """A reply: iterate once for its pieces; the rest is whole afterwards. `note` says in a line why it may not be whole, empty where it is; `thoughts` is
    what was thought aloud; `restarts` counts how often the pieces so far turned out to be such thoughts, and the text began anew."""

    cut: bool
    restarts: int
    counts: Counts
    note: str

    @property
    def thoughts(self) -> str:
        """What was thought aloud so far."""

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


def count_prompt(messages: Sequence[Message]) -> int:
    """Number of cl100k_base tokens of a prompt, with what a chat format adds around each message."""
    return sum(count_tokens(message["content"]) + _TOKENS_A_MESSAGE for message in messages)
