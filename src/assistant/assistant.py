"""The assistant: one object that the command line, the app and the evaluations use."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any

from assistant.answers.answer import EXTRACTIVE, Answer, Nearest, Usage, render
from assistant.answers.coverage import coverage, is_absent, refusal
from assistant.answers.extractive import Chooser, count_fitting, extract
from assistant.answers.fields import Fields, from_fields, left_out, not_held_to, nothing_passes, only_last_names, stands_in, strangers_told
from assistant.answers.prompts import Template, load_template
from assistant.answers.verify import Verified, as_cited, verify
from assistant.answers.written import answer_with_model, rewrite_with_model
from assistant.drafts.check import CheckedDraft, DraftChecker
from assistant.endpoint import Endpoint, Writer
from assistant.errors import ModelError, NotesError, NoTextError, UsageError
from assistant.index.catalog import Catalog
from assistant.index.embeddings import Embedder, make_embedder
from assistant.index.filters import Filters, described
from assistant.index.opened import OpenIndex
from assistant.index.place import IndexPlace, index_place
from assistant.index.soundness import changed_since, drift, verify_whole
from assistant.index.sync import Progress, SyncReport, sync
from assistant.index.vectors import VectorStore
from assistant.notes.entry import Entry
from assistant.notes.files import find_files, printable, require_roots
from assistant.overviews.extractive import no_overview, write_overview
from assistant.overviews.kept_replies import KeptReplies
from assistant.overviews.overview import Overview
from assistant.overviews.prompts import OverviewPrompts, Subject
from assistant.overviews.revise import revise
from assistant.overviews.revision import Sources
from assistant.overviews.themes import make_themes
from assistant.overviews.written import Cost, OnSection, OverviewWriter
from assistant.questions.changed import changed, told_anew
from assistant.questions.follow_up import Turn, standalone, told_already
from assistant.questions.form import form_of, most_of
from assistant.questions.named_entries import meant
from assistant.questions.overview_request import bare_topic
from assistant.questions.spelling import mend
from assistant.retrieval.evidence import Evidence, gather
from assistant.retrieval.ranking import EntryHit, Retriever
from assistant.retrieval.search import Read, find, read
from assistant.retrieval.topic_entries import TopicFinder
from assistant.retrieval.within import restricted
from assistant.settings import Settings, load_settings, shipped, shown_address
from assistant.support.check import Check, check_support
from assistant.support.cross_encoder import open_cross_encoder
from assistant.support.second_opinion import SecondOpinion
from assistant.text.safe import readable
from assistant.text.words import terms

OnText = Callable[[str], None]
OnEvidence = Callable[[Sequence[Evidence]], None]

_SEARCHED = 40
_INSTEAD = "the notes' own words answer instead"


class Assistant:
    """Answers questions from the notes of `settings`, and keeps their index.

    Cheap to make: nothing is opened or loaded before it is needed. Safe to share between threads. It notices when another process has
    brought the index up to date. `writer` answers, and `embedder` embeds, in the place of what the settings name.
    """

    def __init__(self, settings: Settings | None = None, writer: Writer | None = None, embedder: Embedder | None = None) -> None:
        self.settings = settings or load_settings()
        self._lock = RLock()
        self._embedder = embedder
        self._opened: OpenIndex | None = None
        self._writer = writer
        self._falls_back = True

    def measured(self) -> Assistant:
        """The same assistant for evaluations: where its model fails, questions fail, and the notes' own words do not stand in for it."""
        twin = copy(self)
        twin._falls_back = False
        return twin

    # -- the index ------------------------------------------------------------------------------------------------------------

    @property
    def roots(self) -> list[Path]:
        """The notes: those of the settings, else those last indexed in this home, else the corpus that ships with the project."""
        return [self.settings.notes] if self.settings.notes is not None else self.last_roots() or [shipped("corpus")]

    def last_roots(self) -> list[Path]:
        """The notes last indexed in this home, if any."""
        try:
            last = json.loads((self.settings.home / "last.json").read_text(encoding="utf-8"))["notes"]
            return [Path(root) for root in last]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def index(self, paths: Sequence[Path] = (), progress: Progress | None = None) -> SyncReport:
        """Brings the index of `paths` (by default `roots`) up to date; they become this home's notes. `progress` is told (stage, done, of)."""
        roots = [path.expanduser().resolve() for path in (paths or self.roots)]
        place = index_place(self.settings.home, self.settings.chroma, roots)
        report = sync(place, roots, self.embedder, self.settings.chunk_tokens, progress)
        if self.settings.notes is None or paths:
            remembered = json.dumps({"notes": [str(root) for root in roots]})
            (self.settings.home / "last.json").write_text(remembered, encoding="utf-8")
        return report

    def is_indexed(self) -> bool:
        """Whether these notes have an index that can be searched."""
        return self._index.is_built()

    @property
    def index_folder(self) -> Path:
        """Where the index of these notes is, or will be."""
        return self._place().folder

    def verify(self) -> None:
        """Looks through the whole index. Raises `StoreError` where something is lost or damaged, and says what mends it."""
        verify_whole(*self._open())

    def generation(self) -> int:
        """How many syncs have changed the index: a new number means new notes."""
        return self._read().generation

    def fingerprint(self) -> str:
        """SHA-256 of what is searched: every entry's id, title, byline and lines, the embedding model and the chunk size."""
        told = hashlib.sha256(f"{self.embedder.name} {self.settings.chunk_tokens}".encode())
        for entry in sorted(self.entries(), key=lambda entry: entry.id):
            told.update("\n".join(["", entry.id, entry.title, entry.byline(), *entry.lines()]).encode())
        return told.hexdigest()

    @property
    def embedder(self) -> Embedder:
        """The embedding model of the settings."""
        with self._lock:
            if self._embedder is None:
                self._embedder = make_embedder(self.settings)
            return self._embedder

    def _place(self) -> IndexPlace:
        return index_place(self.settings.home, self.settings.chroma, [root.expanduser().resolve() for root in self.roots])

    @property
    def _index(self) -> OpenIndex:
        """The index of these notes; another one once others were indexed in this home."""
        place = self._place()
        with self._lock:
            if self._opened is None or self._opened.place != place:
                self._opened = OpenIndex(place)
            return self._opened

    def _read(self) -> Catalog:
        return self._index.catalog()

    def _open(self) -> tuple[Catalog, VectorStore]:
        """What is searched. Raises `NotesError` where nothing is indexed or the notes are gone, `StoreError` where the index is not whole."""
        catalog, vectors = self._index.whole(self.embedder.name)
        require_roots(self.roots)
        if not catalog.counts()[0]:
            raise NotesError(
                f"no entries in {', '.join(printable(str(root)) for root in self.roots)}: put notes there and run `assistant index`"
            )
        return catalog, vectors

    # -- reading --------------------------------------------------------------------------------------------------------------

    def entry(self, entry_id: str) -> Entry | None:
        """One entry by id."""
        return self._read().entries([entry_id]).get(entry_id)

    def entries(self) -> list[Entry]:
        """All entries in the order of the notes."""
        return self._read().all_entries()

    def notebooks(self) -> list[str]:
        """Names of the notebooks."""
        return self._read().notebooks()

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[EntryHit]:
        """The `k` best entries for `query`, one hit an entry, best first. Raises `UsageError` for an empty query."""
        query = readable(query)
        if not query.strip():
            raise UsageError("the query is empty; say what to look for")
        if k < 1:
            raise UsageError(f"{k} entries cannot be found; ask for one or more")
        catalog, vectors = self._open()
        return find(query, Retriever(catalog, vectors, self.embedder), catalog, filters, k, strictly=False)

    def count_more(self, query: str, shown: int, filters: Filters | None = None) -> int:
        """How many entries, beside those `shown`, a search asks for: all that pass its filters, in words or not; 0 where it only ranks the library."""
        catalog = self._read()
        asked = read(query, catalog, filters)
        return max(sum(catalog.kinds(asked.filters).values()) - shown, 0) if asked.filters or asked.form else 0

    def search_json(self, query: str, k: int = 10, filters: Filters | None = None) -> dict[str, Any]:
        """The document that `assistant search --json` prints."""
        return hits_json(query, self.search(query, k, filters))

    def stale(self, places: Iterable[str]) -> str:
        """One line that names the files, of those that hold `places` ("corpus/llms.md:12"), which are gone or changed since they were indexed; else
        empty. Only these files are looked at."""
        shown = list(dict.fromkeys(place.rpartition(":")[0] for place in places))
        told = changed_since(self._read(), shown)
        return f"{told}; run `assistant index` to bring the index up to date" if told else ""

    def drift(self) -> list[tuple[bool, str]]:
        """What of the index is not what the notes say now, in lines; each with whether answers rest on nothing that is gone or failed."""
        return drift(self._read(), find_files(self.roots, some=False))

    def counts(self) -> tuple[int, int]:
        """Number of entries and of chunks in the index."""
        return self._read().counts()

    def count_files(self) -> int:
        """Number of files below the notes. Raises `NotesError` where there are none."""
        return len(find_files(self.roots))

    def files(self) -> list[dict[str, object]]:
        """What became of each file at the last sync: path, status, entries, unplaced lines, reason."""
        readings = self._read().readings().values()
        return [
            {"file": r.source.shown, "status": r.status, "entries": len(r.entries), "unplaced": len(r.unplaced), "reason": r.reason}
            for r in sorted(readings, key=lambda reading: reading.source.shown)
        ]

    @property
    def has_model(self) -> bool:
        """Whether there is a model to answer with."""
        return self._writer is not None or self.settings.has_model

    def template(self, name: str) -> Template:
        """The prompt `name`: that of the settings (a folder of prompts, or a file for `answer`), else the one that ships. Raises `PromptError`."""
        own = self.settings.prompts
        return load_template(name, own if own is None or own.is_dir() or name == "answer" else None)

    @property
    def second_opinion(self) -> SecondOpinion | None:
        """The cross-encoder of the settings with what it may say, None where none is set. Raises `UsageError` where there is no such model."""
        path = self.settings.cross_encoder
        return SecondOpinion(open_cross_encoder(path), self.settings.home) if path else None

    @property
    def support_check(self) -> Check:
        """What holds statements against passages: the reading check, and where that cannot tell, a cross-encoder that was calibrated."""
        second = self.second_opinion
        return second.check if second else check_support

    def describe_model(self) -> str:
        """Which model answers, having asked it. Raises `ModelError` where it does not answer."""
        if not self.has_model:
            return "none configured: answers are made of the notes' own words (set OPENAI_API_KEY or OPENAI_BASE_URL for a model)"
        return self.writer.describe()

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        use_model: bool = True,
        on_evidence: OnEvidence | None = None,
        on_text: OnText | None = None,
    ) -> Answer:
        """Answers `question` from the notes. `on_evidence` is told the evidence before the answer is written, `on_text` the text so far.

        Where the model fails, the notes' own words answer, and `note` of the answer says so. Raises `UsageError` for an empty question,
        `NotesError` where there is no index.
        """
        question = readable(question)
        if not question.strip():
            raise UsageError("the question is empty; ask something")
        start = time.perf_counter()
        catalog, vectors = self._open()
        model = self.writer if use_model and self.has_model else None
        told = self._with_titles(history)
        rewritten, fault = self._alone(question, told, model)
        alone = mend(rewritten, catalog.has_word, catalog.words)
        asked_for = read(alone, catalog, filters)
        known = told_already(question, told)
        fields = None if known else self._fields(asked_for)
        strangers = strangers_told(asked_for.strangers, catalog)
        hits = [] if fields else find(alone, Retriever(catalog, vectors, self.embedder), catalog, filters, _SEARCHED)
        hits = [hit for hit in hits if hit.entry.title not in known] or hits
        within = filters or Filters()
        share = partial(catalog.shares, filters=within)
        asks = asked_for.rest if asked_for.worded else asked_for.question
        absent = bool(asked_for.worded) and is_absent(asks, partial(catalog.shares, filters=asked_for.filters))
        of = meant(asks, [hit.entry for hit in hits], share)
        named = {one.entry.id for one in of}
        evidence = fields.evidence if fields else tuple(gather(asked_for.question, hits, self.settings.evidence_tokens, named))
        covered = coverage(asks, hits, evidence, share, of, filtered=bool(within))
        retrieved = time.perf_counter()
        if on_evidence:
            on_evidence(evidence)
        asked = _Asked(question, alone, evidence, frozenset(named), asked_for, strangers, count_fitting(hits))
        if fields:
            answer = self._from_fields(asked, fields)
        elif absent or covered.confidence < self.settings.abstain_below:
            answer = asked.refused(refusal(covered, described(asked_for.filters if absent else within)))
        elif model is not None and fault is None:
            answer = self._by_model(asked, model, on_text)
        else:
            answer = self._extracted(asked)
        if fault:
            answer = replace(answer, note=f"{fault}; {_INSTEAD}")
        if on_text:
            on_text(answer.answer)
        end = time.perf_counter()
        answer = replace(answer, confidence=1.0 if fields else round(covered.confidence, 4))
        return answer.timed(retrieve=(retrieved - start) * 1e3, answer=(end - retrieved) * 1e3, total=(end - start) * 1e3)

    def check(self, text: str, filters: Filters | None = None, progress: Progress | None = None) -> CheckedDraft:
        """Holds a text of the user's against the notes. Raises `UsageError` for an empty one, `NotesError` where there is no index."""
        text = readable(text)
        if not text.strip():
            raise UsageError("the text to check is empty; give one with statements")
        catalog, vectors = self._open()
        return DraftChecker(Retriever(catalog, vectors, self.embedder), catalog, filters, self.second_opinion).check(text, progress)

    def answer_from(self, question: str, alone: str, evidence: Sequence[Evidence]) -> Answer:
        """Has the model answer a question that stands `alone` from evidence gathered before: for replays. Raises `ModelError`."""
        return self._written(_Asked(question, alone, tuple(evidence)), self.writer, None)

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
        start = time.perf_counter()
        subject = self._subject(topic, filters)
        found = time.perf_counter()
        if not subject.themes:
            near = [Nearest(hit.entry.id, hit.entry.title, round(hit.score, 4)) for hit in self.search(subject.topic, 3, filters)]
            overview = no_overview(subject.topic, subject.outside, near)
        elif use_model and self.has_model:
            try:
                overview = self._overview_writer(subject.topic, filters).write(subject, on_progress, on_section)
            except ModelError as error:  # it does not even say which model it is
                overview = replace(_in_own_words(subject), note=f"{error}; {_INSTEAD}")
        else:
            overview = _in_own_words(subject)
        end = time.perf_counter()
        return overview.timed(gather=(found - start) * 1e3, write=(end - found) * 1e3, total=(end - start) * 1e3)

    def revise(self, request: str, overview: Overview, whole: Overview, filters: Filters | None = None) -> Overview | None:
        """An overview as a follow-up on it asks to have it ("shorter", "only since 2023"), with no model; None where `request` asks for something else.

        `whole` is the overview as it was first written, `filters` those it was made under. Raises `UsageError` where a theme is asked for that there is not.
        """
        start = time.perf_counter()
        catalog = self._read()
        within = filters or Filters()

        def entries(ids: Sequence[str]) -> dict[str, Entry]:
            return {entry_id: restricted(entry, within) for entry_id, entry in catalog.entries(ids).items()}

        sources = Sources(entries, Chooser(overview.topic, catalog.shares(terms(overview.topic))).fit)
        revised = revise(request, overview, whole, sources)
        return revised and revised.timed(total=(time.perf_counter() - start) * 1e3)

    def estimate_summary(self, topic: str, filters: Filters | None = None) -> Cost:
        """What `summarize` will take of the model: nothing without one that answers, or where the notes hold nothing on the topic. Raises as
        `summarize` does."""
        subject = self._subject(topic, filters)
        if not subject.themes or not self.has_model:
            return Cost()
        try:
            return self._overview_writer(subject.topic, filters).estimate(subject)
        except ModelError:
            return Cost()

    def _subject(self, topic: str, filters: Filters | None) -> Subject:
        wanted = bare_topic(readable(topic))
        if not wanted:
            raise UsageError("the topic is empty; say what to summarize")
        catalog, vectors = self._open()
        asked_for = read(readable(topic), catalog)
        if asked_for.wants_all or (asked_for.worded and asked_for.rest == asked_for.question):
            raise UsageError(f"“{topic}” names no topic; say what to summarize, or list them with `assistant ask`")
        asked = mend(wanted, catalog.has_word, catalog.words)
        gathered = TopicFinder(catalog, vectors, self.embedder).find(asked, filters)
        themes = make_themes(gathered.inside) if gathered.inside else []
        return Subject(wanted, themes, gathered.outside, catalog.shares(terms(asked)), self.support_check)

    def _overview_writer(self, topic: str, filters: Filters | None) -> OverviewWriter:
        prompts = OverviewPrompts(self.template("theme"), self.template("overview"), self.settings.context_tokens)
        about = (topic, repr(filters or Filters()), str(self._place().folder), self.writer.model, shown_address(self.settings.url))
        return OverviewWriter(self.writer, prompts, KeptReplies(self.settings.home / "overviews", *about))

    @property
    def writer(self) -> Writer:
        """The model that writes: the endpoint of the settings unless another was given. Asked for nothing yet."""
        with self._lock:
            if self._writer is None:
                self._writer = Endpoint(self.settings)
            return self._writer

    def _alone(self, question: str, history: Sequence[Turn], model: Writer | None) -> tuple[str, ModelError | None]:
        """The question made stand-alone, by the model where there is one and it manages, else by rule; and the error where the model failed."""
        is_author = self._read().has_author
        told = told_anew(history, is_author)
        ruled = changed(question, told, is_author) or standalone(question, told)
        if model is None or ruled == question:
            return ruled, None
        try:
            return rewrite_with_model(model, self.template("standalone"), question, history) or ruled, None
        except ModelError as error:
            if not self._falls_back:
                raise
            return ruled, None if isinstance(error, NoTextError) else error

    def _with_titles(self, history: Sequence[Turn]) -> list[Turn]:
        """The conversation with the titles of cited entries in the place of their ids."""
        known = self._read().entries([cited for turn in history for cited in turn.cited])
        return [replace(turn, cited=tuple(known[c].title if c in known else c for c in turn.cited)) for turn in history]

    def _extracted(self, asked: _Asked) -> Answer:
        catalog = self._read()
        put = asked.read.question
        draft = extract(put, asked.evidence, catalog.shares(terms(put)), asked.meant)
        most = most_of(asked.read.rest) if draft.cut else 0
        checked = verify(draft.statements[: most or None], asked.evidence, check=self.support_check)
        told = (not_held_to(asked.read.rest), left_out(len(checked.citations), self._fitting(asked), _SEARCHED)) if draft.cut else ()
        return asked.answered(checked, EXTRACTIVE, Usage(), listed=draft.listed, lead=" ".join(filter(None, told)))

    def _fitting(self, asked: _Asked) -> int:
        """How many entries fit a question for papers: those found, or where that is more, those that a count of its topic comes to."""
        catalog, vectors = self._open()
        form = form_of(f"how many {asked.read.rest}", asked.read.worded, f"how many {asked.read.rest}")
        counted = (
            from_fields(form, asked.read.filters, catalog, TopicFinder(catalog, vectors, self.embedder)) if form and form.topic else None
        )
        return max(asked.fitting, counted.found if counted else 0)

    def _fields(self, asked: Read) -> Fields | None:
        """The answer where the fields of the library give it; None where the notes are asked for what they say."""
        catalog, vectors = self._open()
        if asked.cannot:
            return Fields(asked.cannot, 0)
        none = (asked.is_strict or asked.strangers) and not catalog.kinds(asked.filters)
        none = none or bool(asked.strangers and not asked.worded)
        if none and (asked.strangers or not asked.form):
            return Fields("" if asked.strangers else nothing_passes(asked.filters), 0)
        return from_fields(asked.form, asked.filters, catalog, TopicFinder(catalog, vectors, self.embedder)) if asked.form else None

    def _from_fields(self, asked: _Asked, fields: Fields) -> Answer:
        if not fields.found and not fields.counted:
            return asked.refused(" ".join(filter(None, [asked.strangers if not asked.read.cannot else "", fields.lead])))
        checked = verify(fields.statements, asked.evidence, check=self.support_check)
        return asked.answered(checked, EXTRACTIVE, Usage(), listed=True, lead=fields.lead)

    def _by_model(self, asked: _Asked, model: Writer, on_text: OnText | None) -> Answer:
        """The model's answer; the notes' own words where it fails."""
        try:
            return self._written(asked, model, on_text)
        except ModelError as error:
            if not self._falls_back:
                raise
            return replace(self._extracted(asked), note=f"{error}; {_INSTEAD}")

    def _written(self, asked: _Asked, model: Writer, on_text: OnText | None) -> Answer:
        check = self.support_check
        draft = answer_with_model(model, self.template("answer"), asked.alone, asked.evidence, on_text)
        if draft.abstained:
            return replace(asked.refused(), model=draft.model, usage=draft.usage, note=draft.note)
        if not draft.statements:
            return replace(self._extracted(asked), usage=draft.usage, note=f"the model wrote nothing that can be used; {_INSTEAD}")
        checked = verify(draft.statements, asked.evidence, attach=True, check=check)
        if draft.fault and not (self._falls_back and any(one.verdict in {"supported", "partly"} for one in checked.statements)):
            raise draft.fault
        answer = asked.answered(checked, draft.model, draft.usage)
        return replace(answer, invalid_markers=draft.invalid_markers, attached=checked.attached, note=draft.note)


