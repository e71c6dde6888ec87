"""What an answer is: statements, each with citations of evidence and a verdict whether the evidence supports it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from assistant.endpoint.writer import Counts, Writer
from assistant.notes.entry import Entry
from assistant.retrieval.evidence import Evidence
from assistant.spending.metered import Metered
from assistant.support.check import Verdict
from assistant.text.display import plural

EXTRACTIVE = "extractive"
# Who answered: the fields of the library, the notes' own words, these found by how a model put the question too, or a model that wrote.
By = Literal["fields", "notes", "reworded", "model"]
# What is said behind a statement that is not supported, where there is no room for a badge.
MARKS: Mapping[Verdict, str] = {
    "supported": "",
    "partly": " (partly supported)",
    "unsupported": " (NOT SUPPORTED)",
    "unverified": " (not verified)",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an answer: its text without markers, the markers it carries, the verdict and its score from 0 to 1, the difference that was found
    where it is `unsupported`, and the model whose verdict it is, empty where the verdict was read."""

    text: str
    markers: tuple[int, ...]
    verdict: Verdict
    score: float
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """An entry that the answer cites under `marker`, with the words of its notes that the citing statements rest on."""

    marker: int
    entry_id: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    arxiv: str | None
    url: str | None
    section: tuple[str, ...]
    notebook: str
    place: str
    quote: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """An entry named where the notes do not cover the question."""

    entry_id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Guess:
    """An entry that may be what is meant, with the line of it that fits best and the chance, from 0 to 1, that it is the right one."""

    entry_id: str
    title: str
    quote: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens a model read and wrote; `estimated` where the endpoint did not say and they were counted here. `cached_tokens` of those read came from the
    endpoint's cache; `cost_usd` is None where the price is not known."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = True
    cached_tokens: int = 0
    cost_usd: float | None = None

    @classmethod
    def of(cls, counts: Counts) -> Usage:
        """What one call took."""
        return cls(counts.prompt_tokens, counts.completion_tokens, counts.estimated, counts.cached_tokens, counts.cost_usd)

    def plus(self, other: Usage) -> Usage:
        """Both together; their cost where that of both is known."""
        if not (other.prompt_tokens or other.completion_tokens):
            return self
        if not (self.prompt_tokens or self.completion_tokens):
            return other
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.estimated or other.estimated,
            self.cached_tokens + other.cached_tokens,
            None if self.cost_usd is None or other.cost_usd is None else self.cost_usd + other.cost_usd,
        )


