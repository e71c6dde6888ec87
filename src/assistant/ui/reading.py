"""The reading pane: what markers show when they are hovered, and the entry that a click opens beside the answer."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.index.views.standing import Near, Standing
from assistant.notes.entry import Entry
from assistant.text.display import FORMULA, plain, safe
from assistant.ui.maths import formulas
from assistant.ui.parts import current, page_of

VERDICTS = {
    "partly": ("partly supported", "The cited entry supports a part of it."),
    "unsupported": ("not supported", "The cited entry has it otherwise."),
    "unverified": ("not verified", "The check cannot tell."),
}
_IN_TITLE = frozenset({"title", "authors", "year", "arxiv"})  # what an entry's first lines show already
_SCRIPT = Path(__file__).with_name("reading.js").read_text(encoding="utf-8")
_COMPONENT = st.components.v2.component("assistant.reading", js=_SCRIPT, isolate_styles=False)


@dataclass(slots=True)
class Sources:
    """What the markers of a page stand for: filled while it is drawn, then given to the browser by `show_reading`."""

    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)
    maths: dict[str, str] = field(default_factory=dict)

    def learn(self, cited: Iterable[Mapping[str, Any]]) -> None:
        """Looks up the entries of several that will be marked, all at once."""
        wanted = {one["entry_id"]: one for one in cited if one["entry_id"] not in self.entries}
        found = current().entries_of(list(wanted)) if wanted else {}
        self.show(found.values())
        self.entries |= {entry_id: _gone(one) for entry_id, one in wanted.items() if entry_id not in found}

    def show(self, entries: Iterable[Entry]) -> None:
        """Takes in entries that will be marked and are at hand."""
        given = list(entries)
        standing = current().standings(given) if given else {}
        for entry in given:
            shown = self.entries[entry.id] = _shown(entry, standing[entry.id])
            self.maths |= formulas([shown["title"], *(note["text"] for note in shown["notes"]), *(value for _, value in shown["fields"])])

    def chip(self, citation: Mapping[str, Any], key: str) -> str:
        """A marker as Markdown: its number, which leads to the entry at the quoted words."""
        name = f"source-{key}-{citation['marker']}"
        self._mark(name, citation)
        return f"[{citation['marker']}](#{name})"

    def title(self, entry: Mapping[str, Any], key: str) -> str:
        """The title of an entry as Markdown, which leads to the entry."""
        name = f"source-card-{key}"
        self._mark(name, entry)
        return f"[{_link_words(entry['title'])}](#{name})"

    def verdict(self, said: Mapping[str, Any], key: str) -> str:
        """What is to be said of a statement that is not supported, its reason behind it; nothing where all is well."""
        if said["verdict"] not in VERDICTS:
            return ""
        name = f"verdict-{said['verdict']}-{key}-{len(self.verdicts)}"
        label, meaning = VERDICTS[said["verdict"]]
        self.verdicts[name] = plain(said.get("reason") or meaning)  # an answer kept by an older version has no reason
        return f"[{label}](#{name})"

    def underlined(self, said: Mapping[str, Any], cited: Mapping[str, Any] | None, key: str) -> str:
        """A statement of a checked text as Markdown, underlined by its verdict: its reason shows on hover, the entry it was held against at a click."""
        kind, reason = said["verdict"], said.get("reason") or VERDICTS.get(said["verdict"], ("", "Your notes say so."))[1]
        name = f"{'source' if cited else 'verdict'}-said-{kind}-{key}"
        if cited:
            self._mark(name, cited)
            self.marks[name]["reason"] = plain(reason)
        else:
            self.verdicts[name] = plain(reason)
        return f"[{_link_words(said['text'])}](#{name})"

    def copy(self, text: str, key: str) -> str:
        """A link as Markdown that puts a text on the clipboard."""
        name = f"copy-{key}"
        self.copies[name] = plain(text)
        return f"[Copy](#{name})"

    def _mark(self, name: str, cited: Mapping[str, Any]) -> None:
        self.marks[name] = {"entry": cited["entry_id"], "quote": plain(cited.get("quote", ""))}
        self.learn([cited])


def show_reading(sources: Sources, latest: int = 0) -> None:
    """Gives the browser what the markers stand for; `latest` is the turn that is scrolled to when it is new. What is asked from there is asked, and
    a neighbour that is wanted is opened."""
    opened = st.session_state.pop("opened", None)
    if opened:
        sources.learn([{"entry_id": opened["entry"], "title": ""}])
    data = {
        "marks": sources.marks, "verdicts": sources.verdicts, "entries": sources.entries, "copies": sources.copies,
        "maths": {"pattern": FORMULA.pattern, "made": sources.maths}, "latest": latest, "opened": opened,
    }  # fmt: skip
    given = _COMPONENT(key="reading", data=data, on_ask_change=lambda: None, on_open_change=lambda: None)
    if title := given.get("ask"):
        ask_about(str(title))
    if entry_id := given.get("open"):
        st.session_state["opened"] = {"entry": str(entry_id), "at": time.time()}
        st.rerun()


def ask_about(title: str) -> None:
    """Asks in the chat what the notes say about an entry."""
    st.session_state["example"] = f"What do the notes say about “{title}”?"
    st.switch_page(page_of("chat"), query_params={})  # a plain switch fails where a field keeps itself in the address


def show_card(cited: Mapping[str, Any], sources: Sources, key: str, *, ask: bool = True) -> None:
    """An entry as a card: its title, which opens it, its byline, the line that fits, and a button that asks about it."""
    with st.container(border=True, key=f"card-{key}", gap="xsmall"):
        st.markdown(f"**{sources.title(cited, key)}**")
        about = sources.entries[cited["entry_id"]]
        byline = " · ".join(filter(None, [about["byline"], about["section"]]))
        if byline:
            st.caption(safe(byline))
        quote = cited.get("quote", "")
        if quote and quote != cited["title"]:
            st.markdown(safe(quote))
        if ask and st.button(f"Ask about “{safe(cited['title'])}”", key=f"ask-{key}", type="tertiary"):
            ask_about(cited["title"])


def _link_words(text: str) -> str:
    """Words of a note or a draft as those of a link, which end at no bracket of theirs."""
    return safe(text).replace("[", "&#91;").replace("]", "&#93;")


def _shown(entry: Entry, standing: Standing) -> dict[str, Any]:
    address = entry.url or (f"https://doi.org/{entry.doi}" if entry.doi else "")
    notes = [{"depth": depth, "text": plain(line.text), "part": bool(line.part)} for note in entry.notes for depth, line in note.walk()]
    return {
        "title": plain(entry.title),
        "byline": plain(entry.byline()),
        "url": plain(f"https://arxiv.org/abs/{entry.arxiv}" if entry.arxiv else address),
        "section": plain(" / ".join(entry.section)),
        "places": [plain(str(place)) for place in entry.places],
        "address": standing.address,
        "before": _named(standing.before),
        "after": _named(standing.after),
        "fields": [[plain(field.name), plain(field.value)] for field in entry.fields if field.value and field.name not in _IN_TITLE],
        "notes": notes,
    }


def _named(near: Near | None) -> dict[str, str] | None:
    return {"id": near.id, "title": plain(near.title)} if near else None


def _gone(cited: Mapping[str, Any]) -> dict[str, Any]:
    note = {"depth": 0, "text": "This entry is no longer in the notes."}
    return {
        "title": plain(cited["title"]),
        "byline": "",
        "url": "",
        "section": "",
        "places": [],
        "fields": [],
        "notes": [note],
        "gone": True,
    }