def refused(question: str, alone: str, evidence: Sequence[Evidence], told: str = "The notes do not cover this.") -> Answer:
    """The answer that refuses, saying why and naming the nearest entries."""
    nearest = tuple(Nearest(item.entry.id, item.entry.title, round(item.score, 4)) for item in evidence[:3])
    names = "; ".join(title for near in nearest if (title := f"“{near.title}”") not in told)
    text = told + (f" The nearest entries are {names}." if names else "")
    return Answer(question, alone, text, True, nearest, (), (), tuple(evidence), EXTRACTIVE, Usage())


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it was put, as it stands alone, the evidence found for it, the ids of the entries that it means by name, how it was read, what is
    said of names that no author has, and how many entries fit it, in the evidence or not."""

    question: str
    alone: str
    evidence: tuple[Evidence, ...]
    meant: frozenset[str] = frozenset()
    read: Read = field(default_factory=lambda: Read("", Filters(), Filters(), "", None))
    strangers: str = ""
    fitting: int = 0

    def refused(self, told: str = "The notes do not cover this.") -> Answer:
        return refused(
            self.question, self.alone, self.evidence, " ".join(filter(None, [self.strangers if self.strangers not in told else "", told]))
        )

    def answered(self, checked: Verified, model: str, usage: Usage, *, listed: bool = False, lead: str = "") -> Answer:
        checked, evidence = as_cited(checked, self.evidence)
        cited = {citation.entry_id for citation in checked.citations}
        shown = [item.entry for item in evidence if item.entry.id in cited]
        names = only_last_names(self.read.filters, shown)
        where = stands_in(self.read.where, shown if listed else shown[:1]) if self.read.where and shown else ""
        before = " ".join(filter(None, [self.strangers, names, where, lead]))
        text = "\n\n".join(filter(None, [before, render(checked.statements, listed=listed)]))
        return Answer(self.question, self.alone, text, False, (), checked.statements, checked.citations, evidence, model, usage)


def _in_own_words(subject: Subject) -> Overview:
    return write_overview(subject.topic, subject.themes, subject.outside, subject.frequency)


def hits_json(query: str, hits: Sequence[EntryHit]) -> dict[str, Any]:
    """The document that `assistant search --json` prints."""
    return {"query": query, "hits": [_hit_json(hit) for hit in hits]}


def _hit_json(hit: EntryHit) -> dict[str, Any]:
    entry = hit.entry
    return {
        "entry_id": entry.id,
        "title": entry.title,
        "authors": list(entry.authors),
        "year": entry.year,
        "section": list(entry.section),
        "notebook": entry.notebook,
        "place": str(entry.place),
        "text": hit.hits[0].chunk.passage,
        "score": round(hit.score, 4),
    }
