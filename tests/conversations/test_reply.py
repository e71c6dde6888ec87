"""A conversation, as the app and the terminal hold it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.conversations.reply import Said, Wishes, is_overview, reply
from assistant.index.filters import Filters
from assistant.settings import load_settings
from tests.shared import SOURDOUGH, TEA, write_notes


class Conversation:
    """Messages with what was said back, stored as JSON in between."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant, self.said = assistant, list[Said]()

    def say(self, message: str, wishes: Wishes | None = None) -> Mapping[str, Any]:
        document: Mapping[str, Any] = json.loads(json.dumps(reply(self.assistant, message, self.said, wishes).document()))
        self.said.append(Said(message, document))
        return document


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    base = tmp_path_factory.mktemp("reply")
    notes = write_notes(base / "notes", {"bread.md": SOURDOUGH, "tea.md": TEA})
    made = Assistant(load_settings(notes=notes, home=base / "home"))
    made.index()
    return made


@pytest.mark.parametrize(
    "message", ["Summarize what I have on sourdough", "overview of sourdough", "What do my notes say about sourdough?"]
)
def test_asking_for_an_overview_gives_one(assistant: Assistant, message: str) -> None:
    document = Conversation(assistant).say(message)
    assert is_overview(document)
    assert document["topic"] == "sourdough"
    assert "bread" in {citation["notebook"] for citation in document["citations"]}


def test_other_questions_are_answered(assistant: Assistant) -> None:
    document = Conversation(assistant).say("How often is a levain fed?")
    assert not is_overview(document)
    assert "12 hours" in document["answer"]


def test_follow_ups_change_the_last_overview_and_number_its_markers_as_they_come(assistant: Assistant) -> None:
    talk = Conversation(assistant)
    whole = talk.say("Summarize sourdough")
    recent = talk.say("only since 2022")
    back = talk.say("add the ones you left out")
    cited = [{citation["entry_id"] for citation in one["citations"]} for one in (whole, recent, back)]
    assert cited[1] < cited[0] == cited[2]
    for one in (whole, recent, back):
        markers = [marker for theme in one["themes"] for said in theme["statements"] for marker in said["markers"]]
        assert (
            list(dict.fromkeys(markers)) == [citation["marker"] for citation in one["citations"]] == list(range(1, len(set(markers)) + 1))
        )


def test_an_ordinary_question_after_an_overview_is_answered_from_the_notes(assistant: Assistant) -> None:
    talk = Conversation(assistant)
    talk.say("Summarize sourdough")
    assert "thinner crust" in talk.say("What gives a thinner crust?")["answer"]
    assert not is_overview(talk.say("who wrote that?"))


def test_years_in_the_request_are_filters(assistant: Assistant) -> None:
    document = Conversation(assistant).say("overview of sourdough since 2022")
    assert document["topic"] == "sourdough"
    assert {citation["year"] for citation in document["citations"]} == {2022, 2023, 2024}
    assert document["filters"]["since"] == 2022


def test_filters_hold_for_overviews_and_their_follow_ups(assistant: Assistant) -> None:
    talk = Conversation(assistant)
    wishes = Wishes(Filters(notebook="tea"))
    for message in ("overview of levain", "shorter"):
        document = talk.say(message, wishes)
        assert [citation["entry_id"] for citation in document["citations"]] == ["baker2019levain"]
        assert document["filters"]["notebook"] == "tea"


def test_an_overview_of_what_the_notes_do_not_hold_is_refused_with_the_nearest(assistant: Assistant) -> None:
    document = Conversation(assistant).say("overview of the orbital period of Neptune")
    assert document["abstained"]
    assert document["themes"] == []
