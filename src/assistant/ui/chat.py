"""The chat: questions, answers, follow-ups; every turn on disk before it is shown."""

from __future__ import annotations

import time

import streamlit as st

from assistant.conversations import Conversations, Exchange
from assistant.errors import AssistantError
from assistant.index.catalog import Filters
from assistant.retrieval.question import Turn
from assistant.ui.parts import LEGEND, conversations, current, ensure_index, safe, show_answer

_EXAMPLES = (
    "What is the lost in the middle problem?",
    "Which papers criticise sparse autoencoders?",
    "How does Mamba differ from S4?",
    "Who wrote about speculative decoding, and when?",
)
_SAVE_EVERY_SECONDS = 1.0


def page() -> None:
    """The chat page."""
    threads = conversations()
    _sidebar(threads)
    ensure_index(current())
    thread = st.query_params.get("thread", "")
    exchanges = threads.exchanges(thread) if thread else []
    if not exchanges:
        _welcome()
    for exchange in exchanges:
        _show(exchange)
        if exchange.state != "answered" and exchange is exchanges[-1] and st.button("Try again", key=f"again-{exchange.number}"):
            _answer(threads, exchange.number, exchange.question, exchanges[:-1])
            st.rerun()
    question = st.chat_input("Ask your notes") or st.session_state.pop("example", None)
    if question:
        if not exchanges:
            thread = threads.start(question)
            st.query_params["thread"] = thread
        number = threads.ask(thread, question)
        with st.chat_message("user"):
            st.markdown(safe(question))
        _answer(threads, number, question, exchanges)
        st.rerun()


def _welcome() -> None:
    st.title("Ask your notes")
    count, _ = current().counts()
    st.markdown(f"{count} entries from {', '.join(safe(name) for name in current().notebooks())}. Answers cite the entries they come from.")
    for number, example in enumerate(_EXAMPLES):
        if st.button(example, key=f"example-{number}", type="tertiary"):
            st.session_state["example"] = example
            st.rerun()


def _show(exchange: Exchange) -> None:
    with st.chat_message("user"):
        st.markdown(safe(exchange.question))
    with st.chat_message("assistant"):
        if exchange.state == "answered" and exchange.answer is not None:
            show_answer(exchange.answer, str(exchange.number))
        elif exchange.state == "failed":
            st.error(safe(exchange.error))
        else:
            st.markdown(safe(exchange.partial))
            st.warning("This answer was interrupted.")


def _answer(threads: Conversations, number: int, question: str, before: list[Exchange]) -> None:
    chosen = st.session_state
    with st.chat_message("assistant"):
        evidence, text = st.empty(), st.empty()
        saved = time.monotonic()

        def on_text(so_far: str) -> None:
            nonlocal saved
            text.markdown(safe(so_far))
            if time.monotonic() - saved > _SAVE_EVERY_SECONDS:
                threads.keep_partial(number, so_far)
                saved = time.monotonic()

        def on_evidence(pieces: object) -> None:
            names = [safe(piece.entry.title) for piece in list(pieces)[:5]]  # type: ignore[call-overload]
            evidence.caption("Reading " + "; ".join(names) + " …")

        since, until = chosen.get("years", (None, None))
        filters = Filters(since=since, until=until, notebook=chosen.get("notebook") or None)
        try:
            answer = current().ask(question, _history(before), filters, chosen.get("use_model", True), on_evidence, on_text)
        except AssistantError as error:
            threads.fail(number, str(error))
            return
        threads.answer(number, answer.to_json())


def _history(exchanges: list[Exchange]) -> list[Turn]:
    turns = []
    for exchange in exchanges:
        if exchange.answer is not None:
            cited = tuple(citation["entry_id"] for citation in exchange.answer["citations"])
            turns += [Turn("user", exchange.question), Turn("assistant", exchange.answer["answer"], cited)]
    return turns


def _sidebar(threads: Conversations) -> None:
    with st.sidebar:
        if st.button("New conversation", icon=":material/add:", use_container_width=True):
            st.query_params.pop("thread", None)
            st.rerun()
        here = st.query_params.get("thread", "")
        for thread in threads.threads()[:30]:
            with st.container(horizontal=True, key=f"thread-{thread.id}"):
                if st.button(safe(thread.title), key=f"open-{thread.id}", type="secondary" if thread.id == here else "tertiary"):
                    st.query_params["thread"] = thread.id
                    st.rerun()
        if here:
            with st.popover("This conversation"):
                name = st.text_input("Title", key=f"name-{here}")
                if name and st.button("Rename"):
                    threads.rename(here, name)
                    st.rerun()
                if st.button("Delete", icon=":material/delete:"):
                    threads.delete(here)
                    st.query_params.pop("thread", None)
                    st.rerun()
        _settings()
        st.caption(LEGEND)


def _settings() -> None:
    with st.expander("Settings"):
        settings = current().settings
        st.toggle(
            "Use the model",
            value=True,
            key="use_model",
            disabled=not settings.has_model,
            help="Without one, answers are made of the notes' own words.",
        )
        st.text_input(
            "Endpoint", key="base_url", placeholder=settings.base_url or "none", help="An OpenAI-compatible base URL, often ending in /v1"
        )
        st.text_input("Model", key="model", placeholder=settings.model or "the endpoint's first")
        st.text_input("Key", key="key", type="password", help="Kept in this browser session only")
        if current().is_indexed():
            st.selectbox("Notebook", ["", *current().notebooks()], key="notebook", format_func=lambda name: name or "all")
