"""Long work as a page shows it: a bar that goes on wherever its reader goes meanwhile, and a button that ends it."""

from __future__ import annotations

import streamlit as st

from assistant.text.display import safe
from assistant.working import Work, Works

_LOOK_EVERY_SECONDS = 0.5


@st.cache_resource(show_spinner=False)
def works() -> Works:
    """The long work of all sessions."""
    return Works()


def show_work(name: str, first: str) -> bool:
    """Whether work of this name is on its way; draws its bar, beginning with the words `first`, and the whole page anew when it is done."""
    work = works().get(name)
    if work is None:
        return False
    if work.done.is_set():
        works().forget(name)
        if work.fault:
            st.error(safe(work.fault))
        elif work.stopped:
            st.caption("Stopped. What was done of it is kept.")
        return False
    _follow(name, work, first)
    return True


@st.fragment(run_every=_LOOK_EVERY_SECONDS)
def _follow(name: str, work: Work, first: str) -> None:
    if work.done.is_set():
        st.rerun()
    stage = safe(work.stage[:1].upper() + work.stage[1:])
    told = f"{stage}: {work.part} of {work.of}" if work.of else stage or first
    with st.container(horizontal=True, vertical_alignment="center", key=f"work-{name}"):
        st.progress(min(work.part / max(work.of, 1), 1.0), f"{told} · {work.seconds:.0f} s", width="stretch")
        st.button("Stop", key=f"stop-{name}", icon=":material/stop_circle:", on_click=work.stop)
    if work.text:
        st.markdown(safe(work.text))
