"""A streamed reply of an OpenAI-compatible server: from the bytes received to the text that the model says, whatever the server sends."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.endpoint.thoughts import Thoughts
from assistant.text.safe import ReadableStream, json_of, unordered

_LONGEST_LINE = 16_000_000  # bytes
_LONGEST_RAW = 1_000_000  # characters, thoughts included
LONGEST_TEXT = 100_000


def documents(received: Iterable[bytes]) -> Iterator[Any]:
    """The JSON document of each event of a stream of server-sent events, None for its `[DONE]`; what is no JSON is passed over. A server that does not
    stream sends one document, or one a line, and is understood, too.

    Raises `ValueError` for a line, or a document without a stream, of more than 16 MB.
    """
    lines = _lines(received)
    begun = b""  # the lines of an event whose document goes over several
    for one in lines:
        line = one.removeprefix(codecs.BOM_UTF8)
        if line.lstrip().startswith(b"{"):
            yield from _without_stream(_joined(line, lines))
            return
        if not line.startswith(b"data:"):
            begun = begun if line.strip() else b""
            continue
        data = line[5:].strip()
        if data.startswith(b"[DONE]"):
            yield None
            continue
        found = _document(data) or (_document(begun + data) if begun else [])
        begun = b"" if found or len(begun) > _LONGEST_RAW else begun + data + b"\n"
        yield from found


def _without_stream(whole: bytes) -> Iterator[Any]:
    """What a server sends that does not stream: one document, or one a line; and the end."""
    found = _document(whole) or [one for line in whole.split(b"\n") for one in _document(line)]
    yield from found
    yield None


def _document(data: bytes) -> list[Any]:
    """The document of some bytes, None of JSON being none; empty where they hold no whole one."""
    try:
        found = json_of(data.decode("utf-8", "replace").strip())
    except ValueError:
        return []
    return [] if found is None else [as_chat(found)]


def _joined(first: bytes, rest: Iterable[bytes]) -> bytes:
    parts, length = [first], len(first)
    for line in rest:
        parts.append(line)
        length += len(line)
        if length > _LONGEST_LINE:
            raise ValueError("a document without an end")
    return b"\n".join(parts)


def as_chat(document: Any) -> Any:
    """A document of the Responses protocol as one of chat completions; another one as it is."""
    kind = document.get("type") if isinstance(document, Mapping) else None
    if not isinstance(document, Mapping) or (not isinstance(kind, str) and document.get("object") != "response"):
        return document
    if kind in {"response.output_text.delta", "response.refusal.delta"}:
        return {"choices": [{"delta": {"content" if "text" in kind else "refusal": document.get("delta")}}]}
    if kind in {"response.reasoning_text.delta", "response.reasoning_summary_text.delta"}:
        return {"choices": [{"delta": {"reasoning_content": document.get("delta")}}]}
    if kind in {"error", "response.failed"}:
        return {"error": True}
    whole = document.get("response") if kind else document
    if kind not in {None, "response.completed", "response.incomplete"} or not isinstance(whole, Mapping):
        return {}
    usage = whole.get("usage")
    usage = usage if isinstance(usage, Mapping) else {}
    why = whole.get("incomplete_details")
    limit = {"max_output_tokens": "length"}.get(str(why.get("reason")), str(why.get("reason"))) if isinstance(why, Mapping) else "stop"
    delta = {} if kind else {"content": _output(whole.get("output"))}  # the events before said it already
    return {
        "choices": [{"delta": delta, "finish_reason": limit}],
        "usage": {
            "prompt_tokens": usage.get("input_tokens"),
            "completion_tokens": usage.get("output_tokens"),
            "prompt_tokens_details": usage.get("input_tokens_details"),
        },
    }


def _output(items: Any) -> list[Any]:
    """The parts of text of a whole response."""
    messages = [item for item in items if isinstance(item, Mapping) and item.get("type") == "message"] if isinstance(items, list) else []
    return [part for message in messages if isinstance(parts := message.get("content"), list) for part in parts]


def _lines(received: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a stream, whichever of the three ends they have."""
    begun: list[bytes] = []
    length, last = 0, b""
    for part in received:
        if last == b"\r":
            part = part.removeprefix(b"\n")
        last = part[-1:] or last
        *ended, rest = part.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for line in ended:
            yield b"".join([*begun, line])
            begun, length = [], 0
        begun.append(rest)
        length += len(rest)
        if length > _LONGEST_LINE:
            raise ValueError("a line without an end")
    yield b"".join(begun)


class Listener:
    """Takes the documents of a stream and gives the text as it is said, without what a reasoning model thinks aloud.

    `restarts` counts how often what was given turned out to be thoughts: the text begins anew. `heard`: something of the protocol was said;
    `finish`: why the model stopped, in small letters, None where that was not said; `refused`: it said that it will not answer; `ended`: the server said
    that the stream is at its end; `full`: no more is read, the reply is far longer than any that is asked for; `has_words`: the last document held some, thoughts included.
    """

    def __init__(self) -> None:
        self.heard = self.ended = self.full = self.has_words = self.refused = False
        self.finish: str | None = None
        self.tokens: tuple[int, int, int] | None = None
        self._raw: list[str] = []
        self._size = self._said = 0
        self._readable = ReadableStream()
        self._thoughts = Thoughts()
        self._beside: list[str] = []

    @property
    def restarts(self) -> int:
        """How often the text began anew."""
        return self._thoughts.restarts

    @property
    def thoughts(self) -> str:
        """What it thought aloud, within its text or beside it, so far as it was kept."""
        return "".join([*self._beside, self._thoughts.text])[:LONGEST_TEXT]

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
        self.finish = finish.lower() if isinstance(finish, str) and finish else self.finish
        self.refused = self.refused or bool(_beside(choice, "refusal"))
        content, thought = _content(choice), _beside(choice, "reasoning_content", "reasoning")
        self.has_words = bool((content or thought).strip())
        if thought and len(self._beside) < _LONGEST_RAW // 100:
            self._beside.append(unordered(thought))
        return self._say(content)

    def close(self) -> str:
        """Takes the end and gives what was held back."""
        return self._limited(self._thoughts.feed(self._readable.close()) + self._thoughts.close())

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


def _content(choice: Mapping[str, Any]) -> str:
    """The text of a choice: of its delta, or of a whole message; plain, or in parts."""
    delta = choice.get("delta") or choice.get("message")
    content = delta.get("content") if isinstance(delta, Mapping) else choice.get("text")
    parts = content if isinstance(content, list) else [content]
    texts = [part.get("text") if isinstance(part, Mapping) else part for part in parts]
    return "".join(text for text in texts if isinstance(text, str))


def _beside(choice: Mapping[str, Any], *names: str) -> str:
    """What a model says beside its text, under the names that servers have for it."""
    delta = choice.get("delta") or choice.get("message")
    told = [delta.get(name) for name in names] if isinstance(delta, Mapping) else []
    return "".join(text for text in told if isinstance(text, str))


def _tokens(usage: Any) -> tuple[int, int, int] | None:
    """Tokens read and written, where a server says both in whole numbers, and how many of those read came from its cache."""
    if not isinstance(usage, Mapping):
        return None
    read, written = _whole(usage.get("prompt_tokens")), _whole(usage.get("completion_tokens"))
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, Mapping) else usage.get("prompt_cache_hit_tokens")
    return None if read is None or written is None else (read, written, min(_whole(cached) or 0, read))


def _whole(count: Any) -> int | None:
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 1_000_000_000 else None
