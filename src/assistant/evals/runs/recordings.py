"""Recordings of what a model wrote, with all that is needed to replay it without the model: the evidence it was shown and its raw reply.

A recording is a folder: `about.json` (model and fingerprints), `answer.md` (the prompt), `entries.jsonl` (each entry that stood in evidence,
once) and `replies.jsonl` (a line an item). A replay goes the whole way from the raw reply on: markers, statements, refusal, citations, verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.answers.answer import Answer
from assistant.answers.asked import refused
from assistant.assistant import Assistant
from assistant.endpoint.writer import Counts, Message, Writer, Written
from assistant.errors import UsageError
from assistant.notes.entry import Entry
from assistant.retrieval.evidence import Evidence
from assistant.text.json_lines import read_json_lines
from assistant.text.safe import readable

_ABOUT, _PROMPT, _ENTRIES, _REPLIES = "about.json", "answer.md", "entries.jsonl", "replies.jsonl"


@dataclass(frozen=True, slots=True)
class About:
    """Which model wrote the recording, and the SHA-256 of the prompt and of the index that the evidence came from."""

    model: str
    prompt: str
    index: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry as it stood in the prompt, by its id."""

    marker: int
    entry_id: str
    text: str
    tokens: int
    score: float


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a model was asked for one item and what it wrote. `reply` is None where it was not asked, the notes not covering the question.

    `rewriting` is its raw rewriting of a follow-up, None where there was none.
    """

    id: str
    question: str
    alone: str
    evidence: tuple[Piece, ...]
    reply: str | None
    cut: bool = False
    prompt_tokens: int = 0
    completion_tokens: int = 0
    rewriting: str | None = None


_ABOUT_JSON, _ENTRY_JSON, _RECORDED_JSON = TypeAdapter(About), TypeAdapter(Entry), TypeAdapter(Recorded)


class Recording:
    """A recording that is being made or was read: its items by id."""

    def __init__(self, about: About, folder: Path) -> None:
        self.about = about
        self.folder = folder
        self.items: dict[str, Recorded] = {}
        self._entries: dict[str, Entry] = {}

    @classmethod
    def start(cls, assistant: Assistant, model: str, folder: Path) -> Recording:
        """An empty recording in a folder that has none yet. Raises `UsageError` where it has one or cannot be written."""
        if (folder / _REPLIES).exists():
            raise UsageError(f"{folder} holds a recording already; name another folder, or delete it")
        template = assistant.template("answer")
        made = cls(About(model, template.fingerprint, assistant.fingerprint()), folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / _ABOUT).write_text(_ABOUT_JSON.dump_json(made.about, indent=2).decode() + "\n", encoding="utf-8")
            (folder / _PROMPT).write_text(template.text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{folder} cannot be written ({error.strerror}); name a folder for the recording") from None
        return made

    @classmethod
    def read(cls, folder: Path) -> Recording:
        """The recording in a folder. Raises `UsageError` that names the file that is missing or spoilt."""
        file, what = folder / _ABOUT, "part of a recording"
        try:
            made = cls(_ABOUT_JSON.validate_json(file.read_bytes()), folder)
        except (OSError, ValidationError) as error:
            raise UsageError(f"{file} is no {what} ({type(error).__name__}); record anew with `assistant eval --record DIR`") from None
        made._entries = {entry.id: entry for _, entry in read_json_lines(folder / _ENTRIES, _ENTRY_JSON.validate_json, what)}
        made.items = {item.id: item for _, item in read_json_lines(folder / _REPLIES, _RECORDED_JSON.validate_json, what)}
        return made

    def add(self, item_id: str, answer: Answer, writer: RecordingWriter) -> None:
        """Keeps what `writer` wrote for an answer; on disk at once, so that a run that breaks off has lost nothing."""
        new = [piece.entry for piece in answer.evidence if piece.entry.id not in self._entries]
        self._entries |= {entry.id: entry for entry in new}
        # Under the markers of the prompt, which numbers evidence in its order; those of the answer are numbered as they come.
        pieces = tuple(Piece(i, e.entry.id, e.text, e.tokens, round(e.score, 4)) for i, e in enumerate(answer.evidence, 1))
        reply, rewriting = writer.take()
        item = Recorded(
            item_id,
            answer.question,
            answer.standalone_question,
            pieces,
            reply.text if reply else None,
            bool(reply and reply.cut),
            answer.usage.prompt_tokens,
            answer.usage.completion_tokens,
            rewriting,
        )
        self.items[item_id] = item
        with (self.folder / _ENTRIES).open("ab") as file:
            file.writelines(_ENTRY_JSON.dump_json(entry) + b"\n" for entry in new)
        with (self.folder / _REPLIES).open("ab") as file:
            file.write(_RECORDED_JSON.dump_json(item) + b"\n")

    def replay(self, item_id: str, assistant: Assistant) -> Answer:
        """The answer that the product makes today of what the model wrote then."""
        item = self.items[item_id]
        evidence = [Evidence(p.marker, self._entries[p.entry_id], p.text, p.tokens, p.score) for p in item.evidence]
        if item.reply is None:
            return refused(item.question, item.alone, evidence)
        settings = assistant.settings.model_copy(update={"prompts": self.folder / _PROMPT})
        replayed = Assistant(settings, RecordedWriter(self.about.model, item))
        return replayed.answer_from(item.question, item.alone, evidence)


@dataclass
class _Said:
    """A reply that was written before."""

    text: str
    cut: bool
    counts: Counts
    note: str = ""
    thoughts: str = ""
    restarts: int = 0
    on_thoughts: Callable[[str], None] | None = None

    def __iter__(self) -> Iterator[str]:
        yield self.text


@dataclass(frozen=True)
class RecordedWriter:
    """Writes what was recorded for one item, whatever it is asked."""

    model: str
    item: Recorded

    def describe(self) -> str:
        """The model and that this is a recording."""
        return f"a recording of {self.model}"

    def stream_chat(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:  # noqa: ARG002
        """The recorded answer."""
        item = self.item
        return _Said(readable(item.reply or ""), item.cut, Counts(item.prompt_tokens, item.completion_tokens, estimated=False))

    def complete(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:  # noqa: ARG002
        """The recorded rewriting of a follow-up."""
        return _Said(readable(self.item.rewriting or ""), False, Counts())


@dataclass
class RecordingWriter:
    """Passes everything on to `inner` and keeps what it wrote."""

    inner: Writer
    _reply: Written | None = field(default=None, init=False)
    _rewriting: str | None = field(default=None, init=False)

    @property
    def model(self) -> str:
        """The name of the model that writes."""
        return self.inner.model

    def describe(self) -> str:
        """What writes."""
        return self.inner.describe()

    def stream_chat(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:
        """The reply of `inner`, kept."""
        self._reply = self.inner.stream_chat(messages, max_tokens, temperature)
        return self._reply

    def complete(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:
        """The whole reply of `inner`, kept."""
        reply = self.inner.complete(messages, max_tokens, temperature)
        self._rewriting = reply.text
        return reply

    def take(self) -> tuple[Written | None, str | None]:
        """What was written since the last call: the answer and the rewriting of a follow-up."""
        taken = self._reply, self._rewriting
        self._reply = self._rewriting = None
        return taken
