"""The line beneath an answer: what was checked, copying, a thumb, and behind "More" all else that can be done with it."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic import TypeAdapter

from assistant.answers.answer import EXTRACTIVE, Agreement, Judging, told_by
from assistant.answers.references import bibtex, citations_in
from assistant.conversations.filing import file_answer, places_to_file
from assistant.conversations.opinions import Opinions
from assistant.conversations.reply import is_overview
from assistant.conversations.threads import Conversations, Exchange
from assistant.conversations.transcript import markdown_of
from assistant.errors import AssistantError
from assistant.text.display import safe
from assistant.ui.chatting.answer import checked
from assistant.ui.chatting.evidence import answer_again
from assistant.ui.parts import asked_for, configured, current, update_index
from assistant.ui.reading import Sources

_SAID_OF: dict[str, TypeAdapter[Any]] = {"judging": TypeAdapter(Judging), "agreement": TypeAdapter(Agreement)}
_MEANS = {
    "fields": "Authors, years, counts and places are looked up; no model is asked.",
    "notes": "The notes are sure, or no model is to be asked: their own sentences answer.",
    "reworded": "The question was searched for in a model's words too; the sentences are those of the notes.",
    "model": "A model wrote this from the evidence; each statement was held against the entry that it cites.",
}


def show_foot(threads: Conversations, exchange: Exchange, sources: Sources, *, last: bool) -> None:
    """The line beneath an answer or an overview."""
    document, number = exchange.answer or {}, exchange.number
    with st.container(horizontal=True, vertical_alignment="center", key=f"foot-{number}", gap="small"):
        if document.get("statements"):
            st.caption(checked(document["statements"]), width="content")
        if not is_overview(document):
            _show_who(document)
        st.markdown(sources.copy(markdown_of(document, exchange.question), str(number)), width="content")
        if last:
            _show_again(exchange)
            _show_thumbs(exchange)
        _show_more(threads, exchange)


def _show_who(document: dict[str, Any]) -> None:
    """Who answered, where that was not the notes alone; what else a model was asked to say of it, at a second look."""
    more = [kind.validate_python(document[name]).line() for name, kind in _SAID_OF.items() if document.get(name)]
    by = _by(document)
    if by in {"model", "reworded"} or more:
        st.caption(safe(told_by(by, document["model"])), help="\n\n".join(map(safe, [_MEANS[by], *more])), width="content")


def _by(document: dict[str, Any]) -> str:
    """Who answered; an answer kept by an older version does not say so."""
    return str(document.get("by") or ("notes" if document["model"] == EXTRACTIVE else "model"))


@st.fragment
def _show_thumbs(exchange: Exchange) -> None:
    given = None if exchange.is_good is None else int(exchange.is_good)
    key = f"thumbs-{exchange.number}-{given}"
    said = st.feedback("thumbs", key=key, default=given)
    if said != given:
        Opinions(configured().settings.home).give(exchange.number, is_good=None if said is None else bool(said))
        if said == 0 and not exchange.correction:
            st.caption("Say under More what it should have said.")


@st.fragment
def _show_again(exchange: Exchange) -> None:
    """Answered again, by the same model or another one that the endpoint offers."""
    with st.popover("Again", type="tertiary", icon=":material/refresh:", key=f"retry-{exchange.number}", on_change="rerun") as box:
        if not box.open:
            return
        if st.button("Answer again", key=f"same-{exchange.number}"):
            answer_again(exchange)
        try:
            models = asked_for().models()
        except AssistantError as error:
            st.caption(safe(str(error)))
            return
        if models:
            other = st.selectbox("With another model", models, None, placeholder="choose", key=f"other-{exchange.number}")
            if st.button("Answer with it", key=f"with-{exchange.number}", disabled=not other) and other:
                answer_again(exchange, model=other)
        else:
            st.caption("With a model behind an endpoint, another one can be chosen here.")


@st.fragment
def _show_more(threads: Conversations, exchange: Exchange) -> None:
    number, document = exchange.number, exchange.answer or {}
    with st.popover("More", type="tertiary", key=f"more-{number}", on_change="rerun") as box:
        if not box.open:
            return
        if not is_overview(document):
            st.caption(safe(told_by(_by(document), document["model"])))
            _show_downloads(document, exchange)
        if st.button("Go on from here in a new conversation", key=f"branch-{number}", icon=":material/fork_right:", type="tertiary"):
            st.session_state["thread"] = st.query_params["thread"] = threads.branch(number)
            st.rerun()
        if is_overview(document):
            return
        _show_correction(exchange)
        if document["statements"]:
            _show_filing(exchange, document)
        if document["evidence"]:
            st.caption("Evidence: what stood in front of the answer, best first")
        for piece in document["evidence"]:
            st.markdown(safe(piece["text"]).replace("\n", "  \n"))


def _show_downloads(document: dict[str, Any], exchange: Exchange) -> None:
    with st.container(horizontal=True, gap="small"):
        made = {
            "Markdown": (lambda: markdown_of(document, exchange.question), "md"),
            "BibTeX": (lambda: bibtex(citations_in(document)), "bib"),
        }
        for label, (make, kind) in made.items():
            st.download_button(label, make, f"answer.{kind}", "text/plain", key=f"{kind}-{exchange.number}", on_click="ignore")


def _show_correction(exchange: Exchange) -> None:
    with st.form(f"correct-{exchange.number}", border=False):
        told = st.text_area("What it should have said", exchange.correction, key=f"correction-{exchange.number}", height=80)
        if st.form_submit_button("Keep"):
            Opinions(configured().settings.home).correct(exchange.number, told)
            st.session_state[f"kept-{exchange.number}"] = told
        # Said for as long as it is so, however often the page is drawn.
        if told and told == st.session_state.get(f"kept-{exchange.number}", exchange.correction):
            st.caption("Kept. `assistant opinions` makes test items of what you said.")


def _show_filing(exchange: Exchange, document: dict[str, Any]) -> None:
    notes = current()
    with st.form(f"file-{exchange.number}", border=False):
        st.caption("File this answer into your notes, as an entry at the end of a file")
        name = st.selectbox(
            "File",
            places_to_file(notes.roots),
            None,
            key=f"file-name-{exchange.number}",
            accept_new_options=True,
            placeholder="choose, or name a new one",
        )
        title = st.text_input("Title", exchange.question, key=f"file-title-{exchange.number}")
        if not st.form_submit_button("File it"):
            return
        try:
            file = file_answer(notes.roots, name or "", title, document)
        except AssistantError as error:
            st.error(safe(str(error)))
            return
        update_index(notes)
        st.success(f"Added to {safe(file.name)} and indexed.")
