"""The way of a topic to its overview: its entries gathered, told in themes, accounted for; and the way of a change to one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.answer import Nearest
from assistant.answers.extractive import Chooser
from assistant.answers.ladder.resources import INSTEAD, Resources
from assistant.errors import ModelError, UsageError
from assistant.index.filters import Filters
from assistant.index.sync import Progress
from assistant.notes.entry import Entry
from assistant.overviews.apply_changes import revise
from assistant.overviews.extractive import no_overview, write_overview
from assistant.overviews.kept_replies import KeptReplies
from assistant.overviews.overview import Overview
from assistant.overviews.prompts import OverviewPrompts, Subject
from assistant.overviews.revision import Sources
from assistant.overviews.themes import make_themes, once
from assistant.overviews.written import Cost, OnSection, OverviewWriter
from assistant.questions.kind import bare_topic
from assistant.questions.spelling import mend
from assistant.retrieval.ranking import Retriever
from assistant.retrieval.search import find, read
from assistant.retrieval.topic_entries import TopicFinder
from assistant.retrieval.within import restricted
from assistant.settings import shown_address
from assistant.text.safe import readable
from assistant.text.words import terms

_NEAREST = 3


class Summarizing:
    """Overviews of topics under `filters`. `library` names the index among others: what a model wrote is kept for each."""

    def __init__(self, resources: Resources, library: str, filters: Filters | None = None) -> None:
        self._resources, self._library, self._filters = resources, library, filters

    def summarize(self, topic: str, on_progress: Progress | None, on_section: OnSection | None) -> Overview:
        """The overview of a topic, with its timings; a refusal where the notes hold nothing on it. Raises `UsageError` for no topic."""
        start = time.perf_counter()
        subject = self._subject(topic)
        found = time.perf_counter()
        overview = self._written(subject, on_progress, on_section) if subject.themes else self._nothing(subject)
        end = time.perf_counter()
        return overview.timed(gather=(found - start) * 1e3, write=(end - found) * 1e3, total=(end - start) * 1e3)

    def estimate(self, topic: str) -> Cost:
        """What `summarize` will take of the model: nothing without one that answers, or where the notes hold nothing on the topic."""
        subject = self._subject(topic)
        if not subject.themes or self._resources.model is None:
            return Cost()
        try:
            return self._writer(subject.topic).estimate(subject)
        except ModelError:
            return Cost()

    def _subject(self, topic: str) -> Subject:
        catalog = self._resources.catalog
        wanted = bare_topic(readable(topic))
        if not wanted:
            raise UsageError("the topic is empty; say what to summarize")
        asked_for = read(readable(topic), catalog)
        if asked_for.wants_all or (asked_for.worded and asked_for.rest == asked_for.question):
            raise UsageError(f"“{topic}” names no topic; say what to summarize, or list them with `assistant ask`")
        asked = mend(wanted, catalog.has_word, catalog.words)
        gathered = TopicFinder(catalog, self._resources.vectors, self._resources.embedder).find(asked, self._filters)
        themes = make_themes(once(gathered.inside)) if gathered.inside else []
        return Subject(wanted, themes, gathered.outside, catalog.shares(terms(asked)), self._resources.check)

    def _nothing(self, subject: Subject) -> Overview:
        """The refusal, with the nearest entries."""
        resources = self._resources
        retriever = Retriever(resources.catalog, resources.vectors, resources.embedder)
        hits = find(subject.topic, retriever, resources.catalog, self._filters, _NEAREST, strictly=False)
        near = [Nearest(hit.entry.id, hit.entry.called, round(hit.score, 4)) for hit in hits]
        return no_overview(subject.topic, subject.outside, near)

    def _written(self, subject: Subject, on_progress: Progress | None, on_section: OnSection | None) -> Overview:
        """By the model where there is one; where it does not even say which it is, and without one, in the notes' own words."""
        note = ""
        if self._resources.model is not None:
            try:
                return self._writer(subject.topic).write(subject, on_progress, on_section)
            except ModelError as error:
                note = f"{error}; {INSTEAD}"
        overview = write_overview(subject.topic, subject.themes, subject.outside, subject.frequency)
        return replace(overview, note=note) if note else overview

    def _writer(self, topic: str) -> OverviewWriter:
        resources, model = self._resources, self._resources.model
        assert model is not None  # noqa: S101 - whoever calls this has one
        prompts = OverviewPrompts(resources.template("theme"), resources.template("overview"), resources.settings.context_tokens)
        about = (topic, repr(self._filters or Filters()), self._library, model.model, shown_address(resources.settings.url))
        return OverviewWriter(model, prompts, KeptReplies(resources.settings.home / "overviews", *about))

    def revised(self, request: str, overview: Overview, whole: Overview) -> Overview | None:
        """An overview as a follow-up on it asks to have it, with no model; None where `request` asks for something else. `whole` is the overview as
        it was first written. Raises `UsageError` where a theme is asked for that there is not."""
        start = time.perf_counter()
        catalog, within = self._resources.catalog, self._filters or Filters()

        def entries(ids: Sequence[str]) -> dict[str, Entry]:
            return {entry_id: restricted(entry, within) for entry_id, entry in catalog.entries(ids).items()}

        sources = Sources(entries, Chooser(overview.topic, catalog.shares(terms(overview.topic))).fit)
        found = revise(request, overview, whole, sources)
        return found and found.timed(total=(time.perf_counter() - start) * 1e3)
