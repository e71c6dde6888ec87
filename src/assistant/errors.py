"""Errors that a user can mend.

    AssistantError
    ├── NotesError       the notes folder or a file in it
    ├── StoreError       the index: missing, locked, unwritable, made by another version
    │   └── BrokenIndexError a part of it is lost or damaged; the next sync mends it
    ├── ModelError       the model behind the endpoint: unreachable, refused, failed
    │   ├── LimitError       what may be spent on it is spent
    │   ├── NoTextError      it answered, with no text
    │   └── TooLongError     the prompt is longer than it can read
    ├── FetchError       a model's files: not fetched, or not what they should be
    │   └── NoHubError       the hub they should come from cannot be reached
    ├── PromptError      a prompt template: missing, or with the wrong variables
    └── UsageError       a wrong option or value

Each message is one line that names the thing and says what to do. Only the command line and the app turn them into text for people.
No message ever carries a key or the text of a note.
"""

from typing import Literal

Part = Literal["catalog", "vectors"]


class AssistantError(Exception):
    """Base of every error that the user can mend."""


class NotesError(AssistantError):
    """The notes folder, or a file in it, cannot be read."""


class StoreError(AssistantError):
    """The index cannot be opened, locked or written."""


class BrokenIndexError(StoreError):
    """A part of the index is lost or damaged: the next `assistant index` makes it anew."""

    def __init__(self, message: str, part: Part) -> None:
        super().__init__(message)
        self.part = part


class ModelError(AssistantError):
    """The model's endpoint cannot be reached, refuses the key or fails. `partial` is the text that came before an answer broke off."""

    partial: str = ""


class LimitError(ModelError):
    """A call of the model would go beyond what may be spent."""


class NoTextError(ModelError):
    """The model answered, but wrote nothing."""


class TooLongError(ModelError):
    """The prompt is longer than the model can read: than `window` tokens, its answer included, where the server says how many."""

    def __init__(self, message: str, window: int | None) -> None:
        super().__init__(message)
        self.window = window


class FetchError(AssistantError):
    """The files of a model cannot be fetched, or are not what they should be. `status` is that of HTTP with which a hub refused, else 0."""

    status: int = 0


class NoHubError(FetchError):
    """A hub of models cannot be reached, or the connection to it breaks off."""


class PromptError(AssistantError):
    """A prompt template is missing or declares the wrong variables."""


class UsageError(AssistantError):
    """An option or a value that cannot be used."""
