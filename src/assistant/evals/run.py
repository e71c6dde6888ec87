"""A run: every golden item asked, scored and summed up. An item that fails counts as wrong, never as missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from assistant.answers.answer import Answer, Statement
from assistant.answers.support import check_support
from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.evals import metrics
from assistant.evals.golden import GoldenItem, read_golden
from assistant.retrieval.question import Turn
from assistant.settings import shipped

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
        """The 2 × 2 of answerable and answered."""
        table = {f"{a}_{b}": 0 for a in ("answerable", "unanswerable") for b in ("answered", "refused")}
        for score in self.scores:
            side = "answerable" if score.item.answerable else "unanswerable"
            table[f"{side}_{'refused' if score.abstained else 'answered'}"] += 1
        return table

    def error_rates(self) -> tuple[float, float]:
        """Share of answerable items refused, and of unanswerable ones answered."""
        table = self.abstention()
        answerable = table["answerable_refused"] + table["answerable_answered"]
        unanswerable = table["unanswerable_refused"] + table["unanswerable_answered"]
        return table["answerable_refused"] / max(answerable, 1), table["unanswerable_answered"] / max(unanswerable, 1)

    def to_json(self) -> dict[str, Any]:
        """The run as one JSON document."""
        refused, answered = self.error_rates()
        times = [score.milliseconds for score in self.scores]
        return {
            "model": self.model,
            "items": len(self.scores),
            "failed": sum(bool(score.error) for score in self.scores),
            "metrics": {name: {"mean": mean, "interval": list(span), "n": n} for name, (mean, span, n) in self.means().items()},
            "by_kind": {name: {k: {"mean": m, "n": n} for k, (m, n) in self.by_kind(name).items()} for name in self.means()},
            "abstention": {**self.abstention(), "answerable_refused_rate": refused, "unanswerable_answered_rate": answered},
            "latency_ms": {"p50": metrics.percentile(times, 0.5), "p95": metrics.percentile(times, 0.95)},
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
        kinds = Table("kind", "n", "evidence recall@1500", "key-fact accuracy", box=None, header_style="bold")
        facts = self.by_kind("key-fact accuracy")
        for kind, (mean, n) in self.by_kind("evidence recall@1500").items():
            kinds.add_row(kind, str(n), f"{mean:.3f}", f"{facts[kind][0]:.3f}")
        console.print(kinds)
        self._print_abstention(console)
        for score in self.scores:
            if score.values.get("key-fact accuracy") == 0.0 or (not score.item.answerable and not score.abstained):
                what = score.error or ("refused" if score.abstained else "answered" if not score.item.answerable else "wrong")
                console.print(f"{what}: {score.item.id} ({score.item.kind}) {escape(score.item.question)}", style="dim", soft_wrap=True)

    def _print_abstention(self, console: Console) -> None:
        counts = self.abstention()
        table = Table("", "answered", "refused", box=None, header_style="bold")
        for side in ("answerable", "unanswerable"):
            table.add_row(side, str(counts[f"{side}_answered"]), str(counts[f"{side}_refused"]))
        console.print(table)
        refused, answered = self.error_rates()
        times = [score.milliseconds for score in self.scores]
        failed = sum(bool(score.error) for score in self.scores)
        console.print(
            f"answerable refused {refused:.3f}, unanswerable refused {1 - answered:.3f}, failed items {failed} of {len(self.scores)}"
        )
        console.print(
            f"latency p50 {metrics.percentile(times, 0.5):.0f} ms, p95 {metrics.percentile(times, 0.95):.0f} ms; answers by {self.model}"
        )


def evaluate_files(assistant: Assistant, files: Sequence[Path], console: Console, *, use_model: bool = False) -> Run:
    """Asks every golden item of `files` (by default the shipped held-out ones) and scores the answers; progress goes to `console`.

    Without a model the result is the same at every run, latencies apart. Raises `UsageError` for files that hold no golden items.
    """
    items = read_golden(list(files) or [shipped("evals") / "heldout.jsonl"])
    steps = track(items, "evaluating", console=console, transient=True, disable=not console.is_terminal)
    scores = tuple(_score(assistant, item, use_model) for item in steps)
    return Run(scores, "the configured model" if use_model else "extractive")


def _score(assistant: Assistant, item: GoldenItem, use_model: bool) -> ItemScore:
    history = [Turn(turn.role, turn.content) for turn in item.history]
    try:
        answer = assistant.ask(item.question, history, use_model=use_model)
        hits = assistant.search(answer.standalone_question, _SEARCHED) if item.answerable else []
    except AssistantError as error:
        zeros = dict.fromkeys(_ANSWERABLE, 0.0) if item.answerable else {}
        return ItemScore(item, "", False, zeros, 0.0, str(error))
    values = {}
    if item.answerable:
        texts = ["\n".join([hit.entry.title, *hit.entry.aliases, *hit.entry.lines()]) for hit in hits]
        values = {name: measure(item, answer, texts) for name, measure in _ANSWERABLE.items()}
    if not answer.abstained:
        values |= _on_citations(answer, assistant)
    return ItemScore(item, answer.answer, answer.abstained, values, answer.timings_ms["total"])


def _evidence(item: GoldenItem, answer: Answer, _: Sequence[str]) -> float:
    texts = [f"{piece.entry.title}\n{piece.text}" for piece in answer.evidence]
    return metrics.evidence_recall(texts, [piece.tokens for piece in answer.evidence], item.gold_titles)


def _cites_gold(item: GoldenItem, answer: Answer, _: Sequence[str]) -> float:
    return float(any(any(metrics.found_titles([citation.title], item.gold_titles)) for citation in answer.citations))


_ANSWERABLE: dict[str, Callable[[GoldenItem, Answer, Sequence[str]], float]] = {
    "evidence recall@1500": _evidence,
    "recall@5": lambda item, _, texts: metrics.recall_at(texts, item.gold_titles, 5),
    "MRR": lambda item, _, texts: metrics.reciprocal_rank(texts, item.gold_titles),
    "nDCG@10": lambda item, _, texts: metrics.ndcg_at(texts, item.gold_titles),
    "key-fact accuracy": lambda item, answer, _: float(metrics.key_facts(answer.answer, item.must_include)),
    "gold citation rate": _cites_gold,
}


def _on_citations(answer: Answer, assistant: Assistant) -> dict[str, float]:
    """Measures of what was answered: citation recall and precision, quotes word for word, markers valid."""
    passages = {piece.marker: [piece.text, " / ".join(piece.entry.section)] for piece in answer.evidence}
    supported = [bool(s.markers) and s.verdict == "supported" for s in answer.statements]
    alone: list[bool] = []
    needed: list[bool] = []
    for statement, holds in zip(answer.statements, supported, strict=True):
        for marker in statement.markers:
            alone.append(holds and _holds(statement, [marker], passages))
            needed.append(holds and not _holds(statement, [other for other in statement.markers if other != marker], passages))
    quoted = [_stands(citation.quote, citation.entry_id, assistant) for citation in answer.citations]
    values = {"citation recall": metrics.citation_recall(supported), "citation precision": metrics.citation_precision(alone, needed)}
    if quoted:
        values["quote fidelity"] = sum(quoted) / len(quoted)
    marked = [marker in passages for statement in answer.statements for marker in statement.markers]
    if marked:
        values["marker validity"] = sum(marked) / len(marked)
    return values


def _holds(statement: Statement, markers: Sequence[int], passages: dict[int, list[str]]) -> bool:
    return bool(markers) and check_support(statement.text, [text for marker in markers for text in passages[marker]]).verdict == "supported"


def _stands(quote: str, entry_id: str, assistant: Assistant) -> bool:
    entry = assistant.entry(entry_id)
    texts = [entry.title, *entry.aliases, *entry.lines()] if entry else []
    return bool(quote) and any(" ".join(quote.split()) in " ".join(text.split()) for text in texts)
