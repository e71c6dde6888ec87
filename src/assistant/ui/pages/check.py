"""The check page: a text of the reader's own, held against the notes, statement by statement."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import PurePath
from typing import Any

import streamlit as st

from assistant.assistant import Assistant
from assistant.drafts.files import SUFFIXES, draft_text
from assistant.drafts.marked import Block, Piece, blocks_of, counted, report
from assistant.errors import AssistantError
from assistant.kept import Kept, KeptDocuments
from assistant.notes.files import MAX_PACKED
from assistant.text.display import plural, safe
from assistant.text.safe import readable
from assistant.ui.pages.progress import show_work, works
from assistant.ui.parts import current, ensure_index, told_empty
from assistant.ui.reading import Sources, show_reading
from assistant.working import Work

_MOST = 30
_LISTED = 8
_AT_ONCE_SECONDS = 1.0
_LABELS = {"heading": "### ", "item": "- "}


def page() -> None:
    """The check page."""
    notes = current()
    ensure_index(notes)
    st.title("Check")
    st.markdown("Hold a text of yours against your notes: every statement comes back with a verdict.")
    if told_empty(notes):
        return
    place, sources = st.container(), Sources()
    kept = _kept(notes)
    _take(notes, kept)
    draft = st.query_params.get("draft", "")
    if show_work(f"check-{draft}", "Reading the text"):
        return
    found = kept.get(draft)
    if found:
        _show(found, sources)
    elif draft:
        st.info("This text is no longer here. Check it again.", icon=":material/search_off:")
    _show_earlier(kept, draft)
    with place:
        show_reading(sources)


def _kept(notes: Assistant) -> KeptDocuments:
    return KeptDocuments(notes.settings.home / "checks", _MOST)


def _take(notes: Assistant, kept: KeptDocuments) -> None:
    """The form for a text; what is given is checked."""
    here = st.query_params.get("draft", "")
    with (
        st.expander("Another text" if here else "A text", expanded=not here, key=f"check-form-{bool(here)}"),
        st.form("check", border=False),
    ):
        text = st.text_area("Text", key="check-text", height=220, placeholder="Paste a paragraph of your draft, or another model's answer")
        file = st.file_uploader(
            "Or a file", type=[suffix[1:] for suffix in SUFFIXES], key="check-file", max_upload_size=MAX_PACKED // 1_000_000
        )
        asked = st.form_submit_button("Check", type="primary")
    if not asked:
        return
    try:
        name, given = (file.name, draft_text(file.name, file.getvalue())) if file else ("Your text", readable(text))
    except AssistantError as error:
        st.error(safe(str(error)))
        return
    if not given.strip():
        st.warning("There is no text yet: paste one, or choose a file.")
        return
    st.query_params["draft"] = _begin(notes, kept, name, given)
    st.rerun()


def _begin(notes: Assistant, kept: KeptDocuments, name: str, text: str) -> str:
    """Begins to check a text and gives its key; the same text with the same notes has the same."""
    key = hashlib.sha256(json.dumps([name, text, notes.generation(), str(notes.index_folder)]).encode()).hexdigest()[:24]

    def check(work: Work) -> None:
        document = notes.check(text, progress=work.tell).to_json(name)
        kept.keep(key, {"name": name, "text": text, "checked": document})

    if kept.get(key) is None:
        works().start(f"check-{key}", check).done.wait(_AT_ONCE_SECONDS)
    return key


def _show(found: Kept, sources: Sources) -> None:
    """The text with its verdicts."""
    try:
        name, text, checked = (found.document[part] for part in ("name", "text", "checked"))
        blocks, told = blocks_of(text, checked), counted(checked["counts"])
    except (KeyError, TypeError, AttributeError):
        st.error("What is kept of this check cannot be read; check the text again.")
        return
    st.header(safe(name))
    with st.container(horizontal=True, vertical_alignment="center", key="check-told"):
        st.markdown(f"**{told}**" if checked["statements"] else "No statement in it could be checked.", width="content")
        for label, made, kind in (
            ("Report", lambda: report(name, text, checked), "md"),
            ("JSON", lambda: json.dumps(checked, ensure_ascii=False, indent=2), "json"),
        ):
            file = f"{PurePath(name).stem}-checked.{kind}"
            st.download_button(
                label, made, file, "text/plain", key=f"check-{kind}", type="tertiary", icon=":material/download:", on_click="ignore"
            )
    if checked["statements"]:
        only = st.toggle("Only what is not supported", key="doubtful", bind="query-params")
        cited = {citation["marker"]: citation for citation in checked["citations"]}
        with st.container(border=True, key="checked"):
            _show_blocks(blocks, cited, sources, only=only)
        st.caption("Rest on a statement to see why; click it to read the entry it was held against.")
    _show_left_out(checked["left_out"])


def _show_blocks(blocks: list[Block], cited: dict[int, Any], sources: Sources, *, only: bool) -> None:
    lines: list[str] = []
    for number, block in enumerate(blocks):
        told = [
            _piece(piece, f"check-{number}-{place}", cited, sources)
            for place, piece in enumerate(block.pieces)
            if not only or (piece.said and piece.said["verdict"] != "supported")
        ]
        if told and block.kind == "aside":
            lines.append(f":gray[{safe(block.reason)}: not checked]")
        elif told:
            indent = "  " * block.depth if block.kind == "item" else ""
            lines.append(indent + _LABELS.get(block.kind, "") + " ".join(told))
    st.markdown("\n\n".join(lines) or "All that could be checked is supported.")


def _piece(piece: Piece, key: str, cited: dict[int, Any], sources: Sources) -> str:
    if piece.said is None:
        return safe(piece.text)
    said = piece.said
    chips = [sources.chip(cited[marker], key) for marker in said["markers"] if marker in cited]
    first = next((cited[marker] for marker in said["markers"] if marker in cited), None)
    return " ".join([sources.underlined(said, first, key), *chips])


def _show_left_out(left_out: list[dict[str, Any]]) -> None:
    lines = [one for one in left_out if one["reason"] != "heading"]
    if not lines:
        return
    with st.expander(f"Not checked: {len(lines)} {plural(len(lines), 'line')}", key="check-left-out"):
        rows = [{"line": one["line"], "text": one["text"], "because": one["reason"]} for one in lines]
        st.dataframe(rows, hide_index=True, width="stretch")


def _show_earlier(kept: KeptDocuments, here: str) -> None:
    """The texts checked before, each with a link to it."""
    earlier = [one for one in kept.all() if one.key != here and isinstance(one.document.get("name"), str)][:_LISTED]
    if not earlier:
        return
    st.markdown("## Checked before")
    for one in earlier:
        with st.container(horizontal=True, vertical_alignment="center", key=f"earlier-{one.key}"):
            when = time.strftime("%d %b %Y, %H:%M", time.localtime(one.when))
            words = " ".join(str(one.document.get("text", "")).split())[:60]
            if st.button(f"{safe(one.document['name'])} · {when} · {safe(words)}", key=f"check-{one.key}", type="tertiary"):
                st.query_params["draft"] = one.key
                st.rerun()
            if st.button("", key=f"drop-{one.key}", type="tertiary", icon=":material/delete:", help="Delete this check"):
                kept.drop(one.key)
                st.rerun()
