"""The settings page: which model writes, whether it answers, what it took, and every other setting as it is."""

from __future__ import annotations

import time
from typing import Any

import streamlit as st
from pydantic import SecretStr

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.models.offered import offered
from assistant.plots import COLOURS
from assistant.settings import Settings, shown_address
from assistant.spending.ledger import Spending, Spent, spent
from assistant.text.display import plain, safe
from assistant.ui.parts import asked_for, configured, current
from assistant.ui.settings import show_model, show_theme

_PATIENCE_SECONDS = 15.0  # a test is looked at by somebody
_SHOWN_DAYS = 30


def page() -> None:
    """The settings page."""
    st.title("Settings")
    st.markdown("Which model writes your answers, what it took, and how everything else is set.")
    st.header("Model")
    st.caption("Holds for this browser session. A key is never shown, stored or put into an address.")
    show_model()
    _test_connection()
    st.header("Looks")
    show_theme()
    st.header("Spent")
    _show_spent(configured().settings)
    st.header("All settings")
    st.caption("Set in the environment or in a `.env` file; the app reads them when it starts.")
    st.dataframe(_rows(configured().settings), hide_index=True, width="stretch", key="all-settings")


def _test_connection() -> None:
    """Buttons that ask the model for a word and the endpoint for its models, and what came of it."""
    with st.container(horizontal=True, key="test"):
        tested = st.button("Test connection", icon=":material/network_check:", disabled=not current().has_model)
        listed = st.button("List models", icon=":material/list:", help="Those of the endpoint, and those on this machine")
    if listed:
        _list_models()
    if not tested:
        return
    began = time.monotonic()
    try:
        with st.spinner("Asking the model …"):
            told = _hurried(asked_for()).describe_model()
    except AssistantError as error:
        st.error(safe(str(error)), icon=":material/cloud_off:")
        return
    st.success(f"{safe(told)} answers, after {time.monotonic() - began:.1f} s.", icon=":material/check:")


def _list_models() -> None:
    try:
        with st.spinner("Looking for models …"):
            found, told = offered(_hurried(asked_for()).settings)
    except AssistantError as error:
        st.error(safe(str(error)), icon=":material/cloud_off:")
        return
    rows = [
        {
            "model": plain(one.name),
            "for": one.kind,
            "in use": one.in_use,
            "price": one.price.told() if one.price else "not known",
            "to use it": plain(one.setting),
        }
        for one in found
    ]
    st.dataframe(rows, hide_index=True, width="stretch", key="models")
    if told:
        st.caption(safe(told))


def _hurried(notes: Assistant) -> Assistant:
    """The same assistant with less patience."""
    seconds = min(notes.settings.timeout_seconds, _PATIENCE_SECONDS)
    return Assistant(notes.settings.model_copy(update={"timeout_seconds": seconds}))


def _show_spent(settings: Settings) -> None:
    """What models took, in all and by day and model, and the limits."""
    try:
        spending = spent(settings.home, _SHOWN_DAYS)
    except AssistantError as error:
        st.error(safe(str(error)))
        return
    limits = {"for an answer": settings.answer_limit, "for a day": settings.day_limit}
    told = ", ".join(f"{limit} {span}" for span, limit in limits.items() if limit)
    st.markdown(f"**Today** {safe(spending.today.told())}  \n**In all** {safe(spending.total.told())}")
    st.caption(
        safe(f"Limits: {told}." if told else "No limit is set: ASSISTANT_DAY_LIMIT and ASSISTANT_ANSWER_LIMIT take one, such as 0.50 USD.")
    )
    if spending.total.calls:
        _show_days(spending)
        st.dataframe(
            [_row("model", plain(model), one) for model, one in spending.models], hide_index=True, width="stretch", key="spent-models"
        )


def _show_days(spending: Spending) -> None:
    days = sorted(spending.days)
    rows = [{"day": day, "tokens": one.tokens, "spent": one.money()} for day, one in days]
    spec: dict[str, Any] = {
        "mark": {"type": "bar", "cornerRadiusEnd": 2, "color": COLOURS[0], "width": {"band": 0.8}},
        "height": 140,
        "encoding": {
            "x": {"field": "day", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelOverlap": "greedy"}},
            "y": {"field": "tokens", "type": "quantitative", "axis": {"tickCount": 3}},
            "tooltip": [{"field": name} for name in ("day", "tokens", "spent")],
        },
    }
    st.vega_lite_chart(rows, spec, width="stretch", alt="Tokens by day. " + ", ".join(f"{day}: {one.tokens}" for day, one in days))


def _row(name: str, value: str, one: Spent) -> dict[str, object]:
    return {
        name: value,
        "calls": one.calls,
        "tokens read": one.prompt_tokens,
        "tokens written": one.completion_tokens,
        "spent": one.money(),
    }


def _rows(settings: Settings) -> list[dict[str, str]]:
    """Every setting with its value; of what is secret, and of addresses that may hold a secret, only what may be seen."""
    rows = []
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, SecretStr) or name in {"api_key", "password", "serve_token"}:
            told = "set" if value else "not set"
        elif isinstance(value, str) and "://" in value:
            told = shown_address(value)
        else:
            told = "not set" if value is None else str(value)
        rows.append({"setting": str(field.validation_alias), "value": plain(told)})
    return rows
