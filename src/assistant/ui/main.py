"""The app: its pages and what frames them."""

from __future__ import annotations

import streamlit as st

from assistant.answers.shown import safe
from assistant.errors import AssistantError
from assistant.ui import chat, library, overview
from assistant.ui.settings import keep_settings


def main() -> None:
    """Draws the page that is asked for; what the user can mend is said in one line."""
    st.set_page_config(page_title="Research assistant", page_icon=":material/menu_book:", layout="centered")
    keep_settings()
    pages = {
        "chat": st.Page(chat.page, title="Chat", icon=":material/chat:", url_path="chat", default=True),
        "overview": st.Page(overview.page, title="Overview", icon=":material/summarize:", url_path="overview"),
        "library": st.Page(library.page, title="Library", icon=":material/library_books:", url_path="library"),
    }
    st.session_state["pages"] = pages
    try:
        st.navigation(list(pages.values()), position="top").run()
    except AssistantError as error:
        st.error(safe(str(error)))
