"""Prompts begin alike, so that an endpoint's cache is hit: what changes from question to question stands at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Template as Text

import pytest

from assistant.answers.prompts import load_template
from assistant.assistant import Assistant
from assistant.settings import load_settings, shipped
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, write_notes

NAMES = sorted(file.stem for file in shipped("prompts").glob("*.md"))
BEGINNING = [name for name in NAMES if name not in {"continue", "language"}]  # which stand behind another


@pytest.mark.parametrize("name", BEGINNING)
def test_the_system_part_of_a_prompt_is_the_same_for_every_question(name: str) -> None:
    template = load_template(name)
    assert set(Text(template.system).get_identifiers()) <= {"refusal"}
    first, second = (template.fill(**dict.fromkeys(template.variables - {"refusal"}, word)) for word in ("one", "other"))
    assert template.system
    assert first[0] == second[0]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_longest_comes_before_what_changes_most(name: str) -> None:
    places = {match: place for place, match in reversed(list(enumerate(re.findall(r"\$(\w+)", load_template(name).user))))}
    if "question" in places and "evidence" in places:
        assert places["evidence"] < places["question"]


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script(replies=[["A levain is fed every 12 hours [1]."]])) as running:
        yield running


def test_two_questions_on_the_same_entries_share_all_but_their_ends(script: Script, tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    assistant = Assistant(load_settings(notes=notes, home=tmp_path / "home", base_url=script.url, model="small-model"))
    assistant.index()
    for question in ("How often is a levain fed?", "When is a levain fed?", "How often is a levain fed?"):
        assistant.ask(question)
    first, second, third = (body["messages"] for body in script.chats())
    assert first == third
    assert first[0] == second[0]
    assert first[-1]["content"][:100] == second[-1]["content"][:100]
    assert first[-1] != second[-1]
