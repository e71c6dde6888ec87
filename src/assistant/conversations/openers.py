"""Questions to begin with, made from the notes at hand and each tried before it is offered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.kept import KeptDocuments
from assistant.notes.entry import Entry
from assistant.text.fold import fold

_LONGEST_TITLE = 70
_TRIED = 4  # candidates for each question that is wanted
_KEPT = 4  # states of the index whose questions are kept
_GATHERED = 4  # entries that make a heading worth an overview

_FORMS: tuple[tuple[str, Callable[[Entry], bool]], ...] = (
    ("What do the notes say about {}?", lambda entry: bool(entry.notes)),
    ("Who wrote {}, and when?", lambda entry: bool(entry.authors and entry.year)),
)


def kept_openers(assistant: Assistant, state: str, count: int = 4) -> list[str]:
    """The questions of `openers`, which are kept in the home for one `state` of the index: to try them takes a second, for which nobody is to wait
    at each start. Raises as `Assistant.ask`."""
    documents = KeptDocuments(assistant.settings.home / "openers", _KEPT)
    key = sha256(f"{state} {count}".encode()).hexdigest()
    kept = documents.get(key)
    questions = kept.document.get("questions") if kept else None
    if isinstance(questions, list):
        return [str(question) for question in questions]
    found = openers(assistant, count)
    documents.keep(key, {"questions": found})
    return found


def openers(assistant: Assistant, count: int = 4) -> list[str]:
    """At most `count` questions that these notes answer: on the entries they remark on most, each of another section, the last on a whole section.

    Each of those on an entry was asked, without a model, and its answer cites that entry.
    """
    entries = assistant.entries()
    found: list[str] = []
    tried = 0
    for entry in _spread(entries):
        if len(found) >= count - 1 or tried >= _TRIED * count:
            break
        form, fits = _FORMS[len(found) % len(_FORMS)]
        if fits(entry):
            tried += 1
            question = form.format(entry.title)
            if _cites(assistant, question, entry):
                found.append(question)
    return found + [f"Summarize what I have on {section}" for section in _topic(entries)[: count - len(found)]]


def _cites(assistant: Assistant, question: str, entry: Entry) -> bool:
    try:
        answer = assistant.ask(question, use_model=False)
    except AssistantError:
        return False
    return bool(answer.statements) and not answer.abstained and entry.id in {citation.entry_id for citation in answer.citations}


def _spread(entries: list[Entry]) -> Iterator[Entry]:
    """The entries that are remarked on most, first one of each section, those of other notebooks in turn."""
    remarked = sorted((entry for entry in entries if _is_fit(entry)), key=lambda entry: -len(entry.lines()))
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    books: Counter[str] = Counter()
    ranked = []
    for entry in remarked:
        place = (entry.notebook, entry.section)
        ranked.append((seen[place], books[entry.notebook] if not seen[place] else 0, entry))
        books[entry.notebook] += not seen[place]
        seen[place] += 1
    yield from (entry for _, _, entry in sorted(ranked, key=lambda one: one[:2]))


def _is_fit(entry: Entry) -> bool:
    return (
        entry.kind != "section"
        and bool(entry.notes)
        and len(entry.title) <= _LONGEST_TITLE
        and not entry.title.endswith("?")
        and entry.called == entry.title
    )


def _topic(entries: list[Entry]) -> list[str]:
    """The innermost heading whose words most of its own entries use, where enough do: "Papers" names no topic."""
    said: Counter[str] = Counter()
    for entry in entries:
        if entry.section and entry.kind != "section":
            words = fold(" ".join([entry.title, *entry.lines()]))
            said[entry.section[-1]] += fold(entry.section[-1]) in words
    return [section for section, count in said.most_common(1) if count >= _GATHERED]
