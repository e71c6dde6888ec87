"""The settings of a session: the model and the notebook. They hold on every page."""

from __future__ import annotations

import streamlit as st

from assistant.ui.parts import current

_KEYS = ("use_model", "base_url", "model", "key", "notebook")


def keep_settings() -> None:
    """Keeps what is set when the page changes: Streamlit forgets what belongs to fields that are not drawn."""
    for name in _KEYS:
        if name in st.session_state:
            st.session_state[name] = st.session_state[name]


def show_settings() -> None:
    """The fields of the settings."""
    with st.expander("Settings"):
        settings = current().settings
        st.session_state.setdefault("use_model", True)
        st.toggle(
            "Use the model", key="use_model", disabled=not settings.has_model, help="Without one, answers are made of the notes' own words."
        )
        st.text_input(
            "Endpoint", key="base_url", placeholder=settings.base_url or "none", help="An OpenAI-compatible base URL, often ending in /v1"
        )
        st.text_input("Model", key="model", placeholder=settings.model or "the endpoint's first")
        st.text_input("Key", key="key", type="password", help="Kept in this browser session only")
        if current().is_indexed():
            st.selectbox("Notebook", ["", *current().notebooks()], key="notebook", format_func=lambda name: name or "all")
