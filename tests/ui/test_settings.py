"""The settings of a session, with endpoints that note what they are sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, write_notes
from tests.ui.driving import ask, opened

OWN = "sk-of-the-environment"


@pytest.fixture
def endpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Script, Script, Script]]:
    """The endpoint of the environment, and two others."""
    monkeypatch.setenv("ASSISTANT_NOTES", str(write_notes(tmp_path / "notes", {"bread.md": BREAD})))
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("OPENAI_API_KEY", OWN)
    st.cache_resource.clear()
    with ExitStack() as stack:
        first, second, third = (stack.enter_context(serving(Script(replies=[["A levain is fed. [1]"]]))) for _ in range(3))
        monkeypatch.setenv("OPENAI_BASE_URL", first.url)
        yield first, second, third
    st.cache_resource.clear()


def typed(app: AppTest, **fields: str) -> AppTest:
    for name, value in fields.items():
        app.text_input(key=name).set_value(value)
    return app.run()


def asked(app: AppTest) -> AppTest:
    return ask(app, "How often is a levain fed?")


def keys(script: Script) -> set[str]:
    """The keys that an endpoint was sent."""
    return {headers.get("authorization", "").removeprefix("Bearer ") for headers in script.headers}


def test_a_typed_endpoint_does_not_get_the_key_of_the_environment(endpoints: tuple[Script, Script, Script]) -> None:
    own, other, _ = endpoints
    asked(opened())
    assert keys(own) == {OWN}
    asked(typed(opened(), base_url=other.url))
    assert other.asked
    assert OWN not in str(other.headers)
    own.headers.clear()
    asked(typed(opened(), base_url=f" {own.url}/ ", model="small-model"))
    assert keys(own) == {OWN}


def test_a_typed_key_goes_to_the_endpoint_it_was_typed_for_and_to_no_other(endpoints: tuple[Script, Script, Script]) -> None:
    own, second, third = endpoints
    app = asked(typed(opened(), base_url=second.url, key="sk-typed"))
    assert keys(second) == {"sk-typed"}
    asked(typed(app, base_url=third.url))
    assert third.asked
    assert "sk-typed" not in str(third.headers)
    assert app.text_input(key="key").value == ""
    asked(typed(app, key="sk-typed"))
    assert "sk-typed" in keys(third)
    asked(typed(app, base_url=""))
    assert keys(own) == {OWN}


def test_a_key_typed_first_for_the_endpoint_of_the_environment_stays_with_it(endpoints: tuple[Script, Script, Script]) -> None:
    own, second, _ = endpoints
    app = asked(typed(opened(), key="sk-typed"))
    assert keys(own) == {"sk-typed"}
    asked(typed(app, base_url=second.url))
    assert second.asked
    assert not keys(second) & {"sk-typed", OWN}


def test_what_one_session_types_does_not_reach_another(endpoints: tuple[Script, Script, Script]) -> None:
    own, second, _ = endpoints
    asked(typed(opened(), base_url=second.url, key="sk-typed"))
    asked(opened())
    assert keys(own) == {OWN}
    second.headers.clear()
    asked(typed(opened(), base_url=second.url))
    assert second.asked
    assert "sk-typed" not in keys(second)


def test_what_is_embedded_stays_with_the_endpoint_of_the_environment(
    endpoints: tuple[Script, Script, Script], monkeypatch: pytest.MonkeyPatch
) -> None:
    own, second, _ = endpoints
    monkeypatch.setenv("ASSISTANT_EMBEDDING", "openai:tiny")
    asked(typed(opened(), base_url=second.url, key="sk-typed"))
    assert [body["path"] for body in second.asked if body["path"].endswith("/embeddings")] == []
    assert any(body["path"].endswith("/embeddings") for body in own.asked)
    assert keys(own) == {OWN}
    assert keys(second) == {"sk-typed"}


def test_an_endpoint_that_is_none_is_said_and_can_be_corrected(endpoints: tuple[Script, Script, Script]) -> None:
    own, second, _ = endpoints
    app = typed(opened(), base_url="second")
    assert not app.exception
    assert "no web address" in app.error[0].value
    asked(typed(app, base_url=second.url))
    assert second.asked
    assert own.asked == []


def test_what_cannot_be_used_is_said_at_its_field_and_takes_nothing_away(endpoints: tuple[Script, Script, Script]) -> None:
    own, second, _ = endpoints
    app = asked(typed(opened(), base_url=own.url, model="small-model"))
    before = len(own.asked)
    asked(typed(app, base_url="second", key="sk-typed"))
    assert [error.value for error in app.error if error.value.startswith("the endpoint cannot be used: it is no web address")]
    assert "OPENAI_BASE_URL" not in str([error.value for error in app.error])
    assert len(own.asked) == before  # neither key nor question goes to another endpoint than the one that was meant
    assert any("A levain is fed" in element.value for element in app.markdown)
    assert app.text_input(key="key").value == "sk-typed"
    asked(typed(app, base_url=second.url))
    assert keys(second) == {"sk-typed"}
    typed(app, key="sk-…")
    assert [error.value for error in app.error if error.value.startswith("the key cannot be used")]
    assert app.chat_input


def test_a_refused_key_is_asked_for_where_it_can_be_typed(endpoints: tuple[Script, Script, Script]) -> None:
    _, second, _ = endpoints
    second.fault = (401, {}, "{}")
    app = asked(typed(opened(), base_url=second.url, model="m"))
    assert "set the key in Settings" in app.warning[0].value


def test_credentials_in_the_address_of_the_environment_are_not_shown(
    endpoints: tuple[Script, Script, Script], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://ann:pw-1@127.0.0.1:9/v1")
    assert "pw-1" not in str(opened())


def test_a_language_of_answers_is_asked_of_the_model_and_holds_on_every_page(endpoints: tuple[Script, Script, Script]) -> None:
    own, *_ = endpoints
    app = opened()
    app.selectbox(key="language").set_value("German").run()
    asked(app)
    assert "Write your answer in German" in str(own.asked[-1])
    asked(opened())
    assert "Write your answer in" not in str(own.asked[-1])
