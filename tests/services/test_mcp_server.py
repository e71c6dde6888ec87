"""The MCP server with the SDK's own client: over standard input and output, and over HTTP."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from assistant.assistant import Assistant
from assistant.services.mcp_server import mcp_server
from assistant.settings import load_settings
from tests.scripted_endpoint import Script
from tests.scripted_endpoint import serving as scripted
from tests.services.running import TOKEN, clean_environment, command, serving
from tests.shared import BREAD, TEA, WordEmbedder, write_notes

QUESTION = "How often is a levain fed?"
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
Mode = Literal["auto", "legacy"]


def place_of(base: Path) -> list[str]:
    return ["--notes", str(write_notes(base / "notes", {"bread.md": BREAD, "tea.md": TEA})), "--home", str(base / "home")]


def index(place: list[str]) -> None:
    subprocess.run(command("index", *place), env=clean_environment(), capture_output=True, check=True)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    options = place_of(tmp_path_factory.mktemp("mcp"))
    index(options)
    return options


def with_client(server: Any, use: Callable[[Client], Awaitable[None]], mode: Mode = "auto") -> None:
    async def run() -> None:
        async with Client(server, mode=mode, read_timeout_seconds=60) as client:
            await use(client)

    asyncio.run(run())


def started(place: list[str]) -> StdioServerParameters:
    first, *rest = command("mcp", *place)
    return StdioServerParameters(command=first, args=rest, env=clean_environment())


async def text_of(client: Client, tool: str, /, **given: Any) -> tuple[bool, str]:
    """Whether a tool failed, and the text that it gave."""
    result = await client.call_tool(tool, given)
    return bool(result.is_error), getattr(result.content[0], "text", "")


async def every_tool(client: Client) -> None:
    """What each client does: lists, calls, reads; it holds what it gets against the schemas itself."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert list(tools) == ["search", "ask", "entry", "check", "summarize"]
    for tool in tools.values():
        assert tool.annotations is not None
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint) == (True, False)
        assert tool.output_schema is not None
    asked = await client.call_tool("ask", {"question": QUESTION})
    document = asked.structured_content
    assert "12 hours. [1]" in document["answer"]
    assert document["citations"][0]["entry_id"] == "baker2019levain"
    assert json.loads(getattr(asked.content[0], "text", "")) == document
    found = (await client.call_tool("search", {"query": "levain", "k": 1})).structured_content
    assert [hit["entry_id"] for hit in found["hits"]] == ["baker2019levain"]
    entry = (await client.call_tool("entry", {"entry_id": "baker2019levain"})).structured_content
    checked = (await client.call_tool("check", {"text": "Rye ferments fastest."})).structured_content
    assert checked["statements"][0]["verdict"] == "supported"
    overview = (await client.call_tool("summarize", {"topic": "levain"})).structured_content
    assert overview["citations"]
    resources = (await client.list_resources()).resources
    assert [resource.uri for resource in resources][:2] == ["entry://baker2019levain", "entry://autolyse"]
    read = (await client.read_resource("entry://baker2019levain")).contents[0]
    assert getattr(read, "text", "") == entry["text"]
    templates = (await client.list_resource_templates()).resource_templates
    assert [template.uri_template for template in templates] == ["entry://{entry_id}"]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_standard_input_and_output(mode: Mode, place: list[str]) -> None:
    with_client(started(place), every_tool, mode)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http(mode: Mode, place: list[str]) -> None:
    with serving("mcp", "--http", "127.0.0.1:0", *place) as server:
        with_client(f"{server.url}/mcp", every_tool, mode)
    assert (server.stdout, server.stderr) == ("", "")


def test_over_http_a_token_is_asked_for_and_pages_of_other_origins_are_refused(place: list[str]) -> None:
    async def ask(client: Client) -> None:
        assert "12 hours" in (await text_of(client, "ask", question=QUESTION))[1]

    async def run(url: str) -> None:
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60) as known,
            Client(streamable_http_client(url, http_client=known)) as client,
        ):
            await ask(client)

    with serving("mcp", "--http", "127.0.0.1:0", *place, environment={"ASSISTANT_SERVE_TOKEN": TOKEN}) as server:
        url = f"{server.url}/mcp"
        asyncio.run(run(url))
        known, body = (
            {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json, text/event-stream"},
            {"jsonrpc": "2.0", "id": 1, "method": "ping"},
        )
        assert httpx2.post(url, json=body, timeout=60).status_code == 401
        assert httpx2.post(url, json=body, headers=known | {"Origin": "http://another.example"}, timeout=60).status_code == 403
        assert httpx2.post(url, json=body, headers=known | {"Host": "another.example"}, timeout=60).status_code == 421
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the SDK's client makes of a refusal
            with_client(url, ask)
    assert TOKEN not in server.stdout + server.stderr


def test_long_work_tells_how_far_it_is(place: list[str]) -> None:
    told: list[tuple[float, float | None, str | None]] = []

    async def note(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, total, message))

    async def use(client: Client) -> None:
        await client.call_tool("check", {"text": "Rye ferments fastest.\n\nA levain is fed every 12 hours.\n"}, progress_callback=note)

    with_client(started(place), use)
    with serving("mcp", "--http", "127.0.0.1:0", *place) as server:
        with_client(f"{server.url}/mcp", use)
    assert told.count((1, 2, "checking")) == 2  # what is said of the last step may come behind the result


