"""Which model writes, of those that the settings name."""

from __future__ import annotations

from assistant.endpoint.client import Endpoint
from assistant.endpoint.local_model import LocalModel
from assistant.endpoint.writer import Writer
from assistant.settings import Settings


def make_writer(settings: Settings) -> Writer:
    """The model file of `settings` where they name one, else their endpoint. Nothing is loaded or asked before the first call."""
    return LocalModel(settings) if settings.local_model else Endpoint(settings)
