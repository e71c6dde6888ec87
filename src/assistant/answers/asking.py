"""The way of a question to its answer: understood, searched for, answered, checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from assistant.answers.answer import EXTRACTIVE, Answer, Usage
from assistant.answers.asked import Asked
from assistant.answers.coverage import Coverage, chances, coverage, is_absent, refusal
from assistant.answers.extractive import Draft, count_fitting, extract, guesses
from assistant.answers.fields import Fields, from_fields, left_out, not_held_to, nothing_passes, of_entries, strangers_told
from assistant.answers.prompts import Template
from assistant.answers.verify import listed_only, verify
from assistant.answers.written import answer_with_model, rewrite_with_model
from assistant.embedding.embedder import Embedder
from assistant.endpoint.writer import Writer
from assistant.errors import ModelError, NoTextError
from assistant.index.catalog import Catalog
from assistant.index.filters import Filters, described
from assistant.index.vectors import VectorStore
from assistant.questions.changed import changed, told_anew
from assistant.questions.follow_up import Turn, standalone, told_already
from assistant.questions.form import most_of
from assistant.questions.named_entries import Meant, Share, meant
from assistant.questions.spelling import mend
from assistant.retrieval.evidence import Evidence, gather
from assistant.retrieval.looked_up import titled_in
from assistant.retrieval.ranking import EntryHit, Retriever
from assistant.retrieval.relatives import relative
from assistant.retrieval.search import Read, find, heading_asked_for, read, with_chosen
from assistant.retrieval.topic_entries import TopicFinder
from assistant.settings import Settings
from assistant.support.check import Check
from assistant.text.words import terms

OnText = Callable[[str], None]
OnEvidence = Callable[[Sequence[Evidence]], None]

INSTEAD = "the notes' own words answer instead"
_SEARCHED = 40


@dataclass(frozen=True, slots=True)
class Resources:
    """What a question is answered with: one state of the index, the check of statements, and the prompts by name; with a `model`, that writes.

    `falls_back` is whether the notes' own words stand in for a model that fails.
    """

    catalog: Catalog
    vectors: VectorStore
    embedder: Embedder
    settings: Settings
    check: Check
    template: Callable[[str], Template]
    model: Writer | None
    falls_back: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question: the `hits`, with their evidence; the answer of the fields where they give one, how far the rest is covered, and
    whether its topic is absent from what its own filters leave."""

    asked: Asked
    hits: Sequence[EntryHit]
    fields: Fields | None
    covered: Coverage | None
    absent: bool

    def from_hits(
        self, hits: Sequence[EntryHit], share: Share, budget: int, *, filtered: bool = False, chosen: Sequence[str] = ()
    ) -> Found:
        """The same question with the evidence of these hits, of `budget` tokens; `share` tells for words in how many chunks each occurs. Where the
        reader has `chosen` one entry, by its id, the question means it."""
        read = self.asked.read
        asks = read.rest if read.worded else read.question
        of = meant(asks, [hit.entry for hit in hits], share)
        if len(chosen) == 1 and not of:
            of = [Meant(hit.entry, frozenset()) for hit in hits if hit.entry.id in chosen]
        named = frozenset(one.entry.id for one in of)
        evidence = tuple(gather(read.question, hits, budget, set(named)))
        asked = replace(self.asked, evidence=evidence, meant=named, fitting=count_fitting(hits))
        return replace(self, asked=asked, hits=hits, covered=coverage(asks, hits, evidence, share, of, filtered=filtered))


