"""The chat: questions, answers, follow-ups; every turn on disk before it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from assistant.conversations.reply import Said, Wishes, is_sound
from assistant.conversations.running import Request
from assistant.conversations.threads import AskedWith, Conversations, Exchange
from assistant.errors import AssistantError
from assistant.index.filters import Filters
from assistant.retrieval.scope import filters_of
from assistant.text.display import in_brief, plural, safe
from assistant.ui.chatting.mention import show_mention
from assistant.ui.chatting.scope import scope_here, show_scope, taken_out_of
from assistant.ui.chatting.threads import show_threads, thread_here
from assistant.ui.chatting.turns import follow, learn_cited, show_question, show_reply
from assistant.ui.parts import answering, asked_for, conversations, current, ensure_index, first_questions, told_empty
from assistant.ui.reading import Sources, show_reading
from assistant.ui.settings import show_settings

_DRAWN = 8  # turns of a long thread that are drawn at once
_AT_ONCE_SECONDS = 0.4  # an answer that is there by then comes without a word on what is being done


def page() -> None:
    """The chat page."""
    threads = conversations()
    ensure_index(current())
    with st.bottom:
        above = st.container()  # filled last: what is asked may add to it
    question = _asked()
    thread = thread_here()
    if question:
        thread = _ask(threads, thread, question)
    elif "again" in st.session_state and thread:
        _answer_again(threads, thread)
    with above:
        show_scope(threads, thread)
        if current().is_indexed():
            show_mention()
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
    drawn = _recent(exchanges, thread)
    learn_cited(drawn, sources)
    for exchange in drawn:
        show_question(exchange)
        if exchange.answer is None and (running := on_the_way.get(exchange.number)):
            follow(threads, thread, exchange, running)
        else:
            show_reply(threads, thread, exchange, sources, last=exchange is exchanges[-1])
    with place:
        show_reading(sources, exchanges[-1].number)


def _asked() -> str | None:
    """What is asked in this run, typed or chosen elsewhere, without what it mentions."""
    question = st.chat_input("Ask your notes") or st.session_state.pop("example", None)
    return taken_out_of(question) if question and "@" in question else question


def _ask(threads: Conversations, thread: str, question: str) -> str:
    """Stores a question and begins to answer it; gives its thread, a new one where it has none."""
    exchanges = threads.exchanges(thread) if thread else []
    if not exchanges:
        thread = threads.start(question)
        st.query_params["thread"] = st.session_state["thread"] = thread
    asked_with = AskedWith(scope_here(), kept=threads.kept_entries(thread))
    number = threads.ask(thread, question, asked_with)
    _begin(threads, Exchange(number, question, "asked", "", None, "", asked_with), exchanges)
    return thread


def _answer_again(threads: Conversations, thread: str) -> None:
    """Answers a question again; where an answer to it is on its way, that is stopped."""
    number, asked_with = st.session_state.pop("again")
    answering().stop(number)
    threads.ask_again(number, asked_with)
    exchanges = threads.exchanges(thread)
    place = next((place for place, exchange in enumerate(exchanges) if exchange.number == number), None)
    if place is not None:
        _begin(threads, exchanges[place], exchanges[:place])


def _begin(threads: Conversations, exchange: Exchange, before: Sequence[Exchange]) -> None:
    """Begins to answer a stored question, and waits for what comes at once."""
    said = [Said(one.question, one.answer) for one in map(_readable, before) if one.answer is not None]
    asked = exchange.asked_with
    try:
        assistant = asked_for(asked.model)
        within = filters_of(assistant.scopes.kept(asked.scope))
        filters = Filters(entries=asked.chosen) if asked.chosen else within
        wishes = Wishes(filters, st.session_state.get("use_model", True), asked.kept)
        running = answering().start(assistant, Request(exchange.number, exchange.question, said, wishes))
    except AssistantError as error:  # what is set for this session cannot be used
        threads.fail(exchange.number, str(error))
        return
    running.done.wait(_AT_ONCE_SECONDS)


def _welcome() -> None:
    st.title("Ask your notes")
    st.markdown("Every answer shows the lines of your notes behind it.")
    notes = current()
    if told_empty(notes):
        return
    count, _ = notes.counts()
    st.caption(safe(f"{count:,} {plural(count, 'entry')} from {in_brief(notes.notebooks())}"))
    for number, question in enumerate(first_questions(notes.state())):
        st.button(safe(question), key=f"example-{number}", on_click=st.session_state.update, kwargs={"example": question})


def _recent(exchanges: Sequence[Exchange], thread: str) -> Sequence[Exchange]:
    """The turns that are drawn: the last ones, until the earlier ones are asked for."""
    earlier = len(exchanges) - _DRAWN
    if earlier <= 0 or st.session_state.get("whole") == thread:
        return exchanges
    st.button(f"Show {earlier} earlier", key="earlier", type="tertiary", on_click=st.session_state.update, kwargs={"whole": thread})
    return exchanges[-_DRAWN:]


def _readable(exchange: Exchange) -> Exchange:
    """An exchange whose answer can be shown, or has none: it can be asked again."""
    if exchange.answer is None or is_sound(exchange.answer):
        return exchange
    return replace(exchange, answer=None)
