"""`assistant models`: what may be used, what it costs, and bringing and checking models."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.cli.main import main
from assistant.endpoint.writer import Counts
from assistant.spending.ledger import Call, Ledger
from tests import scripted_endpoint
from tests.models import hub_server
from tests.scripted_endpoint import Script
from tests.tiny_cross_encoder import make_cross_encoder

Run = Callable[..., tuple[int, str, str]]
TELLS = {"morning": 1.0, "never": -2.0}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs a command in the home `tmp_path`: its exit status, and what it printed to standard output and error."""

    def one(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", None)
        monkeypatch.setattr(sys, "argv", ["assistant", *arguments, "--home", str(tmp_path)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(str(ended.value.code or 0)), printed.out, printed.err

    return one


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[hub_server.Served]:
    made = make_cross_encoder(tmp_path / "made", TELLS)
    with hub_server.serving(hub_server.Served(files={file.name: file.read_bytes() for file in made.iterdir()})) as served:
        yield served


def rows(out: str) -> dict[str, list[str]]:
    return {words[0]: words for line in out.splitlines() if (words := line.removeprefix("*").split())}


def test_without_a_model_it_lists_the_embedding_that_ships_and_says_how_to_get_one(run: Run) -> None:
    status, out, _ = run("models")
    assert status == 0
    assert "ASSISTANT_EMBEDDING=local" in out
    assert "set OPENAI_API_KEY, OPENAI_BASE_URL" in out
    assert "spent today: nothing" in out


def test_it_lists_the_models_of_the_endpoint_with_prices_and_which_is_in_use(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "prices.toml").write_text('["dear"]\ninput = 3\ncached = 0.3\noutput = 9\n')
    with scripted_endpoint.serving(Script(models=("dear", "own", "tiny-embed"))) as script:
        monkeypatch.setenv("OPENAI_BASE_URL", script.url)
        monkeypatch.setenv("ASSISTANT_MODEL", "own")
        _, out, _ = run("models")
        document = json.loads(run("models", "--json")[1])
    lines = {line.split()[-1]: line for line in out.splitlines() if "ASSISTANT_" in line}
    assert "3 / 0.3 / 9 USD" in lines["ASSISTANT_MODEL=dear"]
    assert "free" in lines["ASSISTANT_MODEL=own"]
    assert [line for line in lines if lines[line].startswith("*")] == ["ASSISTANT_MODEL=own", "ASSISTANT_EMBEDDING=local"]
    assert lines["ASSISTANT_EMBEDDING=openai:tiny-embed"].split()[0] == "embedding"
    dear = next(one for one in document["models"] if one["name"] == "dear")
    assert dear == {
        "kind": "chat", "name": "dear", "setting": "ASSISTANT_MODEL=dear", "in_use": False, "price_usd": {"input": 3, "cached": 0.3, "output": 9},
    }  # fmt: skip


def test_an_endpoint_that_does_not_answer_takes_nothing_else_away(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    status, out, _ = run("models")
    assert status == 0
    assert "cannot be reached" in out
    assert "ASSISTANT_EMBEDDING=local" in out


def test_it_asks_nobody_where_nobody_was_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("something was asked"))
    assert run("models")[0] == 0
    assert run("models", "check")[0] == 0


def test_model_files_and_folders_in_the_home_are_listed(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "chat.gguf").write_bytes(b"GGUF")
    folder = make_cross_encoder(tmp_path / "models" / "maker" / "nli", TELLS)
    monkeypatch.setenv("ASSISTANT_MODEL", str(tmp_path / "models" / "chat.gguf"))
    _, out, _ = run("models")
    assert f"ASSISTANT_CROSS_ENCODER={folder}" in out
    assert next(line for line in out.splitlines() if "chat.gguf" in line).startswith("*")
    _, out, _ = run("models", "check")
    assert out.startswith(f"ok   {folder} (cross-encoder)")


def test_what_was_spent_is_told(run: Run, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.settle(ledger.enter(Call("m", "a"), Counts(), None), Counts(1500, 200, estimated=False), 0.25)
    assert "spent today: 1 call, 1,500 tokens read, 200 written, 0.25 USD" in run("models")[1]
    told = json.loads(run("models", "--json")[1])["spent"]
    assert (told["today"]["cost_usd"], told["models"][0]["name"]) == (0.25, "m")


def test_a_fetched_model_is_checked_and_the_setting_that_uses_it_printed(run: Run, hub: hub_server.Served, tmp_path: Path) -> None:
    status, out, err = run("models", "fetch", "maker/model", "--hub", hub.url)
    folder = tmp_path / "models" / "maker" / "model"
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == f"ASSISTANT_CROSS_ENCODER={folder}"
    assert "licence apache-2.0" in out
    assert "fetched.json" in out
    document = json.loads(run("models", "fetch", "maker/model", "--hub", hub.url, "--json")[1])
    assert document["was_there"]
    assert document["record"]["commit"] == hub_server.COMMIT


def test_a_fetched_model_that_does_not_load_is_an_error(run: Run, hub: hub_server.Served) -> None:
    hub.files["model.onnx"] = b"no model"
    status, _, err = run("models", "fetch", "maker/model", "--hub", hub.url)
    assert status == 1
    assert "export the cross-encoder to ONNX again" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["fetch", "maker/model"], 2, "--hub"),
        (["fetch", "maker/model", "--hub", "here"], 2, "web address"),
        (["fetch", "maker/model", "--hub", "http://127.0.0.1:9"], 1, "put model.onnx, tokenizer.json and config.json"),
        (["fetch", "../x", "--hub", "http://127.0.0.1:9"], 2, "no name of a model"),
        (["fetch", "maker/model", "--hub", "http://127.0.0.1:9", "--sha256", "x"], 2, "FILE=HEX"),
        (["fly"], 2, "fly"),
    ],
)
def test_wrong_use_and_no_network_are_one_line(run: Run, arguments: list[str], status: int, words: str) -> None:
    ended, out, err = run("models", *arguments)
    assert (ended, out) == (status, "")
    assert words in err
    assert len(err.splitlines()) == 1


def test_a_folder_that_cannot_be_used_fails_the_check(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("models", "check", str(tmp_path / "none"))
    assert status == 1
    assert out.startswith("MEND")
    document = json.loads(run("models", "check", str(tmp_path / "none"), "--json")[1])
    assert not document[0]["ok"]


def test_a_broken_table_of_prices_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text("broken")
    with scripted_endpoint.serving(Script()) as script:
        monkeypatch.setenv("OPENAI_BASE_URL", script.url)
        status, _, err = run("models")
    assert status == 2
    assert "prices.toml" in err
