from __future__ import annotations

import random
import re

import pytest

from assistant.answers.markers import MarkerStream, clean, parse_statements
from assistant.text.sentences import split_sentences

VALID = range(1, 10)


@pytest.mark.parametrize(
    ("written", "shown", "invalid"),
    [
        ("Fed twice [1, 2].", "Fed twice [1][2].", 0),
        ("Fed twice [1][2].", "Fed twice [1][2].", 0),
        ("Fed twice [1], [2].", "Fed twice [1], [2].", 0),
        ("Fed twice [1] [2].", "Fed twice [1][2].", 0),
        ("Fed twice [1-3].", "Fed twice [1][2][3].", 0),
        ("Fed twice [1–3, 5 and 7].", "Fed twice [1][2][3][5][7].", 0),
        ("Fed twice 【1】.", "Fed twice [1].", 0),
        ("Fed twice【1†source】.", "Fed twice[1].", 0),
        ("Fed twice [Entry 1] [note 2] [^3].", "Fed twice [1][2][3].", 0),
        ("Fed twice [[4]](http://x).", "Fed twice [4] (http://x).", 0),
        ("Fed twice [1][1].", "Fed twice [1].", 0),
        ("Fed twice [12].", "Fed twice.", 1),
        ("Fed twice [0] and [1, 12].", "Fed twice and [1].", 2),
        ("[12] Fed twice.", "Fed twice.", 1),
        ("Old.\n[12] Fed twice.\n[13]", "Old.\nFed twice.\n", 2),
        ("It came out in [2021].", "It came out in (2021).", 0),
        ("Values in [0, 1] and [0.5, 2], x[i], [see 3], [ ].", "Values in [0, 1] and [0.5, 2], x[i], [see 3], [ ].", 0),
        ("An open [1", "An open [1", 0),
        ("The state h_t[1] is x[2] plus y [2].", "The state h_t(1) is x(2) plus y [2].", 0),
        ("Call `weights[1]` twice [2].", "Call `weights(1)` twice [2].", 0),
        ("Fed by Li et al.[1] and in flour[2].", "Fed by Li et al.[1] and in flour[2].", 0),
        ("Fed [" + "9" * 30 + "] twice.", "Fed twice.", 1),
        ("Fed [" + "9" * 300 + "] twice【" + "8" * 5_000 + "】.", "Fed twice.", 2),
        ("Fed [Entry " + "9" * 5_000 + "].", "Fed.", 1),
        ("Fed [[" + "1" * 250 + "]] twice.", "Fed twice.", 1),
        ("Fed [1[99]2] twice.", "Fed [1(99)2] twice.", 0),
        ("Fed [1[2]3] twice [[4], [5]].", "Fed [1(2)3] twice [[4], [5]].", 0),
    ],
)
def test_markers_take_one_form_and_only_valid_ones_are_shown(written: str, shown: str, invalid: int) -> None:
    assert clean(written, VALID) == (shown, invalid)


def pieces(text: str, seed: int) -> list[str]:
    """A text cut at random places."""
    cuts = random.Random(seed)  # noqa: S311
    out = []
    while text:
        size = cuts.randint(1, 4)
        out.append(text[:size])
        text = text[size:]
    return out


PARTS = [
    "Fed twice", " [1]", "[2, 3]", " [12]", "[[4]]", "【5】", " [Entry 6]", "\n", "\n[13] ", "[0, 1]", " (", "[", "]", " [2021]", ".", " A  b",
    "[" + "1, " * 90 + "1]", "[" + "7" * 300 + "]", "[1[99]2]", "[1 [2]3]",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(30))
def test_cutting_the_stream_changes_nothing_and_no_false_marker_ever_flickers(seed: int) -> None:
    text = "".join(random.Random(seed).choices(PARTS, k=25))  # noqa: S311
    stream = MarkerStream(VALID)
    shown = ""
    for piece in pieces(text, seed):
        shown += stream.feed(piece)
        assert shown == stream.text
        assert {int(marker) for marker in re.findall(r"\[(\d+)\]", shown)} <= set(VALID)
    shown += stream.close()
    assert (shown, stream.invalid) == clean(text, VALID)


def test_text_is_shown_as_soon_as_it_can_be() -> None:
    stream = MarkerStream(VALID)
    assert [stream.feed(piece) for piece in ("A levain", " is fed [", "1", "] twice", " [9", "9].")] == [
        "A levain",
        " is fed",
        "",
        " [1] twice",
        "",
        ".",
    ]
    assert stream.close() == ""


