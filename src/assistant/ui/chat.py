"""The chat: questions, answers, follow-ups; every turn on disk before it is shown."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import Any

import streamlit as st

from assistant.conversations.reply import Said, Wishes, is_overview, is_sound, reply
from assistant.conversations.threads import Conversations, Exchange
from assistant.errors import AssistantError
from assistant.index.filters import Filters
from assistant.text.display import safe
from assistant.ui.overview import address_of
from assistant.ui.parts import LEGEND, asked_for, conversations, current, ensure_index, page_of, show_answer
from assistant.ui.settings import show_settings
from assistant.ui.summary import show_overview

_EXAMPLES = (
    "What is the lost in the middle problem?",
    "Which papers criticise sparse autoencoders?",
    "How does Mamba differ from S4?",
    "Who wrote about speculative decoding, and when?",
    "Summarize what I have on mixture of experts",
)
_SAVE_EVERY_SECONDS = 1.0
_log = logging.getLogger(__name__)


def page() -> None:
    """The chat page."""
    threads = conversations()
    _sidebar(threads)
    ensure_index(current())
    thread = st.query_params.get("thread", "")
    exchanges = [_readable(exchange) for exchange in threads.exchanges(thread)] if thread else []
    if not exchanges:
        _welcome()
    for exchange in exchanges:
        _show(exchange, last=exchange is exchanges[-1])
        if exchange.answer is None and exchange is exchanges[-1] and st.button("Try again", key=f"again-{exchange.number}"):
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


def _show(exchange: Exchange, *, last: bool) -> None:
    with st.chat_message("user"):
        st.markdown(safe(exchange.question))
    with st.chat_message("assistant"):
        if exchange.state == "answered" and exchange.answer is not None:
            _show_said(exchange.answer, str(exchange.number), last=last)
        elif exchange.state == "failed":
            st.error(safe(exchange.error))
        elif exchange.state == "answered":
            st.error("What is stored of this answer cannot be read; ask again.")
        else:
            st.markdown(safe(exchange.partial))
            st.warning("This answer was interrupted.")


def _readable(exchange: Exchange) -> Exchange:
    """An exchange whose answer can be shown, or has none: it can be asked again."""
    if exchange.answer is None or is_sound(exchange.answer):
        return exchange
    return replace(exchange, answer=None)


def _show_said(document: dict[str, Any], key: str, *, last: bool) -> None:
    if not is_overview(document):
        show_answer(document, key)
        return
    show_overview(document, key)
    if not document["abstained"]:
        if last:
            st.caption("Ask for it *shorter*, to *expand the second theme*, *only since 2023*, or to *add the ones you left out*.")
        query = address_of(document["topic"], document["filters"])
        st.page_link(page_of("overview"), label="Open as a page", icon=":material/summarize:", query_params=query)


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

        def on_progress(stage: str, done: int, of: int) -> None:
            evidence.caption(f"{safe(stage)}: {done} of {of}")

        filters = Filters(notebook=chosen.get("notebook") or None)
        wishes = Wishes(filters, chosen.get("use_model", True), on_evidence, on_text, on_progress)
        said = [Said(exchange.question, exchange.answer) for exchange in before if exchange.answer is not None]
        try:
            with st.spinner("Reading the notes …"):
                given = reply(asked_for(), question, said, wishes)
            document = given.document()
        except AssistantError as error:
            threads.fail(number, str(error))
            return
        except Exception:  # a fault of ours: the conversation goes on, and who looks for it finds it on the terminal
            _log.exception("an answer failed")
            threads.fail(number, "Something went wrong with this answer. Try again, or ask in other words; the terminal says more.")
            return
        threads.answer(number, document)


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
        show_settings()
        st.caption(LEGEND)
