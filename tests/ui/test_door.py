"""Who gets in: the pages run without a browser, where other machines can reach the app and where they cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from tests.shared import BREAD, write_notes
from tests.ui.driving import opened


@pytest.fixture(autouse=True)
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ASSISTANT_NOTES", str(write_notes(tmp_path / "notes", {"bread.md": BREAD})))
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def listen() -> Iterator[Callable[[str | None], None]]:
    """Tells Streamlit that its server listens there."""
    before = config.get_option("server.address")
    yield lambda address: config.set_option("server.address", address)
    config.set_option("server.address", before)


def shows_notes(app: AppTest) -> bool:
    """Whether anything of the notes, the threads or the settings is drawn."""
    assert not app.exception
    drawn = " ".join(str(element) for element in app)
    return any(word in drawn for word in ("bread", "Ask your notes", "Settings", "conversation"))


@pytest.mark.parametrize("address", [None, "0.0.0.0", "::", "192.168.7.9", "my-machine", "unix:///tmp/s"])  # noqa: S104
def test_where_others_can_come_and_there_is_no_password_nothing_is_shown(
    address: str | None, listen: Callable[[str | None], None], tmp_path: Path
) -> None:
    listen(address)
    app = opened()
    assert not shows_notes(app)
    assert "ASSISTANT_PASSWORD" in app.error[0].value
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])  # noqa: S104
def test_the_password_is_asked_for_before_anything_is_shown(
    address: str, listen: Callable[[str | None], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASSISTANT_PASSWORD", "käse 1")
    listen(address)
    app = opened()
    assert not shows_notes(app)
    assert not (tmp_path / "home").exists()
    for wrong in ("", "kase 1", "käse 1 2"):
        app.text_input[0].set_value(wrong)
        app.button[0].click().run()
        assert not shows_notes(app)
    assert "not the password" in app.error[0].value
    app.text_input[0].set_value("käse 1")
    app.button[0].click().run()
    assert shows_notes(app)
    assert shows_notes(app.run())
    assert not shows_notes(opened())


def test_on_this_machine_alone_nothing_is_asked(listen: Callable[[str | None], None]) -> None:
    listen("127.0.0.1")
    assert shows_notes(opened())


@pytest.mark.parametrize(
    ("kept", "typed"), [("käse 1 ", "käse 1"), ("käse 1", " käse 1\t"), ("käse 1", "ka\u0308se 1"), ("ka\u0308se 1\n", "käse 1")]
)
def test_a_password_is_the_same_with_spaces_around_it_and_however_it_is_typed(
    kept: str, typed: str, listen: Callable[[str | None], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_PASSWORD", kept)
    listen("127.0.0.1")
    app = opened()
    app.text_input[0].set_value(typed)
    app.button[0].click().run()
    assert shows_notes(app)
