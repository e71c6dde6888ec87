"""How reports, hits and answers look in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from assistant.answers.answer import Answer
from assistant.assistant import Assistant
from assistant.index.sync import SyncReport, summary
from assistant.retrieval.ranking import EntryHit

_MARKS = {"supported": "", "partly": " (partly supported)", "unsupported": " (NOT SUPPORTED)", "unverified": " (not verified)"}
_SHOWN_UNPLACED = 10


def index_with_progress(assistant: Assistant, console: Console, paths: Sequence[Path] = ()) -> SyncReport:
    """Indexes with a progress bar on `console`."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks = {}

        def progress(stage: str, done: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=of)
            bar.update(tasks[stage], completed=done, total=of)

        return assistant.index(paths, progress)


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
    for citation in answer.citations:
        byline = ", ".join([*citation.authors, *([str(citation.year)] if citation.year else [])])
        link = f" arXiv:{citation.arxiv}" if citation.arxiv else f" {citation.url}" if citation.url else ""
        console.print(
            f"\\[{citation.marker}] {escape(citation.title)}{f' ({escape(byline)})' if byline else ''}{escape(link)}  {escape(citation.place)}",
            style="dim",
            soft_wrap=True,
        )
