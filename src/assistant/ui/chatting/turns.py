"""The turns of a conversation as they are drawn: a question, its answer on the way or given, and beneath the last one what can be done next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assistant.conversations.reply import is_overview
from assistant.conversations.running import Running
from assistant.conversations.threads import Conversations, Exchange
from assistant.text.display import safe
from assistant.ui.chatting.answer import show_answer, show_continue, show_thoughts
from assistant.ui.chatting.beside import show_beside
from assistant.ui.chatting.evidence import answer_again, show_evidence, show_rows
from assistant.ui.chatting.foot import show_foot
from assistant.ui.pages.kept_overviews import address_of
from assistant.ui.parts import answering, page_of
from assistant.ui.reading import Sources
from assistant.ui.summary import show_overview

_LOOK_EVERY_SECONDS = 0.2
_ASK_FOR_NEXT_SECONDS = 0.7
_TIMES = 15  # it is looked whether there are questions to go on with


def learn_cited(exchanges: Sequence[Exchange], sources: Sources) -> None:
    """Looks up all entries that these turns will mark, at once: not turn by turn."""
    documents = [exchange.answer for exchange in exchanges if exchange.answer]
    cited = [one for document in documents for part in ("citations", "nearest", "guesses") for one in document.get(part, ())]
    sources.learn([*cited, *(documents[-1].get("evidence", ()) if documents else ())])


def show_question(exchange: Exchange) -> None:
    """What was asked."""
    with st.container(key=f"asked-{exchange.number}"):
        st.markdown(safe(exchange.question))


@st.fragment(run_every=_LOOK_EVERY_SECONDS)
def follow(threads: Conversations, thread: str, exchange: Exchange, running: Running) -> None:
    """An answer on its way: what is being done, the evidence it will rest on, what is written of it. When it is done, all is drawn anew."""
    number = exchange.number
    if running.done.is_set():
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key=f"doing-{number}"):
        st.button("Stop", key=f"stop-{number}", icon=":material/stop_circle:", on_click=answering().stop, args=(number,))
        st.caption(f"{safe(running.doing)} · {running.seconds:.0f} s", width="content")
    show_thoughts(running.thoughts)
    if running.text:
        st.markdown(safe(running.text))
    if running.evidence:
        show_rows(threads, thread, exchange, {piece.entry.id: safe(piece.entry.title) for piece in running.evidence})


def show_reply(threads: Conversations, thread: str, exchange: Exchange, sources: Sources, *, last: bool) -> None:
    """What was said back, or why nothing was."""
    with st.container(key=f"said-{exchange.number}"):
        if exchange.answer is None:
            _show_none(exchange, last=last)
            return
        key = str(exchange.number)
        if is_overview(exchange.answer):
            _show_overview(exchange.answer, key, sources, last=last)
        else:
            show_answer(exchange.answer, key, sources)
            if last:
                show_continue(exchange.answer, key)
        show_foot(threads, exchange, sources, last=last)
        if not last:
            return
        if exchange.earlier:
            show_beside(threads, exchange)
        if not is_overview(exchange.answer):
            show_evidence(threads, thread, exchange, _titles(exchange.answer, key, sources))
            _show_next(threads, thread, exchange)


def _titles(document: Mapping[str, Any], key: str, sources: Sources) -> dict[str, str]:
    sources.learn(document["evidence"])
    return {piece["entry_id"]: sources.title(piece, f"{key}-evidence-{place}") for place, piece in enumerate(document["evidence"])}


def _show_none(exchange: Exchange, *, last: bool) -> None:
    if exchange.partial:
        st.markdown(safe(exchange.partial))
    if exchange.state == "failed":
        st.error(safe(exchange.error))
    elif exchange.state == "answered":
        st.error("What is stored of this answer cannot be read; ask again.")
    else:
        st.caption("Stopped." if exchange.state == "stopped" else "This answer was interrupted.")
    if last and st.button("Try again", key=f"again-{exchange.number}", icon=":material/refresh:"):
        answer_again(exchange)


def _show_overview(document: dict[str, Any], key: str, sources: Sources, *, last: bool) -> None:
    show_overview(document, key, sources, folded=not last)
    if not document["abstained"]:
        if last:
            st.caption("Ask for it *shorter*, to *expand the second theme*, *only since 2023*, or to *add the ones you left out*.")
        query = address_of(document["topic"], document["filters"])
        label = "Open the whole as a page" if document["revised"] else "Open as a page"
        st.page_link(page_of("overview"), label=label, icon=":material/summarize:", query_params=query)


def _show_next(threads: Conversations, thread: str, exchange: Exchange) -> None:
    """The questions that may follow; where they are still being found, they come a little later."""
    if exchange.next is None and st.session_state.get(f"looked-{exchange.number}", 0) < _TIMES:
        st.fragment(_wait_for_next, run_every=_ASK_FOR_NEXT_SECONDS)(threads, thread, exchange.number)
        return
    with st.container(key=f"next-{exchange.number}", gap="xsmall"):
        for place, question in enumerate(exchange.next or ()):
            said = {"example": question}
            st.button(
                safe(question), key=f"next-{exchange.number}-{place}", icon=":material/subdirectory_arrow_right:", type="tertiary",
                on_click=st.session_state.update, kwargs=said,
            )  # fmt: skip


def _wait_for_next(threads: Conversations, thread: str, number: int) -> None:
    looked = st.session_state[f"looked-{number}"] = st.session_state.get(f"looked-{number}", 0) + 1
    if looked >= _TIMES or _has_next(threads.exchanges(thread), number):
        st.session_state[f"looked-{number}"] = _TIMES
        st.rerun()


def _has_next(exchanges: Sequence[Exchange], number: int) -> bool:
    return any(exchange.number == number and exchange.next is not None for exchange in exchanges)
