"""A strong model is let fly and a small one held up: which it is, is set, found out by known questions, or told by its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.answers.ladder.profile import KNOWN, KeptProfiles, profile_by_name
from assistant.assistant import Assistant
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving

RIGHT = (
    ("The liquid leaven is fed more often, every eight hours [3].",),
    ("A cold rest of eighteen hours keeps rye bread soft [1]. Salt put in late makes kneading shorter [4].",),
    ("NOT IN THE NOTES",),
)
WRONG = (("Bread is nice.",), ("Rye keeps it soft [1][2][3][4].",), ("Two spoons of salt [4].",))


@pytest.mark.parametrize(
    ("replies", "profile", "count"),
    [(RIGHT, "large", 3), ((RIGHT[0], WRONG[1], RIGHT[2]), "small", 2), ((RIGHT[0], RIGHT[1], WRONG[2]), "small", 2), (WRONG, "small", 0)],
)
def test_three_known_questions_tell_a_strong_model_from_a_small_one(
    tmp_path: Path, replies: tuple[tuple[str, ...], ...], profile: str, count: int
) -> None:
    with serving(Script(replies=replies)) as script:
        made = Assistant(load_settings(home=tmp_path, base_url=script.url, model="m", api_key="sk-secret"))
        told = made.find_profile()
        assert told.startswith(f"{profile}: {count} of 3 ")
        assert len(script.chats()) == len(KNOWN)
        again = Assistant(load_settings(home=tmp_path, base_url=script.url, model="m", api_key="sk-secret"))
        assert again.profile(again.writer) == profile
        other = Assistant(load_settings(home=tmp_path, base_url=script.url, model="n"))
        assert other.profile(other.writer) == "large"
    assert "sk-secret" not in (tmp_path / "profiles.json").read_text()


@pytest.mark.parametrize("name", ["small", "large"])
def test_what_is_set_holds_and_nothing_is_asked(tmp_path: Path, name: str) -> None:
    with serving(Script()) as script:
        made = Assistant(load_settings(home=tmp_path, base_url=script.url, model="m-1b", profile=name))
        assert made.profile(made.writer) == name
        assert made.find_profile() == f"{name}, as ASSISTANT_PROFILE sets it"
        assert script.chats() == []


@pytest.mark.parametrize(
    ("model", "profile"),
    [
        ("qwen2.5-coder-1.5b-instruct", "small"), ("SmolLM2-360M", "small"), ("gemma-3-4b-it", "small"), ("llama3.2:3b", "small"),
        ("llama-3.3-70b", "large"), ("mixtral-8x7b", "large"), ("gpt-5.4-mini", "large"), ("a-model", "large"), ("qwen3-30b-a3b", "large"),
    ],
)  # fmt: skip
def test_a_name_that_tells_of_few_parameters_is_a_small_model_s_until_it_was_tried(model: str, profile: str) -> None:
    assert profile_by_name(model) == profile


@pytest.mark.parametrize("spoilt", ["{", "[]", json.dumps({"m at x": "huge"}), "\x00"])
def test_a_spoilt_file_of_profiles_counts_as_empty_and_is_written_anew(tmp_path: Path, spoilt: str) -> None:
    (tmp_path / "profiles.json").write_text(spoilt)
    kept = KeptProfiles(tmp_path)
    assert kept.get("x", "m") is None
    kept.keep("x", "m", "small")
    assert KeptProfiles(tmp_path).get("x", "m") == "small"
