"""Questions that may follow an answer, each tried before it is offered, with no model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.notes.entry import Entry
from assistant.questions.kind import sides

_TRIED = 6
_LONGEST_TITLE = 80


def next_questions(assistant: Assistant, document: Mapping[str, Any], count: int = 3) -> list[str]:
    """At most `count` questions that go on from an answer and that the notes answer: on what else was found for it, on who wrote what it cites, on what
    two of them have between them. Each was asked, and its answer cites the entry that it is about."""
    found: list[str] = []
    about: set[str] = set()
    asked = str(document.get("question", "")).casefold()
    for tried, (question, entry) in enumerate(_candidates(assistant, document)):
        if len(found) >= count or tried >= _TRIED:
            break
        if question.casefold() != asked and entry.id not in about and _is_answered(assistant, question, entry):
            found.append(question)
            about.add(entry.id)
    return found


def _candidates(assistant: Assistant, document: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    cited = [citation["entry_id"] for citation in document.get("citations", ())]
    others = [
        piece["entry_id"] for piece in [*document.get("evidence", ()), *document.get("nearest", ())] if piece["entry_id"] not in cited
    ]
    known = {one: entry for one in dict.fromkeys([*cited, *others]) if (entry := assistant.entry(one)) and _is_fit(entry)}
    told = [known[one] for one in cited if one in known]
    untold = [known[one] for one in others if one in known and known[one].notes]
    if told and untold:
        question = f"How does “{_short(told[0])}” compare with “{_short(untold[0])}”?"
        if sides(question):
            yield question, untold[0]
    for entry in untold:
        yield f"What do the notes say about “{entry.title}”?", entry
    for entry in told:
        if entry.authors and entry.year:
            yield f"Who wrote “{entry.title}”, and when?", entry
        if entry.notes:
            yield f"What do the notes say about “{entry.title}”?", entry


def _short(entry: Entry) -> str:
    return entry.title.split(":")[0]


def _is_fit(entry: Entry) -> bool:
    return entry.kind != "section" and len(entry.title) <= _LONGEST_TITLE and not entry.title.endswith("?") and entry.called == entry.title


def _is_answered(assistant: Assistant, question: str, entry: Entry) -> bool:
    try:
        answer = assistant.ask(question, use_model=False)
    except AssistantError:
        return False
    return bool(answer.statements) and entry.id in {citation.entry_id for citation in answer.citations}
