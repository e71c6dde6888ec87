"""What a model thinks aloud is told from what it says, however its server marks it and however the stream is cut."""

from __future__ import annotations

import pytest

from assistant.endpoint.thoughts import Thoughts


def said(text: str, size: int) -> tuple[str, str]:
    """What is said and what is thought of a text that arrives in pieces of `size`."""
    thoughts, shown = Thoughts(), ""
    for i in range(0, len(text), size):
        restarts, piece = thoughts.restarts, thoughts.feed(text[i : i + size])
        shown = piece if thoughts.restarts > restarts else shown + piece
    return shown + thoughts.close(), thoughts.text


@pytest.mark.parametrize("size", [1, 2, 5, 1_000])
@pytest.mark.parametrize(
    ("text", "answer", "thought"),
    [
        ("<think>Flour, water.</think>\nTwice a day [1].", "Twice a day [1].", "Flour, water."),
        ("<THINK>Flour.</THINK> Twice.", "Twice.", "Flour."),
        ("\n<thinking>Flour.</thinking>Twice.", "Twice.", "Flour."),
        ("<reasoning>never closed", "", "never closed"),
        ("First the flour.\n</think>\n\nTwice a day.", "Twice a day.", "First the flour."),
        (
            "<|channel|>analysis<|message|>Flour.<|end|><|start|>assistant<|channel|>final<|message|>Twice [1].<|return|>",
            "Twice [1].",
            None,
        ),
        ("analysisWe need flour.assistantfinalTwice a day.", "Twice a day.", "analysisWe need flour."),
        ("analysis of the flour shows ash", "analysis of the flour shows ash", ""),
        ("Models end it with `</think>` and go on.", "Models end it with `</think>` and go on.", ""),
        ("if a < b and <b>c</b> |> d", "if a < b and <b>c</b> |> d", ""),
        ("an", "an", ""),
    ],
)
def test_thoughts_are_no_answer(text: str, answer: str, thought: str | None, size: int) -> None:
    shown, thoughts = said(text, size)
    assert shown == answer
    assert thought is None or thoughts == thought
