"""What went wrong, in one line."""

from __future__ import annotations

import logging

import pytest

from assistant.errors import AssistantError, BrokenIndexError, ModelError, NotesError, PromptError, UsageError
from assistant.services.faults import fault_of
from assistant.services.inputs import Search
from assistant.services.operations import UnknownEntryError


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("give\nanother"), 400),
        (UnknownEntryError("no entry"), 404),
        (NotesError("not indexed"), 503),
        (BrokenIndexError("lost", "vectors"), 503),
        (ModelError("no answer"), 502),
        (PromptError("a template"), 500),
        (AssistantError("else"), 500),
        (OSError(28, "No space left on device", "/home/x"), 500),
    ],
)
def test_every_error_is_one_line_with_a_status(error: Exception, status: int) -> None:
    fault = fault_of(error)
    assert fault.status == status
    assert "\n" not in fault.message
    assert fault.to_json()["error"]["message"] == fault.message


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "query is missing"),
        ({"query": "a", "k": 0}, "k cannot be used"),
        ({"query": "a", "yeer": "secret"}, "yeer is not known"),
        ({"query": 7}, "query"),
    ],
)
def test_what_is_given_in_another_form_is_named(given: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 - pydantic's own
        Search.model_validate(given)
    fault = fault_of(error.value)
    assert fault.status == 400
    assert told in fault.message
    assert "secret" not in fault.message


def test_what_nobody_foresaw_is_logged_by_its_place_and_never_by_its_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        try:
            raise RuntimeError("words of a note")
        except RuntimeError as error:
            fault = fault_of(error)
    assert "RuntimeError at test_faults.py:" in caplog.text
    assert "words of a note" not in caplog.text + fault.message
    assert "RuntimeError" in fault.message
