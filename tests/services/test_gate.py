"""Who may ask."""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UsageError
from assistant.services.gate import Gate, token_of
from assistant.services.listening import Address, address_of
from assistant.settings import load_settings
from tests.services.running import TOKEN

HERE = {"host": "127.0.0.1:8765"}


def answer(headers: dict[str, str], token: str | None = None, *, is_here: bool = True) -> tuple[int, str]:
    """The status and the error that a request with these headers gets; 200 where it passes."""
    sent: list[MutableMapping[str, Any]] = []

    async def passed(_: Any, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    asyncio.run(Gate(passed, token, is_here=is_here)({"type": "http", "headers": raw}, receive, send))
    return sent[0]["status"], json.loads(sent[1]["body"]).get("error", {}).get("message", "")


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST", "[::1]:8765", "127.0.0.1"])
def test_this_machine_may_ask(host: str) -> None:
    assert answer({"host": host})[0] == 200
    assert answer({"host": host, "origin": f"http://{host}"})[0] == 200


@pytest.mark.parametrize(
    "host", ["notes.example", "127.0.0.1.example:8765", "localhost.example", "", "[::1", "10.0.0.7:8765", "example@127.0.0.1x"]
)
def test_a_foreign_name_that_leads_here_is_refused(host: str) -> None:
    assert answer({"host": host})[0] == 421


@pytest.mark.parametrize(
    "origin", ["http://notes.example", "null", "http://localhost:3000", "http://127.0.0.1", "http://127.0.0.1:8765.example", ""]
)
def test_a_page_of_another_origin_is_refused_with_and_without_the_token(origin: str) -> None:
    assert answer(HERE | {"origin": origin})[0] == 403
    assert answer(HERE | {"origin": origin, "authorization": f"Bearer {TOKEN}"}, TOKEN)[0] == 403
    assert answer({"host": "notes.example", "origin": origin, "authorization": f"Bearer {TOKEN}"}, TOKEN, is_here=False)[0] in {403, 200}


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", TOKEN, f"Basic {TOKEN}", "Bearer \xff\xfe", f"Token {TOKEN}"],
)
def test_only_the_token_lets_in_and_no_message_holds_it(given: str) -> None:
    status, told = answer(HERE | {"authorization": given}, TOKEN)
    assert (status, TOKEN in told) == (401, False)


def test_the_token_lets_in_from_everywhere() -> None:
    for headers, here in ((HERE, True), ({"host": "notes.example"}, False)):
        assert answer(headers | {"authorization": f"bearer {TOKEN}"}, TOKEN, is_here=here)[0] == 200
        assert answer(headers, TOKEN, is_here=here)[0] == 401


@pytest.mark.parametrize(("length", "status"), [("100", 200), ("5000000", 413), ("9" * 40, 413), ("many", 200)])
def test_a_body_that_is_said_to_be_too_long_is_not_read(length: str, status: int) -> None:
    assert answer(HERE | {"content-length": length})[0] == status


@pytest.mark.parametrize("text", ["short", "", "two words of a token", "ein-schönes-langes-wort", "tab\tin-the-token-here"])
def test_a_token_that_cannot_be_sent_or_is_easily_guessed_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="16"):
        token_of(load_settings(), tmp_path / "token")


def test_the_token_comes_from_the_file_then_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert token_of(load_settings(), None) is None
    monkeypatch.setenv("ASSISTANT_SERVE_TOKEN", f" {TOKEN} ")
    assert token_of(load_settings(), None) == TOKEN
    (tmp_path / "token").write_text("another-token-from-a-file\n", encoding="utf-8")
    assert token_of(load_settings(), tmp_path / "token") == "another-token-from-a-file"
    assert TOKEN not in repr(load_settings())
    with pytest.raises(UsageError, match="--token-file"):
        token_of(load_settings(), tmp_path / "none")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "my-machine", ""])  # noqa: S104
def test_others_are_let_near_only_where_there_is_a_token(host: str) -> None:
    with pytest.raises(UsageError, match="ASSISTANT_SERVE_TOKEN"):
        Address(host, 8765).require_safe()
    Address(host, 8765, TOKEN).require_safe()


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [("127.0.0.1:80", "127.0.0.1", 80), ("8765", "127.0.0.1", 8765), ("[::1]:0", "::1", 0), (":9", "127.0.0.1", 9)],
)
def test_an_address_is_read(text: str, host: str, port: int) -> None:
    assert address_of(text, None) == Address(host, port)


@pytest.mark.parametrize("text", ["", "localhost", "localhost:http", "localhost:70000", "localhost:-1", "localhost:²"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="HOST:PORT"):
        address_of(text, None)
