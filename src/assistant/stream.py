"""A streamed reply of an OpenAI-compatible server: from the bytes received to the text that the model says, whatever the server sends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.text.safe import ReadableStream, json_of

_LONGEST_LINE = 16_000_000  # bytes
_LONGEST_RAW = 1_000_000  # characters, thoughts included
LONGEST_TEXT = 100_000
_THINKS, _THOUGHT = "<think>", "</think>"


def documents(received: Iterable[bytes]) -> Iterator[Any]:
    """The JSON document of each `data:` line of a stream of server-sent events, None for its `[DONE]`; what is no JSON is passed over.

    Raises `ValueError` for a line of more than 16 MB.
    """
    for line in _lines(received):
        if not line.startswith(b"data:"):
            continue
        data = line[5:].decode("utf-8", "replace").strip()
        if data.startswith("[DONE]"):
            yield None
            continue
        try:
            found = json_of(data)
        except ValueError:
            continue
        if found is not None:
            yield found


def _lines(received: Iterable[bytes]) -> Iterator[bytes]:
    begun: list[bytes] = []
    length = 0
    for part in received:
        *ended, rest = part.split(b"\n")
        for line in ended:
            yield b"".join([*begun, line])
            begun, length = [], 0
        begun.append(rest)
        length += len(rest)
        if length > _LONGEST_LINE:
            raise ValueError("a line without an end")
    yield b"".join(begun)


class Listener:
    """Takes the documents of a stream and gives the text as it is said, without what a reasoning model thinks aloud at the start.

    `heard`: something of the protocol was said; `finish`: why the model stopped, None where that was not said; `ended`: the server said that
    the stream is at its end; `full`: no more is read, the reply is far longer than any that is asked for; `has_words`: the last document held
    some, thoughts included.
    """

    def __init__(self) -> None:
        self.heard = self.ended = self.full = self.has_words = False
        self.finish: str | None = None
        self.tokens: tuple[int, int] | None = None
        self._raw: list[str] = []
        self._size = self._said = 0
        self._readable = ReadableStream()
        self._thoughts = _Thoughts()

    @property
    def raw(self) -> str:
        """All that came, thoughts included."""
        return "".join(self._raw)

    def take(self, document: Any) -> str:
        """Takes the next document and gives what it adds to the text."""
        self.has_words = False
        if document is None:
            self.ended = True
            return ""
        if not isinstance(document, Mapping):
            return ""
        self.tokens = _tokens(document.get("usage")) or self.tokens
        choices = document.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, Mapping):
            return ""
        self.heard = True
        finish = choice.get("finish_reason")
        self.finish = finish if isinstance(finish, str) and finish else self.finish
        self.has_words = bool((_content(choice) or _thought(choice)).strip())
        return self._say(_content(choice))

    def close(self) -> str:
        """Takes the end and gives what was held back."""
        return self._limited(self._thoughts.feed(self._readable.close()))

    def _say(self, content: str) -> str:
        self._raw.append(content[: _LONGEST_RAW - self._size])
        self._size += len(self._raw[-1])
        self.full = self._size >= _LONGEST_RAW
        return self._limited(self._thoughts.feed(self._readable.feed(self._raw[-1])))

    def _limited(self, text: str) -> str:
        self.full = self.full or len(text) > LONGEST_TEXT - self._said
        text = text[: LONGEST_TEXT - self._said]
        self._said += len(text)
        return text


class _Thoughts:
    """Leaves a leading `<think>…</think>` out."""

    def __init__(self) -> None:
        self._state = "start"
        self._held = ""

    def feed(self, piece: str) -> str:
        """Takes the next piece and gives what of it is no thought."""
        if self._state == "text":
            return piece
        text, self._held = self._held + piece, ""
        if self._state == "start":
            text = text.lstrip()
            if _THINKS.startswith(text):
                self._held = text
                return ""
            self._state = "thinking" if text.startswith(_THINKS) else "text"
        if self._state == "thinking":
            _, closed, rest = text.partition(_THOUGHT)
            self._state = "begins" if closed else "thinking"
            self._held = "" if closed else text[-len(_THOUGHT) :]
            text = rest
        if self._state == "begins":
            text = text.lstrip()
            self._state = "text" if text else "begins"
        return text


def _content(choice: Mapping[str, Any]) -> str:
    """The text of a choice: of its delta, or of a whole message; plain, or in parts."""
    delta = choice.get("delta") or choice.get("message")
    content = delta.get("content") if isinstance(delta, Mapping) else choice.get("text")
    parts = content if isinstance(content, list) else [content]
    texts = [part.get("text") if isinstance(part, Mapping) else part for part in parts]
    return "".join(text for text in texts if isinstance(text, str))


def _thought(choice: Mapping[str, Any]) -> str:
    """What a reasoning model thinks beside its text, under the names that servers have for it."""
    delta = choice.get("delta")
    told = [delta.get(name) for name in ("reasoning_content", "reasoning")] if isinstance(delta, Mapping) else []
    return "".join(text for text in told if isinstance(text, str))


def _tokens(usage: Any) -> tuple[int, int] | None:
    """Tokens read and written, where a server says both in whole numbers."""
    told = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")] if isinstance(usage, Mapping) else []
    whole = [count for count in told if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 1_000_000_000]
    return (whole[0], whole[1]) if len(whole) == 2 else None
