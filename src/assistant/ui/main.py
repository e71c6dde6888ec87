"""The app: its pages and what frames them."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from assistant.errors import AssistantError
from assistant.text.display import safe
from assistant.ui.chatting import chat
from assistant.ui.door import let_in
from assistant.ui.pages import check, evaluations, index, library, overview, settings
from assistant.ui.serve import stay_here
from assistant.ui.settings import keep_settings

_log = logging.getLogger(__name__)
_MARK = Path(__file__).with_name("mark.svg")
_LOOK = Path(__file__).with_name("look.css")


def main() -> None:
    """Draws the page that is asked for; what the user can mend is said in one line."""
    stay_here()
    st.set_page_config(page_title="Research assistant", page_icon=_MARK, layout="centered")
    st.html(_LOOK)
    st.logo(_MARK, size="large")
    pages = {
        "chat": st.Page(chat.page, title="Chat", icon=":material/chat:", url_path="chat", default=True),
        "overview": st.Page(overview.page, title="Overview", icon=":material/summarize:", url_path="overview"),
        "check": st.Page(check.page, title="Check", icon=":material/fact_check:", url_path="check"),
        "library": st.Page(library.page, title="Library", icon=":material/library_books:", url_path="library"),
        "index": st.Page(index.page, title="Index", icon=":material/folder_open:", url_path="index"),
        "evaluations": st.Page(evaluations.page, title="Evaluations", icon=":material/monitoring:", url_path="evaluations"),
        "settings": st.Page(settings.page, title="Settings", icon=":material/settings:", url_path="settings"),
    }
    try:
        inside = let_in()
        page = st.navigation(list(pages.values()), position="top" if inside else "hidden")
        if inside:
            st.session_state["pages"] = pages
            keep_settings()
            _link_pages(pages)
            page.run()
    except AssistantError as error:
        st.error(safe(str(error)))
    except Exception:
        _log.exception("a page failed")
        st.error("Something went wrong on this page. Reload it; the terminal says more.")


def _link_pages(pages: dict[str, Page]) -> None:
    """The pages once more for narrow windows, where Streamlit puts them away."""
    with st.container(horizontal=True, key="phone-pages"):
        for page in pages.values():
            st.page_link(page, width="content")