class Asking:
    """Answers questions with what it is given. One object for one question or several; it keeps nothing of them."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._catalog, self._model = resources.catalog, resources.model

    def answer(
        self, question: str, history: Sequence[Turn], filters: Filters | None, on_evidence: OnEvidence | None, on_text: OnText | None
    ) -> Answer:
        """The answer to a question, with its timings. Raises `ModelError` where a model fails that nothing may stand in for."""
        start = time.perf_counter()
        found, fault = self.found(question, history, filters)
        retrieved = time.perf_counter()
        if on_evidence:
            on_evidence(found.asked.evidence)
        answer = self._answered(found, filters or Filters(), on_text, use_model=fault is None)
        if fault:
            answer = replace(answer, note=f"{fault}; {INSTEAD}")
        if on_text:
            on_text(answer.answer)
        end = time.perf_counter()
        answer = replace(answer, confidence=round(found.covered.confidence, 4) if found.covered else 1.0)
        return answer.timed(retrieve=(retrieved - start) * 1e3, answer=(end - retrieved) * 1e3, total=(end - start) * 1e3)

    def written(self, asked: Asked, on_text: OnText | None = None) -> Answer:
        """The model's answer from the evidence of a question. Raises `ModelError`."""
        assert self._model is not None  # noqa: S101 - whoever calls this has one
        draft = answer_with_model(self._model, self._resources.template("answer"), asked.alone, asked.evidence, on_text)
        if draft.abstained:
            return replace(asked.refused(), model=draft.model, usage=draft.usage, note=draft.note)
        if not draft.statements:
            return replace(self._extracted(asked), usage=draft.usage, note=f"the model wrote nothing that can be used; {INSTEAD}")
        checked = verify(draft.statements, asked.evidence, attach=True, check=self._resources.check)
        if draft.fault and not (self._resources.falls_back and any(one.verdict in {"supported", "partly"} for one in checked.statements)):
            raise draft.fault
        answer = asked.answered(checked, draft.model, draft.usage)
        return replace(answer, invalid_markers=draft.invalid_markers, attached=checked.attached, note=draft.note)

    def _with_titles(self, history: Sequence[Turn]) -> list[Turn]:
        """The conversation with the titles of cited entries in the place of their ids; where it is not known what an answer cites, of those it names."""
        known = self._catalog.entries([cited for turn in history for cited in turn.cited])
        told = [replace(turn, cited=tuple(known[c].title if c in known else c for c in turn.cited)) for turn in history]
        return [
            replace(turn, cited=tuple(entry.title for entry in titled_in(turn.content, self._catalog)))
            if turn.role == "assistant" and not turn.cited
            else turn
            for turn in told
        ]

    def _alone(self, question: str, history: Sequence[Turn]) -> tuple[str, ModelError | None]:
        """The question made stand-alone, by the model where there is one and it manages, else by rule; and the error where the model failed."""
        is_author = self._catalog.has_author
        told = told_anew(history, is_author)
        ruled = changed(question, told, is_author) or self._of_a_relative(question, told) or standalone(question, told)
        if self._model is None or ruled == question:
            return ruled, None
        try:
            return rewrite_with_model(self._model, self._resources.template("standalone"), question, history) or ruled, None
        except ModelError as error:
            if not self._resources.falls_back:
                raise
            return ruled, None if isinstance(error, NoTextError) else error

    def _of_a_relative(self, question: str, told: Sequence[Turn]) -> str:
        """The question made stand-alone, where it means an entry by what it is to the one spoken of last; else empty."""
        return relative(question, [turn.cited for turn in told if turn.cited], self._retriever, self._catalog)

    def found(self, question: str, history: Sequence[Turn], filters: Filters | None = None) -> tuple[Found, ModelError | None]:
        """What is found for a question after what was said before it, and the error of a model that failed to make it stand alone."""
        told = self._with_titles(history)
        alone, fault = self._alone(question, told)
        alone = mend(alone, self._catalog.has_word, self._catalog.words)
        return self._found(question, alone, told_already(question, told), filters), fault

    def _found(self, question: str, alone: str, known: set[str], filters: Filters | None) -> Found:
        """What is found for a question that stands `alone`; the titles `known` were told already and are passed over."""
        catalog, resources, within = self._catalog, self._resources, filters or Filters()
        asked_for = read(alone, catalog, filters)
        fields = None if known else self._fields(asked_for)
        hits = [] if fields else find(alone, self._retriever, catalog, filters, _SEARCHED)
        if not within.entries:
            hits = [hit for hit in hits if hit.entry.title not in known] or hits
        elif not fields:
            hits = with_chosen(hits, within.entries, catalog)
        asks = asked_for.rest if asked_for.worded else asked_for.question
        absent = bool(asked_for.worded) and is_absent(asks, partial(catalog.shares, filters=asked_for.filters))
        asked = Asked(
            question, alone, fields.evidence if fields else (), read=asked_for, strangers=strangers_told(asked_for.strangers, catalog)
        )
        found = Found(asked, hits, fields, None, absent)
        share = partial(catalog.shares, filters=within)
        if fields:
            return found
        return found.from_hits(hits, share, resources.settings.evidence_tokens, filtered=bool(within), chosen=within.entries)

    def _answered(self, found: Found, within: Filters, on_text: OnText | None, *, use_model: bool) -> Answer:
        """Looked up in fields, refused, written by the model, told in the notes' own words, or guessed where these are not sure to be the right ones."""
        if found.fields or found.covered is None:
            return self._from_fields(found.asked, found.fields or Fields("", 0))
        if found.absent or found.covered.covered < self._resources.settings.abstain_below:
            return found.asked.refused(refusal(found.covered, described(found.asked.read.filters if found.absent else within)))
        if found.asked.read.fields:  # of an entry that was described
            fields = of_entries(found.asked.read.fields, [found.asked.evidence[0].entry])
            return self._from_fields(replace(found.asked, evidence=fields.evidence), fields) if fields.found else found.asked.refused()
        if self._model is not None and use_model:
            return self._by_model(found.asked, on_text)
        sure = found.covered.is_sure or bool(heading_asked_for(found.asked.read, self._catalog))  # the outline answers for itself
        return self._extracted(found.asked) if sure else self._guessed(found.asked, found.covered.confidence)

    def _guessed(self, asked: Asked, confidence: float) -> Answer:
        drafted = guesses(asked.read.question, asked.evidence, self._catalog.shares(terms(asked.read.question)))
        if not drafted:
            return asked.refused()
        return asked.guessed(verify(drafted, asked.evidence, check=self._resources.check), chances(confidence, len(drafted)))

    @property
    def _retriever(self) -> Retriever:
        return Retriever(self._catalog, self._resources.vectors, self._resources.embedder)

    @property
    def _topics(self) -> TopicFinder:
        return TopicFinder(self._catalog, self._resources.vectors, self._resources.embedder)

    def _by_model(self, asked: Asked, on_text: OnText | None) -> Answer:
        """The model's answer; the notes' own words where it fails."""
        try:
            return self.written(asked, on_text)
        except ModelError as error:
            if not self._resources.falls_back:
                raise
            return replace(self._extracted(asked), note=f"{error}; {INSTEAD}")

    def shares(self, words: Sequence[str]) -> dict[str, float]:
        """The share of the library's chunks that hold each word."""
        return self._catalog.shares(words)

    def drafted(self, asked: Asked) -> Draft:
        """The sentences of the notes that answer a question, before any check."""
        put = asked.read.question
        return extract(put, asked.evidence, self._catalog.shares(terms(put)), asked.meant)

    def _extracted(self, asked: Asked) -> Answer:
        draft = self.drafted(asked)
        most = most_of(asked.read.rest) if draft.cut else 0
        checked = listed_only(verify(draft.statements[: most or None], asked.evidence, check=self._resources.check), asked.evidence)
        told = (not_held_to(asked.read.rest), left_out(len(checked.citations), asked.fitting, _SEARCHED)) if draft.cut else ()
        return asked.answered(checked, EXTRACTIVE, Usage(), listed=draft.listed, lead=" ".join(filter(None, told)))

    def _fields(self, asked: Read) -> Fields | None:
        """The answer where the fields of the library give it; None where the notes are asked for what they say."""
        if asked.cannot:
            return Fields(asked.cannot, 0)
        if asked.named:
            return of_entries(asked.fields, asked.named)
        none = (asked.is_strict or asked.strangers) and not self._catalog.kinds(asked.filters)
        none = none or bool(asked.strangers and not asked.worded)
        if none and (asked.strangers or not asked.form):
            return Fields("" if asked.strangers else nothing_passes(asked.filters), 0)
        return from_fields(asked.form, asked.filters, self._catalog, self._topics) if asked.form else None

    def _from_fields(self, asked: Asked, fields: Fields) -> Answer:
        if not fields.found and not fields.counted:
            return asked.refused(" ".join(filter(None, [asked.strangers if not asked.read.cannot else "", fields.lead])))
        checked = verify(fields.statements, asked.evidence, check=self._resources.check)
        listed = not asked.read.fields or len(checked.statements) > 1
        return asked.answered(checked, EXTRACTIVE, Usage(), listed=listed, lead=fields.lead)
