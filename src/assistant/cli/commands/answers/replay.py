"""A saved answer made again, and what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.assistant import Assistant
from assistant.cli.options import Home, Json, Notes, out_console, print_json, tell
from assistant.cli.terminal import print_replay
from assistant.review.saved import read_saved
from assistant.settings import expanded, load_settings


def replay(
    file: Annotated[Path, typer.Argument(parser=expanded, metavar="FILE", help="An answer saved with `assistant ask --save FILE`.")],
    model: Annotated[str | None, typer.Option("--model", help="The model that answers, in the place of the one configured.")] = None,
    no_model: Annotated[bool, typer.Option("--no-model", help="Answer in the notes' own words even where a model is configured.")] = False,
    as_json: Json = False,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """Make a saved answer again from its own evidence, and show what differs, statement by statement."""
    saved = read_saved(file)
    assistant = Assistant(load_settings(notes=notes, home=home, model=model))
    if model:
        assistant.require_model("--model")
    replayed = assistant.replay(saved, use_model=not no_model)
    tell(replayed.answer.note)
    if as_json:
        print_json({"file": str(file), **replayed.to_json()})
    else:
        print_replay(replayed, out_console())
