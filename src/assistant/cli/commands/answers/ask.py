"""Answering questions, one or a batch."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console

from assistant.cli.batch import batch_items, history_of, run_batch
from assistant.cli.options import (
    INTERRUPTED,
    Author,
    Batch,
    Home,
    Json,
    Notebook,
    Notes,
    Out,
    Section,
    Year,
    filters_of,
    in_known_notebook,
    open_assistant,
    out_console,
    print_json,
    require_safe_targets,
    tell,
    tell_stale,
)
from assistant.cli.streaming import streamed
from assistant.cli.terminal import print_answer
from assistant.errors import UsageError
from assistant.services.inputs import Ask
from assistant.services.operations import ASK, Watch


def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    no_model: Annotated[bool, typer.Option("--no-model", help="Answer in the notes' own words even where a model is configured.")] = False,
    year: Year = None,
    author: Author = None,
    notebook: Notebook = None,
    section: Section = None,
    as_json: Json = False,
    batch: Batch = None,
    out: Out = None,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """Answer a question from the notes."""
    filters = filters_of(year, author, notebook, section)
    asked = Ask(question=question or "", use_model=not no_model, year=year, author=author, notebook=notebook, section=section)
    if batch:
        items = batch_items(batch, out, question, ("id", "question"))
        require_safe_targets(notes, home, {"out": out}, batch)
        assistant = in_known_notebook(open_assistant(notes, home), filters)

        def one(item: dict[str, Any]) -> dict[str, Any]:
            told = {"question": str(item["question"]), "history": tuple(history_of(item))}
            return ASK.perform(assistant, asked.model_copy(update=told))

        run_batch(items, out, one)
        return
    if question is None:
        raise UsageError("say what to ask: assistant ask QUESTION")
    assistant = in_known_notebook(open_assistant(notes, home), filters)
    console = out_console()
    with streamed(Console(quiet=True) if as_json else console) as heard:
        answer = ASK.run(assistant.overheard(heard.thoughts), asked, Watch(on_text=heard.text))
    tell(answer.note)
    if as_json:
        print_json(ASK.document(asked, answer))
    else:
        print_answer(answer, console)
    tell_stale(assistant, (citation.place for citation in answer.citations))
    if heard.stopped:
        raise SystemExit(INTERRUPTED)
