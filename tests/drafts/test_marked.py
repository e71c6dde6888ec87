"""A checked text comes back whole, in its own order."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.drafts.marked import blocks_of, counted, report
from assistant.drafts.parse import read_draft

TEXT = """# Bread

A levain is fed. It ferments
slowly in the cold. Is it?

- Rye ferments fast.
  - Steam helps it.

| a | b |
|---|---|

Ovens are hot. <b>Hot</b> ovens bake.
"""


def checked(text: str) -> dict[str, Any]:
    """What a check would say of a text, each statement not supported for a reason."""
    draft = read_draft(text)
    said = {"markers": [1], "verdict": "unsupported", "score": 0.1, "reason": "never"}
    citation = dict.fromkeys(("year", "arxiv", "url")) | {"marker": 1, "entry_id": "e", "title": "Entry", "quote": ""}
    return {
        "statements": [{"text": one.text, "line": one.line, **said} for one in draft.statements],
        "left_out": [{"line": one.line, "text": one.text, "reason": one.reason} for one in draft.left_out],
        "citations": [citation | {"authors": [], "section": [], "notebook": "n", "place": "n.md:1"}],
        "counts": {"supported": 0, "partly": 0, "unsupported": len(draft.statements), "unverified": 0},
    }


def test_each_statement_stands_once_where_it_stood_with_what_is_no_statement_between() -> None:
    blocks = blocks_of(TEXT, checked(TEXT))
    assert [(block.kind, block.depth, block.reason) for block in blocks] == [
        ("heading", 1, ""),
        ("text", 0, ""),
        ("item", 0, ""),
        ("item", 1, ""),
        ("aside", 0, "table"),
        ("text", 0, ""),
    ]
    assert [piece.text for piece in blocks[1].pieces] == ["A levain is fed.", "It ferments slowly in the cold.", "Is it?"]
    said = [piece.text for block in blocks for piece in block.pieces if piece.said]
    assert said == [one.text for one in read_draft(TEXT).statements]


@pytest.mark.parametrize(
    "text", ["One line stands here alone.", "1. First it is fed.\n2. Then it rests.\n", "\n\n> It was quoted from afar.\n"]
)
def test_no_statement_of_any_shape_of_text_is_lost(text: str) -> None:
    document = checked(text)
    assert sum(bool(piece.said) for block in blocks_of(text, document) for piece in block.pieces) == len(document["statements"]) > 0


def test_the_report_holds_the_reasons_and_the_references_and_runs_nothing() -> None:
    told = report("bread.md", TEXT, checked(TEXT))
    assert "Rye ferments fast. [1] (NOT SUPPORTED: never)" in told
    assert "- [1] Entry, n.md:1" in told
    assert "<b>" not in told


def test_the_counts_name_only_what_there_is() -> None:
    assert counted({"supported": 2, "partly": 0, "unsupported": 1, "unverified": 0}) == "2 of 3 supported · 1 not supported"
