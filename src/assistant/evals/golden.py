"""Golden items: a question, what a right answer must contain, and which entries hold it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import UsageError

Kind = Literal["lookup", "reverse", "attribution", "list", "compare", "number", "followup", "unanswerable"]


class HistoryTurn(BaseModel):
    """One turn of the conversation before a follow-up."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    role: Literal["user", "assistant"]
    content: str


class GoldenItem(BaseModel):
    """One line of a golden file. `must_include` holds groups of alternatives, of which each needs one in a right answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    kind: Kind
    question: str
    history: tuple[HistoryTurn, ...] = ()
    gold_titles: tuple[str, ...] = ()
    must_include: tuple[tuple[str, ...], ...] = ()
    answer: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the notes hold an answer."""
        return self.kind != "unanswerable"


def read_golden(files: Sequence[Path]) -> list[GoldenItem]:
    """The items of golden files, in order. Raises `UsageError` that names file and line of the first bad one, or an id given twice."""
    items: list[GoldenItem] = []
    seen: dict[str, str] = {}
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file} cannot be read ({type(error).__name__}); give a .jsonl file of golden items in UTF-8") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                item = _parse(line, f"{file}:{number}")
                if item.id in seen:
                    raise UsageError(f"{file}:{number} has the id {item.id!r} of {seen[item.id]}; give each item its own")
                seen[item.id] = f"{file}:{number}"
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
        raise UsageError(f"{where} is no golden item: {field}: {first['msg']}") from None
