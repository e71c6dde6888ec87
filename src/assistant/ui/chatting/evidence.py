"""The evidence of an answer before and after it is written: kept, taken out, added to; and the answer written again from exactly that set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from assistant.conversations.threads import Conversations, Exchange
from assistant.errors import AssistantError
from assistant.text.display import plural, safe
from assistant.ui.parts import current

_FOUND = 5
_ROWS, _HEIGHT = 8, 340  # so many rows are shown whole, more in a box of so many pixels


def show_evidence(threads: Conversations, thread: str, exchange: Exchange, titles: Mapping[str, str]) -> None:
    """The entries behind the last answer, by their ids, each with its title as Markdown; drawn once they are opened."""
    if titles:
        _folded(threads, thread, exchange, dict(titles))


@st.fragment
def _folded(threads: Conversations, thread: str, exchange: Exchange, titles: dict[str, str]) -> None:
    cited = {citation["entry_id"] for citation in (exchange.answer or {}).get("citations", ())}
    told = f"Evidence: {len(titles)} {plural(len(titles), 'entry')}, {len(cited) or 'none'} cited"
    with st.expander(told, key=f"evidence-{exchange.number}", on_change="rerun", icon=":material/fact_check:") as box:
        if box.open:
            show_rows(threads, thread, exchange, titles)


def show_rows(threads: Conversations, thread: str, exchange: Exchange, titles: Mapping[str, str]) -> None:
    """The rows, and what is done with them. To be drawn in a fragment: a click draws these alone."""
    number = exchange.number
    out: set[str] = st.session_state.setdefault(f"entries-out-{number}", set())
    more: dict[str, str] = st.session_state.setdefault(f"entries-added-{number}", {})
    kept = threads.kept_entries(thread)
    with st.container(height=_HEIGHT if len(titles) + len(more) > _ROWS else "content", border=False, gap=None, key=f"rows-{number}"):
        for entry_id, title in {**titles, **more}.items():
            with st.container(horizontal=True, vertical_alignment="center", key=f"row-{number}-{entry_id}", gap="small"):
                st.markdown(f"~~{title}~~" if entry_id in out else title, width="stretch")
                if entry_id not in out:
                    _show_keep(threads, thread, number, entry_id, kept)
                label = "Put back" if entry_id in out else "Take out"
                st.button(
                    label, key=f"out-{number}-{entry_id}", type="tertiary", on_click=out.symmetric_difference_update, args=({entry_id},)
                )
    _show_search(number, {**titles, **more})
    chosen = [one for one in {**titles, **more} if one not in out]
    if exchange.answer and {*chosen} == {*titles}:
        st.caption("Take out, keep for the whole conversation, or add; then the answer is written again from exactly these.")
    elif not chosen:
        st.caption("An answer needs one entry at least.")
    elif st.button(f"Answer again from these {len(chosen)}", key=f"rewrite-{number}", type="primary", icon=":material/refresh:"):
        answer_again(exchange, tuple(chosen))


def _show_keep(threads: Conversations, thread: str, number: int, entry_id: str, kept: tuple[str, ...]) -> None:
    is_kept = entry_id in kept
    if st.button(
        "Kept" if is_kept else "Keep",
        key=f"keep-{number}-{entry_id}",
        type="tertiary",
        icon=":material/push_pin:" if is_kept else None,
        help="Kept in the evidence of every later answer of this conversation.",
    ):
        threads.keep_entries(thread, [one for one in kept if one != entry_id] if is_kept else [*kept, entry_id])
        st.rerun()  # it stands above the input too


def _show_search(number: int, there: Mapping[str, str]) -> None:
    words = st.text_input(
        "Add an entry", key=f"add-{number}", placeholder="words of its title or of what it says", icon=":material/search:"
    )
    if not words.strip():
        return
    try:
        found = [hit.entry for hit in current().search(words, len(there) + _FOUND) if hit.entry.id not in there][:_FOUND]
    except AssistantError as error:
        st.error(safe(str(error)))
        return
    more = st.session_state[f"entries-added-{number}"]
    for entry in found:
        told = " · ".join(filter(None, [safe(entry.title), safe(entry.byline())]))
        st.button(
            told,
            key=f"add-{number}-{entry.id}",
            icon=":material/add:",
            type="tertiary",
            on_click=more.update,
            args=({entry.id: safe(entry.title)},),
        )


def answer_again(exchange: Exchange, chosen: tuple[str, ...] = (), model: str = "") -> None:
    """Has the page answer a question again: from the `chosen` entries, or from what is found; with another model."""
    asked_with = replace(exchange.asked_with, chosen=chosen or exchange.asked_with.chosen, model=model or exchange.asked_with.model)
    st.session_state["again"] = (exchange.number, asked_with)
    for name in ("entries-out", "entries-added"):
        st.session_state.pop(f"{name}-{exchange.number}", None)
    st.rerun()
