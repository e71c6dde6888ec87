"""Folding: what tells two things apart stays, what a reader may type differently meets."""

from __future__ import annotations

import unicodedata

import pytest

from assistant.text.fold import fold, identity, spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C#"), ("C", "C++"), ("λ", "μ"), ("🍞", "🥖"), ("Хлеб", "Вода"), ("冷發酵", "熱發酵"), ("לחם", "מים"), ("Mutter", "Mütter"), ("हिंदी", "हदी"), ("й", "и"),
        ("か", "が"), ("→ A", "← A"), ("x²y", "xy"), ("ありがとう 1", "ありがとう 2"),
    ],
)  # fmt: skip
def test_identity_keeps_what_tells_two_things_apart(one: str, other: str) -> None:
    assert identity(one) != identity(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ｆｕｌｌ width", "full  width"),
        ("Straße", "STRASSE"),
        ("The lion's share", "the lions share"),
        ("Chain-of-Thought", "chain of thought"),
    ],
)
def test_identity_passes_over_case_width_space_and_punctuation(one: str, other: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_are_the_same(form: str) -> None:
    for text in ("Müller", "한국어", "がぎ", "Ελλάδα"):
        assert identity(unicodedata.normalize(form, text)) == identity(text)  # type: ignore[arg-type]


def test_fold_meets_what_is_typed_without_accents() -> None:
    assert fold("Øster") == "oster"
    assert fold("Schrödinger’s") == fold("schrodingers")
    assert fold("Иванов") == "иванов"
    assert fold("C#") == "c#" != fold("C")


def test_fold_of_ascii_is_as_of_any_text() -> None:
    text = "A* search, C++ and C# (2nd ed.): don't-mix_them + more"
    assert fold(text) == fold(text + "\N{ZERO WIDTH JOINER}")


def test_a_german_name_is_found_in_both_spellings() -> None:
    assert {"muller", "mueller"} <= spellings("Müller")
    assert spellings("Mueller") & spellings("Müller")
