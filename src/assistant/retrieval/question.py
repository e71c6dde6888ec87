"""What a question asks: stand-alone words, the filters found in them, and its kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["lookup", "attribution", "list", "compare", "number"]
Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation: who spoke, the text, and for an answer the entries it cited, in the order of their markers."""

    role: Role
    content: str
    cited: tuple[str, ...] = ()


_WHO = re.compile(
    r"\b(who|whose|by whom|authors?|author of|when (?:was|were|did|is)|what year|which year|year of|written by|wrote|published)\b", re.IGNORECASE
)
_COMPARE = re.compile(
    r"\b(compare[ds]?|comparison|differences?|differs?|different from|versus|vs\.?|contrast|distinguish|in contrast|as opposed to|similarit)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b(how many|how much|how large|how big|how long|what (?:percent|percentage|share|fraction|number|size|accuracy)|number of)\b", re.IGNORECASE)
_LIST = re.compile(
    r"\b(which|what|list|name|any|show|give|find)\b(?:\W+\w+){0,4}\W+(papers|works|methods|approaches|studies|techniques|models|systems|benchmarks|"
    r"datasets|surveys|reviews|entries|ideas|ways|tools|attacks|defenses|defences|critiques|metrics|variants|examples|strategies|algorithms)\b"
    r"|^\s*(?:papers|works|methods|entries|notes) (?:on|about|by|that|using|from)\b|\bwhat (?:do|have) (?:i|my notes|the notes)\b.*\b(?:on|about)\b",
    re.IGNORECASE,
)


def kind_of(question: str) -> Kind:
    """The kind of answer that a question asks for, by its words."""
    if _COMPARE.search(question):
        return "compare"
    if _NUMBER.search(question):
        return "number"
    if _LIST.search(question):
        return "list"
    if _WHO.search(question):
        return "attribution"
    return "lookup"


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves to the conversation put back, without a model."""
    return question
