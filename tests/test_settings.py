from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.settings import Settings, is_loopback, load_settings


def test_only_our_own_variables_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HOME", "NOTES", "MODEL", "CHROMA"):
        monkeypatch.setenv(name, str(tmp_path / "somewhere"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("ASSISTANT_HOME", raising=False)
    settings = load_settings()
    assert settings.home == tmp_path / "data" / "research-assistant"
    assert (settings.notes, settings.model, settings.chroma) == (None, None, None)


def test_the_environment_is_read_and_what_is_given_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "one"))
    monkeypatch.setenv("ASSISTANT_NOTES", str(tmp_path / "notes"))
    settings = load_settings(home=tmp_path / "two")
    assert (settings.home, settings.notes) == (tmp_path / "two", tmp_path / "notes")


def test_a_bad_value_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHROMA", "my-server")
    with pytest.raises(UsageError, match="ASSISTANT_CHROMA"):
        load_settings()


def test_a_key_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    settings = load_settings()
    assert settings.has_model
    assert "sk-very-secret" not in repr(settings)


PATHS = {"home": "ASSISTANT_HOME", "notes": "ASSISTANT_NOTES", "prompts": "ASSISTANT_PROMPTS", "cross_encoder": "ASSISTANT_CROSS_ENCODER"}


@pytest.mark.parametrize(("name", "variable"), PATHS.items())
def test_a_tilde_is_the_home_folder_wherever_a_path_is_set(
    name: str, variable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for written, meant in {"~/ah": tmp_path / "ah", "~": tmp_path, " ~/a b ": tmp_path / "a b", "/x/~": Path("/x/~")}.items():
        monkeypatch.setenv(variable, written)
        assert getattr(load_settings(), name) == meant
    monkeypatch.delenv(variable)
    assert getattr(load_settings(**{name: Path("~/ah")}), name) == tmp_path / "ah"
    dotenv = tmp_path / "dotenv"
    dotenv.write_text(f"{variable}=~/ah\n", encoding="utf-8")
    monkeypatch.setitem(Settings.model_config, "env_file", dotenv)
    assert getattr(load_settings(), name) == tmp_path / "ah"
    with pytest.raises(UsageError, match=f"{variable} .* no home folder for ~nobody-of-that-name"):
        load_settings(**{name: "~nobody-of-that-name/ah"})


def test_the_data_folder_of_the_system_may_start_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ASSISTANT_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", "~/data")
    assert load_settings().home == tmp_path / "data" / "research-assistant"


def test_spaces_and_line_ends_round_a_value_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    written = {
        "OPENAI_BASE_URL": " http://127.0.0.1:8080/v1\n",
        "OPENAI_API_KEY": "\tsk-1\r\n",
        "ASSISTANT_MODEL": " m ",
        "ASSISTANT_EMBEDDING": " openai:tiny ",
        "ASSISTANT_CHROMA": " http://127.0.0.1:8000 ",
        "ASSISTANT_TIMEOUT": " 5 ",
        "ASSISTANT_PASSWORD": " pw\n",
    }
    for name, value in written.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert (settings.base_url, settings.model) == ("http://127.0.0.1:8080/v1", "m")
    assert (settings.embedding, settings.chroma, settings.timeout_seconds) == ("openai:tiny", "http://127.0.0.1:8000", 5)
    assert [secret.get_secret_value() for secret in (settings.api_key, settings.password) if secret] == ["sk-1", "pw"]


@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_a_blank_value_is_no_value(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    expected = load_settings()
    for field in Settings.model_fields.values():
        if field.validation_alias != "ASSISTANT_HOME":
            monkeypatch.setenv(str(field.validation_alias), blank)
    assert load_settings() == expected
    assert not load_settings(base_url=blank, api_key=blank).has_model


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OPENAI_BASE_URL", "localhost:8080/v1"),
        ("OPENAI_BASE_URL", "http://127.0.0.1:8080 /v1"),
        ("OPENAI_BASE_URL", "http://127.0.0.1\n:8080/v1"),
        ("OPENAI_BASE_URL", "https://"),
        ("OPENAI_BASE_URL", "http://127.0.0.1:99999/v1"),
        ("OPENAI_API_KEY", "sk-secret-1\nsk-secret-2"),
        ("ASSISTANT_TIMEOUT", "soon"),
        ("ASSISTANT_EMBEDDING", "Local"),
        ("ASSISTANT_EMBEDDING", "onnx:~nobody-of-that-name/model"),
        ("ASSISTANT_MODEL", "~nobody-of-that-name/m.gguf"),
        ("ASSISTANT_ANSWER_LIMIT", "5"),
        ("ASSISTANT_DAY_LIMIT", "secret tokens"),
        ("ASSISTANT_MODEL", os.fsdecode(b"m\xff")),
        ("ASSISTANT_HOME", os.fsdecode(b"/tmp/\xff")),
    ],
)
def test_a_value_that_cannot_be_used_is_named_and_not_repeated(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UsageError, match=rf"^setting {variable} cannot be used: .*; correct it in the environment or in \.env$") as raised:
        load_settings()
    assert "\n" not in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_dotenv_as_windows_saves_it_is_read_and_one_in_another_encoding_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dotenv = tmp_path / "dotenv"
    monkeypatch.setitem(Settings.model_config, "env_file", dotenv)
    dotenv.write_bytes(b"\xef\xbb\xbfASSISTANT_MODEL=m\r\n")
    assert load_settings().model == "m"
    dotenv.write_bytes(b"ASSISTANT_MODEL=caf\xe9\n")
    with pytest.raises(UsageError, match=r"\.env .* UTF-8"):
        load_settings()


OPENAI = "https://api.openai.com/v1"
MINE = "http://127.0.0.1:8080/v1"


@pytest.mark.parametrize(
    ("own", "given", "goes"),
    [
        (None, None, True),
        (None, OPENAI, True),
        (None, OPENAI.upper().replace("/V1", ":443/v1/"), True),
        (None, MINE, False),
        (None, "http://api.openai.com/v1", False),
        (None, "https://api.openai.com@127.0.0.1/v1", False),
        (None, "https://api.openai.com.example/v1", False),
        (MINE, None, True),
        (MINE, f" {MINE}/ ", True),
        (MINE, " ", True),
        (MINE, "http://127.0.0.1:8081/v1", False),
        (MINE, "http://127.0.0.2:8080/v1", False),
        (MINE, "http://127.0.0.1:8080/v2", False),
        (MINE, OPENAI, False),
    ],
)
def test_a_key_of_the_environment_goes_with_its_endpoint_only(
    own: str | None, given: str | None, goes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    if own:
        monkeypatch.setenv("OPENAI_BASE_URL", own)
    assert (load_settings(base_url=given).api_key is not None) is goes
    typed = load_settings(base_url=given, api_key="sk-typed").api_key
    assert typed is not None
    assert typed.get_secret_value() == "sk-typed"


def test_neither_secrets_nor_addresses_with_credentials_are_in_the_text_of_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_PASSWORD", "hidden-1")
    monkeypatch.setenv("ASSISTANT_CHROMA", "http://ann:hidden-3@127.0.0.1:8000")
    settings = load_settings(base_url="http://ann:hidden-2@127.0.0.1/v1")
    assert "hidden" not in repr(settings) + str(settings)


def test_only_this_machine_is_loopback() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "LOCALHOST."]))
    elsewhere = [None, "", "0.0.0.0", "::", "192.168.1.2", "localhost.example", "127.0.0.1.example", "unix:///tmp/s"]  # noqa: S104
    assert not any(map(is_loopback, elsewhere))
