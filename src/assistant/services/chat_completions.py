"""Chat completions, as OpenAI's API has them, of a conversation with the notes: any chat client can hold one.

A client sends the whole conversation each time. The sources at the end of each answer carry the ids of the cited entries, and are read again from
the answers that come back, so that "who wrote the second one?" is understood.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.answers.answer import MARKS, Answer, Citation, Statement, marked
from assistant.answers.references import reference
from assistant.assistant import Assistant
from assistant.conversations.reply import Said, Wishes, reply
from assistant.errors import UsageError
from assistant.overviews.overview import Overview
from assistant.services.operations import require_index
from assistant.text.safe import readable

MODELS = {"notes": True, "notes-extractive": False}  # whether a model writes, where one is configured
_SOURCES = "\n\nSources:\n"
_SOURCE = re.compile(r"^- \[\d+\] .* \((?P<id>[^()\s]+)\)$", re.MULTILINE)
_OVERVIEW = re.compile(r"# .*^## Ledger$", re.MULTILINE | re.DOTALL)


class Part(BaseModel):
    """A part of a message; only text can be read."""

    type: str
    text: str | None = None


class Message(BaseModel):
    """A message of a conversation. Those of others than `user` and `assistant` are passed over: they tell a model how to behave."""

    role: str
    content: str | list[Part] | None = None

    def text(self) -> str:
        """Its words. Raises `UsageError` where a user's message holds a picture or the like."""
        if isinstance(self.content, list):
            if self.role == "user" and any(part.type != "text" for part in self.content):
                raise UsageError("messages: only text can be read; send the question in words")
            return readable("\n".join(part.text or "" for part in self.content))
        return readable(self.content or "")


class StreamOptions(BaseModel):
    """What a stream tells beside the answer."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """A conversation to go on with. What is not named here (temperature, tools, …) changes nothing."""

    model_config = ConfigDict(hide_input_in_errors=True)

    model: Annotated[str, Field(description="`notes`, or `notes-extractive` for the notes' own words.")] = "notes"
    messages: Annotated[list[Message], Field(min_length=1)]
    n: Annotated[int | None, Field(ge=1, le=1, description="There is one answer.")] = None
    stream: bool | None = False
    stream_options: StreamOptions | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """What is said back: the text that a client shows, with its sources, and the same as data."""

    id: str
    created: int
    model: str
    said: Answer | Overview

    def text(self) -> str:
        """The answer with its markers, a word where a statement is not supported, and its sources; an overview as Markdown."""
        said = self.said
        told = _told(said) if isinstance(said, Answer) else replace(said, citations=()).to_markdown().rstrip()
        note = f"\n\n({said.note})" if said.note else ""
        sources = "\n".join(f"- [{one.marker}] {reference(one)} ({one.entry_id})" for one in said.citations)
        return told + note + (_SOURCES + sources if sources else "")

    def document(self) -> dict[str, Any]:
        """The whole answer to a request that asked for no stream."""
        message = {"role": "assistant", "content": self.text(), **self._sources()}
        choice = {"index": 0, "message": message, "finish_reason": self._finish, "logprobs": None}
        return {**self._head("chat.completion"), "choices": [choice], "usage": self._usage()}

    def chunks(self, *, with_usage: bool) -> Iterator[dict[str, Any]]:
        """The same for a stream, a line of the text at a time; the last piece carries the citations."""
        yield self._chunk({"role": "assistant", "content": ""})
        for line in self.text().splitlines(keepends=True):
            yield self._chunk({"content": line})
        yield self._chunk(self._sources(), self._finish)
        if with_usage:
            yield {**self._head("chat.completion.chunk"), "choices": [], "usage": self._usage()}

    @property
    def _finish(self) -> str:
        return "length" if isinstance(self.said, Answer) and self.said.cut else "stop"

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return {**self._head("chat.completion.chunk"), "choices": [choice]}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}

    def _sources(self) -> dict[str, Any]:
        cited = {"citations": [_document(one) for one in self.said.citations]}
        if isinstance(self.said, Overview):
            return cited | {"abstained": self.said.refused}
        return cited | {"abstained": self.said.abstained, "guesses": [asdict(guess) for guess in self.said.guesses]}

    def _usage(self) -> dict[str, int]:
        read, written = self.said.usage.prompt_tokens, self.said.usage.completion_tokens
        return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def complete(assistant: Assistant, request: ChatRequest) -> Completion:
    """Answers the last message of a conversation, or gives the overview that it asks for. Raises what `Assistant.ask` raises."""
    before, question = conversation(request.messages)
    require_index(assistant)
    wishes = Wishes(use_model=MODELS[request.model])
    said = reply(assistant, question, _with_overviews(assistant, before, wishes), wishes).said
    return Completion(f"chatcmpl-{uuid.uuid4().hex}", int(time.time()), request.model, said)


def conversation(messages: Sequence[Message]) -> tuple[list[Said], str]:
    """What was said before, and the last message. Raises `UsageError` where that is not the user's."""
    spoken = [message for message in messages if message.role in {"user", "assistant"}]
    if not spoken or spoken[-1].role != "user":
        raise UsageError("messages: the last one must be the user's question")
    before, asked = list[Said](), ""
    for message in spoken[:-1]:
        if message.role == "user":
            asked = message.text()
        elif asked:
            before.append(Said(asked, _answered(message.text())))
            asked = ""
    return before, spoken[-1].text()


def _with_overviews(assistant: Assistant, before: Sequence[Said], wishes: Wishes) -> list[Said]:
    """The conversation with the overviews that it ends in made again, so that "shorter" finds more of them than their text."""
    begin = len(before)
    while begin and _OVERVIEW.match(before[begin - 1].document["answer"]):
        begin -= 1
    known = list(before[:begin])
    for one in before[begin:]:
        known.append(Said(one.message, reply(assistant, one.message, known, wishes).document()))
    return known


def models(made: int) -> list[dict[str, Any]]:
    """The models that a client may choose, `made` at a time in seconds."""
    return [{"id": name, "object": "model", "created": made, "owned_by": "research-assistant"} for name in MODELS]


def _answered(text: str) -> dict[str, Any]:
    """What is needed of the document of an answer that a client sends back."""
    answer, _, sources = text.rpartition(_SOURCES) if _SOURCES in text else (text, "", "")
    return {"kind": "answer", "answer": answer, "citations": [{"entry_id": found["id"]} for found in _SOURCE.finditer(sources)]}


def _told(answer: Answer) -> str:
    if answer.abstained or not answer.statements:
        return answer.answer
    lead = answer.lead()
    bullet, gap = ("- ", "\n") if answer.answer.removeprefix(lead).lstrip().startswith("- ") else ("", "\n\n")
    told = gap.join(bullet + " ".join(map(_with_verdict, run)) for run in answer.paragraphs())
    return f"{lead}\n\n{told}" if lead else told


def _with_verdict(statement: Statement) -> str:
    reason = f" ({statement.reason})" if statement.reason else ""
    return marked(statement) + MARKS[statement.verdict] + reason


def _document(citation: Citation) -> dict[str, Any]:
    return asdict(citation) | {"authors": list(citation.authors), "section": list(citation.section)}
