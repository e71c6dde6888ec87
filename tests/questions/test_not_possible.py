"""What cannot be done is said to be so, and nothing else is."""

from __future__ import annotations

import pytest

from assistant.questions.not_possible import cannot


@pytest.mark.parametrize(
    "question",
    [
        "thanks", "ok", "hello!", "yes", "thanks, that was helpful", "good morning", "how many authors are there?", "list all authors", "author with the most papers",
        "which notebook has the most papers?", "papers with Kim as first author", "papers where Kim is last author", "first-authored papers by Kim",
        "papers with two authors", "papers around 2015", "papers from this decade", "who wrote the oldest paper?", "newest papers on sleep",
        "papers by the author of U-Net",
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_in_a_line(question: str) -> None:
    told = cannot(question, tangled=False, looked_up=False)
    assert told
    assert "\n" not in told


@pytest.mark.parametrize(
    "question",
    [
        "who is the first author of Steam Matters?", "who are the authors? (about: Steam Matters)", "what is a good crust?", "papers by Kim", "how many loaves are there?",
        "which was the study from around 2018 in which somebody compared seven flours?", "what is the most common flour?", "how are you to knead rye?",
    ],
)  # fmt: skip
def test_what_can_be_done_is_not_refused(question: str) -> None:
    assert cannot(question, tangled=False, looked_up=False) == ""
