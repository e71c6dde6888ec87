"""A run: every golden item asked, scored and summed up. An item that fails counts as wrong, never as missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from assistant.answers.answer import EXTRACTIVE, Answer, Statement
from assistant.answers.support import check_support
from assistant.answers.verify import passages_of
from assistant.assistant import Assistant
from assistant.errors import AssistantError, UsageError
from assistant.evals import metrics
from assistant.evals.golden import GoldenItem, read_golden
from assistant.notes.entry import Entry
from assistant.retrieval.question import Turn
from assistant.settings import shipped

EVIDENCE, KEY_FACTS, CITES_GOLD = "evidence recall@1500", "key-fact accuracy", "gold citation rate"
_RETRIEVAL = (EVIDENCE, "recall@5", "MRR", "nDCG@10")
_CITING = ("citation recall", "citation precision", "quote fidelity", "marker validity")
_SEARCHED = 20


@dataclass(frozen=True, slots=True)
class ItemScore:
    """What one item came to. `values` holds each measure that applies to it; `error` is why it failed, empty where it did not."""

    item: GoldenItem
    answer: str
    abstained: bool
    values: dict[str, float]
    milliseconds: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """All scores of a run and what they sum up to."""

    scores: tuple[ItemScore, ...]
    model: str

    def means(self) -> dict[str, tuple[float, tuple[float, float], int]]:
        """For each measure its mean, 95 % interval and the number of items it applies to."""
        names = dict.fromkeys(name for score in self.scores for name in score.values)
        rows = {name: [score.values[name] for score in self.scores if name in score.values] for name in names}
        return {name: (sum(values) / len(values), metrics.interval(values), len(values)) for name, values in rows.items()}

    def by_kind(self, name: str) -> dict[str, tuple[float, int]]:
        """The mean of one measure for each kind of item."""
        kinds = dict.fromkeys(score.item.kind for score in self.scores if name in score.values)
        rows = {kind: [s.values[name] for s in self.scores if s.item.kind == kind and name in s.values] for kind in kinds}
        return {kind: (sum(values) / len(values), len(values)) for kind, values in rows.items()}

    def abstention(self) -> dict[str, int]:
        """The 2 × 2 of answerable and answered. An item that failed stands in the wrong cell of its row."""
        table = {f"{a}_{b}": 0 for a in ("answerable", "unanswerable") for b in ("answered", "refused")}
        for score in self.scores:
            side = "answerable" if score.item.answerable else "unanswerable"
            refused = score.item.answerable if score.error else score.abstained
            table[f"{side}_{'refused' if refused else 'answered'}"] += 1
        return table

    def latency(self) -> tuple[float, float]:
        """50th and 95th percentile of the milliseconds from question to answer, over the items that did not fail; 0 where all failed."""
        times = [score.milliseconds for score in self.scores if not score.error] or [0.0]
        return metrics.percentile(times, 0.5), metrics.percentile(times, 0.95)

    def misses(self) -> list[tuple[str, ItemScore]]:
        """Items that went wrong, each with how: its error, `refused`, `answered` or `wrong`."""
        found = []
        for score in self.scores:
            if score.error:
                found.append((score.error, score))
            elif not score.item.answerable:
                found += [] if score.abstained else [("answered", score)]
            elif score.abstained or score.values.get(KEY_FACTS) == 0.0:
                found.append(("refused" if score.abstained else "wrong", score))
        return found

    def error_rates(self) -> tuple[float, float]:
        """Share of answerable items refused, and of unanswerable ones answered."""
        table = self.abstention()
        answerable = table["answerable_refused"] + table["answerable_answered"]
        unanswerable = table["unanswerable_refused"] + table["unanswerable_answered"]
        return table["answerable_refused"] / max(answerable, 1), table["unanswerable_answered"] / max(unanswerable, 1)

    def to_json(self) -> dict[str, Any]:
        """The run as one JSON document."""
        refused, answered = self.error_rates()
        median, slow = self.latency()
        return {
            "model": self.model,
            "items": len(self.scores),
            "failed": sum(bool(score.error) for score in self.scores),
            "metrics": {name: {"mean": mean, "interval": list(span), "n": n} for name, (mean, span, n) in self.means().items()},
            "by_kind": {name: {k: {"mean": m, "n": n} for k, (m, n) in self.by_kind(name).items()} for name in self.means()},
            "abstention": {**self.abstention(), "answerable_refused_rate": refused, "unanswerable_answered_rate": answered},
            "latency_ms": {"p50": median, "p95": slow},
            "scores": [
                {"id": s.item.id, "kind": s.item.kind, "abstained": s.abstained, "values": s.values, "error": s.error, "answer": s.answer}
                for s in self.scores
            ],
        }

    def print(self, console: Console) -> None:
        """Tables of the measures, of the kinds and of abstention, and the items that were missed."""
        table = Table("measure", "n", "mean", "95 % interval", box=None, header_style="bold")
        for name, (mean, (low, high), n) in self.means().items():
            table.add_row(name, str(n), f"{mean:.3f}", f"{low:.3f} – {high:.3f}")
        console.print(table)
        kinds = Table("kind", "n", EVIDENCE, KEY_FACTS, box=None, header_style="bold")
        found, facts = self.by_kind(EVIDENCE), self.by_kind(KEY_FACTS)
        for kind in dict.fromkeys([*found, *facts]):
            count = max(by.get(kind, (0.0, 0))[1] for by in (found, facts))
            kinds.add_row(kind, str(count), *(f"{by[kind][0]:.3f}" if kind in by else "–" for by in (found, facts)))
        console.print(kinds)
        self._print_abstention(console)
        for how, score in self.misses():
            text = escape(f"{how}: {score.item.id} ({score.item.kind}) {score.item.question}")
            console.print(text, style="dim", soft_wrap=True)

    def _print_abstention(self, console: Console) -> None:
        counts = self.abstention()
        table = Table("", "answered", "refused", box=None, header_style="bold")
        for side in ("answerable", "unanswerable"):
            table.add_row(side, str(counts[f"{side}_answered"]), str(counts[f"{side}_refused"]))
        console.print(table)
        refused, answered = self.error_rates()
        median, slow = self.latency()
        failed = sum(bool(score.error) for score in self.scores)
        console.print(
            f"answerable refused {refused:.3f}, unanswerable answered {answered:.3f}, failed items {failed} of {len(self.scores)}"
        )
        console.print(f"latency p50 {median:.0f} ms, p95 {slow:.0f} ms; answers by {self.model}")


def evaluate_files(assistant: Assistant, files: Sequence[Path], console: Console, *, use_model: bool = False) -> Run:
    """Asks every golden item of `files` (by default the shipped held-out ones) and scores the answers; progress goes to `console`.

    Without a model the result is the same at every run, latencies apart. Raises `UsageError` for files that hold no golden items, and where a
    model is asked for and none is configured.
    """
    if use_model and not assistant.settings.has_model:
        raise UsageError("no model is configured to be evaluated; set OPENAI_API_KEY or OPENAI_BASE_URL")
    items = read_golden(list(files) or [shipped("evals") / "heldout.jsonl"])
    steps = track(items, "evaluating", console=console, transient=True, disable=not console.is_terminal)
    scores = tuple(_score(assistant, item, use_model) for item in steps)
    return Run(scores, (assistant.settings.model or "the endpoint's first model") if use_model else EXTRACTIVE)


def _score(assistant: Assistant, item: GoldenItem, use_model: bool) -> ItemScore:
    history = [Turn(turn.role, turn.content) for turn in item.history]
    try:
        answer = assistant.ask(item.question, history, use_model=use_model)
        values = _values(assistant, item, answer) if item.answerable else {}
    except Exception as error:  # whatever breaks one item is that item's mark, and the run goes on
        told = str(error) if isinstance(error, AssistantError) else f"failed with {type(error).__name__}"
        return ItemScore(item, "", False, dict.fromkeys(_applying(item), 0.0), 0.0, told)
    return ItemScore(item, answer.answer, answer.abstained, values, answer.timings_ms["total"])


def _applying(item: GoldenItem) -> list[str]:
    """The measures that apply to an item, whatever comes of it. Unanswerable items count in the abstention table only."""
    if not item.answerable:
        return []
    return [
        *(_RETRIEVAL if item.gold_titles else ()),
        *([KEY_FACTS] if item.must_include else ()),
        *([CITES_GOLD] if item.gold_titles else ()),
        *_CITING,
    ]


def _values(assistant: Assistant, item: GoldenItem, answer: Answer) -> dict[str, float]:
    values: dict[str, float] = {}
    if item.gold_titles:
        values |= _on_retrieval(assistant, item, answer)
    if item.must_include:
        values[KEY_FACTS] = float(metrics.key_facts(answer.answer, item.must_include))
    if not answer.abstained:
        if item.gold_titles:
            cited = [entry for citation in answer.citations if (entry := assistant.entry(citation.entry_id))]
            values[CITES_GOLD] = float(any(metrics.found_titles([_titles(entry) for entry in cited], item.gold_titles)))
        values |= _on_citations(answer, assistant)
    return values


def _on_retrieval(assistant: Assistant, item: GoldenItem, answer: Answer) -> dict[str, float]:
    """Measures of what was found: of the evidence in its order, and of the search for the question as the assistant understood it."""
    evidence = [f"{_titles(piece.entry)}\n{piece.text}" for piece in answer.evidence]
    hits = ["\n".join([_titles(hit.entry), *hit.entry.lines()]) for hit in assistant.search(answer.standalone_question, _SEARCHED)]
    measured = (
        metrics.evidence_recall(evidence, [piece.tokens for piece in answer.evidence], item.gold_titles),
        metrics.recall_at(hits, item.gold_titles, 5),
        metrics.reciprocal_rank(hits, item.gold_titles),
        metrics.ndcg_at(hits, item.gold_titles),
    )
    return dict(zip(_RETRIEVAL, measured, strict=True))


def _titles(entry: Entry) -> str:
    return "\n".join([entry.title, *entry.aliases])


def _on_citations(answer: Answer, assistant: Assistant) -> dict[str, float]:
    """Measures of how an answer cites: statements supported, citations needed, quotes word for word, markers that point at evidence."""
    passages = {piece.marker: passages_of(piece) for piece in answer.evidence}
    supported = [_holds(statement, statement.markers, passages) for statement in answer.statements]
    alone: list[bool] = []
    needed: list[bool] = []
    for statement, holds in zip(answer.statements, supported, strict=True):
        for marker in statement.markers:
            alone.append(holds and _holds(statement, [marker], passages))
            needed.append(holds and not _holds(statement, [other for other in statement.markers if other != marker], passages))
    quotes = [metrics.is_quote(citation.quote, _lines(citation.entry_id, assistant)) for citation in answer.citations]
    valid = sum(len(statement.markers) for statement in answer.statements)
    values = {"citation recall": metrics.citation_recall(supported), "citation precision": metrics.citation_precision(alone, needed)}
    if quotes:
        values["quote fidelity"] = sum(quotes) / len(quotes)
    if valid + answer.invalid_markers:
        values["marker validity"] = valid / (valid + answer.invalid_markers)
    return values


def _holds(statement: Statement, markers: Sequence[int], passages: Mapping[int, Sequence[str]]) -> bool:
    """Whether the cited passages together support a statement: the project's own check in the place of ALCE's NLI model."""
    return bool(markers) and check_support(statement.text, [text for marker in markers for text in passages[marker]]).verdict == "supported"


def _lines(entry_id: str, assistant: Assistant) -> list[str]:
    entry = assistant.entry(entry_id)
    return [entry.title, *entry.aliases, *entry.lines()] if entry else []
