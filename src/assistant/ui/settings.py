"""The settings of a session: the model. They hold on every page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assistant.settings import shown_address
from assistant.text.display import safe
from assistant.ui.parts import configured, fault_of

_THEME = st.components.v2.component(
    "assistant.theme", js=Path(__file__).with_name("theme.js").read_text(encoding="utf-8"), isolate_styles=False
)
_KEYS = ("use_model", "base_url", "model", "key", "language")
_LANGUAGES = ("Chinese", "Dutch", "English", "French", "German", "Italian", "Japanese", "Korean", "Portuguese", "Russian", "Spanish")


def keep_settings() -> None:
    """Keeps what is set when the page changes: Streamlit forgets what belongs to fields that are not drawn.

    A key is for the endpoint beside which it was typed: where the endpoint changes and the key does not, the key is forgotten.
    """
    chosen = st.session_state
    for name in _KEYS:
        if name in chosen:
            chosen[name] = chosen[name]
    endpoint, key = chosen.get("base_url", "").strip().rstrip("/"), chosen.get("key", "")
    endpoint_before, key_before = chosen.get("key_is_for", (endpoint, key))
    if fault_of("base_url"):
        chosen["key_is_for"] = (
            endpoint_before if key == key_before else None,
            key,
        )  # typed beside no endpoint: for the one that it becomes
        return
    if key and key == key_before and endpoint_before is not None and endpoint != endpoint_before:
        chosen["key"] = key = ""
        st.toast("The key was for another endpoint and is forgotten; type the one for this endpoint.")
    chosen["key_is_for"] = (endpoint, key)


def show_settings() -> None:
    """The fields of the settings, folded away."""
    with st.expander("Settings", key="settings", on_change="rerun"):
        show_model()


def show_model() -> None:
    """The fields that say which model answers."""
    settings, chosen = configured().settings, st.session_state
    has_model = settings.has_model or any(chosen.get(name, "").strip() for name in ("base_url", "key"))
    chosen.setdefault("use_model", True)
    st.toggle("Use the model", key="use_model", disabled=not has_model, help="Without one, answers are made of the notes' own words.")
    address = shown_address(settings.base_url) if settings.base_url else "none"
    st.text_input(
        "Endpoint",
        key="base_url",
        placeholder=address,
        help="An OpenAI-compatible base URL, often ending in /v1. It gets no key but the one typed below.",
    )
    _show_fault("base_url")
    st.text_input("Model", key="model", placeholder=settings.model or "the endpoint's first")
    st.text_input("Key", key="key", type="password", help="For this endpoint, kept in this browser session only")
    _show_fault("key")
    if has_model:  # without one, answers stay in the notes' own words
        st.selectbox(
            "Language of answers",
            _LANGUAGES,
            index=None,
            key="language",
            placeholder=settings.language or "that of the question",
            accept_new_options=True,
            help="Asked of the model. Without one, answers stay in the notes' own words.",
        )
        _show_fault("language")


def show_theme() -> None:
    """The choice between light and dark, which this browser keeps for every page."""
    _THEME(key="theme", data={"paths": ["/", *(f"/{page.url_path}" for page in st.session_state["pages"].values() if page.url_path)]})


def _show_fault(field: str) -> None:
    if fault := fault_of(field):
        st.error(safe(fault))
