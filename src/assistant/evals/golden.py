"""Golden items: a question, what a right answer must contain, and which entries hold it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from assistant.errors import UsageError

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
    items: list[GoldenItem] = []
    seen: dict[str, str] = {}
    asked: dict[tuple[str, tuple[HistoryTurn, ...]], str] = {}
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file} cannot be read ({type(error).__name__}); give a .jsonl file of golden items in UTF-8") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                where = f"{file}:{number}"
                item = _parse(line, where)
                if item.id in seen:
                    raise UsageError(f"{where} has the id {item.id!r} of {seen[item.id]}; give each item its own")
                question = (" ".join(item.question.lower().split()), item.history)
                if question in asked:
                    raise UsageError(f"{where} asks the same as {asked[question]}; take one of them out")
                seen[item.id] = asked[question] = where
                items.append(item)
    if not items:
        raise UsageError(f"no golden items in {', '.join(map(str, files))}; write one JSON object a line")
    return items


def _parse(line: str, where: str) -> GoldenItem:
    try:
        return GoldenItem.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "line"
        raise UsageError(f"{where} is no golden item: {field}: {first['msg'].removeprefix('Value error, ')}") from None


def sample(items: Sequence[GoldenItem], count: int, seed: int = 20240607) -> list[GoldenItem]:
    """About `count` items, each kind with its share, drawn by `seed` and in their order. A smaller sample is a part of a larger one."""
    rng = random.Random(seed)  # noqa: S311
    drawn: set[str] = set()
    for kind in sorted({item.kind for item in items}):
        ids = [item.id for item in items if item.kind == kind]
        rng.shuffle(ids)
        drawn |= set(ids[: max(1, round(len(ids) * count / len(items)))])
    return [item for item in items if item.id in drawn]
