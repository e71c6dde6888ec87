"""Measuring answers against golden items."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.assistant import Assistant
from assistant.cli.options import ERR, Home, Json, Notes, out_console
from assistant.cli.targets import require_safe
from assistant.cli.terminal import index_with_progress
from assistant.settings import expanded, load_settings, shipped


class Split(StrEnum):
    """The shipped golden items to ask."""

    DEV = "dev"
    HELDOUT = "heldout"
    ALL = "all"


def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(parser=expanded, metavar="PATH", help="Golden items (.jsonl); default: the shipped ones that --split names."),
    ] = None,
    split: Annotated[Split, typer.Option(help="Which shipped items: those to steer by, those to report, or both.")] = Split.HELDOUT,
    model: Annotated[bool, typer.Option("--model", help="Answer with the configured model.")] = False,
    sample: Annotated[int | None, typer.Option(min=1, help="Ask about so many items only, the same ones each time.")] = None,
    baseline: Annotated[
        Path | None, typer.Option(parser=expanded, metavar="PATH", help="A run to hold this one against; exit 1 where it fell short.")
    ] = None,
    keep: Annotated[Path | None, typer.Option("--out", parser=expanded, metavar="PATH", help="Folder to keep the run in.")] = None,
    report: Annotated[Path | None, typer.Option(parser=expanded, metavar="PATH", help="Folder for report.html and summary.md.")] = None,
    compare: Annotated[
        tuple[str, str] | None, typer.Option(help="Two answer prompts (files) or two models, held against each other.")
    ] = None,
    record: Annotated[
        Path | None, typer.Option(parser=expanded, metavar="PATH", help="Folder to record into what the model writes.")
    ] = None,
    replay: Annotated[
        Path | None, typer.Option(parser=expanded, metavar="PATH", help="A recording to replay in the place of the shipped one.")
    ] = None,
    drill: Annotated[bool, typer.Option("--drill", help="Run the injection drill and nothing else.")] = False,
    judge: Annotated[bool, typer.Option("--judge", help="Have the configured model grade the answers, apart from the rest.")] = False,
    pin: Annotated[bool, typer.Option("--pin", help="Pin the items to what their entries hold now, and do nothing else.")] = False,
    as_json: Json = False,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """Measure answers against golden items: the shipped ones over the shipped corpus, or your own over your notes."""
    from assistant.evals.command import Options, run_command

    options = Options(
        tuple(files or ()), split.value, model, sample, baseline, keep, report, compare, record, replay, drill, judge, pin, as_json
    )
    assistant = Assistant(load_settings(notes=notes or (None if files else shipped("corpus")), home=home))
    folders = {"out": keep, "report": report, "record": record}
    require_safe(folders, [*assistant.roots, *assistant.last_roots()], [baseline, replay], are_folders=True)
    index_with_progress(assistant, ERR)
    if not run_command(assistant, options, out_console(), ERR):
        raise SystemExit(1)
