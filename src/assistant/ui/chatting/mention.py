"""What may follow an `@` in the question, offered at the input while it is typed; what is chosen joins the scope."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assistant.text.display import plain
from assistant.ui.parts import configured

_OFFERED = 8
_SCRIPT = Path(__file__).with_name("mention.js").read_text(encoding="utf-8")
_COMPONENT = st.components.v2.component("assistant.mention", js=_SCRIPT, isolate_styles=False)


@st.fragment
def show_mention() -> None:
    """Offers what fits to what stands behind the `@` now; the whole page is drawn again only once something is chosen."""
    chosen = st.session_state
    words = str(chosen.get("mentioned", ""))
    here = chosen.get("scope", ())
    offered = [place for place in configured().scopes.offered(words, _OFFERED + len(here)) if place.address not in here][:_OFFERED]
    data = {
        "words": words,
        "offered": [{"address": place.address, "label": plain(place.label), "kind": place.kind} for place in offered],
    }
    given = _COMPONENT(key="mention", data=data, on_asked_change=lambda: None, on_picked_change=lambda: None)
    if picked := given.get("picked"):
        chosen["scope"] = tuple(dict.fromkeys([*here, str(picked)]))
        st.rerun()
    if (asked := given.get("asked")) is not None and str(asked).strip() != words:
        chosen["mentioned"] = str(asked).strip()
        st.rerun(scope="fragment")
