"""Indexed notes with all that questions to them are answered with: the model and its profile, prompts, the check of statements."""

from __future__ import annotations

from copy import copy
from typing import Self

from assistant.answers.asking import Asking
from assistant.answers.ladder.profile import KeptProfiles, Profile, probe, profile_by_name, profile_of, told
from assistant.answers.ladder.resources import Resources
from assistant.answers.prompts import Template, load_template
from assistant.embedding.embedder import Embedder
from assistant.endpoint.choosing import make_writer
from assistant.endpoint.client import Endpoint
from assistant.endpoint.writer import OnThoughts, Overheard, Writer
from assistant.errors import ModelError, UsageError
from assistant.index.catalog import Catalog
from assistant.index.indexed_notes import IndexedNotes
from assistant.index.vectors import VectorStore
from assistant.settings import Settings, load_settings, shown_address
from assistant.spending.metered import Metered, purse_of
from assistant.support.check import Check, check_each
from assistant.support.cross_encoder import open_cross_encoder
from assistant.support.second_opinion import SecondOpinion

# What the prompts say of the language where none is set.
_CONTRARY = ("- Write in the language of the question.\n", ", in the language of the question")
_READ = frozenset({"answer", "answer-small", "answer-short"})


class AnsweringNotes(IndexedNotes):
    """The notes of `settings` with what answers. `writer` answers, and `embedder` embeds, in the place of what the settings name."""

    def __init__(self, settings: Settings | None = None, writer: Writer | None = None, embedder: Embedder | None = None) -> None:
        super().__init__(settings or load_settings(), embedder)
        self._writer = writer
        self._falls_back = True

    def measured(self) -> Self:
        """The same assistant for evaluations: where its model fails, questions fail, and the notes' own words do not stand in for it."""
        twin = copy(self)
        twin._falls_back = False
        return twin

    @property
    def has_model(self) -> bool:
        """Whether there is a model to answer with."""
        return self._writer is not None or self.settings.has_model

    def template(self, name: str) -> Template:
        """The prompt `name`: that of the settings (a folder of prompts, or a file for `answer`), else the one that ships. Where a language
        of answers is set, those whose answer is read ask for it. Raises `PromptError`."""
        own, language = self.settings.prompts, self.settings.language
        template = load_template(name, own if own is None or own.is_dir() or name == "answer" else None)
        if not language or name not in _READ:
            return template
        asked_for = load_template("language", own if own is not None and own.is_dir() else None)
        return template.followed_by(asked_for.fill(language=language)[-1]["content"], _CONTRARY)

    @property
    def second_opinion(self) -> SecondOpinion | None:
        """The cross-encoder of the settings with what it may say, None where none is set. Raises `UsageError` where there is no such model."""
        path = self.settings.cross_encoder
        return SecondOpinion(open_cross_encoder(path), self.settings.home) if path else None

    @property
    def support_check(self) -> Check:
        """What holds statements against passages: the reading check, and where that cannot tell, a cross-encoder that was calibrated."""
        second = self.second_opinion
        return second.check if second else check_each

    def models(self) -> list[str]:
        """The models that the endpoint offers for answers; none without one. Raises `ModelError` where it does not answer."""
        writer = _unmetered(self.writer)
        return writer.chat_models() if isinstance(writer, Endpoint) and self.has_model else []

    def describe_model(self) -> str:
        """Which model answers, having asked it. Raises `ModelError` where it does not answer."""
        if not self.has_model:
            return "none configured: answers are made of the notes' own words (set OPENAI_API_KEY or OPENAI_BASE_URL for a model)"
        return self.writer.describe()

    @property
    def writer(self) -> Writer:
        """The model that writes: that of the settings, its calls paid from the home's purse, unless another was given. Asked for nothing yet."""
        with self._lock:
            if self._writer is None:
                self._writer = Metered(make_writer(self.settings), purse_of(self.settings))
            return self._writer

    def overheard(self, on_thoughts: OnThoughts) -> Self:
        """The same assistant, which tells what its model thinks aloud, all so far each time. That is no part of any answer."""
        twin = copy(self)
        if self.has_model:
            writer = self.writer
            inner = Overheard(_unmetered(writer), on_thoughts)
            twin._writer = writer.around(inner) if isinstance(writer, Metered) else inner
        return twin

    def asking(self, *, use_model: bool = True) -> Asking:
        """What answers questions from the index as it is now. Raises `NotesError` where there is none."""
        return Asking(self._resources(use_model=use_model))

    def require_model(self, asked_for: str) -> None:
        """Raises `UsageError` where there is no model to do what is `asked_for`."""
        if not self.has_model:
            raise UsageError(
                f"{asked_for} asks a model, and none is configured; set OPENAI_API_KEY, or OPENAI_BASE_URL for a model of your own"
            )

    def writer_for(self, account: str = "") -> Writer:
        """The model, all of whose calls are for one answer: the one of an `account`, else a new one."""
        writer = self.writer
        return writer.for_one_answer(account) if isinstance(writer, Metered) else writer

    def _resources(self, *, use_model: bool = True, account: str = "") -> Resources:
        """What questions are answered with now. Raises as `_open` does."""
        return self._resources_of(*self._open(), self.writer_for(account) if use_model and self.has_model else None)

    def _resources_of(self, catalog: Catalog, vectors: VectorStore, model: Writer | None) -> Resources:
        check, profile = self.support_check, self.profile(model) if model else "large"
        return Resources(catalog, vectors, self.embedder, self.settings, check, self.template, model, self._falls_back, profile)

    def profile(self, model: Writer) -> Profile:
        """Whether a model is let fly or held up: as set, as `doctor` found it, else as its name lets expect."""
        if self.settings.profile:
            return self.settings.profile
        try:
            name = model.model
        except ModelError:  # it will say so when it is asked
            return "large"
        return KeptProfiles(self.settings.home).get(shown_address(self.settings.url), name) or profile_by_name(name)

    def find_profile(self) -> str:
        """Asks the model what is known, keeps what that says of it, and tells it in a line. Raises `ModelError`, `StoreError`."""
        if self.settings.profile:
            return f"{self.settings.profile}, as ASSISTANT_PROFILE sets it"
        right = probe(self.writer, self.template("profile"))
        found = profile_of(right)
        KeptProfiles(self.settings.home).keep(shown_address(self.settings.url), self.writer.model, found)
        return told(found, right)


def _unmetered(writer: Writer) -> Writer:
    """The model whose calls are counted."""
    return writer.inner if isinstance(writer, Metered) else writer
