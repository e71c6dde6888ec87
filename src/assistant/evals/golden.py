"""Golden items: a question, what a right answer must contain, and which entries hold it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from assistant.errors import UsageError
from assistant.text.json_lines import read_json_lines, refuse_repeats

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Kind = Literal["lookup", "reverse", "attribution", "list", "compare", "number", "followup", "unanswerable"]


class HistoryTurn(BaseModel):
    """One turn of the conversation before a follow-up."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    role: Literal["user", "assistant"]
    content: str


class GoldenItem(BaseModel):
    """One line of a golden file. `must_include` holds groups of alternatives, of which each needs one in a right answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Text
    kind: Kind
    question: str
    history: tuple[HistoryTurn, ...] = ()
    gold_titles: tuple[Text, ...] = ()
    must_include: tuple[tuple[Text, ...], ...] = ()
    answer: str = ""

    @model_validator(mode="after")
    def _can_be_scored(self) -> Self:
        """An item that no measure applies to, or that nothing could get right, is a slip of whoever wrote it."""
        held = bool(self.gold_titles or self.must_include)
        if self.answerable != held:
            raise ValueError(
                "give gold_titles or must_include" if self.answerable else "an unanswerable item has no gold_titles and no must_include"
            )
        if not all(self.must_include):
            raise ValueError("a group of must_include is empty")
        if self.kind == "followup" and not self.history:
            raise ValueError("a followup needs its history")
        return self

    @property
    def answerable(self) -> bool:
        """Whether the notes hold an answer."""
        return self.kind != "unanswerable"


def read_golden(files: Sequence[Path]) -> list[GoldenItem]:
    """The items of golden files, in order. Raises `UsageError` that names file and line of the first bad one, or of an id or question given twice."""
    items = [one for file in files for one in read_json_lines(file, GoldenItem.model_validate_json, "golden item")]
    if not items:
        raise UsageError(f"no golden items in {', '.join(map(str, files))}; write one JSON object a line")
    return refuse_repeats(items, id=lambda item: item.id, question=lambda item: (" ".join(item.question.lower().split()), item.history))


def sample(items: Sequence[GoldenItem], count: int, seed: int = 20240607) -> list[GoldenItem]:
    """About `count` items, each kind with its share, drawn by `seed` and in their order. A smaller sample is a part of a larger one."""
    rng = random.Random(seed)  # noqa: S311
    drawn: set[str] = set()
    for kind in sorted({item.kind for item in items}):
        ids = [item.id for item in items if item.kind == kind]
        rng.shuffle(ids)
        drawn |= set(ids[: max(1, round(len(ids) * count / len(items)))])
    return [item for item in items if item.id in drawn]
