"""Libraries of one, five and fifty entries, each with a word that every entry has: what they hold is found, what they lack is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import load_settings
from tests.shared import write_notes

FLOURS = "Rye Wheat Spelt Oat Barley Corn Rice Millet Teff Emmer".split()
WAYS = ("", " Night", " Iron", " Garden", " Stone")
LOOKS = "dark airy nutty soft malty crumbly white dry sour old".split()


def loaves(count: int) -> str:
    names = [f"{flour}{way} Loaf" for way in WAYS for flour in FLOURS][:count]
    lines = [
        f"- **{name}** (baker, {2000 + n % 20}) - This loaf is {LOOKS[n % 10]} and rests for {n + 2} hours." for n, name in enumerate(names)
    ]
    return "# Bread\n\n" + "\n".join(lines) + "\n"


@pytest.fixture(scope="module", params=[1, 5, 50])
def assistant(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    base: Path = tmp_path_factory.mktemp("small")
    found = Assistant(load_settings(notes=write_notes(base / "notes", {"bread.md": loaves(request.param)}), home=base / "home"))
    found.index()
    return found


@pytest.mark.parametrize(
    "question",
    [
        "what is Rye Loaf?", "What is the rye loaf like?", "how many hours does Rye Loaf rest?", "who wrote Rye Loaf?", "which loaf is dark?",
        "tell me about rye", "loaf", "which papers are about loaf?", "what do I have on loaf",
    ],
)  # fmt: skip
def test_what_the_notes_hold_is_answered(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, use_model=False)
    assert not answer.abstained
    assert "Loaf" in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "What is a transformer?", "how does photosynthesis work?", "who wrote Brioche Dreams?", "which papers treat neural networks?",
        "What temperature does the Rye Loaf need?", "how much sugar is in the rye loaf?", "what is the capital of France?",
    ],
)  # fmt: skip
def test_what_the_notes_lack_is_refused(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question, use_model=False).abstained


def test_a_topic_that_every_entry_has_is_one_and_one_that_none_has_is_not(assistant: Assistant) -> None:
    assert assistant.summarize("loaf", use_model=False).citations
    assert assistant.summarize("neural networks", use_model=False).refused
