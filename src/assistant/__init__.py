"""Answers questions from a researcher's own reading notes and cites the entries it used."""

from assistant.answers.answer import Answer
from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.index.filters import Filters
from assistant.notes.entry import Entry
from assistant.retrieval.question import Turn
from assistant.settings import Settings, load_settings

__all__ = ["Answer", "Assistant", "AssistantError", "Entry", "Filters", "Settings", "Turn", "load_settings"]
