"""The support check measured on labelled pairs: how often each verdict is right, and how much of what is so it finds."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from assistant.errors import UsageError
from assistant.evals.scores import SUPPORT, Part, Score
from assistant.support.check import Support, check_support
from assistant.text.json_lines import read_json_lines, refuse_repeats

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Label = Literal["supported", "partly", "unsupported"]


class LabelledPair(BaseModel):
    """One line of a file of pairs: a statement, a passage, whether the passage supports it, and in which way the pair was made."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Text
    statement: Text
    passage: Text
    label: Label
    kind: Text


def read_pairs(file: Path) -> list[LabelledPair]:
    """The pairs of a file, in order. Raises `UsageError` that names file and line of the first bad one, or of an id or pair given twice."""
    pairs = read_json_lines(file, LabelledPair.model_validate_json, "labelled pair")
    if not pairs:
        raise UsageError(f"no pairs in {file}; write one JSON object a line")
    return refuse_repeats(pairs, id=lambda pair: pair.id, pair=lambda pair: (pair.statement, pair.passage))


def support_part(pairs: Sequence[LabelledPair]) -> Part:
    """The part of a run that measures the support check, a score a pair.

    `precision of V` applies where the check said V, and is 1 where the label is V too; `coverage` is 1 where it said `supported` or `unsupported`;
    `V found` applies where the label is V, and is 1 where the check said so.
    """
    return Part(SUPPORT, tuple(map(_score, pairs)))


def _score(pair: LabelledPair) -> Score:
    start = time.perf_counter()
    support = check_support(pair.statement, [pair.passage])
    took = (time.perf_counter() - start) * 1e3
    said = support.verdict
    values = {} if said == "unverified" else {f"precision of {said}": float(pair.label == said)}
    values["coverage"] = float(said in {"supported", "unsupported"})
    values[f"{pair.label} found"] = float(pair.label == said)
    document = {
        "statement": pair.statement,
        "passage": pair.passage,
        "label": pair.label,
        "verdict": said,
        "score": round(support.score, 3),
    }
    return Score(pair.id, pair.kind, pair.statement, values, _broken(pair, support), document, round(took, 2))


def _broken(pair: LabelledPair, support: Support) -> str:
    """How a promise was broken; empty where the verdict is right, and where it is silence."""
    return "" if support.verdict in {"unverified", pair.label} else f"called {support.verdict}, but it is {pair.label}"
