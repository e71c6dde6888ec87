"""An answer is kept as one file without keys, and made again from it with no index and no network; what differs is shown statement by statement."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.answers.answer import Statement
from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.questions.follow_up import Turn
from assistant.review.replay import compare
from assistant.review.saved import read_saved, write_saved
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, TEA, write_notes

QUESTION = "How often is a levain fed?"
KEY = "sk-secret-4711"
RIGHT, WRONG = "A levain is fed every 12 hours.", "A levain is fed every 30 hours."


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script(replies=((f"{RIGHT} [1] Rye is dear. [1]",),))) as running:
        yield running


@pytest.fixture
def assistant(script: Script, tmp_path: Path) -> Assistant:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA})
    made = Assistant(load_settings(notes=notes, home=tmp_path / "home", base_url=script.url, model="small-model", api_key=KEY))
    made.index()
    return made


@pytest.fixture
def elsewhere(tmp_path: Path) -> Assistant:
    """An assistant with no index and no model."""
    return Assistant(load_settings(notes=tmp_path / "notes", home=tmp_path / "nowhere"))


def keep(assistant: Assistant, file: Path, *, use_model: bool = True, question: str = QUESTION) -> Path:
    history = (Turn("user", "What is bread?"), Turn("assistant", "Flour and water.", ("e1",)))
    answer = assistant.ask(question, use_model=use_model)
    write_saved(file, assistant.saved(answer, history))
    return file


def test_the_same_answer_made_again_differs_in_nothing(assistant: Assistant, tmp_path: Path) -> None:
    again = assistant.replay(read_saved(keep(assistant, tmp_path / "answer.json")))
    assert [one.what for one in again.differences] == ["kept", "kept"]
    assert again.is_same
    assert (again.same_index, again.same_prompt, again.same_program) == (True, True, True)


def test_another_model_s_answer_is_compared_statement_by_statement(assistant: Assistant, script: Script, tmp_path: Path) -> None:
    saved = read_saved(keep(assistant, tmp_path / "answer.json"))
    script.replies = [(f"{WRONG} [1] Flour and water rest before the salt goes in. [2]",)]
    other = Assistant(assistant.settings.model_copy(update={"model": "other-model"}))
    again = other.replay(saved)
    told = {one.what: (one.before and one.before.verdict, one.after and one.after.verdict) for one in again.differences}
    assert told["changed"] == ("supported", "unsupported")
    assert told.keys() == {"changed", "new", "gone"}
    assert not again.is_same
    assert again.to_json()["model"] == {"before": "small-model", "after": "other-model"}
    assert script.chats()[-1]["messages"] == [dict(one) for one in saved.messages]


@pytest.mark.parametrize(
    "question",
    [QUESTION, "How often is a levain fed, and what gives a thinner crust?", "Who wrote Steam Matters?", "What is the orbit of Neptune?"],
)
def test_with_no_index_and_no_model_the_notes_own_words_are_the_same(
    assistant: Assistant, elsewhere: Assistant, tmp_path: Path, question: str
) -> None:
    saved = read_saved(keep(assistant, tmp_path / "answer.json", use_model=False, question=question))
    again = elsewhere.replay(saved)
    assert again.is_same
    assert again.same_index is None
    assert again.answer.abstained == saved.answer["abstained"]
    assert not (tmp_path / "nowhere").exists()


def test_a_model_s_answer_made_again_without_one_is_in_the_notes_own_words(
    assistant: Assistant, elsewhere: Assistant, tmp_path: Path
) -> None:
    again = elsewhere.replay(read_saved(keep(assistant, tmp_path / "answer.json")))
    assert again.answer.model == "extractive"
    assert "12 hours" in again.answer.answer


def test_a_model_answers_from_a_file_without_an_index(assistant: Assistant, tmp_path: Path) -> None:
    saved = read_saved(keep(assistant, tmp_path / "answer.json"))
    shutil.rmtree(tmp_path / "home")
    again = Assistant(assistant.settings).replay(saved)
    assert again.is_same
    assert again.same_index is None


def test_the_file_holds_all_but_keys(assistant: Assistant, tmp_path: Path) -> None:
    settings = {
        "password": "door-never-shown",
        "serve_token": "serve-never-shown",
        "base_url": assistant.settings.url.replace("//", "//me:pass-never-shown@"),
    }
    guarded = Assistant(load_settings(**{**assistant.settings.model_dump(exclude_none=True), **settings, "api_key": KEY}))
    file = keep(guarded, tmp_path / "answer.json")
    text = file.read_text(encoding="utf-8")
    assert KEY not in text
    assert "never-shown" not in text
    saved = read_saved(file)
    assert saved.how == "written"
    assert saved.history[1].cited == ("e1",)
    assert "A levain is fed every 12 hours." in saved.messages[-1]["content"]
    assert saved.evidence[0].entry.id == "baker2019levain"
    assert all(len(value.split()[-1]) == 64 for value in saved.fingerprints.model_dump().values())


def test_no_file_is_written_over(assistant: Assistant, tmp_path: Path) -> None:
    file = keep(assistant, tmp_path / "answer.json")
    before = file.read_bytes()
    with pytest.raises(UsageError, match="is there already and is not written over; name another file"):
        keep(assistant, file)
    assert file.read_bytes() == before


def without(*path: str) -> Callable[[dict[str, Any]], object]:
    def harm(document: dict[str, Any]) -> object:
        for name in path[:-1]:
            document = document[name]
        return document.pop(path[-1])

    return harm


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (without("question"), "is damaged at question"),
        (without("answer", "statements"), r"cannot be read as a saved answer \(ValueError\)"),
        (without("fingerprints", "index"), "is damaged at fingerprints.index"),
        (lambda d: d.update(version=2), "is damaged at version"),
        (lambda d: d.update(more=1), "is damaged at more"),
        (lambda d: d["evidence"][0]["entry"].update(title=7), "is damaged at evidence.0.entry.title"),
        (lambda d: d["answer"]["statements"][0].update(verdict="true"), "is damaged at 0.verdict"),
    ],
)
def test_a_damaged_file_gets_one_line_that_names_the_place(
    assistant: Assistant, tmp_path: Path, harm: Callable[[dict[str, Any]], object], told: str
) -> None:
    file = keep(assistant, tmp_path / "answer.json", use_model=False)
    document = json.loads(file.read_text(encoding="utf-8"))
    harm(document)
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(UsageError, match=told) as caught:
        read_saved(file)
    assert "\n" not in str(caught.value)
    assert "levain is fed" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"question": NaN}'])
def test_what_is_no_saved_answer_gets_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "answer.json"
    file.write_bytes(content)
    with pytest.raises(UsageError, match="save one with `assistant ask --save FILE`") as caught:
        read_saved(file)
    assert "\n" not in str(caught.value)


def test_what_became_of_each_statement() -> None:
    def said(*texts: str) -> list[Statement]:
        return [Statement(text, (), "unverified", 0.0) for text in texts]

    found = compare(
        said("One loaf is sold.", "Rye ferments fastest.", "Salt."), said("Rye ferments the fastest.", "one loaf is sold", "Tea is green.")
    )
    told = [(one.what, one.before and one.before.text, one.after and one.after.text) for one in found]
    assert told == [
        ("changed", "Rye ferments fastest.", "Rye ferments the fastest."),
        ("kept", "One loaf is sold.", "one loaf is sold"),
        ("new", None, "Tea is green."),
        ("gone", "Salt.", None),
    ]
