"""Formulas of notes become MathML; what is no LaTeX stays as it is written."""

from __future__ import annotations

from assistant.ui.maths import formulas


def test_each_formula_is_set_under_the_words_it_is_written_in() -> None:
    made = formulas(["a rise $h_i$ in the $\\theta$ of it", "it costs $5 or $6", "no formula"])
    assert set(made) == {"$h_i$", "$\\theta$"}
    assert "<msub>" in made["$h_i$"]


def test_what_is_no_latex_is_left_out() -> None:
    assert formulas(["$\\frac{$", "$}_{$", f"${'x' * 5_000}$"]) == {}


def test_markup_in_a_formula_is_text() -> None:
    made = formulas(["$\\text{<img src=x onerror=alert(1)>}$", "$<script>$"])
    assert made
    assert not any("<img" in one or "<script" in one for one in made.values())
