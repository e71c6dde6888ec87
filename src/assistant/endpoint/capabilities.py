"""What an endpoint was found to take: learnt from its refusals, kept for the requests that follow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.endpoint.faults import Refusal
from assistant.endpoint.writer import Message

_OPTIONAL = ("max_tokens", "max_completion_tokens", "max_output_tokens", "temperature", "stream_options", "stream")
_UNUSABLE = {400, 422}
_DISPENSABLE = ("stream_options", "temperature")  # what an answer comes without, the newest first
_UNKNOWN = re.compile(
    r"unknown|unsupported|unrecogni[sz]ed|unexpected|extra|additional propert|not (?:supported|permitted|allowed)|invalid (?:param|field|arg)"
)
_NO_SYSTEM = re.compile(
    r"\bsystem\b.*\b(?:role|message|prompt|instruction)|\b(?:role|message)s?\b.*\bsystem\b|roles? must alternate|only user and assistant roles"
)
_RESPONSES = re.compile(r"/responses\b|responses (?:api|endpoint)|not a chat model|chat.?completions? (?:api )?(?:is|are) not supported")


class Capabilities:
    """What the requests to an endpoint hold; everything usual until it refuses something.

    `uses_responses`: it speaks the Responses protocol alone. `takes_system`: it takes messages of the role `system`.
    """

    def __init__(self, *, is_openai: bool) -> None:
        self.refused: set[str] = {"max_tokens"} if is_openai else set()
        self.takes_system = True
        self.uses_responses = False
        self._doubts_chat = False
        self._guessed: set[str] = set()

    def request(self, messages: Sequence[Message], max_tokens: int, temperature: float) -> dict[str, Any]:
        """The arguments of a request that it takes."""
        said = list(messages) if self.takes_system else _without_system(messages)
        if self.uses_responses:
            options: dict[str, Any] = {"max_output_tokens": max_tokens, "temperature": temperature, "stream": True, "input": said}
        else:
            limit = "max_completion_tokens" if "max_tokens" in self.refused else "max_tokens"
            options = {
                limit: max_tokens,
                "temperature": temperature,
                "stream": True,
                "stream_options": {"include_usage": True},
                "messages": said,
            }
        if "stream" in self.refused:
            options.pop("stream_options", None)
        return {name: value for name, value in options.items() if name not in self.refused}

    def learn(self, refusal: Refusal, sent: Mapping[str, Any]) -> bool:
        """Takes notice of a refusal of what was sent; whether another request is worth making."""
        if refusal.is_too_long:
            return False
        if self._doubts_chat and refusal.status in {404, 405}:  # it has neither protocol: the first refusal was right
            self._doubts_chat = self.uses_responses = False
            return False
        return self._learn_option(refusal, sent) or self._learn_protocol(refusal) or self._guess(refusal, sent)

    def _guess(self, refusal: Refusal, sent: Mapping[str, Any]) -> bool:
        """Leaves out what an answer comes without, one after another, where a refusal does not name what it is for; takes it back where that was not it."""
        rest = [name for name in _DISPENSABLE if name in sent]
        if refusal.status in _UNUSABLE and rest and _UNKNOWN.search(refusal.said):
            self._guessed.add(rest[0])
            self.refused.add(rest[0])
            return True
        self.refused -= self._guessed
        self._guessed.clear()
        return False

    def _learn_option(self, refusal: Refusal, sent: Mapping[str, Any]) -> bool:
        if refusal.status in _UNUSABLE and (
            names := [name for name in _OPTIONAL if name in sent and re.search(rf"\b{name}\b", refusal.said)]
        ):
            self.refused.add(names[0])
            return True
        if self.takes_system and refusal.status in {*_UNUSABLE, 500} and _NO_SYSTEM.search(refusal.said) and _has_system(sent):
            self.takes_system = False
            return True
        return False

    def _learn_protocol(self, refusal: Refusal) -> bool:
        if self.uses_responses or refusal.status not in {400, 404, 405}:
            return False
        told = bool(_RESPONSES.search(refusal.said))
        self._doubts_chat = refusal.status in {404, 405} and "model" not in refusal.said and not told
        self.uses_responses = told or self._doubts_chat
        return self.uses_responses


def _has_system(sent: Mapping[str, Any]) -> bool:
    return any(message["role"] == "system" for message in sent.get("messages", sent.get("input", ())))


def _without_system(messages: Sequence[Message]) -> list[Message]:
    """What the system says put before the first words of the user."""
    system = "\n\n".join(message["content"] for message in messages if message["role"] == "system")
    others = [message for message in messages if message["role"] != "system"]
    if not system or not others:
        return [{**message, "role": "user"} for message in messages]
    return [{**others[0], "content": f"{system}\n\n{others[0]['content']}"}, *others[1:]]
