"""Answering questions, one or a batch."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from assistant.cli.batch import batch_items, history_of, run_batch
from assistant.cli.options import (
    ERR,
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
from assistant.cli.spent import tell_spent
from assistant.cli.terminal import model_progress, print_answer
from assistant.errors import UsageError
from assistant.services.inputs import Ask
from assistant.services.operations import ASK, NOBODY


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
    with model_progress(ERR):
        answer = ASK.run(assistant, asked, NOBODY)
    tell(answer.note)
    if as_json:
        print_json(ASK.document(asked, answer))
    else:
        print_answer(answer, out_console())
        tell_spent(assistant, answer.usage)
    tell_stale(assistant, (citation.place for citation in answer.citations))
