from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.settings import load_settings


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
