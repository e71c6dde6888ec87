"""The app: its pages and what frames them."""

from __future__ import annotations

import streamlit as st

from assistant.errors import AssistantError
from assistant.ui import chat, library
from assistant.ui.parts import safe


def main() -> None:
    """Draws the page that is asked for; what the user can mend is said in one line."""
    st.set_page_config(page_title="Research assistant", page_icon=":material/menu_book:", layout="centered")
    pages = [
        st.Page(chat.page, title="Chat", icon=":material/chat:", url_path="chat", default=True),
        st.Page(library.page, title="Library", icon=":material/library_books:", url_path="library"),
    ]
    try:
        st.navigation(pages, position="top").run()
    except AssistantError as error:
        st.error(safe(str(error)))
