"""The way of a question to its answer: understood, searched for, answered, checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from assistant.answers.answer import EXTRACTIVE, Answer, Usage
from assistant.answers.asked import Asked, Begun
from assistant.answers.coverage import Coverage, coverage, is_absent, refusal
from assistant.answers.extractive import GUESSES_MOST, Draft, count_fitting
from assistant.answers.fields import Fields, from_fields, nothing_passes, of_entries, strangers_told
from assistant.answers.ladder.by_model import ByModel
from assistant.answers.ladder.choosing import choose
from assistant.answers.ladder.own_words import OwnWords
from assistant.answers.ladder.rephrasing import rephrase
from assistant.answers.ladder.resources import INSTEAD, Resources
from assistant.answers.ladder.rungs import is_described, rung_of
from assistant.answers.verify import verify
from assistant.answers.written import rewrite_with_model
from assistant.endpoint.writer import Continuing, Writer
from assistant.errors import ModelError, NoTextError, Stopped
from assistant.index.filters import Filters, described
from assistant.questions.changed import changed, told_anew
from assistant.questions.follow_up import Turn, standalone, told_already
from assistant.questions.kind import sides
from assistant.questions.named_entries import Meant, Share, meant
from assistant.questions.spelling import mend
from assistant.retrieval.compared import sides_named
from assistant.retrieval.evidence import Evidence, gather
from assistant.retrieval.looked_up import titled_in
from assistant.retrieval.ranking import EntryHit, Retriever
from assistant.retrieval.relatives import relative
from assistant.retrieval.search import Read, find, heading_asked_for, read, with_chosen
from assistant.retrieval.topic_entries import TopicFinder
from assistant.text.words import terms

OnText = Callable[[str], None]
OnEvidence = Callable[[Sequence[Evidence]], None]

_SEARCHED = 40
_REWORDED = 3


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
        covered = coverage(asks, hits, evidence, share, of, filtered=filtered)
        fitting, confidence = count_fitting(hits), covered.confidence
        asked = replace(self.asked, evidence=evidence, meant=named, fitting=fitting, confidence=confidence, is_sure=covered.is_sure)
        return replace(self, asked=asked, hits=hits, covered=covered)


class Asking:
    """Answers questions with what it is given. One object for one question or several; it keeps nothing of them."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._catalog, self._model = resources.catalog, resources.model
        self._own_words = OwnWords(resources, _SEARCHED)

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
            with suppress(Stopped):  # who has stopped it wants to be told nothing more
                on_text(answer.answer)
        end = time.perf_counter()
        answer = replace(answer, confidence=round(found.covered.confidence, 4) if found.covered else 1.0)
        return answer.timed(retrieve=(retrieved - start) * 1e3, answer=(end - retrieved) * 1e3, total=(end - start) * 1e3)

    def go_on(self, begun: Begun, filters: Filters | None, on_evidence: OnEvidence | None, on_text: OnText | None) -> Answer:
        """An answer of the model's that was cut, with what comes after it. Raises `ModelError` where nothing of it can be kept."""
        assert self._model is not None  # noqa: S101 - whoever calls this has one
        asked = self._found(begun.question, begun.alone, set(), filters).asked
        if on_evidence:
            on_evidence(asked.evidence)
        markers = {item.entry.id: item.marker for item in asked.evidence}
        model = Continuing(self._model, begun.text(markers), self._resources.template("continue").fill())
        return self._writing(model).written(asked, on_text)

    def written(self, asked: Asked) -> Answer:
        """The model's answer from the evidence of a question. Raises `ModelError`."""
        return self._writing(self._model).written(asked) if self._model else self._own_words.told(asked)

    def _writing(self, model: Writer) -> ByModel:
        return ByModel(self._resources, model, self._own_words)

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
        if self._model is None or ruled == question or self._resources.profile == "small":  # which loses more than the rules do
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
        found = found.from_hits(hits, share, resources.settings.evidence_tokens, filtered=bool(within), chosen=within.entries)
        if found.covered and (waiting := catalog.count_waiting() / max(catalog.counts()[1], 1)):
            covered = replace(found.covered, waiting=waiting)
            asked = replace(found.asked, confidence=covered.confidence, is_sure=covered.is_sure)
            found = replace(found, asked=asked, covered=covered)
        pair = sides(asks)  # both named are both told; the outline answers for itself
        sure = found.asked.is_sure or bool(heading_asked_for(asked_for, catalog)) or bool(pair and sides_named(pair, hits))
        return replace(found, asked=replace(found.asked, is_sure=sure))

    def _answered(self, found: Found, within: Filters, on_text: OnText | None, *, use_model: bool) -> Answer:
        """Looked up in fields, refused, written by the model, told in the notes' own words, or guessed where these are not sure to be the right ones."""
        if found.fields or found.covered is None:
            return self._from_fields(found.asked, found.fields or Fields("", 0))
        if found.absent or found.covered.covered < self._resources.settings.abstain_below:
            return found.asked.refused(refusal(found.covered, described(found.asked.read.filters if found.absent else within)))
        if found.asked.read.fields:  # of an entry that was described
            fields = of_entries(found.asked.read.fields, [found.asked.evidence[0].entry])
            return self._from_fields(replace(found.asked, evidence=fields.evidence), fields) if fields.found else found.asked.refused()
        return self._by_rung(found, within, on_text, self._model if use_model else None)

    def _by_rung(self, found: Found, within: Filters, on_text: OnText | None, model: Writer | None) -> Answer:
        """The answer of whoever is to give it, cheap first."""
        profile = self._resources.profile
        rung = rung_of(found.asked, profile) if model else "notes"
        if model is None or rung == "notes":
            return self._own_words.told(found.asked)
        if rung == "search":
            return self._reworded(found.asked, within, model)
        asked, usage = found.asked, Usage()
        if profile == "large" and is_described(asked):
            asked, usage = self._with_choice(found, model)
        answer = self._writing(model).answered(asked, on_text)
        return replace(answer, usage=answer.usage.plus(usage))

    def _with_choice(self, found: Found, model: Writer) -> tuple[Asked, Usage]:
        """The question with the entry leading its evidence that the model chooses; as it is where it chooses none, or fails, which it will say anew."""
        resources, asked = self._resources, found.asked
        try:
            choice = choose(model, resources.template("choose"), asked.read.question, found.hits, resources.settings.context_tokens)
        except ModelError:
            return asked, Usage()
        if not choice.place:
            return asked, choice.usage
        chosen = found.hits[choice.place]
        hits = [chosen, *(hit for hit in found.hits if hit is not chosen)]
        evidence = gather(asked.read.question, hits, resources.settings.evidence_tokens, {chosen.entry.id})
        return replace(asked, evidence=tuple(evidence), meant=frozenset({chosen.entry.id})), choice.usage

    def _reworded(self, asked: Asked, within: Filters, model: Writer) -> Answer:
        """The guesses with those behind them that are found by what the model says that the question may mean. Raises `ModelError` where nothing may
        stand in for it."""
        resources = self._resources
        try:
            words, usage = rephrase(model, resources.template("rephrase"), asked.read.question)
        except ModelError as error:
            if not resources.falls_back:
                raise
            return replace(self._own_words.told(asked), note=f"{error}; {INSTEAD}")
        hits = find(words, self._retriever, self._catalog, within, GUESSES_MOST) if terms(words) else []
        guessed = [item.entry.id for item in asked.evidence if item.entry.kind != "section"][:GUESSES_MOST]
        more = [hit for hit in hits if hit.entry.id not in guessed and hit.entry.kind != "section"][:_REWORDED]
        others = [item for item in asked.evidence if item.entry.id not in {hit.entry.id for hit in more}]
        added = gather(asked.read.question, more, resources.settings.evidence_tokens)
        evidence = tuple(replace(item, marker=number) for number, item in enumerate([*others, *added], 1))
        return replace(self.by_rewording(replace(asked, evidence=evidence), [item.entry.id for item in added]), usage=usage)

    def by_rewording(self, asked: Asked, more: Sequence[str]) -> Answer:
        """The guesses, with those entries of the evidence behind them, by their ids, that a model's words found."""
        assert self._model is not None  # noqa: S101 - whoever calls this has one
        told = self._own_words.guessed(asked, more)
        return replace(told, by="reworded", model=self._model.model) if more else told

    @property
    def _retriever(self) -> Retriever:
        return Retriever(self._catalog, self._resources.vectors, self._resources.embedder)

    @property
    def _topics(self) -> TopicFinder:
        return TopicFinder(self._catalog, self._resources.vectors, self._resources.embedder)

    def shares(self, words: Sequence[str]) -> dict[str, float]:
        """The share of the library's chunks that hold each word."""
        return self._catalog.shares(words)

    def drafted(self, asked: Asked) -> Draft:
        """The sentences of the notes that answer a question, before any check."""
        return self._own_words.drafted(asked)

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
        return replace(asked.answered(checked, EXTRACTIVE, Usage(), listed=listed, lead=fields.lead), by="fields")
