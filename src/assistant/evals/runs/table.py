"""How a run looks in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.evals.runs.gate import Comparison, Row
from assistant.evals.runs.run import Run
from assistant.evals.scores import ANSWERS, CROSS_ENCODER, INJECTION, SUPPORT, Part
from assistant.evals.scoring import ANSWERED, EVIDENCE, KEY_FACTS, REFUSED

_COLOURS = {"worse": "red", "below floor": "red", "better": "green"}


def print_run(run: Run, comparison: Comparison, console: Console, shown: str = "") -> None:
    """The table of measures (beside the baseline's where there is one), kinds, abstention, what was missed, what flipped, and the verdict."""
    compared = bool(comparison.baseline)
    for part in run.parts:
        console.print(f"\n[bold]{escape(part.name)}[/bold] ({len(part.scores)} items)")
        console.print(_measures([row for row in comparison.rows if row.part == part.name], compared=compared))
        if part.name == ANSWERS:
            console.print(_kinds(part))
            _print_abstention(part, console)
    median, slow = run.latency()
    tokens = run.tokens()
    console.print(
        f"latency p50 {median:.0f} ms, p95 {slow:.0f} ms; evidence {tokens['evidence']:.0f} tokens an item; answers by {run.about['model']}{shown}"
    )
    if "cross-encoder" in run.about:
        console.print(escape(f"cross-encoder {run.about['cross-encoder']}"), soft_wrap=True)
    if "judge" in run.about:
        console.print(str(run.about["judge"]), soft_wrap=True)
    _print_misses(run, console)
    _print_stale(run, console)
    if compared:
        _print_comparison(comparison, console)


def _measures(rows: list[Row], *, compared: bool) -> Table:
    extra = ("baseline", "change", "95 % interval", "verdict") if compared else ()
    table = Table("measure", "n", "mean", "95 % interval", *extra, box=None, header_style="bold")
    for row in rows:
        cells = [row.measure, str(row.now.n), f"{row.now.mean:.3f}", f"{row.now.low:.3f} – {row.now.high:.3f}"]
        if compared:
            cells.append(f"{row.before.mean:.3f}" if row.before else "–")
            cells += [f"{row.change.mean:+.3f}", f"{row.change.low:+.3f} – {row.change.high:+.3f}"] if row.change else ["–", "–"]
            cells.append(row.verdict + (f" {row.floor:.2f}" if row.verdict == "below floor" else ""))
        table.add_row(*cells, style=_COLOURS.get(row.verdict, ""))
    return table


def _kinds(part: Part) -> Table:
    table = Table("kind", "n", EVIDENCE, KEY_FACTS, box=None, header_style="bold")
    found, facts = part.by(EVIDENCE), part.by(KEY_FACTS)
    for kind in dict.fromkeys([*found, *facts]):
        count = max(by[kind].n for by in (found, facts) if kind in by)
        table.add_row(kind, str(count), *(f"{by[kind].mean:.3f}" if kind in by else "–" for by in (found, facts)))
    return table


def _print_abstention(part: Part, console: Console) -> None:
    table = Table("", "answered", "refused", box=None, header_style="bold")
    yes, no = part.values(ANSWERED).values(), part.values(REFUSED).values()
    table.add_row("answerable", f"{sum(yes):.0f}", f"{len(yes) - sum(yes):.0f}")
    table.add_row("unanswerable", f"{len(no) - sum(no):.0f}", f"{sum(no):.0f}")
    console.print(table)


def _print_misses(run: Run, console: Console) -> None:
    """What went wrong in the parts that answer for the product itself; the report shows the others too."""
    for part in run.parts:
        for score in part.misses() if part.name in {ANSWERS, SUPPORT, CROSS_ENCODER, INJECTION} else ():
            text = escape(f"{part.name}, {score.missed}: {score.id} ({score.kind}) {score.asked}")
            console.print(text, style="dim", soft_wrap=True)


def _print_stale(run: Run, console: Console) -> None:
    for one in run.stale:
        console.print(f"[yellow]stale[/yellow]: {escape(one.item_id)}, the notes on “{escape(one.title)}” have changed", soft_wrap=True)
        console.print(escape(one.diff), style="dim", soft_wrap=True)


def _print_comparison(comparison: Comparison, console: Console) -> None:
    for flip in comparison.flips:
        told = f"flip: {flip.part}, {flip.measure} {flip.before:.2f} → {flip.now:.2f}: {flip.id} ({flip.kind}) {flip.asked}"
        console.print(escape(told), style="green" if flip.now > flip.before else "red", soft_wrap=True)
    for one in comparison.unpaired:
        console.print(escape(one), style="yellow")
    for why in comparison.failed:
        console.print(f"[red]fell short[/red]: {escape(why)}", soft_wrap=True)
    if not comparison.failed:
        console.print("[green]passed[/green]: nothing fell by more than its interval, nothing is below its floor")
