"""The conversation in a terminal."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

import typer

from assistant.cli.options import (
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
from assistant.cli.terminal import model_progress, print_reply
from assistant.conversations.reply import Said, Wishes, reply
from assistant.errors import AssistantError
from assistant.spending.metered import in_thread


def chat(
    no_model: Annotated[bool, typer.Option("--no-model")] = False,
    year: Year = None,
    author: Author = None,
    notebook: Notebook = None,
    section: Section = None,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """The same conversation in a terminal; an empty line or Ctrl-D ends it."""
    filters = filters_of(year, author, notebook, section)
    assistant = in_known_notebook(open_assistant(notes, home), filters)
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
            with model_progress(ERR) as progress, in_thread(thread):
                given = reply(assistant, message, before, Wishes(filters, not no_model, on_progress=progress))
        except AssistantError as error:
            tell(str(error))
            continue
        tell(given.said.note)
        print_reply(given, console)
        tell_spent(assistant, given.said.usage, thread)
        tell_stale(assistant, (citation.place for citation in given.said.citations))
        before.append(Said(message, given.document()))