def test_errors_are_one_line_that_says_what_to_do(place: list[str]) -> None:
    async def use(client: Client) -> None:
        wrong: list[tuple[str, dict[str, Any], str]] = [
            ("search", {"query": "levain", "year": "soon"}, "2022..2024"),
            ("search", {"query": "levain", "notebook": "cheese"}, "bread, tea"),
            ("search", {"query": "levain", "k": 0}, "k cannot be used"),
            ("search", {"query": "levain", "yeer": "2020"}, "yeer is not known"),
            ("search", {}, "query is missing"),
            ("ask", {"question": " "}, "empty"),
            ("entry", {"entry_id": "nothing"}, "no entry 'nothing'"),
            ("nothing", {}, "search, ask, entry, check, summarize"),
        ]
        for tool, given, told in wrong:
            failed, text = await text_of(client, tool, **given)
            assert failed
            assert told in text
            assert "\n" not in text
        for uri in ("entry://nothing", "file:///etc/passwd", "entry://../../x"):
            with pytest.raises(MCPError, match="no entry"):
                await client.read_resource(uri)

    with_client(started(place), use)


def test_notes_that_were_never_indexed_are_read_meanwhile_and_what_is_still_to_be_embedded_is_said(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    write_notes(tmp_path / "notes", {"many.md": "".join(f"- **Loaf {n}** (baker{n}, 2020) - Crumb {n} is open.\n" for n in range(1000))})

    async def use(client: Client) -> None:
        failed, text = await text_of(client, "ask", question=QUESTION)
        assert not failed
        document = json.loads(text)
        assert "12 hours" in document["answer"]
        assert document["note"].endswith("passages are still being embedded: found by words alone")

    with_client(started(place), use)


def test_where_there_are_no_notes_every_tool_says_what_to_do(tmp_path: Path) -> None:
    async def use(client: Client) -> None:
        failed, text = await text_of(client, "ask", question=QUESTION)
        assert failed
        assert "assistant index" in text
        assert (await client.list_resources()).resources == []

    with_client(started(["--notes", str(tmp_path / "none"), "--home", str(tmp_path / "home")]), use)


def test_notes_that_another_process_indexes_meanwhile_are_answered_from(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    index(place)

    async def use(client: Client) -> None:
        assert "12 hours" in (await text_of(client, "ask", question=QUESTION))[1]
        write_notes(tmp_path / "notes", {"bread.md": BREAD.replace("12 hours", "9 hours")})
        await asyncio.to_thread(index, place)
        assert "9 hours" in (await text_of(client, "ask", question=QUESTION))[1]

    with_client(started(place), use)


def test_eight_questions_at_once_are_each_answered(place: list[str]) -> None:
    async def use(client: Client) -> None:
        questions = [QUESTION, "What gives a thinner crust?"] * 4
        answers = await asyncio.gather(*(client.call_tool("ask", {"question": question}) for question in questions))
        assert [answer.structured_content["question"] for answer in answers] == questions

    with_client(started(place), use)


def test_standard_output_holds_the_protocol_and_nothing_else(place: list[str]) -> None:
    messages: list[dict[str, Any]] = [
        HELLO,
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": QUESTION}}},
    ]
    process = subprocess.Popen(
        command("mcp", *place), env=clean_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for message in messages:
        process.stdin.write(json.dumps(message) + "\n")
    process.stdin.write("no message at all\n")
    process.stdin.flush()
    lines = [process.stdout.readline() for _ in range(2)]  # nothing is said back to what is no message
    rest, errors = process.communicate(timeout=30)
    told = [json.loads(line) for line in [*lines, *rest.splitlines()]]
    assert {one.get("id") for one in told} >= {1, 2}
    assert all(one["jsonrpc"] == "2.0" for one in told)
    assert "Traceback" not in errors
    assert process.returncode == 0


def test_many_entries_are_listed_in_pages(tmp_path: Path) -> None:
    notes = write_notes(
        tmp_path / "notes", {"many.md": "# Loaves\n\n" + "\n".join(f"- **Loaf number {n}** - It weighs {n} grams." for n in range(1201))}
    )
    assistant = Assistant(load_settings(notes=notes, home=tmp_path / "home"), embedder=WordEmbedder())
    assistant.index()

    async def use(client: Client) -> None:
        seen: list[str] = []
        cursor = None
        while True:
            page = await client.list_resources(cursor=cursor)
            seen += [resource.uri for resource in page.resources]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == len(assistant.entries())
        with pytest.raises(MCPError, match="cursor"):
            await client.list_resources(cursor="nowhere")

    with_client(mcp_server(assistant), use)


def test_a_client_that_wants_no_more_has_the_model_hung_up_on(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA})

    async def use(client: Client) -> None:
        calling = asyncio.create_task(client.call_tool("ask", {"question": QUESTION}))
        while not script.asked:
            assert not calling.done()
            await asyncio.sleep(0.05)
        calling.cancel()
        assert await asyncio.to_thread(script.left.wait, 10)

    with scripted(Script(replies=[["too late"]], silence=60)) as script:
        assistant = Assistant(
            load_settings(notes=notes, home=tmp_path / "home", base_url=script.url, model="m", profile="large"), embedder=WordEmbedder()
        )
        assistant.index()
        with_client(mcp_server(assistant), use)


def test_ctrl_c_ends_it(place: list[str]) -> None:
    process = subprocess.Popen(command("mcp", *place), env=clean_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(HELLO) + "\n")
    process.stdin.flush()
    assert process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) in {-signal.SIGINT, 0}
    process.stdin.close()
    process.stdout.close()
