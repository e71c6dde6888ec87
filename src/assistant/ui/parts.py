"""What the pages share: the assistant, text made safe to show, an answer, an entry."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.assistant import Assistant
from assistant.conversations import Conversations
from assistant.errors import AssistantError
from assistant.notes.entry import Entry, Note
from assistant.settings import load_settings

_VERDICTS = {
    "supported": (":green[✓]", "the cited entry supports it"),
    "partly": (":orange-badge[partly supported]", "the cited entry supports a part of it"),
    "unsupported": (":red-badge[not supported]", "the cited entry does not support it"),
    "unverified": (":gray-badge[not verified]", "the check cannot tell"),
}
LEGEND = " · ".join(f"{mark} {meaning}" for mark, meaning in _VERDICTS.values())


@st.cache_resource(show_spinner=False)
def assistant(notes: str | None, base_url: str | None, model: str | None, key: str | None) -> Assistant:
    """The assistant for these settings, shared by all sessions; it notices by itself when the index changes."""
    return Assistant(load_settings(notes=Path(notes) if notes else None, base_url=base_url, model=model, api_key=key))


def current() -> Assistant:
    """The assistant for what this session has set."""
    chosen = st.session_state
    return assistant(None, chosen.get("base_url") or None, chosen.get("model") or None, chosen.get("key") or None)


def conversations() -> Conversations:
    """The threads of this home."""
    return Conversations(current().settings.home)


def ensure_index(notes: Assistant) -> None:
    """Indexes the notes where that was never done, with a progress bar."""
    if not notes.is_indexed():
        update_index(notes)


def update_index(notes: Assistant) -> None:
    """Brings the index up to date with a progress bar; what goes wrong is said in one line."""
    bar = st.progress(0.0, "Reading the notes …")

    def progress(stage: str, done: int, of: int) -> None:
        bar.progress(done / max(of, 1), f"{stage}: {done} of {of}")

    try:
        report = notes.index(progress=progress)
        for outcome in report.failed:
            st.warning(f"{safe(outcome.path)}: {safe(outcome.reason)}")
    except AssistantError as error:
        st.error(safe(str(error)))
        st.stop()
    finally:
        bar.empty()


def safe(text: str) -> str:
    """Text of notes or of a model, fit to be shown: no HTML, no image that would be fetched, no colour directives, LaTeX between dollars."""
    escaped = re.sub(r"\\\((.+?)\\\)", r"$\1$", html.escape(text, quote=False))
    return re.sub(r":(?=\w+[-\w]*\[)", r"\\:", re.sub(r"!(?=\[)", r"\\!", escaped))


def show_answer(document: dict[str, Any], key: str) -> None:
    """An answer: paragraphs with markers and verdicts, then its sources, each of which opens the entry."""
    if document["abstained"]:
        st.info(safe(document["answer"].split(" The nearest entries")[0]), icon=":material/search_off:")
        _sources([{"marker": number, "quote": "", **near} for number, near in enumerate(document["nearest"], 1)], key, "Nearest entries")
        return
    for paragraph in _paragraphs(document["statements"]):
        st.markdown(" ".join(_statement(statement) for statement in paragraph))
    _sources(document["citations"], key, "Sources")
    _details(document, key)


def _paragraphs(statements: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    runs: list[list[dict[str, Any]]] = []
    for statement in statements:
        if runs and runs[-1][-1]["markers"] == statement["markers"]:
            runs[-1].append(statement)
        else:
            runs.append([statement])
    return runs


def _statement(statement: dict[str, Any]) -> str:
    markers = " ".join(f":blue-badge[{marker}]" for marker in statement["markers"])
    return f"{safe(statement['text'])} {markers} {_VERDICTS[statement['verdict']][0]}"


def _sources(citations: Iterable[dict[str, Any]], key: str, label: str) -> None:
    st.caption(label)
    with st.container(horizontal=True, key=f"sources-{key}"):
        for citation in citations:
            title = citation["title"] if len(citation["title"]) <= 36 else citation["title"][:35].rstrip() + "…"
            with st.popover(f"{citation['marker']} · {safe(title)}"):
                entry = current().entry(citation["entry_id"])
                if entry is None:
                    st.write("This entry is no longer in the notes.")
                else:
                    show_entry(entry, citation["quote"])


def show_entry(entry: Entry, quote: str = "") -> None:
    """An entry with its notes, the quoted words highlighted."""
    st.markdown(f"**{marked(entry.title, quote)}**", unsafe_allow_html=True)
    line = " · ".join(filter(None, [safe(entry.byline()), _link(entry), safe(" / ".join(entry.section))]))
    if line:
        st.markdown(line)
    notes = "\n".join(_note_lines(entry.notes, quote))
    st.markdown(notes or "*The notes name it without a remark.*", unsafe_allow_html=True)
    st.caption(" · ".join(f"`{place}`" for place in entry.places))


def _link(entry: Entry) -> str:
    if entry.arxiv:
        return f"[arXiv:{entry.arxiv}](https://arxiv.org/abs/{entry.arxiv})"
    return f"[link]({html.escape(entry.url)})" if entry.url else ""


def _note_lines(notes: Iterable[Note], quote: str) -> list[str]:
    return [f"{'  ' * depth}- {marked(line.text, quote)}" for note in notes for depth, line in note.walk()]


def marked(text: str, quote: str) -> str:
    """Safe text with the quoted words in a `<mark>`; the only HTML that is ever shown is this element."""
    if not quote or quote not in text:
        return safe(text)
    before, _, after = text.partition(quote)
    return f"{safe(before)}<mark>{safe(quote)}</mark>{safe(after)}"


def _details(document: dict[str, Any], key: str) -> None:
    with st.container(horizontal=True):
        with st.popover("Evidence"):
            st.caption("What stood in front of the answer, best first.")
            for number, piece in enumerate(document["evidence"], 1):
                st.markdown(f"**{number}.** " + safe(piece["text"]).replace("\n", "  \n"))
        st.download_button("Markdown", as_markdown(document), "answer.md", "text/markdown", key=f"markdown-{key}", type="tertiary")
        st.download_button("BibTeX", as_bibtex(document["citations"]), "answer.bib", "text/plain", key=f"bibtex-{key}", type="tertiary")
    st.caption(f"{document['model']} · {document['timings_ms'].get('total', 0):.0f} ms")


def as_markdown(document: dict[str, Any]) -> str:
    """An answer as Markdown with a list of references."""
    references = "\n".join(
        f"- [{c['marker']}] {c['title']}" + (f" ({', '.join([*c['authors'], *([str(c['year'])] if c['year'] else [])])})" if c["authors"] or c["year"] else "")
        + (f", arXiv:{c['arxiv']}" if c["arxiv"] else "") + f", {c['place']}"
        for c in document["citations"]
    )  # fmt: skip
    return f"# {document['question']}\n\n{document['answer']}\n\n## References\n\n{references}\n"


def as_bibtex(citations: Iterable[dict[str, Any]]) -> str:
    """BibTeX of what was cited: keys are the entries' ids, fields what the notes give."""
    entries = []
    for c in citations:
        fields = {
            "title": c["title"],
            "author": " and ".join(c["authors"]),
            "year": str(c["year"] or ""),
            "eprint": c["arxiv"] or "",
            "url": c["url"] or "",
        }
        if c["arxiv"]:
            fields["archiveprefix"] = "arXiv"
        body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        entries.append(f"@misc{{{c['entry_id']},\n{body}\n}}")
    return "\n\n".join(entries) + "\n"
