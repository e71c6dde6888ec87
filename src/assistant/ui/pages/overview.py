"""The overview page: all that the notes hold on a topic. Its address holds what was asked, so that it can be shared and reloaded."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.assistant import Assistant
from assistant.text.display import safe
from assistant.ui.pages.kept_overviews import Asked, KeptOverview, address_of, gather, kept_overview, key_of, show_kept, told_time
from assistant.ui.pages.progress import show_work, works
from assistant.ui.parts import asked_for, conversations, current, ensure_index, page_of, told_empty
from assistant.ui.reading import Sources, show_reading
from assistant.ui.settings import show_settings
from assistant.ui.summary import show_overview


def page() -> None:
    """The overview page."""
    with st.sidebar:
        show_settings()
    notes = current()
    ensure_index(notes)
    st.title("Overview")
    st.markdown("All that your notes hold on a topic: every entry, in themes, each statement cited, none left out silently.")
    if told_empty(notes):
        return
    asked = _from_address()
    _show_form(notes, asked)
    if not asked.topic:
        show_kept(notes)
        return
    sources, place = Sources(), st.container()
    _show(asked_for(), asked, sources)
    with place:
        show_reading(sources)


def _show(notes: Assistant, asked: Asked, sources: Sources) -> None:
    """The overview that is asked for, gathered now where it was not before; an older one with what has changed since."""
    st.header(safe(asked.topic))
    made = kept_overview(notes, asked)
    work = f"overview-{key_of(notes, asked)}"
    if made is None and works().get(work) is None:
        gather(notes, asked)
        made = kept_overview(notes, asked)
    if show_work(work, "Gathering the entries"):
        return
    made = made or kept_overview(notes, asked)
    if made is None:
        st.button("Gather again", icon=":material/refresh:", on_click=gather, args=(notes, asked))
        return
    _show_age(notes, asked, made, sources)
    show_overview(made.document, "page", sources)
    if not made.document["abstained"] and st.button(
        "Continue in the chat", icon=":material/chat:", help="Ask for it shorter, or since a year."
    ):
        _continue_in_chat(made.document)


def _show_age(notes: Assistant, asked: Asked, made: KeptOverview, sources: Sources) -> None:
    """When it was made, what is new in it, and a button where the notes say more by now."""
    outdated = made.state != notes.state()
    with st.container(horizontal=True, vertical_alignment="center", key="overview-age"):
        st.caption(f"Made {told_time(made.when)}{'; your notes have changed since' if outdated else ''}", width="content")
        if outdated or made.document.get("note"):
            st.button("Gather again", key="gather-again", icon=":material/refresh:", on_click=gather, args=(notes, asked))
    if made.before:
        chips = [
            sources.title({"entry_id": one["entry_id"], "title": one["title"]}, f"new-{number}") for number, one in enumerate(made.new)
        ]
        since = told_time(made.before)
        st.info(f"New since {since}: {'; '.join(chips)}" if chips else f"Nothing new since {since}.", icon=":material/fiber_new:")


def _from_address() -> Asked:
    given = st.query_params
    years = [int(text) if re.fullmatch("[0-9]{1,4}", text) else None for text in (given.get("since", ""), given.get("until", ""))]
    return Asked(given.get("topic", "").strip(), years[0], years[1], given.get("notebook", ""))


def _show_form(notes: Assistant, asked: Asked) -> None:
    years = sorted({entry.year for entry in notes.entries() if entry.year})
    notebooks = ["", *notes.notebooks()]
    with st.form("overview"):
        topic = st.text_input("Topic", asked.topic, placeholder="in your own words, or as a heading of your notes says it")
        left, right = st.columns(2)
        chosen = _choose_years(left, years, asked) if len(years) > 1 else (None, None)
        place = notebooks.index(asked.notebook) if asked.notebook in notebooks else 0
        notebook = right.selectbox("Notebook", notebooks, place, format_func=lambda name: name or "all")
        if st.form_submit_button("Summarize", type="primary") and topic.strip():
            wanted = Asked(topic.strip(), *chosen, notebook)
            st.query_params.from_dict(address_of(wanted.topic, asdict(wanted.filters)))
            st.rerun()


def _choose_years(where: DeltaGenerator, years: list[int], asked: Asked) -> tuple[int | None, int | None]:
    """The years chosen on a slider, None at an end that leaves nothing out: entries without a year pass only where both are."""
    first, last = years[0], years[-1]
    given = [min(max(year or edge, first), last) for year, edge in ((asked.since, first), (asked.until, last))]
    since, until = where.slider("Years", first, last, (given[0], given[1]))
    return None if since == first else since, None if until == last else until


def _continue_in_chat(document: dict[str, Any]) -> None:
    threads = conversations()
    question = f"Overview of {document['topic']}"
    thread = threads.start(question)
    threads.answer(threads.ask(thread, question), document)
    st.switch_page(page_of("chat"), query_params={"thread": thread})
