"""A saved answer made again from its evidence, and what differs, statement by statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from assistant.answers.answer import EXTRACTIVE, Answer, Statement, Usage
from assistant.answers.asked import Asked
from assistant.answers.asking import Asking
from assistant.answers.ladder.own_words import in_own_words
from assistant.answers.verify import listed_only, verify
from assistant.index.filters import Filters
from assistant.retrieval.search import Read
from assistant.review.paired import paired
from assistant.review.saved import Saved
from assistant.support.check import Check
from assistant.text.fold import fold

What = Literal["kept", "changed", "new", "gone"]
_ALIKE = 60.0  # of 100: two statements that say the same thing otherwise


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one statement: as it was saved and as it is now, None where it was not or is not there."""

    what: What
    before: Statement | None
    after: Statement | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """A saved answer and the one made again from the same evidence; `same_index` and the like tell whether what they depend on is what it was, None where that is
    not at hand."""

    saved: Saved
    answer: Answer
    differences: tuple[Difference, ...]
    same_index: bool | None
    same_prompt: bool
    same_program: bool

    @property
    def is_same(self) -> bool:
        """Whether every statement is the same, with the same verdict."""
        return all(one.before and one.after and one.what == "kept" and one.before.verdict == one.after.verdict for one in self.differences)

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "question": self.saved.question,
            "same": self.is_same,
            "model": {"before": self.saved.model, "after": self.answer.model},
            "index": self.same_index,
            "prompt": self.same_prompt,
            "program": self.same_program,
            "statements": [
                {"what": one.what, "before": one.before and _document(one.before), "after": one.after and _document(one.after)}
                for one in self.differences
            ],
            "answer": self.answer.to_json(),
        }


def _document(statement: Statement) -> dict[str, Any]:
    return asdict(statement) | {"markers": list(statement.markers)}


def make_again(saved: Saved, asking: Asking | None, check: Check) -> Answer:
    """The answer made again from the saved evidence: by the model of `asking`, else in the notes' own words. What was looked up in fields, guessed or refused
    without a model stands as it was, its statements held against the evidence anew. Raises `ModelError`."""
    evidence = tuple(replace(item, marker=number) for number, item in enumerate(saved.evidence, 1))
    read = Read(saved.asked.put, Filters(), Filters(), saved.asked.rest, None)
    asked = Asked(saved.question, saved.standalone_question, evidence, frozenset(saved.asked.meant), read, fitting=saved.asked.fitting)
    if asking is not None:
        return asking.written(asked)
    if saved.how in {"written", "extracted"}:
        draft, checked = in_own_words(asked, dict(saved.asked.shares), check)
        return asked.answered(checked, EXTRACTIVE, Usage(), listed=draft.listed)
    if saved.how in {"refused", "guessed"}:
        return replace(asked.refused(), answer=str(saved.answer.get("answer", "")), abstained=saved.how == "refused")
    markers = {item.marker: number for number, item in enumerate(saved.evidence, 1)}
    drafted = [(one.text, tuple(markers[marker] for marker in one.markers if marker in markers)) for one in saved.statements()]
    return asked.answered(listed_only(verify(drafted, evidence, check=check), evidence), EXTRACTIVE, Usage())


def compare(before: Sequence[Statement], after: Sequence[Statement]) -> tuple[Difference, ...]:
    """What became of each statement: word for word the same ones are kept, the most alike of the others changed, the rest new or gone. In the order of now, those
    that are gone last."""
    pairs = paired([one.text for one in before], [one.text for one in after], _ALIKE)
    now = [_difference(before[pairs[i]] if i in pairs else None, one) for i, one in enumerate(after)]
    return (*now, *(Difference("gone", one, None) for j, one in enumerate(before) if j not in pairs.values()))


def _difference(before: Statement | None, after: Statement) -> Difference:
    if before is None:
        return Difference("new", None, after)
    return Difference("kept" if fold(before.text) == fold(after.text) else "changed", before, after)
