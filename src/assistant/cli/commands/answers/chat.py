"""The conversation in a terminal."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

import typer

from assistant.answers.answer import Answer
from assistant.assistant import Assistant
from assistant.cli.options import (
    AT_ONCE,
    ERR,
    Author,
    Home,
    Notebook,
    Notes,
    Section,
    Year,
    filters_of,
    in_known_notebook,
    open_assistant,
    out_console,
    tell,
    tell_stale,
)
from assistant.cli.spent import tell_spent
from assistant.cli.streaming import streamed
from assistant.cli.terminal import model_progress, print_reply
from assistant.conversations.reply import CONTINUE, Said, Wishes, reply
from assistant.errors import AssistantError, Stopped
from assistant.index.filters import Filters
from assistant.spending.metered import in_thread
from assistant.working import indexed_meanwhile


def chat(
    no_model: Annotated[bool, typer.Option("--no-model")] = False,
    year: Year = None,
    author: Author = None,
    notebook: Notebook = None,
    section: Section = None,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """The same conversation in a terminal; an empty line or Ctrl-D ends it, Ctrl-C stops an answer and keeps what came."""
    filters = filters_of(year, author, notebook, section)
    assistant = in_known_notebook(open_assistant(notes, home, embed_most=AT_ONCE), filters)
    with indexed_meanwhile(assistant):
        _converse(assistant, filters, use_model=not no_model)


def _converse(assistant: Assistant, filters: Filters, *, use_model: bool) -> None:
    console, before, thread = out_console(), list[Said](), uuid4().hex
    console.print("Ask about your notes, or for an overview of a topic. An empty line ends the conversation.")
    while True:
        try:
            message = console.input("[bold]> [/bold]").strip()
        except EOFError:
            return
        if not message:
            return
        try:
            with model_progress(ERR) as progress, in_thread(thread), streamed(console) as heard:
                wishes = Wishes(filters, use_model, on_text=heard.text, on_progress=progress)
                given = reply(assistant.overheard(heard.thoughts), message, before, wishes)
        except AssistantError as error:
            tell(str(error))
            continue
        except Stopped:
            tell("stopped before anything was written that could be kept; ask again")
            continue
        tell(given.said.note)
        print_reply(given, console)
        if isinstance(given.said, Answer) and given.said.cut:
            tell(f"say `{CONTINUE}` to go on with this answer")
        tell_spent(assistant, given.said.usage, thread)
        tell_stale(assistant, (citation.place for citation in given.said.citations))
        before.append(Said(message, given.document()))