@dataclass(frozen=True, slots=True)
class Judging:
    """What a model was asked to judge of an answer: of how many statements, of how many it gave a verdict, the tokens that took, and what went wrong, if anything."""

    model: str
    asked: int
    told: int
    usage: Usage
    note: str = ""

    def line(self) -> str:
        """The same in a line."""
        said = f"{self.model} judged {self.told} of {self.asked} statements that reading left unverified ({tokens_told(self.usage)})"
        return f"{said}; {self.note}" if self.note else said


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far further answers of the model to the same question say the same: how many were written, how many say the same as the one shown, how many say
    each thing that was said, and the entropy over these meanings, in nats; what they took. `note` says why there are fewer than were asked for."""

    samples: int
    same: int
    meanings: tuple[int, ...]
    entropy: float
    usage: Usage
    note: str = ""

    def line(self) -> str:
        """The same in a line."""
        if not self.samples:
            return f"no further answer was written: {self.note}"
        meanings = f"{len(self.meanings)} {plural(len(self.meanings), 'meaning')}"
        said = f"{self.same} of {self.samples} further answers say the same as this one ({meanings}, entropy {self.entropy:.2f}; {tokens_told(self.usage)})"
        return f"{said}; {self.note}" if self.note else said


def tokens_told(usage: Usage) -> str:
    """What was read and written, in a few words."""
    return f"{'about ' * usage.estimated}{usage.prompt_tokens + usage.completion_tokens:,} tokens"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. `answer` is the text with markers `[1]`, numbered as they come; `evidence` is what stood in the prompt, best first,
    each piece under the marker that it has in the answer.

    `invalid_markers` counts markers that pointed at no evidence; they are taken out of the text and never become citations. `attached` counts
    statements that came without a marker and were given one by the support check. `confidence`, from 0 to 1, is the chance that the first citation
    is right. Where that is too low for an answer, `guesses` are given, best first: the text names them, the citations hold them, and there is no
    statement. `note` says in a line what went wrong with the model, and which words answer, and where some of the notes are not embedded yet; empty
    where all is well. `judging` and `agreement` are there where a model was asked to judge the statements that reading left open, or to answer several
    times. `cut`: the model had not come to its end. `by` says who answered. `account` is the id under which the ledger holds all its calls, also those
    made later on: to go on with it, to judge it, for samples; empty where there were none.
    """

    question: str
    standalone_question: str
    answer: str
    abstained: bool
    nearest: tuple[Nearest, ...]
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    evidence: tuple[Evidence, ...]
    model: str
    usage: Usage
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    invalid_markers: int = 0
    attached: int = 0
    confidence: float = 1.0
    note: str = ""
    guesses: tuple[Guess, ...] = ()
    cut: bool = False
    judging: Judging | None = None
    agreement: Agreement | None = None
    by: By = "notes"
    account: str = ""

    def told_by(self) -> str:
        """Who answered, in a few words; the model by its name."""
        return told_by(self.by, self.model)

    def paragraphs(self) -> list[list[Statement]]:
        """The statements in runs that cite the same entries: each run reads as one paragraph."""
        return runs(self.statements)

    def lead(self) -> str:
        """What is said before the statements: how many there are, what a list leaves out."""
        return lead_of(self.answer, self.statements)

    def timed(self, **timings_ms: float) -> Answer:
        """The same answer with its timings in milliseconds, rounded to 0.1."""
        return replace(self, timings_ms={name: round(value, 1) for name, value in timings_ms.items()})

    def to_json(self) -> dict[str, Any]:
        """The document that `assistant ask --json` prints."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "answer": self.answer,
            "abstained": self.abstained,
            "nearest": [asdict(near) for near in self.nearest],
            "guesses": [asdict(guess) for guess in self.guesses],
            "statements": [_lists(asdict(statement)) for statement in self.statements],
            "citations": [_lists(asdict(citation)) for citation in self.citations],
            "evidence": [
                {"entry_id": e.entry.id, "title": e.entry.title, "text": e.text, "tokens": e.tokens, "score": round(e.score, 4)}
                for e in self.evidence
            ],
            "confidence": self.confidence,
            "by": self.by,
            "model": self.model,
            "usage": asdict(self.usage),
            "timings_ms": dict(self.timings_ms),
            **({"note": self.note} if self.note else {}),
            **({"cut": True} if self.cut else {}),
            **({"account": self.account} if self.account else {}),
            **({"judging": asdict(self.judging)} if self.judging else {}),
            **({"agreement": _lists(asdict(self.agreement))} if self.agreement else {}),
        }


def paid(answer: Answer, model: Writer | None, more: Usage) -> Answer:
    """The answer with what `more` calls of the model took: as its account holds all of them, else as they were told."""
    if not isinstance(model, Metered) or not (spent := model.spent()).calls:
        return replace(answer, usage=answer.usage.plus(more))
    cost = None if spent.unpriced else spent.cost_usd
    usage = Usage(spent.prompt_tokens, spent.completion_tokens, spent.estimated, spent.cached_tokens, cost)
    return replace(answer, usage=usage if answer.account else answer.usage.plus(usage), account=model.account)


def told_by(by: str, model: str) -> str:
    """Who answered, in a few words."""
    match by:
        case "fields":
            return "Looked up in the notes' fields"
        case "reworded":
            return f"In the notes' own words, searched for in those of {model} too"
        case "model":
            return f"Written by {model}"
        case _:
            return "In the notes' own words"


def runs(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Neighbouring statements that cite the same entries, together."""
    together: list[list[Statement]] = []
    for statement in statements:
        if together and together[-1][-1].markers == statement.markers:
            together[-1].append(statement)
        else:
            together.append([statement])
    return together


def render(statements: Sequence[Statement], *, listed: bool = False) -> str:
    """The Markdown text of an answer: a paragraph, or with `listed` a bullet, for each run of statements, each statement with its markers."""
    bullet, gap = ("- ", "\n") if listed else ("", "\n\n")
    return gap.join(bullet + " ".join(marked(statement) for statement in run) for run in runs(statements))


def lead_of(text: str, statements: Sequence[Statement]) -> str:
    """What the text of an answer says before its statements."""
    return next(
        (text.removesuffix(told).strip() for listed in (True, False) if text.endswith(told := render(statements, listed=listed))), ""
    )


def marked(statement: Statement) -> str:
    """A statement followed by its markers."""
    markers = "".join(f"[{marker}]" for marker in statement.markers)
    return f"{statement.text} {markers}" if markers else statement.text


def cite(marker: int, entry: Entry, quote: str, place: str) -> Citation:
    """A citation of `entry` whose `quote` stands at `place`."""
    fields = (entry.title, entry.authors, entry.year, entry.arxiv, entry.url, entry.section, entry.notebook)
    return Citation(marker, entry.id, *fields, place, quote)


def _lists(document: dict[str, Any]) -> dict[str, Any]:
    """A document with lists for tuples, and without a `by` that names nobody."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in document.items() if value or key != "by"}
