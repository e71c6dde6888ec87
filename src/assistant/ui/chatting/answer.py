"""How an answer looks: statements with markers, quiet where all is well; guesses and nearest entries as cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st
from pydantic import TypeAdapter

from assistant.answers.answer import Statement, lead_of
from assistant.text.display import safe
from assistant.ui.reading import VERDICTS, Sources, show_card


def show_answer(document: dict[str, Any], key: str, sources: Sources) -> None:
    """An answer in paragraphs (of a list: bullets), guesses as cards, or what the notes do not cover with what is nearest to it."""
    show_note(document)
    if document["abstained"]:
        st.info(safe(document["answer"].split(" The nearest entries")[0]), icon=":material/search_off:")
        show_nearest(document["nearest"], key, sources)
        return
    if guesses := document.get("guesses"):
        st.markdown(safe(document["answer"].partition("\n\n")[0]))
        for number, guess in enumerate(guesses):
            show_card(guess, sources, f"{key}-guess-{number}")
        return
    lead = lead_of(document["answer"], TypeAdapter(list[Statement]).validate_python(document["statements"]))
    if lead:
        st.markdown(safe(lead))
    bullet, gap = ("- ", "\n") if document["answer"].removeprefix(lead).lstrip().startswith("- ") else ("", "\n\n")
    cited = {citation["marker"]: citation for citation in document["citations"]}
    paragraphs = runs(document["statements"])
    st.markdown(gap.join(bullet + paragraph(run, cited, key, sources) for run in paragraphs))


def show_note(document: dict[str, Any]) -> None:
    """The line that says what went wrong with the model, above the words that answer all the same."""
    if note := document.get("note"):
        st.warning(safe(str(note)), icon=":material/cloud_off:")


def runs(statements: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Neighbouring statements that cite the same entries, together."""
    together: list[list[dict[str, Any]]] = []
    for one in statements:
        if together and together[-1][-1]["markers"] == one["markers"]:
            together[-1].append(one)
        else:
            together.append([one])
    return together


def paragraph(run: Sequence[dict[str, Any]], cited: Mapping[int, dict[str, Any]], key: str, sources: Sources) -> str:
    """Statements that cite the same entries as Markdown: each with its verdict where that is no good one, their markers at the end."""
    told = [" ".join(filter(None, [safe(said["text"]), sources.verdict(said, key)])) for said in run]
    return " ".join([*told, *(sources.chip(cited[marker], key) for marker in run[-1]["markers"] if marker in cited)])


def checked(statements: Sequence[Mapping[str, Any]]) -> str:
    """One line on how many statements are supported, and what the others are."""
    counts = Counter(said["verdict"] for said in statements)
    rest = [f"{counts[verdict]} {label}" for verdict, (label, _) in VERDICTS.items() if counts[verdict]]
    return " · ".join([f"{counts['supported']} of {len(statements)} supported", *rest])


def show_nearest(nearest: Iterable[dict[str, Any]], key: str, sources: Sources) -> None:
    """The entries nearest to what the notes do not cover."""
    near = [f"- {sources.title(one, f'{key}-near-{number}')}" for number, one in enumerate(nearest)]
    if near:
        st.markdown("\n".join(["Nearest entries", "", *near]))
