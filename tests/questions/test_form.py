"""What the fields of the library answer, and what only its notes do."""

from __future__ import annotations

import pytest

from assistant.index.filters import Filters
from assistant.questions.form import Form, form_of


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("how many papers do I have on rye?", "rye"),
        ("how many papers are there?", ""),
        ("how many rye papers do I have", "rye"),
        ("number of entries about steam", "steam"),
        ("How many of my papers are about steam?", "steam"),
        ("how many entries mention salt?", "salt"),
        ("how many recipes do I have?", "recipes"),
    ],
)
def test_entries_are_counted(question: str, topic: str) -> None:
    form = form_of(question, Filters(), question)
    assert form
    assert (form.count, form.topic) == (True, topic)


@pytest.mark.parametrize(
    "question",
    [
        "how many layers does BERT have?",
        "how many papers does the survey cover?",
        "how many papers did the authors review?",
        "how many papers are cited by the survey?",
        "how many references are in the Galactica corpus",
        "how many datasets does HELM use",
        "how many models are there in HELM?",
        "how many eggs do I need for brioche?",
        "papers on rye",
        "what are the main ideas",
        "list all the ingredients",
    ],
)
def test_what_is_asked_of_the_notes_is_no_count_and_no_list_of_all(question: str) -> None:
    assert form_of(question, Filters(), question) is None


@pytest.mark.parametrize("question", ["list all papers", "show me everything", "what papers do I have?", "show all my entries"])
def test_all_there_is_may_be_asked_for(question: str) -> None:
    assert form_of(question, Filters(), question) == Form(False, Filters(), papers="papers" in question)
