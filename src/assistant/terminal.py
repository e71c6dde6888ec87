"""How reports, hits and answers look in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from assistant.answers.answer import Answer, Citation
from assistant.answers.check import CheckedDraft
from assistant.assistant import Assistant
from assistant.index.sync import SyncReport, summary
from assistant.retrieval.ranking import EntryHit

_MARKS = {"supported": "", "partly": " (partly supported)", "unsupported": " (NOT SUPPORTED)", "unverified": " (not verified)"}
_SAID: dict[str, str] = {"supported": "supported", "partly": "partly", "unsupported": "NOT SUPPORTED", "unverified": "not verified"}
_NEAR = 0.4
_SHOWN_UNPLACED = 10


def index_with_progress(assistant: Assistant, console: Console, paths: Sequence[Path] = ()) -> SyncReport:
    """Indexes with a progress bar on `console`."""
    with progress_bar(console) as progress:
        return assistant.index(paths, progress)


@contextmanager
def progress_bar(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each stage of some work, told (stage, done, of); nothing where `console` is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks = {}

        def progress(stage: str, done: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=of)
            bar.update(tasks[stage], completed=done, total=of)

        yield progress


def print_report(report: SyncReport, console: Console) -> None:
    """The table of a sync: a row a file, then what could not be placed, then one line in sum."""
    table = Table("file", "status", "entries", "unplaced lines", "reason", box=None, pad_edge=False, header_style="bold")
    for outcome in report.files:
        entries = "" if outcome.status == "skipped" else str(outcome.entries)
        table.add_row(escape(outcome.path), outcome.status, entries, str(len(outcome.unplaced) or ""), escape(outcome.reason))
    console.print(table)
    for outcome in report.files:
        for line, reason in outcome.unplaced[:_SHOWN_UNPLACED]:
            console.print(f"not placed: {escape(outcome.path)}:{line} ({escape(reason)})")
        if len(outcome.unplaced) > _SHOWN_UNPLACED:
            console.print(f"not placed: {len(outcome.unplaced) - _SHOWN_UNPLACED} more lines of {escape(outcome.path)}")
    if report.rebuilt:
        console.print(f"rebuilt: {report.rebuilt}")
    console.print(summary(report))


def print_hits(hits: Sequence[EntryHit], console: Console) -> None:
    """Search hits, best first."""
    if not hits:
        console.print("nothing found")
    for number, hit in enumerate(hits, 1):
        byline = f" ({escape(hit.entry.byline())})" if hit.entry.byline() else ""
        console.print(f"[bold]{number}. {escape(hit.entry.title)}[/bold]{byline}  {hit.score:.2f}")
        console.print(f"   {escape(' / '.join(hit.entry.section))}  {escape(str(hit.entry.place))}", style="dim")
        if hit.hits[0].chunk.passage:
            console.print(f"   {escape(hit.hits[0].chunk.passage.splitlines()[0])}", soft_wrap=True)


def print_answer(answer: Answer, console: Console) -> None:
    """An answer with its verdicts and the entries it cites."""
    if answer.abstained:
        console.print(escape(answer.answer), soft_wrap=True)
        return
    for line in answer.paragraphs():
        console.print(" ".join(escape(s.text) + "".join(f" \\[{m}]" for m in s.markers) + _MARKS[s.verdict] for s in line), soft_wrap=True)
    console.print()
    _print_citations(answer.citations, console)


def print_check(checked: CheckedDraft, console: Console) -> None:
    """Each statement of a draft with its line, verdict and markers, and the notes' words where they differ; the cited entries; a line in sum."""
    for one in checked.statements:
        markers = "".join(f" \\[{marker}]" for marker in one.markers)
        console.print(f"{one.line:>4}  {_SAID[one.verdict]:<13}  {escape(one.text)}{markers}", soft_wrap=True)
        if one.quote and (one.verdict in {"partly", "unsupported"} or (one.verdict == "unverified" and one.score >= _NEAR)):
            console.print(f"{'':21}the notes: “{escape(one.quote)}”", style="dim", soft_wrap=True)
    if checked.citations:
        console.print()
    _print_citations(checked.citations, console)
    told = ", ".join(f"{count} {_SAID[verdict].lower()}" for verdict, count in checked.counts().items())
    reasons = Counter(one.reason for one in checked.left_out)
    left_out = f"; left out: {', '.join(f'{reason} ({count})' for reason, count in reasons.items())}" if reasons else ""
    console.print(f"\n{len(checked.statements)} statements: {told}{left_out}", soft_wrap=True)


def _print_citations(citations: Sequence[Citation], console: Console) -> None:
    for citation in citations:
        byline = ", ".join([*citation.authors, *([str(citation.year)] if citation.year else [])])
        link = f" arXiv:{citation.arxiv}" if citation.arxiv else f" {citation.url}" if citation.url else ""
        console.print(
            f"\\[{citation.marker}] {escape(citation.title)}{f' ({escape(byline)})' if byline else ''}{escape(link)}  {escape(citation.place)}",
            style="dim",
            soft_wrap=True,
        )
