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
        ("[THINK]Flour.[/THINK]Twice [1].", "Twice [1].", "Flour."),
        ("◁think▷Flour.◁/think▷Twice.", "Twice.", "Flour."),
        ("<seed:think>Flour.</seed:think>\nTwice.", "Twice.", "Flour."),
        ("First the flour.\n</think>Twice a day.", "Twice a day.", "First the flour."),
        ("[1] and [a] and ◁ stay", "[1] and [a] and ◁ stay", ""),
        ("A turn ends with <|end|> and then the next begins.", "A turn ends with <|end|> and then the next begins.", ""),
        ("Its signs are <|im_end|>\nand <|start|>.", "Its signs are <|im_end|>\nand <|start|>.", ""),
        ("Twice a day.<|im_end|>", "Twice a day.", ""),
        ("Twice a day.<|eot_id|> <|endoftext|>\n", "Twice a day.", ""),
        ("<|channel|>final<|message|>Twice.<|end|><|start|>user<|message|>More?", "Twice.", None),
    ],
)
def test_thoughts_are_no_answer(text: str, answer: str, thought: str | None, size: int) -> None:
    shown, thoughts = said(text, size)
    assert shown == answer
    assert thought is None or thoughts == thought
