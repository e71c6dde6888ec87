"""Overviews that are gathered in the background and kept, so that they can be looked at again and renewed when the notes have changed."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import streamlit as st

from assistant.assistant import Assistant
from assistant.conversations.reply import Reply, is_sound
from assistant.index.filters import Filters
from assistant.kept import Kept, KeptDocuments
from assistant.overviews.overview import Overview, Told, new_since
from assistant.text.display import safe
from assistant.ui.pages.progress import works
from assistant.working import Work

_MOST = 60
_AT_ONCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    topic: str
    since: int | None
    until: int | None
    notebook: str

    @property
    def filters(self) -> Filters:
        return Filters(self.since, self.until, notebook=self.notebook or None)


@dataclass(frozen=True, slots=True)
class KeptOverview:
    """The document of an overview, the state of the notes that it was made of and when; when the one before it was made, 0 where there was none, and
    the entries that are new since."""

    document: dict[str, Any]
    state: str
    when: float
    before: float = 0.0
    new: list[dict[str, str]] = field(default_factory=list)


def key_of(notes: Assistant, asked: Asked) -> str:
    """The name under which an overview is kept: of the topic with its filters, of the notes, and of the model where one writes."""
    settings = notes.settings
    model = [settings.base_url, settings.model] if _with_model(notes) else []
    return hashlib.sha256(json.dumps([asdict(asked), str(notes.index_folder), model]).encode()).hexdigest()[:24]


def kept_overview(notes: Assistant, asked: Asked) -> KeptOverview | None:
    """The overview that was made last of what is asked for; None where none was, or what is kept is spoilt."""
    found = _kept(notes).get(key_of(notes, asked))
    return _read(found) if found else None


def gather(notes: Assistant, asked: Asked) -> None:
    """Begins to gather an overview, which is kept when it is there, with what is new in it."""
    key, use_model, kept = key_of(notes, asked), _with_model(notes), _kept(notes)
    before = kept_overview(notes, asked)

    def make(work: Work) -> None:
        if use_model:
            work.tell(f"This takes {notes.estimate_summary(asked.topic, asked.filters).told()}", 0, 0)

        def on_section(section: Told) -> None:
            work.text += f"### {section.title}\n\n{' '.join(said.text for said in section.statements)}\n\n"

        state = "" if notes.waiting() else notes.state()  # what is not embedded yet may be missed: it is offered to be gathered again
        made = notes.summarize(asked.topic, asked.filters, use_model, work.tell, on_section)
        new = [asdict(line) for line in new_since(Overview.from_json(before.document), made)] if before else []
        document = Reply(made, asked.filters).document()
        since = before.when if before else 0.0
        kept.keep(key, {"asked": asdict(asked), "state": state, "overview": document, "before": since, "new": new})

    works().start(f"overview-{key}", make).done.wait(_AT_ONCE_SECONDS)


def show_kept(notes: Assistant) -> None:
    """The overviews that are kept of these notes, the newest first, each with whether the notes have changed since."""
    rows = [(one, made, asked) for one in _kept(notes).all() if (made := _read(one)) and (asked := _asked_of(one))]
    rows = [row for row in rows if row[0].key == key_of(notes, row[2])]
    if not rows:
        return
    st.markdown("## Kept")
    state = notes.state()
    for one, made, asked in rows:
        with st.container(horizontal=True, vertical_alignment="center", key=f"kept-{one.key}"):
            years = f" {asked.since or '…'}–{asked.until or '…'}" if asked.since or asked.until else ""
            label = f"{safe(asked.topic)}{years}{f' in {safe(asked.notebook)}' if asked.notebook else ''}"
            age = f" · {told_time(made.when)}{' · notes have changed' if made.state != state else ''}"
            st.button(label + age, key=f"overview-{one.key}", type="tertiary", on_click=_go_to, args=(asked,))
            st.button(
                "",
                key=f"drop-{one.key}",
                type="tertiary",
                icon=":material/delete:",
                help="Delete",
                on_click=_kept(notes).drop,
                args=(one.key,),
            )


def told_time(when: float) -> str:
    """A time as people write it."""
    return time.strftime("%d %b %Y, %H:%M", time.localtime(when))


def address_of(topic: str, filters: dict[str, Any]) -> dict[str, str]:
    """The query of the address that asks for a topic under filters."""
    given = {"topic": topic, "since": filters.get("since"), "until": filters.get("until"), "notebook": filters.get("notebook")}
    return {name: str(value) for name, value in given.items() if value}


def _go_to(asked: Asked) -> None:
    st.query_params.from_dict(address_of(asked.topic, asdict(asked.filters)))


def _with_model(notes: Assistant) -> bool:
    return bool(st.session_state.get("use_model", True)) and notes.has_model


def _kept(notes: Assistant) -> KeptDocuments:
    return KeptDocuments(notes.settings.home / "overviews", _MOST)


def _read(kept: Kept) -> KeptOverview | None:
    given = kept.document
    document, new, before = given.get("overview"), given.get("new"), given.get("before")
    sound = isinstance(document, dict) and document.get("kind") == "overview" and is_sound(document)
    if not sound or not isinstance(before, int | float) or not isinstance(new, list):
        return None
    if not all(isinstance(one, dict) and {"entry_id", "title"} <= one.keys() for one in new):
        return None
    return KeptOverview(document, str(given.get("state", "")), kept.when, float(before), new) if isinstance(document, dict) else None


def _asked_of(kept: Kept) -> Asked | None:
    try:
        return Asked(**kept.document["asked"])
    except (KeyError, TypeError):
        return None
