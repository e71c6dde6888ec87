"""Who may see the notes: everybody on this machine; from elsewhere only who knows the password."""

from __future__ import annotations

import hmac
import time
import unicodedata
from hashlib import sha256
from threading import Lock

import streamlit as st

from assistant.settings import is_loopback, load_settings

_SECONDS_AFTER_A_MISS = 1.0
_one_guess_at_a_time = Lock()


def let_in() -> bool:
    """Whether this session may see anything; where it may not, draws what it takes to.

    A password that is set is asked for everywhere. Without one, a server that others can reach shows nothing, however it was started.
    """
    password = load_settings().password
    if password is None:
        if is_loopback(st.get_option("server.address")):
            return True
        st.error("Other machines can reach this app, and it has no password. Set ASSISTANT_PASSWORD, or start it with `assistant app`.")
        return False
    wanted = _digest(password.get_secret_value())
    if hmac.compare_digest(st.session_state.get("let_in", b""), wanted):
        return True
    with st.form("door"):
        given = st.text_input("Password", type="password", autocomplete="current-password")
        if st.form_submit_button("Enter", type="primary") and _is_right(given, wanted):
            st.session_state["let_in"] = wanted
            st.rerun()
    return False


def _digest(password: str) -> bytes:
    """SHA-256 of a password as it is compared: without the spaces around it, its letters in one form however a keyboard composes them."""
    return sha256(unicodedata.normalize("NFC", password.strip()).encode("utf-8", "surrogatepass")).digest()


def _is_right(given: str, wanted: bytes) -> bool:
    with _one_guess_at_a_time:
        if hmac.compare_digest(_digest(given), wanted):
            return True
        time.sleep(_SECONDS_AFTER_A_MISS)
    st.error("This is not the password.")
    return False
