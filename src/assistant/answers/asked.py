"""A question on its way to an answer, with all that was found for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.answers.answer import EXTRACTIVE, Answer, Guess, Nearest, Usage, render
from assistant.answers.fields import only_last_names, stands_in
from assistant.answers.verify import Verified, as_cited
from assistant.index.filters import Filters
from assistant.retrieval.evidence import Evidence, aside, without_orders
from assistant.retrieval.search import Read

GUESSED = "The notes may mean one of these:"


def refused(question: str, alone: str, evidence: Sequence[Evidence], told: str = "The notes do not cover this.") -> Answer:
    """The answer that refuses, saying why and naming the nearest entries."""
    nearest = tuple(Nearest(item.entry.id, item.entry.called, round(item.score, 4)) for item in evidence[:3])
    names = "; ".join(title for near in nearest if (title := f"“{near.title}”") not in told)
    text = told + (f" The nearest entries are {names}." if names else "")
    return Answer(question, alone, text, True, nearest, (), (), tuple(evidence), EXTRACTIVE, Usage())


@dataclass(frozen=True, slots=True)
class Begun:
    """An answer that was cut: its question as it was put and as it stands alone, its statements, each with the ids of the entries that it cites, what it
    took so far, and the account that holds that."""

    question: str
    alone: str
    statements: tuple[tuple[str, tuple[str, ...]], ...]
    usage: Usage = field(default_factory=Usage)
    account: str = ""

    def text(self, markers: Mapping[str, int]) -> str:
        """What was written, with the `markers` that entries have now."""
        return " ".join(" ".join([text, *(f"[{markers[one]}]" for one in cited if one in markers)]) for text, cited in self.statements)


def begun_of(document: Mapping[str, Any]) -> Begun:
    """What was begun in the document of an answer. Raises `LookupError` or `TypeError` where it is none."""
    cited = {one["marker"]: str(one["entry_id"]) for one in document["citations"]}
    statements = ((str(one["text"]), tuple(cited[marker] for marker in one["markers"])) for one in document["statements"])
    return Begun(
        str(document["question"]),
        str(document["standalone_question"]),
        tuple(statements),
        Usage(**document.get("usage", {})),
        str(document.get("account", "")),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was put, as it stands alone, the evidence found for it, the ids of the entries that it means by name, how it was read, what is
    said of names that no author has, how many entries fit it, in the evidence or not, the chance that the first one is right, and whether that is enough
    for an answer."""

    question: str
    alone: str
    evidence: tuple[Evidence, ...]
    meant: frozenset[str] = frozenset()
    read: Read = field(default_factory=lambda: Read("", Filters(), Filters(), "", None))
    strangers: str = ""
    fitting: int = 0
    confidence: float = 1.0
    is_sure: bool = False

    @property
    def for_model(self) -> str:
        """The question, standing alone, as a model is put it."""
        return without_orders(self.alone, [item.entry for item in self.evidence])

    def refused(self, told: str = "The notes do not cover this.") -> Answer:
        return refused(
            self.question, self.alone, self.evidence, " ".join(filter(None, [self.strangers if self.strangers not in told else "", told]))
        )

    def guessed(self, checked: Verified, chances: Sequence[float]) -> Answer:
        """The entries that may be meant, each with the line that fits and its chance; `checked` holds one statement for each, best first."""
        checked, evidence = as_cited(checked, self.evidence)
        guesses = tuple(
            Guess(one.entry_id, one.title, one.quote, round(chance, 4)) for one, chance in zip(checked.citations, chances, strict=True)
        )
        before = " ".join(filter(None, [self.strangers, GUESSED]))
        text = "\n\n".join([before, render(checked.statements, listed=True)])
        return Answer(self.question, self.alone, text, False, (), (), checked.citations, evidence, EXTRACTIVE, Usage(), guesses=guesses)

    def answered(self, checked: Verified, model: str, usage: Usage, *, listed: bool = False, lead: str = "") -> Answer:
        checked, evidence = as_cited(checked, self.evidence)
        cited = {citation.entry_id for citation in checked.citations}
        shown = [item.entry for item in evidence if item.entry.id in cited]
        names = only_last_names(self.read.filters, shown)
        where = stands_in(self.read.where, shown if listed else shown[:1]) if self.read.where and shown else ""
        before = " ".join(filter(None, [self.strangers, names, where, lead, aside(shown)]))
        text = "\n\n".join(filter(None, [before, render(checked.statements, listed=listed)]))
        return Answer(self.question, self.alone, text, False, (), checked.statements, checked.citations, evidence, model, usage)
