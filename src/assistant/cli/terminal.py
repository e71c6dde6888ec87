"""How reports, hits and answers look in a terminal."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich import markup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from assistant.answers.answer import MARKS, Answer, Citation, Statement
from assistant.assistant import Assistant
from assistant.conversations.reply import Reply
from assistant.drafts.check import CheckedDraft
from assistant.endpoint.local_model import told_of_loading
from assistant.index.sync import SyncReport
from assistant.index.views.last_run import summary
from assistant.notes.handling.decided import decided, taken_for
from assistant.overviews.overview import Dated, Ledger, Overview, Pair
from assistant.retrieval.ranking import EntryHit
from assistant.review.replay import Replayed
from assistant.services.inputs import Summarize
from assistant.services.operations import SUMMARIZE, Watch
from assistant.text.display import plain, plural

_SAID: dict[str, str] = {"supported": "supported", "partly": "partly", "unsupported": "NOT SUPPORTED", "unverified": "not verified"}
_NEAR = 0.4
_SHOWN_FOLDERS = 40
_SHOWN_FILES = 200
_SHOWN_UNPLACED = 10
_LONGEST_BAR = 50


def escape(text: str) -> str:
    """Text of notes and of models as a terminal may show it: no markup of ours in it, and no control characters."""
    return markup.escape(plain(text))


def index_with_progress(assistant: Assistant, console: Console, paths: Sequence[Path] = ()) -> SyncReport:
    """Indexes with a progress bar on `console`."""
    with progress_bar(console) as progress:
        return assistant.index(paths, progress)


def summarize_with_progress(assistant: Assistant, given: Summarize, console: Console) -> Overview:
    """An overview with a progress bar on `console`; where a model writes it, what that takes is said before."""
    if given.use_model and assistant.has_model:
        console.print(assistant.estimate_summary(given.topic, given.filters()).told(), highlight=False)
    with model_progress(console) as progress:
        return SUMMARIZE.run(assistant, given, Watch(on_progress=progress))


@contextmanager
def model_progress(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """The same for work that a model may do; where that is a file on this machine, its loading has a bar, too."""
    with progress_bar(console) as progress, told_of_loading(progress):
        yield progress


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
    """The table of a sync: a row a file, then what could not be placed, then one line in sum. Where very many files have the same status and nothing is
    to be said of them, they are counted."""
    table = Table("file", "status", "entries", "unplaced lines", "reason", box=None, pad_edge=False, header_style="bold")
    alike = Counter(outcome.status for outcome in report.files if not (outcome.reason or outcome.unplaced))
    for outcome in report.files:
        if not (outcome.reason or outcome.unplaced) and alike[outcome.status] > _SHOWN_FILES:
            continue
        entries = "" if outcome.status == "skipped" else str(outcome.entries)
        table.add_row(escape(outcome.path), outcome.status, entries, str(len(outcome.unplaced) or ""), escape(outcome.reason))
    if table.row_count:
        console.print(table)
    for status, count in alike.items():
        if count > _SHOWN_FILES:
            console.print(
                f"{count:,} {'more ' if table.row_count else ''}files: {status}; `assistant index --explain FILE` shows one of them"
            )
    for outcome in report.files:
        for line, reason in outcome.unplaced[:_SHOWN_UNPLACED]:
            console.print(f"not placed: {escape(outcome.path)}:{line} ({escape(reason)})")
        if len(outcome.unplaced) > _SHOWN_UNPLACED:
            more, path = len(outcome.unplaced) - _SHOWN_UNPLACED, shlex.quote(outcome.path)
            console.print(f"not placed: {more} more lines of it; `assistant index --explain {escape(path)}` lists them", soft_wrap=True)
    for told in _decided(report):
        console.print(escape(told), soft_wrap=True)
    if report.hidden:
        console.print(f"{report.hidden} hidden file{'s or folders are' if report.hidden > 1 else ' or folder is'} not read")
    if report.ignored:
        console.print(
            f"{report.ignored} file{'s or folders are' if report.ignored > 1 else ' or folder is'} left out by .gitignore or .assistantignore, or as Logseq's backups"
        )
    if report.mended:
        console.print(f"mended: {escape(report.mended)}", soft_wrap=True)
    if report.rebuilt:
        console.print(f"rebuilt: {report.rebuilt}")
    console.print(summary(report))


def _decided(report: SyncReport) -> list[str]:
    """What was taken for an entry, a line a folder."""
    folders = decided((outcome.path, outcome.shape) for outcome in report.files)
    lines = [f"{folder}: {taken_for(shapes)}" for folder, shapes in folders.items()]
    more = [f"and {len(lines) - _SHOWN_FOLDERS} more folders"] if len(lines) > _SHOWN_FOLDERS else []
    return [*lines[:_SHOWN_FOLDERS], *more]


def nothing_read(report: SyncReport) -> str:
    """What to say of a sync that leaves an index without entries."""
    files = [outcome for outcome in report.files if outcome.status != "removed"]
    if not files:
        return "no files in the notes, so the index is empty; put notes (.md, .txt) there or name another folder"
    return f"no entry could be read from {len(files)} {plural(len(files), 'file')}, so the index is empty; the table says why for each"


def print_hits(hits: Sequence[EntryHit], more: int, console: Console) -> None:
    """Search hits, best first, and how many more are asked for."""
    if not hits:
        console.print("nothing found")
    for number, hit in enumerate(hits, 1):
        byline = f" ({escape(hit.entry.byline())})" if hit.entry.byline() else ""
        console.print(f"[bold]{number}. {escape(hit.entry.title)}[/bold]{byline}  {hit.score:.2f}")
        console.print(f"   {escape(' / '.join(hit.entry.section))}  {escape(str(hit.entry.place))}", style="dim")
        if hit.hits[0].chunk.passage:
            console.print(f"   {escape(hit.hits[0].chunk.passage.splitlines()[0])}", soft_wrap=True)
    if more:
        console.print(f"and {more} more that are asked for; -k {len(hits) + more} shows all", soft_wrap=True)


def print_reply(reply: Reply, console: Console) -> None:
    """What is said back in a conversation."""
    if isinstance(reply.said, Overview):
        print_overview(reply.said, console)
    else:
        print_answer(reply.said, console)


def print_answer(answer: Answer, console: Console) -> None:
    """An answer with its verdicts and the entries it cites."""
    if answer.abstained:
        console.print(escape(answer.answer), soft_wrap=True)
        return
    if answer.guesses:
        _print_guesses(answer, console)
        return
    lead = answer.lead()
    if lead:
        console.print(escape(lead), soft_wrap=True)
    bullet = "- " if answer.answer.removeprefix(lead).lstrip().startswith("- ") else ""
    for line in answer.paragraphs():
        console.print(bullet + " ".join(map(_told, line)), soft_wrap=True)
    console.print()
    _print_citations(answer.citations, console)
    console.print(escape(answer.told_by()), style="dim", soft_wrap=True)
    for told in (answer.judging, answer.agreement):
        if told:
            console.print(escape(told.line()), style="dim", soft_wrap=True)


def print_replay(replayed: Replayed, console: Console) -> None:
    """What an answer was made of then and now, and what became of each statement, with its verdict then and now."""
    models = " → ".join(dict.fromkeys((replayed.saved.model, replayed.answer.model)))
    parts = (("index", replayed.same_index), ("prompt", replayed.same_prompt), ("program", replayed.same_program))
    told = ", ".join(f"{'no' if same is None else 'the same' if same else 'another'} {name}" for name, same in parts)
    console.print(f"{escape(replayed.saved.question)}", style="bold", soft_wrap=True)
    console.print(f"{escape(models)}; {told}", style="dim", soft_wrap=True)
    for one in replayed.differences:
        shown = [statement for statement in (one.before, one.after) if statement]
        verdicts = " → ".join(dict.fromkeys(_SAID[statement.verdict] for statement in shown))
        for text in dict.fromkeys(statement.text for statement in shown):
            console.print(f"{one.what:<8} {verdicts:<30} {escape(text)}", soft_wrap=True)
    if not replayed.differences:
        console.print(escape(replayed.answer.answer), soft_wrap=True)
    console.print("nothing differs" if replayed.is_same else "something differs")


def _print_guesses(answer: Answer, console: Console) -> None:
    """The entries that may be meant, each with the line that fits, its chance and its place."""
    console.print(escape(answer.answer.partition("\n\n")[0]), soft_wrap=True)
    for guess, citation in zip(answer.guesses, answer.citations, strict=True):
        console.print(f"\\[{citation.marker}] [bold]{escape(guess.title)}[/bold]  {guess.confidence:.0%}", soft_wrap=True)
        if guess.quote != guess.title:
            console.print(f"    {escape(guess.quote)}", soft_wrap=True)
        console.print(f"    {escape(citation.place)}", style="dim", soft_wrap=True)
    console.print(escape(answer.told_by()), style="dim", soft_wrap=True)


def print_overview(overview: Overview, console: Console) -> None:
    """An overview: its themes, what agrees and what does not, open questions, the years, the ledger, the references."""
    folded = console.is_terminal  # a terminal folds paragraphs between words; a pipe gets each on one line
    console.print(escape(overview.overview), soft_wrap=not folded)
    if overview.refused:
        return
    for theme in overview.themes:
        _print_heading(theme.title, console)
        console.print(" ".join(map(_told, theme.statements)), soft_wrap=not folded)
    lists = {
        "What agrees": [_pair(pair) for pair in overview.agreements],
        "What may contradict": [_pair(pair) for pair in overview.disagreements],
        "What stands alone": [_told(one) for one in overview.alone],
        "What the notes only name": [escape(line.title) for line in overview.bare],
        "Open questions in the notes": [_told(one) for one in overview.open_questions],
    }
    for heading, lines in lists.items():
        if lines:
            _print_heading(heading, console)
            for line in lines:
                console.print(f"- {line}", soft_wrap=not folded)
    _print_years(overview.timeline, console)
    _print_heading("Ledger", console)
    _print_ledger(overview.ledger, overview.accounted(), console)
    _print_heading("References", console)
    _print_citations(overview.citations, console)


def _print_heading(heading: str, console: Console) -> None:
    console.print(f"\n[bold]{escape(heading)}[/bold]", soft_wrap=True)


def _pair(pair: Pair) -> str:
    return f"{_told(pair.one)} / {_told(pair.other)}"


def _print_years(timeline: Sequence[Dated], console: Console) -> None:
    years = Counter(dated.year for dated in timeline)
    if years:
        _print_heading("Timeline", console)
    scale = min(1.0, _LONGEST_BAR / max(years.values(), default=1))
    for year, count in sorted(years.items()):
        console.print(f"{year}  {'█' * max(1, round(count * scale))} {count}", soft_wrap=True)


def _print_ledger(ledger: Ledger, accounted: tuple[int, int], console: Console) -> None:
    counts = f"{len(ledger.used)} used, {len(ledger.merged)} merged or named together, {len(ledger.left_out)} left out"
    console.print(f"{accounted[0]} of {accounted[1]} entries accounted for: {counts}", soft_wrap=True)
    for line in ledger.left_out:
        console.print(f"left out: {escape(line.title)} ({escape(line.why)})", soft_wrap=True)
    if ledger.outside:
        console.print(f"just outside the topic: {escape('; '.join(line.title for line in ledger.outside))}", soft_wrap=True)


def print_check(checked: CheckedDraft, console: Console) -> None:
    """Each statement of a draft with its line, verdict and markers, and the notes' words where they differ; the cited entries; a line in sum."""
    for one in checked.statements:
        markers = "".join(f" \\[{marker}]" for marker in one.markers)
        console.print(f"{one.line:>4}  {_SAID[one.verdict]:<13}  {escape(one.text)}{markers}", soft_wrap=True)
        if told := _why(one.reason, one.by):
            console.print(f"{'':21}{escape(told)}", style="dim", soft_wrap=True)
        if one.quote and (one.verdict in {"partly", "unsupported"} or (one.verdict == "unverified" and one.score >= _NEAR)):
            console.print(f"{'':21}the notes: “{escape(one.quote)}”", style="dim", soft_wrap=True)
    if checked.citations:
        console.print()
    _print_citations(checked.citations, console)
    told = ", ".join(f"{count} {_SAID[verdict].lower()}" for verdict, count in checked.counts().items())
    reasons = Counter(one.reason for one in checked.left_out)
    left_out = f"; left out: {', '.join(f'{reason} ({count})' for reason, count in reasons.items())}" if reasons else ""
    console.print(f"\n{len(checked.statements)} {plural(len(checked.statements), 'statement')}: {told}{left_out}", soft_wrap=True)


def _told(statement: Statement) -> str:
    """A statement with its markers, and its verdict where that is not "supported", with the difference where one was found."""
    told = _why(statement.reason, statement.by)
    mark = MARKS[statement.verdict] + (f" ({escape(told)})" if told else "")
    return escape(statement.text) + "".join(f" \\[{marker}]" for marker in statement.markers) + mark


def _why(reason: str, by: str) -> str:
    """The difference behind a verdict, or whose verdict it is where it was not read."""
    return reason or (f"so judged by {by}" if by else "")


def _print_citations(citations: Sequence[Citation], console: Console) -> None:
    for citation in citations:
        byline = ", ".join([*citation.authors, *([str(citation.year)] if citation.year else [])])
        link = f" arXiv:{citation.arxiv}" if citation.arxiv else f" {citation.url}" if citation.url else ""
        console.print(
            f"\\[{citation.marker}] {escape(citation.title)}{f' ({escape(byline)})' if byline else ''}{escape(link)}  {escape(citation.place)}",
            style="dim",
            soft_wrap=True,
        )
