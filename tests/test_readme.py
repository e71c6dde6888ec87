"""The README tells the truth: its first question gets its first answer, its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.assistant import Assistant
from assistant.cli.main import cli
from assistant.settings import load_settings, shipped

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_first_question_gets_the_answer_that_the_readme_shows(tmp_path: Path) -> None:
    match = re.search(r'assistant ask "(.+?)"\n(.+?)\n\n(\[1\].+?)\n', README, re.DOTALL)
    assert match is not None
    assistant = Assistant(load_settings(notes=shipped("corpus"), home=tmp_path))
    assistant.index()
    answer = assistant.ask(match[1])
    assert answer.answer == match[2]
    assert answer.citations[0].place in match[3]


def test_every_command_is_documented() -> None:
    names = {command.name or command.callback.__name__ for command in cli.registered_commands if command.callback}
    assert {name for name in names if f"`assistant {name}" not in README} == set()


def test_every_setting_is_documented() -> None:
    from assistant.settings import Settings

    assert [field.validation_alias for field in Settings.model_fields.values() if str(field.validation_alias) not in README] == []
