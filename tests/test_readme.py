"""The README tells the truth: its first question gets its first answer, its commands exist."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from assistant.assistant import Assistant
from assistant.cli.main import cli
from assistant.settings import load_settings, shipped
from tests.services.running import clean_environment, command

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The options for the shipped notes, indexed."""
    base = tmp_path_factory.mktemp("readme")
    options = ["--notes", str(shipped("corpus")), "--home", str(base / "home")]
    subprocess.run(command("index", *options), cwd=base, env=clean_environment(), capture_output=True, check=True)
    return options


def test_the_first_question_gets_the_answer_that_the_readme_shows(corpus: list[str]) -> None:
    match = re.search(r'assistant ask "(.+?)"\n(.+?)\n\n(\[1\].+?)\n', README, re.DOTALL)
    assert match is not None
    answer = Assistant(load_settings(notes=corpus[1], home=corpus[3])).ask(match[1])
    assert answer.answer == match[2]
    assert answer.citations[0].place in match[3]


def test_the_mcp_lines_of_the_readme_give_a_client_the_answer_that_it_shows(corpus: list[str]) -> None:
    lines, shown = (json.loads(block) for block in re.findall(r"^```json\n(.+?)^```$", README, re.DOTALL | re.MULTILINE)[:2])
    server = lines["mcpServers"]["notes"]
    assert Path(server["command"]).name == "assistant"
    first, *rest = command(*server["args"], *corpus)

    async def run() -> None:
        async with Client(StdioServerParameters(command=first, args=rest, env=clean_environment()), read_timeout_seconds=60) as client:
            result = await client.call_tool("ask", {"question": "What is the lost in the middle problem?"})
        document = result.structured_content
        assert document["answer"] == shown["answer"]
        assert shown["citations"][0].items() <= document["citations"][0].items()

    asyncio.run(run())


def test_every_command_is_documented() -> None:
    names = {command.name or command.callback.__name__ for command in cli.registered_commands if command.callback}
    names |= {group.name for group in cli.registered_groups if group.name}
    assert {name for name in names if f"`assistant {name}" not in README} == set()


def test_every_setting_is_documented() -> None:
    from assistant.settings import Settings

    assert [field.validation_alias for field in Settings.model_fields.values() if str(field.validation_alias) not in README] == []
