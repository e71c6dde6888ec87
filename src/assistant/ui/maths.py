"""Formulas of notes as MathML, which browsers set by themselves: for what is shown beside Streamlit's own Markdown."""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import lru_cache
from xml.etree import ElementTree

from assistant.text.display import FORMULA

_LONGEST = 1_000  # characters of a formula that is set


def formulas(texts: Iterable[str]) -> dict[str, str]:
    """The MathML of each formula in the texts, by the formula as it is written there, `$` included. What is no LaTeX is left out, to be shown as written."""
    return {found: made for text in texts for found in FORMULA.findall(text) if (made := _mathml(found))}


@lru_cache(maxsize=4_096)
def _mathml(formula: str) -> str:
    if len(formula) > _LONGEST:
        return ""
    from latex2mathml.converter import convert_to_element

    try:
        made = convert_to_element(formula.strip("$"))
    except Exception:  # each wrong formula fails in its own way
        return ""
    for part in made.iter():
        part.text = html.unescape(part.text or "")  # it writes signs as references, and would leave a `<` of the formula's bare
    return ElementTree.tostring(made, encoding="unicode")
