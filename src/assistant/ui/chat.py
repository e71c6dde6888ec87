"""The chat: questions, answers, follow-ups; every turn on disk before it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from assistant.conversations.reply import Said, Wishes, is_overview, is_sound
from assistant.conversations.running import Request, Running
from assistant.conversations.threads import Conversations, Exchange
from assistant.errors import AssistantError
from assistant.index.filters import Filters
from assistant.text.display import safe
from assistant.ui.answer import show_answer
from assistant.ui.pages.kept_overviews import address_of
from assistant.ui.parts import answering, asked_for, conversations, current, ensure_index, first_questions, page_of
from assistant.ui.reading import Sources, show_reading
from assistant.ui.settings import show_filter, show_settings
from assistant.ui.summary import show_overview
from assistant.ui.threads import show_threads, thread_here

_DRAWN = 8  # turns of a long thread that are drawn at once
_AT_ONCE_SECONDS = 0.4  # an answer that is there by then comes without a word on what is being done
_LOOK_EVERY_SECONDS = 0.2


def page() -> None:
    """The chat page."""
    threads = conversations()
    ensure_index(current())
    question = _asked()
    thread = thread_here()
    if question:
        thread = _ask(threads, thread, question)
    on_the_way = answering().on_the_way()  # looked up first: what has ended since is stored
    exchanges = [_readable(exchange) for exchange in threads.exchanges(thread)] if thread else []
    with st.sidebar:
        show_threads(threads, thread)
        show_settings()
    place, sources = st.container(), Sources()
    if not exchanges:
        with place:
            show_reading(sources)
        _welcome()
        return
    for exchange in _recent(exchanges, thread):
        _show_question(exchange)
        if exchange.answer is None and (running := on_the_way.get(exchange.number)):
            _follow(exchange.number, running)
        else:
            _show_reply(exchange, exchanges, sources)
    with place:
        show_reading(sources, exchanges[-1].number)


def _asked() -> str | None:
    """What is asked in this run: typed, or chosen elsewhere."""
    with st.bottom:
        show_filter()
    return st.chat_input("Ask your notes") or st.session_state.pop("example", None)


def _ask(threads: Conversations, thread: str, question: str) -> str:
    """Stores a question and begins to answer it; gives its thread, a new one where it has none."""
    exchanges = threads.exchanges(thread) if thread else []
    if not exchanges:
        thread = threads.start(question)
        st.query_params["thread"] = st.session_state["thread"] = thread
    running = _begin(threads, threads.ask(thread, question), question, exchanges)
    if running:
        running.done.wait(_AT_ONCE_SECONDS)
    return thread


def _begin(threads: Conversations, number: int, question: str, before: Sequence[Exchange]) -> Running | None:
    chosen = st.session_state
    wishes = Wishes(Filters(notebook=chosen.get("notebook") or None), chosen.get("use_model", True))
    said = [Said(exchange.question, exchange.answer) for exchange in map(_readable, before) if exchange.answer is not None]
    try:
        return answering().start(asked_for(), Request(number, question, said, wishes))
    except AssistantError as error:  # what is set for this session cannot be used
        threads.fail(number, str(error))
        return None


def _welcome() -> None:
    st.title("Ask your notes")
    st.markdown("Every answer shows the lines of your notes behind it.")
    notes = current()
    count, _ = notes.counts()
    st.caption(f"{count} entries from {', '.join(safe(name) for name in notes.notebooks())}")
    for number, question in enumerate(first_questions(notes.generation())):
        st.button(safe(question), key=f"example-{number}", on_click=st.session_state.update, kwargs={"example": question})


def _recent(exchanges: Sequence[Exchange], thread: str) -> Sequence[Exchange]:
    """The turns that are drawn: the last ones, until the earlier ones are asked for."""
    earlier = len(exchanges) - _DRAWN
    if earlier <= 0 or st.session_state.get("whole") == thread:
        return exchanges
    st.button(f"Show {earlier} earlier", key="earlier", type="tertiary", on_click=st.session_state.update, kwargs={"whole": thread})
    return exchanges[-_DRAWN:]


def _show_question(exchange: Exchange) -> None:
    with st.container(key=f"asked-{exchange.number}"):
        st.markdown(safe(exchange.question))


@st.fragment(run_every=_LOOK_EVERY_SECONDS)
def _follow(number: int, running: Running) -> None:
    """An answer on its way: what is being done, what is written of it, and a button that stops it. When it is done, all is drawn anew."""
    if running.done.is_set():
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key=f"doing-{number}"):
        st.button("Stop", key=f"stop-{number}", icon=":material/stop_circle:", on_click=answering().stop, args=(number,))
        st.caption(f"{safe(running.doing)} · {running.seconds:.0f} s", width="content")
    if running.text:
        st.markdown(safe(running.text))


def _show_reply(exchange: Exchange, exchanges: Sequence[Exchange], sources: Sources) -> None:
    last = exchange is exchanges[-1]
    with st.container(key=f"said-{exchange.number}"):
        if exchange.answer is not None:
            _show_said(exchange.answer, str(exchange.number), sources, last=last)
            return
        if exchange.partial:
            st.markdown(safe(exchange.partial))
        if exchange.state == "failed":
            st.error(safe(exchange.error))
        elif exchange.state == "answered":
            st.error("What is stored of this answer cannot be read; ask again.")
        else:
            st.caption("Stopped." if exchange.state == "stopped" else "This answer was interrupted.")
        if last and st.button("Try again", key=f"again-{exchange.number}", icon=":material/refresh:"):
            threads = conversations()
            threads.ask_again(exchange.number)
            if running := _begin(threads, exchange.number, exchange.question, exchanges[:-1]):
                running.done.wait(_AT_ONCE_SECONDS)
            st.rerun()


def _readable(exchange: Exchange) -> Exchange:
    """An exchange whose answer can be shown, or has none: it can be asked again."""
    if exchange.answer is None or is_sound(exchange.answer):
        return exchange
    return replace(exchange, answer=None)


def _show_said(document: dict[str, Any], key: str, sources: Sources, *, last: bool) -> None:
    if not is_overview(document):
        show_answer(document, key, sources)
        return
    show_overview(document, key, sources)
    if not document["abstained"]:
        if last:
            st.caption("Ask for it *shorter*, to *expand the second theme*, *only since 2023*, or to *add the ones you left out*.")
        query = address_of(document["topic"], document["filters"])
        st.page_link(page_of("overview"), label="Open as a page", icon=":material/summarize:", query_params=query)
