"""The library: what the index holds, looked through by words and facets, as a list or as a map. All that is chosen stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from assistant.answers.references import bibtex
from assistant.answers.verify import citation
from assistant.notes.browsing import Facets, Shelf
from assistant.notes.entry import Entry
from assistant.text.display import safe
from assistant.ui.pages.entry_card import open_entry, show_entry
from assistant.ui.pages.library_map import show_map
from assistant.ui.pages.years import show_years
from assistant.ui.parts import current, ensure_index, shelf, told_empty
from assistant.ui.reading import Sources, show_reading

_SHOWN = 12
_VIEWS = ("list", "map")
_FACETS = ("book", "section", "author", "tag", "since", "until", "remarked")


def page() -> None:
    """The library page."""
    notes = current()
    ensure_index(notes)
    st.title("Library")
    st.markdown("Everything in your notes: find an entry, see what is near it, take its reference along.")
    if told_empty(notes):
        return
    place, sources = st.container(), Sources()
    books = shelf(notes.state())
    words = (
        st.text_input(
            "Find",
            key="q",
            placeholder="words of a title, an author, a remark",
            icon=":material/search:",
            live="100ms",
            bind="query-params",
        )
        or ""
    )
    facets = _facets(books)
    found = books.find(words, facets)
    show_years(books, words, facets)
    show_entry(books, sources)
    with st.container(horizontal=True, vertical_alignment="center", key="library-told"):
        st.markdown(f"**{len(found):,} of {len(books.entries):,} entries**", width="content")
        if found:
            take, icon = partial(_bibtex, found), ":material/download:"
            st.download_button("BibTeX", take, "entries.bib", "text/plain", type="tertiary", icon=icon, on_click="ignore")
        view = st.segmented_control(
            "View", _VIEWS, default="list", required=True, key="view", bind="query-params", label_visibility="collapsed"
        )
    if not found:
        st.info("No entry holds all of these words. Take one away, or free a filter.", icon=":material/search_off:")
    elif view == "map":
        show_map(found, sources)
    else:
        _show_list(found, sources)
    with place:
        show_reading(sources)


def _show_list(found: Sequence[Entry], sources: Sources) -> None:
    """Entries as cards, some at first and more at a click."""
    shown = _SHOWN * int(st.session_state.get("library-pages", 1))
    sources.show(found[:shown])
    for number, entry in enumerate(found[:shown]):
        _show_card(entry, sources, f"library-{number}-{entry.id}")
    if len(found) > shown:
        st.button("Show more", key="library-more", on_click=st.session_state.update, kwargs={"library-pages": shown // _SHOWN + 1})


def _show_card(entry: Entry, sources: Sources, key: str) -> None:
    lines = entry.lines()
    quote = lines[0] if lines else ""
    with st.container(border=True, key=f"card-{key}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="top", gap="small", key=f"head-{key}"):
            title = sources.title({"entry_id": entry.id, "title": entry.title, "quote": quote}, key)
            st.markdown(f"**{title}**", width="stretch")
            st.button("Related", key=f"related-{key}", type="tertiary", icon=":material/hub:", on_click=open_entry, args=(entry.id,))
        about = " · ".join(filter(None, [entry.byline(), " / ".join(entry.section)]))
        if about:
            st.caption(safe(about))
        if quote:
            st.markdown(safe(quote) + (f" … and {len(lines) - 1} more" if len(lines) > 1 else ""))


def _facets(books: Shelf) -> Facets:
    """The facets that are chosen; a facet of which there is nothing in these notes is not offered."""
    given = {"tag": "", "remarked": False}
    with st.container(horizontal=True, key="facets", gap="small"):
        book = _choose("Notebook", books.notebooks, "book")
        section = _choose("Section", books.sections, "section")
        author = _choose("Author", books.authors, "author")
        if books.tags:
            given["tag"] = _choose("Tag", books.tags, "tag") or ""
    years = [str(year) for year in books.years]
    with st.container(horizontal=True, key="facets-years", gap="small"):  # one beside the other, however wide the page is
        since, until = _choose("From", years, "since"), _choose("To", years, "until")
    with st.container(horizontal=True, vertical_alignment="center", key="facets-foot"):
        given["remarked"] = st.toggle("Has remarks", key="remarked", bind="query-params")
        if any(st.session_state.get(name) for name in _FACETS):
            st.button("Free all filters", type="tertiary", icon=":material/close:", on_click=_free)
    return Facets(book or "", section or "", author or "", int(since) if since else None, int(until) if until else None, **given)  # type: ignore[arg-type]


def _choose(label: str, options: Sequence[str], key: str) -> str | None:
    chosen: str | None = st.selectbox(label, options, None, placeholder="all", key=key, bind="query-params")
    return chosen


def _free() -> None:
    for name in _FACETS:
        if name in st.session_state:
            st.session_state[name] = False if name == "remarked" else None


def _bibtex(found: Sequence[Entry]) -> str:
    return bibtex(citation(number, entry, "") for number, entry in enumerate(found, 1))
