"""What each operation takes, does and gives. The command line, the MCP server and the HTTP service stand on these."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from assistant.answers.answer import Answer
from assistant.answers.asking import OnEvidence, OnText
from assistant.assistant import Assistant
from assistant.drafts.check import CheckedDraft
from assistant.errors import NotesError, UsageError
from assistant.index.sync import Progress
from assistant.notes.entry import Entry
from assistant.overviews.overview import Overview
from assistant.retrieval.ranking import EntryHit
from assistant.retrieval.search import hits_json
from assistant.services.documents import Answered, Checked, Document, EntryText, Hits, Overviewed, entry_document
from assistant.services.inputs import Ask, Check, EntryWanted, Search, Summarize, Taken

# Seconds that a question waits for notes that are being read for the first time, and between two looks.
_PATIENCE = 20.0
_LOOK_EVERY = 0.2

Given = TypeVar("Given", bound=Taken)
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told while an operation works: the evidence of a question, the text of its answer so far, what is done of what."""

    on_evidence: OnEvidence | None = None
    on_text: OnText | None = None
    on_progress: Progress | None = None


NOBODY = Watch()


class UnknownEntryError(UsageError):
    """There is no entry of the id that is asked for."""


@dataclass(frozen=True, slots=True)
class Operation(Generic[Given, Made]):
    """One thing that can be asked of the notes. Nothing of it changes notes or index.

    `run` does it, and raises what `Assistant` raises; `document` is what it made as JSON, of the schema of `gives`.
    """

    name: str
    title: str
    description: str
    takes: type[Given]
    gives: type[Document]
    run: Callable[[Assistant, Given, Watch], Made]
    document: Callable[[Given, Made], dict[str, Any]]

    def perform(self, assistant: Assistant, given: Given, watch: Watch = NOBODY) -> dict[str, Any]:
        """Runs it and gives the document; where some of what is searched is not embedded yet, its `note` says so."""
        told = assistant.partly_embedded() if "note" in self.gives.model_fields else ""
        document = self.document(given, self.run(assistant, given, watch))
        return document if not told or document.get("note") else document | {"note": told}


def _search(assistant: Assistant, given: Search, _: Watch) -> list[EntryHit]:
    require_index(assistant)
    return assistant.search(given.query, given.k, given.known(assistant))


def _ask(assistant: Assistant, given: Ask, watch: Watch) -> Answer:
    require_index(assistant)
    if given.judge or given.samples:
        assistant.require_model("judge" if given.judge else "samples")
    answer = assistant.ask(given.question, given.history, given.known(assistant), given.use_model, watch.on_evidence, watch.on_text)
    answer = assistant.judged(answer) if given.judge and not answer.judging else answer
    return assistant.sampled(answer, given.samples) if given.samples else answer


def _entry(assistant: Assistant, given: EntryWanted, _: Watch) -> Entry:
    require_index(assistant)
    entry = assistant.entry(given.entry_id)
    if entry is None:
        raise UnknownEntryError(f"there is no entry {given.entry_id!r}; a search gives the ids of entries")
    return entry


def _check(assistant: Assistant, given: Check, watch: Watch) -> CheckedDraft:
    require_index(assistant)
    return assistant.check(given.text, progress=watch.on_progress)


def _summarize(assistant: Assistant, given: Summarize, watch: Watch) -> Overview:
    require_index(assistant)
    return assistant.summarize(given.topic, given.known(assistant), given.use_model, watch.on_progress)


def require_index(assistant: Assistant, patience: float = _PATIENCE) -> None:
    """Returns once there is an index to search, be it by words alone; one that is being made is waited for so many seconds. Raises `NotesError` where there
    is none: to look at it must not make one."""
    until = time.monotonic() + patience
    while not assistant.is_indexed():
        if not assistant.is_being_indexed():
            raise NotesError("these notes are not indexed yet; run `assistant index`")
        if time.monotonic() >= until:
            raise NotesError("these notes are being read for the first time; ask again in a moment")
        time.sleep(_LOOK_EVERY)


SEARCH: Operation[Search, list[EntryHit]] = Operation(
    "search",
    "Search the notes",
    "Finds entries of the user's own reading notes (papers, ideas), best first, each with the passage that fits best.",
    Search,
    Hits,
    _search,
    lambda given, hits: hits_json(given.query, hits),
)
ASK: Operation[Ask, Answer] = Operation(
    "ask",
    "Ask the notes",
    "Answers a question from the user's reading notes alone. Every statement cites the entries it rests on and carries a verdict whether they "
    "support it; `guesses` instead are entries that may be meant. With "
    "`abstained` the notes do not cover the question, and `nearest` names what comes near.",
    Ask,
    Answered,
    _ask,
    lambda _, answer: answer.to_json(),
)
ENTRY: Operation[EntryWanted, Entry] = Operation(
    "entry",
    "Read an entry",
    "Gives one entry of the notes whole, by its id: title, authors, year, links, where it stands, and every remark.",
    EntryWanted,
    EntryText,
    _entry,
    lambda _, entry: entry_document(entry),
)
CHECK: Operation[Check, CheckedDraft] = Operation(
    "check",
    "Check a text against the notes",
    "Holds each statement of a text against the notes: `supported`, `partly`, `unsupported` (the notes have it otherwise; `reason` says how) or "
    "`unverified` (they do not tell), with the entries that the verdict rests on.",
    Check,
    Checked,
    _check,
    lambda given, checked: checked.to_json(given.name),
)
SUMMARIZE: Operation[Summarize, Overview] = Operation(
    "summarize",
    "Summarize a topic",
    "Gives a cited overview of all that the notes hold on a topic: themes, what agrees and what does not, a timeline, open questions, and a ledger "
    "of every entry. With `abstained` the notes hold nothing on it.",
    Summarize,
    Overviewed,
    _summarize,
    lambda _, overview: overview.to_json(),
)
OPERATIONS: Sequence[Operation[Any, Any]] = (SEARCH, ASK, ENTRY, CHECK, SUMMARIZE)