@pytest.mark.parametrize("marker", ["[" + "9" * 400 + "]", "[[" + "9" * 400 + "]]", "[1[99]2]", "[0, 9]", "[1000000]", "[٣٤]", "[1[2[9]]]"])
def test_no_statement_carries_a_marker_that_is_not_valid(marker: str) -> None:
    for _, markers in parse_statements(f"Fed twice {marker}. {marker} Rye is fast.\n{marker}\nIt rests.", [1, 2]):
        assert set(markers) <= {1, 2}


@pytest.mark.parametrize(
    ("written", "statements"),
    [
        ("Fed twice [1]. Rye is fast [2].", [("Fed twice.", (1,)), ("Rye is fast.", (2,))]),
        ("Fed twice. [1] Rye is fast. [2]", [("Fed twice.", (1,)), ("Rye is fast.", (2,))]),
        ("Fed twice.[1] Rye is fast.[2][3]", [("Fed twice.", (1,)), ("Rye is fast.", (2, 3))]),
        ("Fed [1] twice [2].", [("Fed twice.", (1, 2))]),
        ("Shown by crust et al. [1].", [("Shown by crust et al.", (1,))]),
        ("Fed twice. Rye is fast [2].", [("Fed twice.", ()), ("Rye is fast.", (2,))]),
        ("[1] Fed twice.\n[2] Rye is fast.", [("Fed twice.", (1,)), ("Rye is fast.", (2,))]),
        ("[1]: Fed twice. Rye is fast [2].", [("Fed twice.", (1,)), ("Rye is fast.", (2,))]),
        ("Fed twice.\n[1]\nRye is fast.\n[2]", [("Fed twice.", (1,)), ("Rye is fast.", (2,))]),
        ("Fed twice.\n[1] Rye is fast [2].", [("Fed twice.", (1,)), ("Rye is fast.", (2,))]),
        ("[1]\nFed twice [2].", [("Fed twice.", (2,))]),
        ("[1] [2]\n[3].", []),
        (
            "- **Levain**: fed twice [1]\n* Rye [2]\n3. Salt [3]\n4) Steam",
            [("**Levain**: fed twice", (1,)), ("Rye", (2,)), ("Salt", (3,)), ("Steam", ())],
        ),
        ("## Summary\n\nThe notes name two:\n- Levain [1]\n\n---\n**Others**\n- Rye [2]", [("Levain", (1,)), ("Rye", (2,))]),
        ("Answer: Fed twice [1].", [("Fed twice.", (1,))]),
        ("**Answer:** Fed twice [1].", [("Fed twice.", (1,))]),
        ("Fed twice [1]. Fed twice [2]. Fed twice [1].", [("Fed twice.", (1, 2))]),
        ("Fed twice [12].", [("Fed twice.", ())]),
        ("", []),
        (" \n. \n", []),
    ],
)
def test_each_marker_goes_to_the_statement_it_belongs_to(written: str, statements: list[tuple[str, tuple[int, ...]]]) -> None:
    assert parse_statements(written, VALID) == statements


@pytest.mark.parametrize(
    "sentence",
    [
        "See e.g. Crust et al. 2021, i.e. Fig. 3 and No. 7, for arXiv:2210.01848 and v1.5 at 0.25.",
        "It is by M. I. Jordan and J. Doe vs. Dr. Crust.",
        "The sizes (10 vs. 20, approx. 3.5 cm) were kept.",
        "It speaks of GPT-4.1 mini, U.S. Census data, etc. and more.",
        "It asks why? and goes on.",
    ],
)
def test_what_only_looks_like_an_end_ends_no_sentence(sentence: str) -> None:
    assert split_sentences(sentence) == [sentence]
    assert split_sentences(f"{sentence} Then comes another.") == [sentence, "Then comes another."]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Is it old?", "Yes!", "It is."],
        ["The answer is no.", "The rest follows."],
        ["It was made in 2021.", "3 flours were used."],
        ["It is good.", "iPrompt is better.", "gpt-4 is best."],
        ["They said “so.”", "(This is an aside.)", "“Quoted.”"],
        ["So say crust et al.", "The crust is thin.", "This is model A.", "The end."],
    ],
)
def test_sentences_are_told_apart(sentences: list[str]) -> None:
    assert split_sentences(" ".join(sentences)) == sentences
