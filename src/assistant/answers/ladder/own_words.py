"""Answers in the notes' own words, and the entries that may be meant where these are not sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answers.answer import EXTRACTIVE, Answer, Usage
from assistant.answers.asked import Asked
from assistant.answers.coverage import chances
from assistant.answers.extractive import Draft, extract, guesses
from assistant.answers.fields import left_out, not_held_to
from assistant.answers.ladder.resources import Resources
from assistant.answers.verify import Verified, listed_only, verify
from assistant.questions.form import most_of
from assistant.support.check import Check
from assistant.text.words import terms


class OwnWords:
    """Tells what the notes say, in their own words. `searched` is how many entries are looked at, for saying what a list leaves out."""

    def __init__(self, resources: Resources, searched: int) -> None:
        self._resources, self._searched = resources, searched

    def drafted(self, asked: Asked) -> Draft:
        """The sentences of the notes that answer a question, before any check."""
        return extract(asked.read.question, asked.evidence, self._shares(asked), asked.meant)

    def told(self, asked: Asked) -> Answer:
        """The answer where they are sure, else the guesses."""
        return self.answered(asked) if asked.is_sure else self.guessed(asked)

    def answered(self, asked: Asked) -> Answer:
        """The answer in the notes' own words."""
        draft, checked = in_own_words(asked, self._shares(asked), self._resources.check)
        said = (not_held_to(asked.read.rest), left_out(len(checked.citations), asked.fitting, self._searched)) if draft.cut else ()
        return asked.answered(checked, EXTRACTIVE, Usage(), listed=draft.listed, lead=" ".join(filter(None, said)))

    def guessed(self, asked: Asked, more: Sequence[str] = ()) -> Answer:
        """The entries that may be meant, each with the line that fits; a refusal where there is none. Those of `more`, by their ids, come
        last."""
        drafted = guesses(asked.read.question, asked.evidence, self._shares(asked), more)
        if not drafted:
            return asked.refused()
        return asked.guessed(verify(drafted, asked.evidence, check=self._resources.check), chances(asked.confidence, len(drafted)))

    def _shares(self, asked: Asked) -> Mapping[str, float]:
        """In what share of the chunks each word of the question occurs."""
        return self._resources.catalog.shares(terms(asked.read.question))


def in_own_words(asked: Asked, shares: Mapping[str, float], check: Check) -> tuple[Draft, Verified]:
    """The sentences that answer a question, and those of them that are told, held against the evidence. `shares` says in what share of the chunks each of
    its words occurs."""
    draft = extract(asked.read.question, asked.evidence, shares, asked.meant)
    most = most_of(asked.read.rest) if draft.cut else 0
    return draft, listed_only(verify(draft.statements[: most or None], asked.evidence, check=check), asked.evidence)
