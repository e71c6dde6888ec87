"""Answering questions, one or a batch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from assistant.assistant import Assistant
from assistant.cli.batch import batch_items, history_of, run_batch
from assistant.cli.options import (
    ERR,
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
    words_first,
)
from assistant.cli.spent import tell_spent
from assistant.cli.streaming import streamed
from assistant.cli.terminal import model_progress, print_answer
from assistant.errors import UsageError
from assistant.review.saved import require_new, write_saved
from assistant.services.inputs import MOST_SAMPLES, Ask
from assistant.services.operations import ASK, Watch
from assistant.settings import expanded


def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    no_model: Annotated[bool, typer.Option("--no-model", help="Answer in the notes' own words even where a model is configured.")] = False,
    judge: Annotated[bool, typer.Option("--judge", help="Have the model judge the statements that reading leaves unverified.")] = False,
    samples: Annotated[
        int,
        typer.Option("--samples", min=0, max=MOST_SAMPLES, help="Have the model answer so many times more, and show how far these agree."),
    ] = 0,
    save: Annotated[
        Path | None, typer.Option("--save", parser=expanded, metavar="PATH", help="A new file for the answer with all that it was made of.")
    ] = None,
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
    within = {"year": year, "author": author, "notebook": notebook, "section": section}
    asked = Ask.model_validate({"question": question or "", "use_model": not no_model, "judge": judge, "samples": samples, **within})
    if save:
        if batch:
            raise UsageError("--save keeps one answer; leave it out beside --batch, whose --out keeps them all")
        require_new(save)
        require_safe_targets(notes, home, {"save": save})
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
    with words_first(notes, home) as assistant:
        _one(in_known_notebook(assistant, filters), asked, save, as_json=as_json)


def _one(assistant: Assistant, asked: Ask, save: Path | None, *, as_json: bool) -> None:
    console = out_console()
    with model_progress(ERR), streamed(Console(quiet=True) if as_json else console) as heard:
        answer = ASK.run(assistant.overheard(heard.thoughts), asked, Watch(on_text=heard.text))
    if save:
        write_saved(save, assistant.saved(answer, (), asked.filters()))
    tell(answer.note)
    if as_json:
        print_json(ASK.document(asked, answer))
    else:
        print_answer(answer, console)
        tell_spent(assistant, answer.usage)
    tell_stale(assistant, (citation.place for citation in answer.citations))
    if heard.stopped:
        raise SystemExit(INTERRUPTED)
