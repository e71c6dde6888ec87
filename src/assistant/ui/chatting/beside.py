"""An answer beside the one that was there before, with what only one of them says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st

from assistant.answers.answer import EXTRACTIVE
from assistant.conversations.differences import differences
from assistant.conversations.reply import is_overview, is_sound
from assistant.conversations.threads import Conversations, Exchange
from assistant.text.display import safe

_ONLY_HERE = ":material/difference:"


@st.fragment
def show_beside(threads: Conversations, exchange: Exchange) -> None:
    """The last answer and the one before it, side by side once that is asked for."""
    now = exchange.answer
    if now is None or is_overview(now) or not st.toggle("Beside the answer before", key=f"beside-{exchange.number}"):
        return
    earlier = [one for one in threads.earlier(exchange.number) if is_sound(one) and not is_overview(one)]
    if not earlier:
        st.caption("What is stored of the answer before cannot be read.")
        return
    before = earlier[0]
    differ = differences(before, now)
    st.caption(safe(differ.told("the one before", "the new one")))
    left, right = st.columns(2)
    with left:
        _show(before, f"Before · {_by(before)}", differ.only_first)
    with right:
        _show(now, f"Now · {_by(now)}", differ.only_second)


def _by(document: Mapping[str, Any]) -> str:
    return "the notes' own words" if document["model"] == EXTRACTIVE else str(document["model"])


def _show(document: Mapping[str, Any], title: str, only_here: Collection[int]) -> None:
    with st.container(border=True):
        st.markdown(f"**{safe(title)}**")
        if not document["statements"]:
            st.markdown(safe(document["answer"]))
        for place, said in enumerate(document["statements"]):
            markers = "".join(f" ({marker})" for marker in said["markers"])
            st.markdown(f"{f'{_ONLY_HERE} ' if place in only_here else ''}{safe(said['text'])}{markers}")
        st.caption("  \n".join(f"({citation['marker']}) {safe(citation['title'])}" for citation in document["citations"]))
