"""What the pages share: the assistant, text made safe to show, an answer, an entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st
from pydantic import TypeAdapter

from assistant.answers.answer import Statement, lead_of
from assistant.answers.references import answer_markdown, bibtex, citations_in
from assistant.assistant import Assistant
from assistant.conversations.threads import Conversations
from assistant.errors import AssistantError, UsageError
from assistant.notes.entry import Entry, Note
from assistant.settings import load_settings, typed_settings
from assistant.text.display import link, safe

_VERDICTS = {
    "supported": (":green[✓]", "the cited entry supports it"),
    "partly": (":orange-badge[partly supported]", "the cited entry supports a part of it"),
    "unsupported": (":red-badge[not supported]", "the cited entry has it otherwise"),
    "unverified": (":gray-badge[not verified]", "the check cannot tell"),
}
LEGEND = " · ".join(f"{mark} {meaning}" for mark, meaning in _VERDICTS.values())


_KEPT_MODELS = 16
# What an entry's first lines show already.
_IN_TITLE = frozenset({"title", "authors", "year", "arxiv"})


@st.cache_resource(show_spinner=False)
def configured() -> Assistant:
    """The assistant for the settings of the environment, shared by all sessions; it notices by itself when the index changes."""
    return Assistant(load_settings())


@st.cache_resource(show_spinner=False, max_entries=_KEPT_MODELS)
def _with_model(base_url: str, model: str, key: str) -> Assistant:
    """The same with another model. What is embedded still goes where the environment says, with its key."""
    return Assistant(typed_settings(base_url, model, key), embedder=configured().embedder)


def page_of(name: str) -> Any:
    """A page of the app by its name in the address, as `st.page_link` and `st.switch_page` take it."""
    return st.session_state["pages"][name]


def asked_for() -> Assistant:
    """The assistant for what this session has set. Raises `UsageError` where that cannot be used."""
    base_url, model, key = (st.session_state.get(name, "").strip() for name in ("base_url", "model", "key"))
    return _with_model(base_url, model, key) if base_url or model or key else configured()


def current() -> Assistant:
    """The same, to show what is there; that of the environment where what is set cannot be used."""
    try:
        return asked_for()
    except UsageError:
        return configured()


def fault_of(field: str) -> str:
    """Why what this session has in a field of the settings cannot be used; empty where it can."""
    given = {"base_url": "", "model": "", "key": ""} | {field: st.session_state.get(field, "").strip()}
    try:
        typed_settings(given["base_url"], given["model"], given["key"])
    except UsageError as error:
        return str(error)
    return ""


def conversations() -> Conversations:
    """The threads of this home."""
    return Conversations(configured().settings.home)


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


def show_answer(document: dict[str, Any], key: str) -> None:
    """An answer: paragraphs (of a list: bullets) with markers and verdicts, then its sources, each of which opens the entry."""
    show_note(document)
    if document["abstained"]:
        st.info(safe(document["answer"].split(" The nearest entries")[0]), icon=":material/search_off:")
        show_nearest(document["nearest"], key)
        return
    if guesses := document.get("guesses"):
        _show_guesses(document, guesses, key)
        return
    lead = lead_of(document["answer"], TypeAdapter(list[Statement]).validate_python(document["statements"]))
    if lead:
        st.markdown(safe(lead))
    bullet, gap = ("- ", "\n") if document["answer"].removeprefix(lead).lstrip().startswith("- ") else ("", "\n\n")
    st.markdown(gap.join(bullet + " ".join(map(statement, paragraph)) for paragraph in _paragraphs(document["statements"])))
    show_sources(document["citations"], key, "Sources")
    _details(document, key)


def _show_guesses(document: dict[str, Any], guesses: list[dict[str, Any]], key: str) -> None:
    """The entries that may be meant, best first: each title asks about that entry, below it the line that fits."""
    st.markdown(safe(document["answer"].partition("\n\n")[0]))
    for number, guess in enumerate(guesses, 1):
        if st.button(f"{number} · {safe(guess['title'])}", key=f"guess-{key}-{number}", type="tertiary"):
            st.session_state["example"] = f"What do the notes say about “{guess['title']}”?"
            st.rerun()
        if guess["quote"] != guess["title"]:
            st.caption(safe(guess["quote"]))
    show_sources(document["citations"], key, "Sources")
    _details(document, key)


def show_note(document: dict[str, Any]) -> None:
    """The line that says what went wrong with the model, above the words that answer all the same."""
    if note := document.get("note"):
        st.warning(safe(str(note)), icon=":material/cloud_off:")


def _paragraphs(statements: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    runs: list[list[dict[str, Any]]] = []
    for one in statements:
        if runs and runs[-1][-1]["markers"] == one["markers"]:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def statement(said: dict[str, Any]) -> str:
    """A statement as Markdown, with its markers and its verdict."""
    markers = " ".join(f":blue-badge[{marker}]" for marker in said["markers"])
    reason = f" *{safe(said['reason'])}*" if said.get("reason") else ""  # an answer kept by an older version has none
    return f"{safe(said['text'])} {markers} {_VERDICTS[said['verdict']][0]}{reason}"


def show_nearest(nearest: Iterable[dict[str, Any]], key: str) -> None:
    """The entries nearest to what the notes do not cover."""
    show_sources([{"marker": number, "quote": "", **near} for number, near in enumerate(nearest, 1)], key, "Nearest entries")


def show_sources(citations: Sequence[dict[str, Any]], key: str, label: str = "") -> None:
    """A button for each cited entry, which opens it."""
    if not citations:
        return
    if label:
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
    if fields := [
        f"{safe(field.name)}: {marked(field.value, quote)}" for field in entry.fields if field.value and field.name not in _IN_TITLE
    ]:
        st.markdown(" · ".join(fields), unsafe_allow_html=True)
    st.caption(" · ".join(f"`{place}`" for place in entry.places))


def _link(entry: Entry) -> str:
    if entry.arxiv:
        return f"[arXiv:{entry.arxiv}](https://arxiv.org/abs/{entry.arxiv})"
    address = entry.url or (f"https://doi.org/{entry.doi}" if entry.doi else "")
    return link(address) if address else ""


def _note_lines(notes: Iterable[Note], quote: str) -> list[str]:
    lines = ((depth, f"**{safe(line.text)}**" if line.part else marked(line.text, quote)) for note in notes for depth, line in note.walk())
    return [f"{'  ' * depth}- {text}" for depth, text in lines]


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
            for piece in document["evidence"]:
                st.markdown(safe(piece["text"]).replace("\n", "  \n"))
        st.download_button("Markdown", answer_markdown(document), "answer.md", "text/markdown", key=f"markdown-{key}", type="tertiary")
        st.download_button("BibTeX", bibtex(citations_in(document)), "answer.bib", "text/plain", key=f"bibtex-{key}", type="tertiary")
    st.caption(f"{document['model']} · {document['timings_ms'].get('total', 0):.0f} ms")
