"""What is said back in a conversation: an answer, an overview where one is asked for, or the last overview changed as asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import TypeAdapter

from assistant.answers.answer import Answer, Citation, Guess, Nearest, Statement
from assistant.answers.asking import OnEvidence, OnText
from assistant.assistant import Assistant
from assistant.index.filters import Filters, both, filters_from
from assistant.overviews.overview import Overview
from assistant.questions.conditions.years import years_in
from assistant.questions.follow_up import Turn
from assistant.questions.kind import asks_for_overview, bare_topic

OVERVIEW = "overview"
OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Said:
    """A message and the document of what was said back."""

    message: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to answer: filters, whether with a model where there is one, the ids of entries that are to be in the evidence beside what is found, and who is
    told of progress."""

    filters: Filters = field(default_factory=Filters)
    use_model: bool = True
    kept: tuple[str, ...] = ()
    on_evidence: OnEvidence | None = None
    on_text: OnText | None = None
    on_progress: OnProgress | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, an overview with the filters it was made under, or an overview that is another one changed."""

    said: Answer | Overview
    filters: Filters = field(default_factory=Filters)
    revised: bool = False

    def document(self) -> dict[str, Any]:
        """Its JSON, as it is stored: that of the answer or the overview, with `kind`, and for an overview `revised` and `filters`."""
        if isinstance(self.said, Answer):
            return {"kind": "answer", **self.said.to_json()}
        return {"kind": OVERVIEW, "revised": self.revised, "filters": asdict(self.filters), **self.said.to_json()}


def is_overview(document: Mapping[str, Any]) -> bool:
    """Whether a stored document is an overview."""
    return document.get("kind") == OVERVIEW


@dataclass(frozen=True, slots=True)
class _Piece:
    entry_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is read of the document of an answer."""

    question: str
    answer: str
    abstained: bool
    nearest: list[Nearest]
    statements: list[Statement]
    citations: list[Citation]
    evidence: list[_Piece]
    model: str
    timings_ms: dict[str, float]
    guesses: list[Guess] = field(default_factory=list)  # an answer kept by an older version has none


_STORED = TypeAdapter(_Answer)


def is_sound(document: Mapping[str, Any]) -> bool:
    """Whether a stored document has all that is shown of it, each in its form: files may be spoilt, or come from elsewhere."""
    try:
        if is_overview(document):
            Overview.from_json(document).theme_of()
            return isinstance(document["revised"], bool) and isinstance(filters_from(document["filters"]), Filters)
        _STORED.validate_python(dict(document))
    except (ValueError, TypeError, LookupError, AttributeError):
        return False
    return True


def reply(assistant: Assistant, message: str, before: Sequence[Said] = (), wishes: Wishes | None = None) -> Reply:
    """Answers a message of a conversation; raises what `Assistant.ask` and `Assistant.summarize` raise."""
    wishes = wishes or Wishes()
    if revised := _revised(assistant, message, before, wishes):
        return revised
    if asks_for_overview(message):
        topic, filters = _with_years(bare_topic(message), wishes.filters)
        made = assistant.summarize(topic, filters=filters, use_model=wishes.use_model, on_progress=wishes.on_progress)
        return Reply(made, filters)
    history, filters = turns(before), wishes.filters
    if wishes.kept and not filters.entries:
        filters = _with_kept(assistant, message, history, wishes)
    return Reply(assistant.ask(message, history, filters, wishes.use_model, wishes.on_evidence, wishes.on_text))


def _with_kept(assistant: Assistant, message: str, history: Sequence[Turn], wishes: Wishes) -> Filters:
    """The filters that let pass what is kept and what is found for a message; those of the wishes where the fields of the library answer it."""
    found = assistant.evidence(message, history, wishes.filters)
    known = [one for one in wishes.kept if assistant.entry(one)]
    return Filters(entries=tuple(dict.fromkeys([*known, *(piece.entry.id for piece in found)]))) if found and known else wishes.filters


def _with_years(topic: str, filters: Filters) -> tuple[str, Filters]:
    """A topic without the years in its words ("pruning since 2022"), and the filters with them."""
    found, rest = years_in(topic)
    if not rest.strip():
        return topic, filters
    return " ".join(rest.split()), both(filters, found)


def _revised(assistant: Assistant, message: str, before: Sequence[Said], wishes: Wishes) -> Reply | None:
    """The overview that was said last, changed as the message asks; made anew first where filters have been set since that it does not keep."""
    if not before or not is_overview(before[-1].document):
        return None
    last = Overview.from_json(before[-1].document)
    made_under = filters_from(before[-1].document["filters"])
    whole = next((said for said in reversed(before) if is_overview(said.document) and not said.document["revised"]), before[-1])
    first, filters = Overview.from_json(whole.document), both(made_under, wishes.filters)
    revised = assistant.revise(message, last, first, filters)
    if revised and filters != made_under:
        anew = assistant.summarize(last.topic, filters=filters, use_model=wishes.use_model, on_progress=wishes.on_progress)
        revised = anew if anew.refused else assistant.revise(message, anew, anew, filters) or anew
    return Reply(revised, filters, revised=filters == made_under) if revised else None


def turns(before: Sequence[Said]) -> list[Turn]:
    """The conversation as a question needs it to stand alone."""
    spoken = []
    for said in before:
        text = said.document["overview"] if is_overview(said.document) else said.document["answer"]
        cited = tuple(citation["entry_id"] for citation in said.document["citations"])
        spoken += [Turn("user", said.message), Turn("assistant", text, cited)]
    return spoken
