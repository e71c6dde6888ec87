"""What questions are held to, above the input: chips that a click takes away, and a list behind an `@` to add to them. It stands in the address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from assistant.conversations.threads import Conversations
from assistant.retrieval.scope import Place
from assistant.text.display import safe
from assistant.ui.parts import configured

_OFFERED = 14
_LABEL_LENGTH = 40
_ICONS = {
    "notebook": ":material/menu_book:",
    "folder": ":material/folder:",
    "section": ":material/toc:",
    "tag": ":material/label:",
    "years": ":material/calendar_today:",
    "entry": ":material/article:",
}


def scope_here() -> tuple[str, ...]:
    """The scope that holds: of this session, else that of the address."""
    chosen = st.session_state
    if "scope" not in chosen:
        given = [*st.query_params.get_all("in"), *(f"notebook:{name}" for name in st.query_params.get_all("notebook"))]
        chosen["scope"] = tuple(place.address for place in configured().scopes.kept(given)) if configured().is_indexed() else ()
    st.query_params.pop("notebook", None)
    if chosen["scope"]:
        st.query_params["in"] = list(chosen["scope"])
    else:
        st.query_params.pop("in", None)
    return tuple(chosen["scope"])


def taken_out_of(question: str) -> str:
    """A question without what it mentions, which joins the scope; empty where it says nothing more."""
    scoped = configured().scopes.read(question)
    _add(scoped.places)
    for name in scoped.unknown if scoped.places else ():
        st.toast(f"Nothing in the notes is called {safe(name)}; it is asked as a word.")
    return scoped.rest if any(map(str.isalnum, scoped.rest)) else ""


def show_scope(threads: Conversations, thread: str) -> None:
    """The chips of the scope and of the entries that this thread keeps, with what adds to them."""
    here = scope_here()
    if not configured().is_indexed():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="scope", gap="small"):
        _show_list(here)
        for number, place in enumerate(configured().scopes.kept(here)):
            st.button(
                _cut(place.label),
                key=f"free-{number}",
                icon=_ICONS[place.kind],
                help=f"Only in the {place.kind} {safe(place.label)}. A click takes this away.",
                on_click=_drop,
                args=(place.address,),
            )
        for entry_id in threads.kept_entries(thread) if thread else ():
            entry = configured().entry(entry_id)
            kept = (threads, thread, entry_id)
            if entry:
                icon, help_text = ":material/push_pin:", "Kept in the evidence of every answer here. A click lets it go."
                st.button(_cut(entry.title), key=f"kept-{entry_id}", icon=icon, help=help_text, on_click=_let_go, args=kept)


@st.fragment
def _show_list(here: Sequence[str]) -> None:
    with st.popover(
        "@", help="Where to look: notebooks, folders, headings, years, tags, one entry", on_change="rerun", key="scope-list"
    ) as box:
        if not box.open:
            return
        words = st.text_input("Look only in", key="scope-words", placeholder="a notebook, heading, tag, 2020-2023, an entry")
        offered = [place for place in configured().scopes.offered(words, _OFFERED) if place.address not in here]
        for place in offered:
            if st.button(_cut(place.label), key=f"offer-{place.address}", icon=_ICONS[place.kind], type="tertiary"):
                _add([place])
                st.rerun()
        if not offered:
            st.caption("Nothing in the notes is called so.")
        st.caption("Or write it into the question: @notebook, @2020-2023, @smith2020, @“a heading”.")


def _add(places: Iterable[Place]) -> None:
    here = scope_here()
    st.session_state["scope"] = tuple(dict.fromkeys([*here, *(place.address for place in places)]))


def _drop(address: str) -> None:
    st.session_state["scope"] = tuple(one for one in scope_here() if one != address)


def _let_go(threads: Conversations, thread: str, entry_id: str) -> None:
    threads.keep_entries(thread, [one for one in threads.kept_entries(thread) if one != entry_id])


def _cut(label: str) -> str:
    return safe(label if len(label) <= _LABEL_LENGTH else label[: _LABEL_LENGTH - 1].rstrip() + "…")
