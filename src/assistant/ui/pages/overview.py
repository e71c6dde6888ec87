"""The overview page: all that the notes hold on a topic. Its address holds what was asked, so that it can be shared and reloaded."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.assistant import Assistant
from assistant.conversations.reply import Reply
from assistant.index.filters import Filters
from assistant.text.display import safe
from assistant.ui.parts import asked_for, conversations, current, ensure_index, page_of
from assistant.ui.reading import Sources, show_reading
from assistant.ui.settings import show_settings
from assistant.ui.summary import show_overview

_KEPT = 12


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for."""

    topic: str
    since: int | None
    until: int | None
    notebook: str

    @property
    def filters(self) -> Filters:
        return Filters(self.since, self.until, notebook=self.notebook or None)


def page() -> None:
    """The overview page."""
    with st.sidebar:
        show_settings()
    notes = current()
    ensure_index(notes)
    st.title("Overview")
    asked = _from_address()
    _show_form(notes, asked)
    if not asked.topic:
        st.markdown("Name a topic: every entry of your notes that belongs to it, in themes, each statement cited, none left out silently.")
        return
    document = _overview(asked_for(), asked)
    st.subheader(safe(document["topic"]))
    sources, place = Sources(), st.container()
    show_overview(document, "page", sources)
    if not document["abstained"] and st.button("Continue in the chat", icon=":material/chat:", help="Ask for it shorter, or since a year."):
        _continue_in_chat(document)
    with place:
        show_reading(sources)


def address_of(topic: str, filters: dict[str, Any]) -> dict[str, str]:
    """The query of the address that asks for a topic under filters."""
    given = {"topic": topic, "since": filters.get("since"), "until": filters.get("until"), "notebook": filters.get("notebook")}
    return {name: str(value) for name, value in given.items() if value}


def _from_address() -> _Asked:
    given = st.query_params
    years = [int(text) if re.fullmatch("[0-9]{1,4}", text) else None for text in (given.get("since", ""), given.get("until", ""))]
    return _Asked(given.get("topic", "").strip(), years[0], years[1], given.get("notebook", ""))


def _show_form(notes: Assistant, asked: _Asked) -> None:
    years = sorted({entry.year for entry in notes.entries() if entry.year})
    notebooks = ["", *notes.notebooks()]
    with st.form("overview"):
        topic = st.text_input("Topic", asked.topic, placeholder="mixture of experts")
        left, right = st.columns(2)
        chosen = _choose_years(left, years, asked) if len(years) > 1 else (None, None)
        place = notebooks.index(asked.notebook) if asked.notebook in notebooks else 0
        notebook = right.selectbox("Notebook", notebooks, place, format_func=lambda name: name or "all")
        if st.form_submit_button("Summarize", type="primary") and topic.strip():
            wanted = _Asked(topic.strip(), *chosen, notebook)
            st.query_params.from_dict(address_of(wanted.topic, asdict(wanted.filters)))
            st.rerun()


def _choose_years(where: DeltaGenerator, years: list[int], asked: _Asked) -> tuple[int | None, int | None]:
    """The years chosen on a slider, None at an end that leaves nothing out: entries without a year pass only where both are."""
    first, last = years[0], years[-1]
    given = [min(max(year or edge, first), last) for year, edge in ((asked.since, first), (asked.until, last))]
    since, until = where.slider("Years", first, last, (given[0], given[1]))
    return None if since == first else since, None if until == last else until


def _overview(notes: Assistant, asked: _Asked) -> dict[str, Any]:
    """The overview that is asked for: that of this session where the notes have not changed since, else a new one, with a progress text."""
    kept: dict[Any, dict[str, Any]] = st.session_state.setdefault("overviews", {})
    use_model = bool(st.session_state.get("use_model", True)) and notes.has_model
    settings = notes.settings
    key = (asked, use_model, use_model and (settings.base_url, settings.model), notes.generation())
    if key not in kept:
        if use_model:
            st.caption(f"This takes {notes.estimate_summary(asked.topic, asked.filters).told()}.")
        bar = st.progress(0.0, "Gathering the entries …")

        def progress(stage: str, done: int, of: int) -> None:
            bar.progress(done / max(of, 1), f"{safe(stage)}: {done} of {of}")

        try:
            made = notes.summarize(
                asked.topic,
                filters=asked.filters,
                use_model=use_model,
                on_progress=progress,
            )
        finally:
            bar.empty()
        document = Reply(made, asked.filters).document()
        if made.note:
            return document  # the next run may get further
        kept[key] = document
        while len(kept) > _KEPT:
            del kept[next(iter(kept))]
    return kept[key]


def _continue_in_chat(document: dict[str, Any]) -> None:
    threads = conversations()
    question = f"Overview of {document['topic']}"
    thread = threads.start(question)
    threads.answer(threads.ask(thread, question), document)
    st.switch_page(page_of("chat"), query_params={"thread": thread})
