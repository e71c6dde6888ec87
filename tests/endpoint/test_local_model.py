"""A model file on this machine answers through the same client; what is wrong with it is told in one line."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

from assistant.assistant import Assistant
from assistant.endpoint import local_model
from assistant.endpoint.choosing import make_writer
from assistant.endpoint.client import Endpoint
from assistant.endpoint.local_model import LocalModel, told_of_loading
from assistant.errors import ModelError
from assistant.settings import load_settings
from assistant.spending.ledger import spent
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, write_notes

REAL = "REAL_GGUF"  # names a model file, for whoever has one
ASKED = [{"role": "user", "content": "Say: ready."}]
HAS_EXTRA = find_spec("xllamacpp") is not None


def fault(file: Path) -> str:
    with pytest.raises(ModelError) as caught:
        make_writer(load_settings(model=str(file))).complete(ASKED, 5)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    file = tmp_path / "small.gguf"
    file.write_bytes(b"GGUF" + b"\x03\x00\x00\x00" + b"x" * 2_000_000)
    return file


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Has what stands for llama.cpp serve a script; gives the parameters that it was started with."""
    started: list[object] = []
    module = ModuleType("xllamacpp")

    class CommonParams:
        def __init__(self) -> None:
            self.model = ModuleType("model")

    class Server:
        def __init__(self, asked: object) -> None:
            started.append(asked)
            self.running = serving(Script(models=("small",), replies=[["A levain is fed every 12 hours [1]."]]))
            self.script = self.running.__enter__()

        @property
        def listening_address(self) -> str:
            return self.script.url.removesuffix("/v1")

    module.__dict__.update(CommonParams=CommonParams, Server=Server)
    monkeypatch.setitem(sys.modules, "xllamacpp", module)
    monkeypatch.setattr(local_model, "_serving", {})
    return started


def test_a_file_that_is_not_there_or_no_model_is_named(tmp_path: Path) -> None:
    assert "cannot be read (No such file or directory); correct ASSISTANT_MODEL" in fault(tmp_path / "none.gguf")
    (tmp_path / "folder.gguf").mkdir()
    assert "cannot be read" in fault(tmp_path / "folder.gguf")
    for content in (b"", b"GG", b"<html>"):
        (tmp_path / "page.gguf").write_bytes(content)
        assert "is no GGUF model" in fault(tmp_path / "page.gguf")


def test_without_the_extra_it_says_what_to_install(gguf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    assert "pip install '.[local]'" in fault(gguf)


@pytest.mark.skipif(not HAS_EXTRA, reason="the extra `local` is not installed")
def test_a_broken_file_is_one_line_and_not_the_end_of_the_process(gguf: Path) -> None:
    assert "broken or cut short" in fault(gguf)


def test_the_file_is_served_to_this_process_alone(gguf: Path, server: list[object]) -> None:
    writer = make_writer(load_settings(model=str(gguf)))
    assert writer.complete(ASKED, 5).text == "A levain is fed every 12 hours [1]."
    (asked,) = server
    told = vars(asked)
    assert (told["hostnames"], told["port"], told["offline"], told["endpoint_slots"]) == (["127.0.0.1"], 0, True, False)
    assert len(told["api_keys"][0]) > 20
    assert writer.describe() == f"small on this machine ({gguf})"


def test_a_file_is_loaded_once_in_a_process_and_again_once_it_has_changed(gguf: Path, server: list[object]) -> None:
    for _ in range(2):
        make_writer(load_settings(model=str(gguf))).complete(ASKED, 5)
    assert len(server) == 1
    gguf.write_bytes(gguf.read_bytes() + b"x")
    make_writer(load_settings(model=str(gguf))).complete(ASKED, 5)
    assert len(server) == 2


def test_whoever_waits_is_told_how_far_it_is(gguf: Path, server: list[object]) -> None:
    told: list[tuple[str, int, int]] = []
    with told_of_loading(lambda *one: told.append(one)):
        make_writer(load_settings(model=str(gguf))).complete(ASKED, 5)
    assert told == [("Reading the model small (MB)", 1, 1), ("Starting the model small", 0, 1), ("Starting the model small", 1, 1)]


def test_a_file_is_meant_only_where_no_endpoint_is_set(tmp_path: Path) -> None:
    file = str(tmp_path / "m.gguf")
    assert load_settings(model=file).local_model == Path(file)
    assert isinstance(make_writer(load_settings(model=file, api_key="sk-1")), LocalModel)
    elsewhere = load_settings(model=file, base_url="http://127.0.0.1:1/v1")  # servers name their models by files, too
    assert (elsewhere.local_model, type(make_writer(elsewhere))) == (None, Endpoint)
    assert load_settings(model="gpt-5.4").local_model is None


def test_a_model_file_sends_no_question_to_an_endpoint_that_nobody_set(tmp_path: Path) -> None:
    settings = load_settings(model=str(tmp_path / "m.gguf"))
    assert settings.has_model
    with pytest.raises(ModelError, match="no model is configured"):
        Endpoint(settings).embed("text-embedding", ["a note"])


def test_an_answer_of_a_model_file_is_free_and_counted(gguf: Path, server: list[object], tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    assistant = Assistant(load_settings(notes=notes, home=tmp_path / "home", model=str(gguf)))
    assistant.index()
    answer = assistant.ask("How often is a levain fed?")
    assert (answer.model, answer.usage.cost_usd) == ("small", 0)
    assert [name for name, _ in spent(tmp_path / "home").models] == ["small"]


def test_a_broken_file_leaves_the_notes_own_words(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    assistant = Assistant(load_settings(notes=notes, home=tmp_path / "home", model=str(tmp_path / "none.gguf")))
    assistant.index()
    answer = assistant.ask("How often is a levain fed?")
    assert "12 hours" in answer.answer
    assert "none.gguf" in answer.note


@pytest.mark.skipif(not (HAS_EXTRA and os.environ.get(REAL)), reason=f"wants the extra `local` and a model file in {REAL}")
def test_a_real_model_writes(tmp_path: Path) -> None:
    writer = make_writer(load_settings(model=os.environ[REAL], context_tokens=2048, timeout_seconds=600))
    reply = writer.complete(ASKED, 5)
    assert reply.text.strip()
    assert not reply.counts.estimated
