"""What each operation gives, as schemas say it: the documents that the command line's `--json` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.answers.answer import Agreement, By, Citation, Guess, Judging, Nearest, Statement, Usage
from assistant.drafts.parse import LeftOut
from assistant.notes.entry import Entry, Kind
from assistant.overviews.overview import Dated, Pair, Told
from assistant.retrieval.evidence import heading
from assistant.support.check import Verdict


class Document(BaseModel):
    """A document that an operation gives."""

    model_config = ConfigDict(defer_build=True, hide_input_in_errors=True)


class Hit(Document):
    """An entry that a search found, with the passage that fits best."""

    entry_id: str
    title: str
    authors: list[str]
    year: int | None
    section: list[str]
    notebook: str
    place: str
    text: str
    score: float


class Hits(Document):
    """What a search found: one hit an entry, best first. `note` says where some of what is searched is not embedded yet."""

    query: str
    hits: list[Hit]
    note: str = ""


class Passage(Document):
    """What of an entry stood in the prompt, its length in cl100k tokens."""

    entry_id: str
    title: str
    text: str
    tokens: int
    score: float


class AnsweredStatement(Document):
    """A statement of an answer with its verdict, and the difference where the notes have it otherwise; `by` is the model whose verdict it is, where it was not
    read."""

    text: str
    markers: list[int]
    verdict: Verdict
    score: float
    reason: str
    by: str = ""


class Answered(Document):
    """An answer: statements with markers and verdicts, and the cited entries; or guesses at what is meant, and no statements.

    `confidence` is the chance that the first citation is right; `by` says who answered, `note` says what went wrong with the model, where something did,
    and where some of the notes are not embedded yet. `cut` is true where it broke off or was stopped.
    """

    question: str
    standalone_question: str
    answer: str
    abstained: bool
    nearest: list[Nearest]
    guesses: list[Guess]
    statements: list[AnsweredStatement]
    citations: list[Citation]
    evidence: list[Passage]
    confidence: float
    by: By
    model: str
    usage: Usage
    timings_ms: Mapping[str, float]
    note: str = ""
    cut: bool = False
    account: str = ""
    judging: Judging | None = None
    agreement: Agreement | None = None


class EntryText(Document):
    """An entry with all that the notes say of it; `text` is Markdown: the title with its byline, then the remarks as a list."""

    entry_id: str
    title: str
    kind: Kind
    authors: list[str]
    year: int | None
    arxiv: str | None
    url: str | None
    section: list[str]
    notebook: str
    places: list[str]
    text: str


class JudgedStatement(Document):
    """A statement of a text, its 1-based line, and the verdict of the notes on it, with the difference where they have it otherwise; `by` is the model whose
    verdict it is, empty where it was read."""

    text: str
    line: int
    markers: list[int]
    verdict: Verdict
    score: float
    reason: str
    by: str = ""


class Checked(Document):
    """A text held against the notes. `note` says where some of them are not embedded yet."""

    file: str
    statements: list[JudgedStatement]
    citations: list[Citation]
    left_out: list[LeftOut]
    counts: dict[str, int]
    note: str = ""


class Named(Document):
    """An entry by its id and title."""

    entry_id: str
    title: str


class Merged(Named):
    """An entry that is told with another one, or named in a theme."""

    into: str


class NotUsed(Named):
    """An entry that was left out."""

    reason: str


class Accounts(Document):
    """What became of every entry that was gathered, and those just outside the topic."""

    used: list[Named]
    merged: list[Merged]
    left_out: list[NotUsed]
    outside: list[Named]


class Overviewed(Document):
    """An overview of a topic, or with `abstained` why there is none."""

    topic: str
    overview: str
    themes: list[Told]
    timeline: list[Dated]
    ledger: Accounts
    agreements: list[Pair]
    disagreements: list[Pair]
    alone: list[Statement]
    bare: list[Named]
    open_questions: list[Statement]
    citations: list[Citation]
    nearest: list[Nearest]
    abstained: bool
    model: str
    usage: Usage
    timings_ms: Mapping[str, float]
    lead: list[Statement]
    invalid_markers: int
    attached: int
    note: str


def entry_document(entry: Entry) -> dict[str, Any]:
    """The document of an entry."""
    return {
        "entry_id": entry.id,
        "title": entry.title,
        "kind": entry.kind,
        "authors": list(entry.authors),
        "year": entry.year,
        "arxiv": entry.arxiv,
        "url": entry.url,
        "section": list(entry.section),
        "notebook": entry.notebook,
        "places": [str(place) for place in entry.places],
        "text": entry_text(entry),
    }


def entry_text(entry: Entry) -> str:
    """An entry as Markdown: its title with byline, then its remarks as they stand in the notes."""
    remarks = [f"{'  ' * depth}- {line.text}" for note in entry.notes for depth, line in note.walk()]
    return "\n".join([f"# {heading(entry)}", *_where(entry), *([""] if remarks else []), *remarks]) + "\n"


def _where(entry: Entry) -> Sequence[str]:
    link = f"arXiv:{entry.arxiv}" if entry.arxiv else entry.url or ""
    told = " · ".join(filter(None, [link, " / ".join(entry.section), ", ".join(map(str, entry.places))]))
    return ["", told] if told else []
