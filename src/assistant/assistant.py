"""The assistant: one object that the command line, the app and the evaluations use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from copy import copy
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.answering import AnsweringNotes
from assistant.answers.answer import Answer, Usage, paid
from assistant.answers.asked import Asked, begun_of
from assistant.answers.asking import Asking, OnEvidence, OnText
from assistant.drafts.check import CheckedDraft, DraftChecker
from assistant.embedding.embedder import runs_here
from assistant.endpoint.writer import Writer
from assistant.errors import UsageError
from assistant.index.catalog import Catalog
from assistant.index.filters import Filters
from assistant.index.sync import Progress
from assistant.overviews.overview import Overview
from assistant.overviews.summarizing import Summarizing
from assistant.overviews.written import Cost, OnSection
from assistant.questions.follow_up import Turn
from assistant.retrieval.evidence import Evidence
from assistant.retrieval.ranking import EntryHit, Retriever
from assistant.retrieval.scope import Scopes, within
from assistant.retrieval.search import find, read
from assistant.review.agreement import Warm, by_cross_encoder, by_reading, sample
from assistant.review.judge import judge
from assistant.review.replay import Replayed, compare, make_again
from assistant.review.saved import Known, Saved, program, saved_answer
from assistant.text.safe import readable


class Assistant(AnsweringNotes):
    """Answers questions from the notes of `settings`, and keeps their index; safe to share between threads.

    `writer` answers, and `embedder` embeds, in the place of what the settings name.
    """

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[EntryHit]:
        """The `k` best entries for `query`, one hit an entry, best first. Raises `UsageError` for an empty query."""
        query = readable(query)
        if not query.strip():
            raise UsageError("the query is empty; say what to look for")
        if k < 1:
            raise UsageError(f"{k} entries cannot be found; ask for one or more")
        catalog, vectors = self._open()
        query, held = within(query, filters, catalog)
        return find(query, Retriever(catalog, vectors, self.embedder), catalog, held, k, strictly=False)

    def count_more(self, query: str, shown: int, filters: Filters | None = None) -> int:
        """How many entries, beside those `shown`, a search asks for: all that pass its filters, in words or not; 0 where it only ranks the library."""
        catalog = self._read()
        query, held = within(query, filters, catalog)
        asked = read(query, catalog, held)
        return max(sum(catalog.kinds(asked.filters).values()) - shown, 0) if asked.filters or asked.form else 0

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        use_model: bool = True,
        on_evidence: OnEvidence | None = None,
        on_text: OnText | None = None,
    ) -> Answer:
        """Answers `question` from the notes, within the `filters` and what it mentions (`@bread`, `@2020-2023`: `retrieval/scope.py`).

        `on_evidence` is told the evidence before the answer is written, `on_text` the text so far. With `judge` set, the model judges what reading
        leaves open. Where the model fails, the notes' own words answer, and `note` of the answer says so, as where not all is embedded yet. Raises
        `UsageError` for an empty question, `NotesError` where there is no index.
        """
        question = readable(question)
        if not question.strip():
            raise UsageError("the question is empty; ask something")
        partly = self.partly_embedded()
        rest, held = within(question, filters, self._read())
        resources = self._resources(use_model=use_model)
        answer = Asking(resources).answer(rest, history, held, on_evidence, on_text)
        answer = paid(replace(answer, question=question, usage=Usage(), note=_joined(partly, answer.note)), resources.model, answer.usage)
        return self.judged(answer) if self.settings.judge and use_model and self.has_model else answer

    def warm(self) -> None:
        """Opens and loads what an answer needs, so that the first question does not wait for it; no model elsewhere is asked. Raises as `ask`."""
        if runs_here(self.embedder.name):
            self.ask("What do the notes say?", use_model=False)

    def evidence(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Sequence[Evidence]:
        """What an answer to a question would rest on, with no model asked; nothing where the fields of the library answer it. Raises as `ask`."""
        rest, held = within(readable(question), filters, self._read())
        found, _ = self.asking(use_model=False).found(rest, history, held)
        return () if found.fields else found.asked.evidence

    def go_on(
        self,
        document: Mapping[str, Any],
        filters: Filters | None = None,
        on_evidence: OnEvidence | None = None,
        on_text: OnText | None = None,
    ) -> Answer:
        """The answer of a document that is `cut` (broken off, stopped, at its limit), with what the model writes after it, and what both took. Raises
        `UsageError` where no model is configured."""
        self.require_model("going on with an answer")
        begun = begun_of(document)
        _, held = within(begun.question, filters, self._read())
        resources = self._resources(account=begun.account)
        answer = Asking(resources).go_on(begun, held, on_evidence, on_text)
        return paid(replace(answer, usage=begun.usage, account=begun.account), resources.model, answer.usage)

    def answer_from(self, question: str, alone: str, evidence: Sequence[Evidence]) -> Answer:
        """Has the model answer a question that stands `alone` from evidence gathered before: for replays. Raises `ModelError`."""
        with self._unsearched(self.writer) as asking:
            return asking.written(Asked(question, alone, tuple(evidence)))

    def answer_asked(self, asked: Asked, more: Sequence[str] = ()) -> Answer:
        """Has the model answer what was asked from evidence gathered before, or guess with those entries, by their ids, that its words found: for
        recordings. Raises `ModelError`."""
        with self._unsearched(self.writer) as asking:
            return asking.by_rewording(asked, more) if more else asking.written(asked)

    @contextmanager
    def _unsearched(self, model: Writer | None) -> Iterator[Asking]:
        """What answers from evidence that is at hand. Nothing is searched: the index may be another, or none."""
        with TemporaryDirectory(prefix="assistant-") as folder, closing(Catalog(Path(folder))) as empty:
            resources = self._resources_of(self._read() if self.is_indexed() else empty, self._place().vectors(""), model)
            yield Asking(replace(resources, profile="large"))

    def judged(self, answer: Answer) -> Answer:
        """The answer with the model's verdicts on the statements that reading leaves `unverified`, one call for all; `judging` says what it took, and what failed.
        Raises `UsageError` where there is no model."""
        self.require_model("judge")
        writer = self.writer_for(answer.account)
        judged = judge(answer, writer, self.template("verdicts"))
        return paid(judged, writer, judged.judging.usage) if judged.judging else judged

    def sampled(self, answer: Answer, samples: int) -> Answer:
        """The answer with how far so many further ones that the model writes from the same evidence say the same; where it fails, those before count. Raises
        `UsageError` where there is no model."""
        self.require_model("samples")
        warm = copy(self)
        writer = self.writer_for(answer.account)
        warm._writer = Warm(writer)
        second = self.second_opinion
        sampled = sample(answer, samples, warm.answer_from, by_cross_encoder(second.model) if second else by_reading)
        return paid(sampled, writer, sampled.agreement.usage) if sampled.agreement and sampled.agreement.samples else sampled

    def saved(self, answer: Answer, history: Sequence[Turn] = (), filters: Filters | None = None) -> Saved:
        """An answer just given, with all that is needed to make it again: for `write_saved`. Raises as `ask` does."""
        asking = self.asking(use_model=False)
        _, held = within(answer.question, filters, self._read())
        found, _ = asking.found(answer.standalone_question, (), held)
        return saved_answer(answer, history, Known(found, asking.shares, self.template("answer"), self.settings, self.fingerprint()))

    def replay(self, saved: Saved, *, use_model: bool = True) -> Replayed:
        """A saved answer made again from its own evidence, by the model where there is one, and what differs. Needs no index. Raises `ModelError`."""
        if use_model and self.has_model:
            with self._unsearched(self.writer_for()) as asking:
                answer = make_again(saved, asking, self.support_check)
        else:
            answer = make_again(saved, None, self.support_check)
        index = self.fingerprint() == saved.fingerprints.index if self.is_indexed() else None
        same_prompt = self.template("answer").fingerprint == saved.fingerprints.prompt
        differences = compare(saved.statements(), answer.statements)
        return Replayed(saved, answer, differences, index, same_prompt, program() == saved.fingerprints.program)

    def summarize(
        self,
        topic: str,
        filters: Filters | None = None,
        use_model: bool = True,
        on_progress: Progress | None = None,
        on_section: OnSection | None = None,
    ) -> Overview:
        """A cited overview of all that the notes hold on `topic`, or a refusal where they hold nothing on it.

        With a model, `on_progress` is told (what is written next, calls done, of) and `on_section` each section once it is there; what was written
        before a failure is kept, and the next run continues there: what the model did not write stands in the notes' own words, and `note` of the
        overview says so. Raises `UsageError` for an empty topic, `NotesError` where there is no index.
        """
        partly = self.partly_embedded()
        topic, held = within(topic, filters, self._read())
        overview = self._summarizing(held, use_model=use_model).summarize(topic, on_progress, on_section)
        return replace(overview, note=_joined(partly, overview.note)) if partly else overview

    def revise(self, request: str, overview: Overview, whole: Overview, filters: Filters | None = None) -> Overview | None:
        """An overview as a follow-up on it asks to have it ("shorter", "only since 2023"), with no model; None where `request` asks for something else.

        `whole` is the overview as it was first written, `filters` those it was made under. Raises `UsageError` where a theme is asked for that there is not.
        """
        return self._summarizing(filters, use_model=False).revised(request, overview, whole)

    def estimate_summary(self, topic: str, filters: Filters | None = None) -> Cost:
        """What `summarize` will take of the model: nothing without one that answers, or where the notes hold nothing on the topic. Raises as
        `summarize` does."""
        topic, held = within(topic, filters, self._read())
        return self._summarizing(held).estimate(topic)

    def _summarizing(self, filters: Filters | None, *, use_model: bool = True) -> Summarizing:
        return Summarizing(self._resources(use_model=use_model), str(self._place().folder), filters)

    @property
    def scopes(self) -> Scopes:
        """What the scope of a question can be made of."""
        return Scopes(self._read())

    def check(self, text: str, filters: Filters | None = None, progress: Progress | None = None) -> CheckedDraft:
        """Holds a text of the user's against the notes. Raises `UsageError` for an empty one, `NotesError` where there is no index."""
        text = readable(text)
        if not text.strip():
            raise UsageError("the text to check is empty; give one with statements")
        catalog, vectors = self._open()
        return DraftChecker(Retriever(catalog, vectors, self.embedder), catalog, filters, self.second_opinion).check(text, progress)


def _joined(*notes: str) -> str:
    return "; ".join(filter(None, notes))
