"""Answers questions from a researcher's own reading notes and cites the entries it used."""

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answers.answer import Answer
    from assistant.assistant import Assistant
    from assistant.errors import AssistantError
    from assistant.index.filters import Filters
    from assistant.notes.entry import Entry
    from assistant.questions.follow_up import Turn
    from assistant.settings import Settings, load_settings

# Read by NumPy's linear algebra when it is loaded: its threads, which else spin after each product for longer than an answer takes, sleep at once.
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")

__all__ = ["Answer", "Assistant", "AssistantError", "Entry", "Filters", "Settings", "Turn", "load_settings"]

_HOMES = {
    "Answer": "answers.answer",
    "Assistant": "assistant",
    "AssistantError": "errors",
    "Entry": "notes.entry",
    "Filters": "index.filters",
    "Settings": "settings",
    "Turn": "questions.follow_up",
    "load_settings": "settings",
}


def __getattr__(name: str) -> object:
    """Loads what is asked for only then: the command must be able to answer Ctrl-C before all else is loaded."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
