"""Recordings of what a model wrote, with all that is needed to replay it without the model: the evidence it was shown and its raw reply.

A recording is a folder: `about.json` (model and fingerprints), `answer.md` (the prompt), `entries.jsonl` (each entry that stood in evidence,
once) and `replies.jsonl` (a line an item). A replay goes the whole way from the raw reply on: markers, statements, refusal, citations, verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.answers.answer import Answer, By
from assistant.answers.asked import Asked, refused
from assistant.answers.extractive import GUESSES_MOST
from assistant.assistant import Assistant
from assistant.endpoint.writer import Counts, Message, Writer, Written
from assistant.errors import UsageError
from assistant.fitted import fitted
from assistant.index.filters import Filters
from assistant.notes.entry import Entry
from assistant.questions.follow_up import Turn
from assistant.retrieval.evidence import Evidence
from assistant.retrieval.search import Read
from assistant.text.json_lines import read_json_lines
from assistant.text.safe import readable

_NEAREST = 3  # entries that a refusal names
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
    """What a model was asked for one item and what it wrote. `reply` is None where it was not asked to write, `again` where not a second time.

    `aside` is what it said beside that, as it came: the question rewritten, or in the field's terms; `more` the ids of the entries found by these. `by` is who
    answered then (None: nobody, it was refused), `confidence` how sure the notes' own words were, and `sure` whether sure enough.
    """

    id: str
    question: str
    alone: str
    evidence: tuple[Piece, ...]
    reply: str | None
    cut: bool = False
    prompt_tokens: int = 0
    completion_tokens: int = 0
    aside: str | None = None
    by: By | None = None
    more: tuple[str, ...] = ()
    again: str | None = None
    confidence: float = 1.0
    sure: bool = False


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
        said = writer.take()
        evidence = answer.evidence if said.replies or answer.by == "reworded" else answer.evidence[:_NEAREST] if answer.abstained else ()
        new = [piece.entry for piece in evidence if piece.entry.id not in self._entries]
        self._entries |= {entry.id: entry for entry in new}
        # Under the markers of the prompt, which numbers evidence in its order; those of the answer are numbered as they come.
        pieces = tuple(Piece(i, e.entry.id, e.text, e.tokens, round(e.score, 4)) for i, e in enumerate(evidence, 1))
        item = Recorded(
            item_id,
            answer.question,
            answer.standalone_question,
            pieces,
            said.replies[0].text if said.replies else None,
            bool(said.replies and said.replies[0].cut),
            answer.usage.prompt_tokens,
            answer.usage.completion_tokens,
            said.aside,
            None if answer.abstained else answer.by,
            tuple(guess.entry_id for guess in answer.guesses[GUESSES_MOST:]) if answer.by == "reworded" else (),
            said.replies[1].text if said.replies[1:] else None,
            answer.confidence,
            answer.confidence >= fitted("confidence")["sure from"],
        )
        self.items[item_id] = item
        with (self.folder / _ENTRIES).open("ab") as file:
            file.writelines(_ENTRY_JSON.dump_json(entry) + b"\n" for entry in new)
        with (self.folder / _REPLIES).open("ab") as file:
            file.write(_RECORDED_JSON.dump_json(item) + b"\n")

    def replay(self, item_id: str, assistant: Assistant, history: Sequence[Turn] = ()) -> Answer:
        """The answer that the product makes today of what the model wrote then; where it wrote nothing, the answer without it. `history` is the
        conversation before the item."""
        item = self.items[item_id]
        evidence = tuple(Evidence(p.marker, self._entries[p.entry_id], p.text, p.tokens, p.score) for p in item.evidence)
        if item.reply is None and not item.more:
            return assistant.ask(item.question, history, use_model=False) if item.by else refused(item.question, item.alone, evidence)
        read = Read(item.alone, Filters(), Filters(), item.alone, None)
        asked = Asked(item.question, item.alone, evidence, read=read, confidence=item.confidence, is_sure=item.sure)
        if (
            item.by is None and assistant.is_indexed()
        ):  # earlier recordings do not say how sure the notes' own words were: as they are today
            today = assistant.asking(use_model=False).found(item.question, history)[0].asked
            asked = replace(asked, meant=today.meant, confidence=today.confidence, is_sure=today.is_sure)
        settings = assistant.settings.model_copy(update={"prompts": self.folder / _PROMPT})
        answer = Assistant(settings, RecordedWriter(self.about.model, item)).answer_asked(asked, item.more)
        return replace(answer, confidence=item.confidence)


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


@dataclass
class RecordedWriter:
    """Writes what was recorded for one item, whatever it is asked; the second time what it wrote then, where it was asked twice."""

    model: str
    item: Recorded
    _asked: int = field(default=0, init=False)

    def describe(self) -> str:
        """The model and that this is a recording."""
        return f"a recording of {self.model}"

    def stream_chat(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:  # noqa: ARG002
        """The recorded answer."""
        item, self._asked = self.item, self._asked + 1
        text = item.again if self._asked > 1 and item.again is not None else item.reply
        return _Said(readable(text or ""), item.cut, Counts(item.prompt_tokens, item.completion_tokens, estimated=False))

    def complete(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:  # noqa: ARG002
        """What it said beside the answer."""
        return _Said(readable(self.item.aside or ""), False, Counts())


@dataclass
class Spoken:
    """What a model wrote for one item: its tries at an answer, and what it was asked before."""

    replies: list[Written] = field(default_factory=list)
    aside: str | None = None


@dataclass
class RecordingWriter:
    """Passes everything on to `inner` and keeps what it wrote."""

    inner: Writer
    _spoken: Spoken = field(default_factory=Spoken, init=False)

    @property
    def model(self) -> str:
        """The name of the model that writes."""
        return self.inner.model

    def describe(self) -> str:
        """What writes."""
        return self.inner.describe()

    def stream_chat(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:
        """The reply of `inner`, kept."""
        self._spoken.replies.append(self.inner.stream_chat(messages, max_tokens, temperature))
        return self._spoken.replies[-1]

    def complete(self, messages: Sequence[Message], max_tokens: int, temperature: float = 0.0) -> Written:
        """The whole reply of `inner`, kept."""
        reply = self.inner.complete(messages, max_tokens, temperature)
        self._spoken.aside = reply.text
        return reply

    def take(self) -> Spoken:
        """What was written since the last call."""
        taken, self._spoken = self._spoken, Spoken()
        return taken
