"""Answers that a model writes: tried a second time where the first is of no use, and told in the notes' own words where that is none either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.answers.answer import Answer, Usage
from assistant.answers.asked import Asked
from assistant.answers.ladder.own_words import OwnWords
from assistant.answers.ladder.resources import INSTEAD, Resources
from assistant.answers.prompts import Template
from assistant.answers.verify import Verified, across_languages, verify
from assistant.answers.written import ModelDraft, answer_with_model
from assistant.endpoint.writer import Writer
from assistant.errors import ModelError, NoTextError
from assistant.retrieval.evidence import Evidence
from assistant.text.fold import fold
from assistant.text.sentences import split_sentences
from assistant.text.tokens import count_tokens

OnText = Callable[[str], None]

_REPEATED_WORDS = 8
_NOTHING = "wrote nothing that can be used"


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a model wrote, held against the evidence, and in a few words why it is of no use; empty where it is."""

    draft: ModelDraft
    checked: Verified
    useless: str


class ByModel:
    """Has a model write answers from evidence."""

    def __init__(self, resources: Resources, model: Writer, own_words: OwnWords) -> None:
        self._resources, self._model, self._own_words = resources, model, own_words

    def answered(self, asked: Asked, on_text: OnText | None) -> Answer:
        """The model's answer; the notes' own words where it fails. Raises `ModelError` where these may not stand in."""
        try:
            return self.written(asked, on_text)
        except ModelError as error:
            if not self._resources.falls_back:
                raise
            return replace(self._own_words.told(asked), note=f"{error}; {INSTEAD}")

    def written(self, asked: Asked, on_text: OnText | None = None) -> Answer:
        """The model's answer, at the second try where the first is of no use; the notes' own words, saying so, where that is none either. Raises
        `ModelError`."""
        resources, small = self._resources, self._resources.profile == "small"
        first = self._try(asked, resources.template("answer-small" if small else "answer"), on_text, shown_first=small)
        used, usage = first, first.draft.usage
        if first.useless:
            used = self._try(asked, resources.template("answer-small"), on_text, shown_first=True)
            usage = used.draft.usage.plus(usage)
        if used.useless:
            note = f"the model {first.useless}{', twice' if used.useless == first.useless else f', then {used.useless}'}; {INSTEAD}"
            return replace(self._own_words.told(asked), usage=usage, note=note)
        return self._told(asked, used, usage)

    def _told(self, asked: Asked, used: _Tried, usage: Usage) -> Answer:
        draft, checked = used.draft, used.checked
        if draft.abstained:
            return replace(asked.refused(), model=draft.model, usage=usage, note=draft.note, by="model")
        if draft.fault and not self._resources.falls_back:
            raise draft.fault
        answer = asked.answered(checked, draft.model, usage)
        note = "; ".join(filter(None, [draft.note, across_languages(checked, asked.evidence)]))
        return replace(answer, invalid_markers=draft.invalid_markers, attached=checked.attached, note=note, cut=draft.cut, by="model")

    def _try(self, asked: Asked, template: Template, on_text: OnText | None, *, shown_first: bool) -> _Tried:
        """One try. With `shown_first` the model is shown of each entry the sentences alone that the notes' own words would answer with."""
        shown = self._passages(asked) if shown_first else asked.evidence
        try:
            draft = answer_with_model(self._model, template, asked.for_model, shown, on_text, self._resources.settings.context_tokens)
        except NoTextError:
            if not self._resources.falls_back:
                raise
            return _Tried(ModelDraft((), "", False, 0, Usage(), self._model.model), Verified((), ()), _NOTHING)
        checked = verify(draft.statements, asked.evidence, attach=True, check=self._resources.check)
        return _Tried(draft, checked, _useless(draft, checked, template, asked))

    def _passages(self, asked: Asked) -> list[Evidence]:
        """The evidence cut down to the sentences that the notes' own words would answer with, under its markers; all of it where these are none."""
        chosen: dict[int, list[str]] = {}
        for text, markers in self._own_words.drafted(asked).statements:
            for marker in markers:
                chosen.setdefault(marker, []).append(fold(text))
        return [_cut(item, chosen[item.marker]) for item in asked.evidence if item.marker in chosen] or list(asked.evidence)


def _cut(item: Evidence, told: list[str]) -> Evidence:
    """An entry's title line with those of its sentences that were told; whole where none was."""
    title, *lines = item.text.split("\n")
    kept = [one for line in lines for one in split_sentences(line) if any(fold(one) in text for text in told)]
    text = "\n".join([title, *kept]) if kept else item.text
    return replace(item, text=text, tokens=count_tokens(text))


def _useless(draft: ModelDraft, checked: Verified, template: Template, asked: Asked) -> str:
    """Why an answer is of no use; empty where it is, or broke off."""
    if draft.fault:
        return ""
    if draft.abstained:
        return "refused what the notes answer" if asked.is_sure else ""
    if not draft.statements:
        return _NOTHING
    if _repeats(draft.text, template):
        return "repeated its prompt"
    return "" if checked.citations or across_languages(checked, asked.evidence) else "cited nothing"


def _repeats(text: str, template: Template) -> bool:
    """Whether a text holds eight words in a row of what the model was told to do."""
    told, said = f" {fold(f'{template.system} {template.user}')} ", fold(text).split()
    runs = range(len(said) - _REPEATED_WORDS + 1)
    return any(f" {' '.join(said[i : i + _REPEATED_WORDS])} " in told for i in runs)
