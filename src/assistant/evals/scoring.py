"""From a golden item and its answer to a score: which measures apply, and what the answer comes to in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.answers.answer import Answer, Statement
from assistant.answers.verify import passages_of
from assistant.assistant import Assistant
from assistant.evals import metrics
from assistant.evals.golden import GoldenItem
from assistant.evals.scores import Score
from assistant.notes.entry import Entry
from assistant.retrieval.evidence import Evidence
from assistant.support.check import check_support

EVIDENCE, KEY_FACTS, CITES_GOLD = "evidence recall@1500", "key-fact accuracy", "gold citation rate"
ANSWERED, REFUSED = "answerable answered", "unanswerable refused"
WRONG_AND_SURE, FIRST, GUESSED = "wrong and sure", "first citation right", "answerable guessed"
# Measures that are the better, the lower they are.
COSTS = frozenset({WRONG_AND_SURE, GUESSED})
RETRIEVAL = (EVIDENCE, "recall@5", "recall@10", "MRR", "nDCG@10")
CITING = ("citation recall", "citation precision", "quote fidelity", "marker validity")
MARKED = "marked by the model"
_SEARCHED = 20


def mark(item: GoldenItem, answer: Answer, section: str = "") -> Score:
    """The score of an answer: abstention, key facts, citations. Retrieval is marked apart, by `mark_retrieval`. `section` is where its gold stands."""
    values = _on_sureness(item, answer)
    if not item.answerable:
        values[REFUSED] = float(answer.abstained)
    else:
        values[ANSWERED] = float(not answer.abstained)
        if item.must_include:
            values[KEY_FACTS] = float(metrics.key_facts(answer.answer, item.must_include)) if not answer.abstained else 0.0
        if not answer.abstained:
            if item.gold_titles:
                values[CITES_GOLD] = float(any(_gold_citations(item, answer)))
            values |= _on_quotes(answer) if answer.guesses else {**_on_citations(answer), **_on_quotes(answer)}
    told = document(item, answer) | {"section": section}
    return Score(item.id, item.kind, item.question, values, _missed(item, answer, values), told, answer.timings_ms.get("total", 0.0))


def _gold_citations(item: GoldenItem, answer: Answer) -> list[bool]:
    """For each citation of an answer, in its order, whether it is of a gold entry."""
    entries = {piece.entry.id: titles_of(piece.entry) for piece in answer.evidence}
    cited = [entries.get(citation.entry_id, citation.title) for citation in answer.citations]
    return [bool(item.gold_titles) and any(metrics.found_titles([titles], item.gold_titles)) for titles in cited]


def _on_sureness(item: GoldenItem, answer: Answer) -> dict[str, float]:
    """Whether an answer is wrong and sure of itself, whether guesses stand in its place, and whether its first citation is right. An answer to what the
    notes do not hold is wrong; of an item without gold titles nothing is known."""
    guessed = {GUESSED: float(bool(answer.guesses))} if item.answerable and not answer.abstained else {}
    if answer.abstained or (item.answerable and not item.gold_titles):
        return guessed
    right = _gold_citations(item, answer)
    return {**guessed, FIRST: float(any(right[:1])), **({} if answer.guesses else {WRONG_AND_SURE: float(not any(right))})}


def mark_retrieval(item: GoldenItem, answer: Answer, assistant: Assistant) -> dict[str, float]:
    """Measures of what was found: of the evidence in its order, and of the search for the question as the assistant understood it."""
    if not item.gold_titles:
        return {}
    evidence = [f"{titles_of(piece.entry)}\n{piece.text}" for piece in answer.evidence]
    hits = ["\n".join([titles_of(hit.entry), *hit.entry.lines()]) for hit in assistant.search(answer.standalone_question, _SEARCHED)]
    measured = (
        metrics.evidence_recall(evidence, [piece.tokens for piece in answer.evidence], item.gold_titles),
        metrics.recall_at(hits, item.gold_titles, 5),
        metrics.recall_at(hits, item.gold_titles, 10),
        metrics.reciprocal_rank(hits, item.gold_titles),
        metrics.ndcg_at(hits, item.gold_titles),
    )
    return dict(zip(RETRIEVAL, measured, strict=True))


def failed(item: GoldenItem, why: str) -> Score:
    """The score of an item that broke: zero in every measure that applies to it (of a cost: one), as if it had gone wrong in each."""
    names: list[str] = [ANSWERED if item.answerable else REFUSED, *([] if item.answerable and not item.gold_titles else [FIRST])]
    costs = [*([GUESSED] if item.answerable else []), *([WRONG_AND_SURE] if FIRST in names else [])]
    if item.answerable:
        names += [*(RETRIEVAL if item.gold_titles else ()), *([KEY_FACTS] if item.must_include else ())]
        names += [*([CITES_GOLD] if item.gold_titles else ()), *CITING]
    values = dict.fromkeys(names, 0.0) | dict.fromkeys(costs, 1.0)
    return Score(item.id, item.kind, item.question, values, f"failed: {why}", {"error": why, **_golden(item)})


def document(item: GoldenItem, answer: Answer) -> dict[str, Any]:
    """What people read of an item: the answer as `ask --json` gives it, the golden item beside it, and what the answer lacks."""
    shown = answer.to_json()
    del shown["timings_ms"]
    evidence = [titles_of(piece.entry) for piece in answer.evidence]
    found = metrics.found_titles(evidence, item.gold_titles)
    return {
        **shown,
        **_golden(item),
        "missing_facts": [list(group) for group in item.must_include if not metrics.key_facts(answer.answer, [group])],
        "missing_titles": [title for title, there in zip(item.gold_titles, found, strict=True) if not there],
    }


def _golden(item: GoldenItem) -> dict[str, Any]:
    return {
        "gold_titles": list(item.gold_titles),
        "must_include": [list(group) for group in item.must_include],
        "history": [turn.model_dump() for turn in item.history],
        "reference": item.answer,
    }


def titles_of(entry: Entry) -> str:
    """All titles under which the notes speak of an entry, one a line."""
    return "\n".join([entry.title, *entry.aliases])


def _missed(item: GoldenItem, answer: Answer, values: Mapping[str, float]) -> str:
    if not item.answerable:
        return "" if answer.abstained else "guessed" if answer.guesses else "answered"
    if answer.abstained:
        return "refused"
    return "wrong" if values.get(KEY_FACTS) == 0.0 else ""


def _on_citations(answer: Answer) -> dict[str, float]:
    """Measures of how an answer cites: statements supported, citations needed, markers that point at evidence."""
    passages = {piece.marker: passages_of(piece) for piece in answer.evidence}
    supported = [_holds(statement, statement.markers, passages) for statement in answer.statements]
    alone: list[bool] = []
    needed: list[bool] = []
    for statement, holds in zip(answer.statements, supported, strict=True):
        for marker in statement.markers:
            alone.append(holds and _holds(statement, [marker], passages))
            needed.append(holds and not _holds(statement, [other for other in statement.markers if other != marker], passages))
    valid = sum(len(statement.markers) for statement in answer.statements)
    values = {"citation recall": metrics.citation_recall(supported), "citation precision": metrics.citation_precision(alone, needed)}
    if valid + answer.invalid_markers:
        values["marker validity"] = valid / (valid + answer.invalid_markers)
    if answer.by == "model" and answer.statements:
        own = sum(bool(statement.markers) for statement in answer.statements) - answer.attached
        values[MARKED] = own / len(answer.statements)
    return values


def _on_quotes(answer: Answer) -> dict[str, float]:
    """The share of the quotes that stand word for word in a line of their entry; nothing where there is no quote."""
    lines = {piece.entry.id: _lines(piece) for piece in answer.evidence}
    quotes = [metrics.is_quote(citation.quote, lines[citation.entry_id]) for citation in answer.citations]
    return {"quote fidelity": sum(quotes) / len(quotes)} if quotes else {}


def _holds(statement: Statement, markers: Sequence[int], passages: Mapping[int, Sequence[str]]) -> bool:
    """Whether the cited passages together support a statement: the project's own check in the place of ALCE's NLI model."""
    return bool(markers) and check_support(statement.text, [text for marker in markers for text in passages[marker]]).verdict == "supported"


def _lines(piece: Evidence) -> list[str]:
    return [piece.entry.title, *piece.entry.aliases, *piece.entry.lines()]
