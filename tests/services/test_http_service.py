"""The HTTP service as other programs use it: a real server, the `openai` client, plain requests."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import openai
import pytest

from assistant.index.place import index_place
from tests.scripted_endpoint import Script
from tests.scripted_endpoint import serving as scripted
from tests.services.running import TOKEN, Server, clean_environment, command, serving
from tests.shared import BREAD, TEA, write_notes

QUESTION = "How often is a levain fed?"


def place_of(base: Path) -> list[str]:
    """The options for small notes below `base`."""
    return ["--notes", str(write_notes(base / "notes", {"bread.md": BREAD, "tea.md": TEA})), "--home", str(base / "home")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return place_of(tmp_path_factory.mktemp("http"))


@pytest.fixture(scope="module")
def server(place: list[str]) -> Iterator[Server]:
    with serving("serve", "--port", "0", *place) as server:
        yield server


def request(url: str, path: str, body: object = None, method: str = "", headers: dict[str, str] | None = None) -> tuple[int, str]:
    """The status and the text of what a path answers to a document."""
    connection = HTTPConnection(url.removeprefix("http://"), timeout=60)
    text = None if body is None else body if isinstance(body, str) else json.dumps(body)
    kind = {} if body is None else {"content-type": "application/json"}
    connection.request(method or ("GET" if body is None else "POST"), path, text, kind | (headers or {}))
    response = connection.getresponse()
    told = response.read().decode()
    connection.close()
    return response.status, told


def ask(url: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Any:
    """The document that a path answers with."""
    status, text = request(url, path, body, headers=headers)
    assert status == 200, text
    return json.loads(text)


def error_of(told: tuple[int, str]) -> tuple[int, str]:
    """The status and the one line of an error."""
    message = json.loads(told[1])["error"]["message"]
    assert "\n" not in message
    return told[0], message


def printed(place: list[str], *arguments: str, given: str = "") -> Any:
    done = subprocess.run(
        command(*arguments, "--json", *place), env=clean_environment(), input=given, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def client_of(url: str, key: str = "none") -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0)


def test_each_route_gives_what_the_command_line_prints(server: Server, place: list[str]) -> None:
    draft = "Rye ferments fastest."
    asked: list[tuple[str, dict[str, Any], Any]] = [
        ("/search", {"query": "levain", "k": 2, "year": "2019"}, printed(place, "search", "levain", "-k", "2", "--year", "2019")),
        ("/ask", {"question": QUESTION}, printed(place, "ask", QUESTION)),
        ("/check", {"text": draft, "name": "-"}, printed(place, "check", "-", given=draft)),
        ("/summarize", {"topic": "levain"}, printed(place, "summarize", "levain")),
    ]
    for path, body, wanted in asked:
        given = ask(server.url, path, body)
        assert {name: value for name, value in given.items() if name != "timings_ms"} == {
            k: v for k, v in wanted.items() if k != "timings_ms"
        }


def test_an_entry_is_read_by_its_id(server: Server) -> None:
    entry = ask(server.url, "/entries/baker2019levain")
    assert (entry["title"], entry["year"]) == ("Levain: Wild Yeast at Home", 2019)
    assert "- A levain is fed every 12 hours." in entry["text"]
    assert error_of(request(server.url, "/entries/nothing"))[0] == 404


def test_the_description_names_every_route_and_what_it_takes_and_gives(server: Server) -> None:
    described = ask(server.url, "/openapi.json")
    assert {
        "/search",
        "/ask",
        "/ask/stream",
        "/entries/{entry_id}",
        "/check",
        "/summarize",
        "/health",
        "/v1/chat/completions",
        "/v1/models",
    } <= set(described["paths"])
    answer = described["components"]["schemas"]["Answered"]["properties"]
    assert set(ask(server.url, "/ask", {"question": QUESTION})) <= set(answer)
    for page in ("/docs", "/redoc"):  # they would load scripts from elsewhere
        assert request(server.url, page)[0] == 404


def test_health_tells_how_much_there_is(server: Server) -> None:
    assert ask(server.url, "/health") == {"status": "ok", "entries": 4, "chunks": 4, "waiting": 0, "generation": 1}


def test_a_question_is_answered_as_it_comes(server: Server) -> None:
    status, text = request(server.url, "/ask/stream", {"question": QUESTION})
    told = [
        (name.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for name, data in (one.split("\n", 1) for one in text.strip().split("\n\n"))
    ]
    assert status == 200
    assert [name for name, _ in told] == ["evidence", "text", "answer"]
    assert told[0][1][0]["entry_id"] == "baker2019levain"
    assert told[1][1]["text"] == told[2][1]["answer"]
    assert request(server.url, "/ask/stream", {"question": " "})[1].startswith("event: error\ndata: ")


@pytest.mark.parametrize(
    ("path", "body", "status", "told"),
    [
        ("/search", {"query": "levain", "year": "soon"}, 400, "2022..2024"),
        ("/search", {"query": "levain", "yeer": "2022"}, 400, "yeer"),
        ("/search", {}, 400, "query"),
        ("/search", "{", 400, "JSON"),
        ("/search", {"query": ""}, 400, "empty"),
        ("/ask", {"question": QUESTION, "notebook": "cheese"}, 400, "bread, tea"),
        ("/ask", {"question": QUESTION, "history": [{"role": "nobody", "content": ""}]}, 400, "history"),
        ("/v1/chat/completions", {"messages": []}, 400, "messages"),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "a"}], "n": 2}, 400, "n "),
        ("/nowhere", {}, 404, "openapi"),
        ("/health", {}, 405, "POST"),
        ("/check", "x" * 5_000_000, 413, "4194304"),
    ],
)
def test_wrong_use_is_one_line(path: str, body: object, status: int, told: str, server: Server) -> None:
    given, message = error_of(request(server.url, path, body))
    assert given == status
    assert told in message


def test_letters_that_are_none_do_no_harm(server: Server) -> None:
    given = ask(server.url, "/search", '{"query": "levain \\ud800 \\u0000"}')
    assert given["query"] == "levain \ufffd "


def test_pages_of_other_origins_and_foreign_names_are_refused(server: Server) -> None:
    foreign = [{"Origin": "http://another.example"}, {"Origin": "null"}, {"Origin": "http://localhost:1"}, {"Host": "another.example"}]
    for headers in foreign:
        assert error_of(request(server.url, "/search", {"query": "levain"}, headers=headers))[0] in {403, 421}
    asks_leave = {"Origin": "http://another.example", "Access-Control-Request-Method": "POST"}
    assert request(server.url, "/search", method="OPTIONS", headers=asks_leave)[0] == 403
    assert ask(server.url, "/search", {"query": "levain"}, {"Origin": server.url})["hits"]


def test_a_chat_client_holds_a_conversation(server: Server) -> None:
    client = client_of(server.url)
    assert [model.id for model in client.models.list()] == ["notes", "notes-extractive"]
    assert client.models.retrieve("notes").owned_by == "research-assistant"
    asked: Any = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": QUESTION}]
    first = client.chat.completions.create(model="notes", messages=asked, temperature=0.3)
    said = first.choices[0].message
    assert said.content is not None
    assert "12 hours. [1]" in said.content
    assert "(baker2019levain)" in said.content.split("Sources:")[1]
    assert said.model_extra is not None
    assert said.model_extra["citations"][0]["quote"] in BREAD
    follow_up: Any = [*asked, {"role": "assistant", "content": said.content}, {"role": "user", "content": "who wrote that?"}]
    second = client.chat.completions.create(model="notes-extractive", messages=follow_up)
    assert "baker" in (second.choices[0].message.content or "")
    assert second.usage is not None
    with pytest.raises(openai.NotFoundError, match="notes-extractive"):
        client.chat.completions.create(model="gpt-4", messages=asked)
    with pytest.raises(openai.BadRequestError, match="last one"):
        client.chat.completions.create(model="notes", messages=[{"role": "system", "content": "Be brief."}])


def test_a_chat_client_reads_a_stream(server: Server) -> None:
    client, asked = client_of(server.url), [{"role": "user", "content": QUESTION}]
    options: Any = {"model": "notes", "messages": asked}
    whole = client.chat.completions.create(**options).choices[0].message.content
    chunks = list(client.chat.completions.create(**options, stream=True, stream_options={"include_usage": True}))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == whole
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None
    with pytest.raises(openai.APIError, match="empty"):
        list(client.chat.completions.create(model="notes", messages=[{"role": "user", "content": " "}], stream=True))


def test_eight_clients_at_once_each_get_their_own_answer(server: Server) -> None:
    questions = {
        "How often is a levain fed?": "12 hours",
        "What gives a thinner crust?": "team",
        "How far are oolong leaves oxidised?": "80%",
        "Who wrote about oolong?": "leaf",
    }
    asked = [*questions, *questions]
    with ThreadPoolExecutor(len(asked)) as pool:
        answers = list(pool.map(lambda one: ask(server.url, "/ask", {"question": one}), asked))
    for question, answer in zip(asked, answers, strict=True):
        assert answer["question"] == question
        assert questions[question] in answer["answer"]


def test_where_a_token_is_set_nothing_is_said_without_it_and_it_is_never_printed(place: list[str], tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN + "\n", encoding="utf-8")
    with serving("serve", "--port", "0", "--host", "0.0.0.0", "--token-file", tmp_path / "token", *place) as server:  # noqa: S104
        here = server.url.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        for path, body in (
            ("/health", None),
            ("/openapi.json", None),
            ("/search", {"query": "levain"}),
            ("/v1/models", None),
            ("/nowhere", None),
        ):
            assert error_of(request(here, path, body))[0] == 401
            assert request(here, path, body, headers={"Authorization": "Bearer wrong"})[0] == 401
        assert ask(here, "/search", {"query": "levain"}, {"Authorization": f"Bearer {TOKEN}", "Host": "my-machine"})["hits"]
        answer = client_of(here, TOKEN).chat.completions.create(model="notes", messages=[{"role": "user", "content": QUESTION}])
        assert "12 hours" in (answer.choices[0].message.content or "")
        with pytest.raises(openai.AuthenticationError):
            client_of(here, "wrong").models.list()
    assert "(other machines can reach it, the token is asked for)" in server.told
    assert TOKEN not in server.told + server.stderr + server.stdout
    assert "levain" not in server.stderr + server.stdout


def test_nothing_of_a_request_is_printed(place: list[str]) -> None:
    with serving("serve", "--port", "0", *place) as server:
        ask(server.url, "/search", {"query": "levain"})
        request(server.url, "/entries/levain")
        request(server.url, "/search?query=levain", {"query": "levain", "year": "levain"})
    assert (server.stdout, server.stderr) == ("", "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["serve", "--host", "0.0.0.0"], "ASSISTANT_SERVE_TOKEN"),  # noqa: S104
        (["mcp", "--http", "0.0.0.0:0"], "ASSISTANT_SERVE_TOKEN"),
        (["mcp", "--http", "nowhere"], "HOST:PORT"),
        (["serve", "--token-file", "none"], "--token-file"),
        (["serve", "--port", "TAKEN"], "another port"),
        (["mcp", "--http", "127.0.0.1:TAKEN"], "another port"),
    ],
)
def test_an_address_that_cannot_be_served_is_one_line(arguments: list[str], told: str, place: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        given = [one.replace("TAKEN", str(taken.getsockname()[1])) for one in arguments]
        done = subprocess.run(command(*given, *place), env=clean_environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert told in done.stderr


def test_a_model_s_answer_comes_word_by_word_and_chat_gets_it_checked(tmp_path: Path) -> None:
    script = Script(replies=[["A levain is fed ", "every 12 hours [1]. ", "Rye is ", "never used [1]."]])
    with (
        scripted(script) as model,
        serving("serve", "--port", "0", *place_of(tmp_path), environment={"OPENAI_BASE_URL": model.url}) as server,
    ):
        streamed = request(server.url, "/ask/stream", {"question": QUESTION})[1]
        texts = [json.loads(line[6:])["text"] for line in streamed.split("\n") if line.startswith('data: {"text"')]
        assert len(texts) > 1
        assert all("levain" in text for text in texts)
        chat = client_of(server.url).chat.completions.create(model="notes", messages=[{"role": "user", "content": QUESTION}])
        assert "fed every 12 hours. [1]" in (chat.choices[0].message.content or "")
        assert "Rye is never used. [1] (" in (chat.choices[0].message.content or "")
        asked = len(script.chats())
        client_of(server.url).chat.completions.create(model="notes-extractive", messages=[{"role": "user", "content": QUESTION}])
        assert len(script.chats()) == asked


def test_a_service_over_notes_never_indexed_is_there_at_once_and_says_what_is_still_to_be_embedded(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    write_notes(tmp_path / "notes", {"many.md": "".join(f"- **Loaf {n}** (baker{n}, 2020) - Crumb {n} is open.\n" for n in range(1000))})
    with serving("serve", "--port", "0", *place) as server:
        status, message = error_of(request(server.url, "/health"))
        assert (status, message) == (503, "these notes are being read for the first time; ask again in a moment")
        answer = ask(server.url, "/ask", {"question": QUESTION})
        assert "12 hours" in answer["answer"]
        assert answer["note"].endswith("are still being embedded: found by words alone")
        chat = client_of(server.url).chat.completions.create(model="notes", messages=[{"role": "user", "content": QUESTION}])
        assert "are still being embedded" in (chat.choices[0].message.content or "")
        assert ask(server.url, "/health")["waiting"] > 0
        while ask(server.url, "/health")["waiting"] > 800:
            time.sleep(0.2)
    assert "Traceback" not in server.stderr
    assert 0 < len(stored_in(tmp_path)) < 1004


def stored_in(base: Path) -> set[str]:
    """Ids of the chunks that were embedded before the service was ended, and are kept."""
    with closing(index_place(base / "home", None, [base / "notes"]).catalog()) as catalog:
        return catalog.with_word_vectors()


@pytest.mark.parametrize("path", ["/ask", "/ask/stream", "/v1/chat/completions"])
def test_where_a_client_leaves_a_silent_model_is_hung_up_on(model_that_is_silent: tuple[Script, Server], path: str) -> None:
    script, server = model_that_is_silent
    script.left.clear()
    before = len(script.chats())
    connection = HTTPConnection(server.url.removeprefix("http://"), timeout=60)
    asked = {"question": QUESTION} if path.startswith("/ask") else {"model": "notes", "messages": [{"role": "user", "content": QUESTION}]}
    connection.request("POST", path, json.dumps(asked), {"content-type": "application/json"})
    while len(script.chats()) == before:
        time.sleep(0.02)
    connection.close()
    assert script.left.wait(3)


@pytest.fixture(scope="module")
def model_that_is_silent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Script, Server]]:
    with (
        scripted(Script(silence=60)) as model,
        serving(
            "serve",
            "--port",
            "0",
            *place_of(tmp_path_factory.mktemp("silent")),
            environment={"OPENAI_BASE_URL": model.url, "ASSISTANT_MODEL": "m"},
        ) as server,
    ):
        yield model, server


def test_notes_without_entries_and_a_broken_index_are_said_and_mended_while_it_runs(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    notes, home = tmp_path / "notes", tmp_path / "home"
    subprocess.run(command("index", *place), env=clean_environment(), capture_output=True, check=True)
    with serving("serve", "--port", "0", *place) as server:
        for file in notes.iterdir():
            file.write_text("", encoding="utf-8")
        subprocess.run(command("index", *place), env=clean_environment(), capture_output=True, check=False)
        for path, body in (
            ("/health", None),
            ("/ask", {"question": QUESTION}),
            ("/v1/chat/completions", {"messages": [{"role": "user", "content": QUESTION}]}),
        ):
            assert error_of(request(server.url, path, body))[0] == 503
        write_notes(notes, {"bread.md": BREAD})
        subprocess.run(command("index", *place), env=clean_environment(), capture_output=True, check=True)
        assert "12 hours" in ask(server.url, "/ask", {"question": QUESTION})["answer"]
        for file in index_place(home, None, [notes]).folder.rglob("chroma.sqlite3"):
            file.unlink()
        status, message = error_of(request(server.url, "/ask", {"question": QUESTION}))
        assert status == 503
        assert "assistant index" in message
        assert error_of(request(server.url, "/health"))[0] == 503
        subprocess.run(command("index", *place), env=clean_environment(), capture_output=True, check=True)
        assert "12 hours" in ask(server.url, "/ask", {"question": QUESTION})["answer"]
