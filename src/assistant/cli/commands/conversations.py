"""The conversations of the app on the command line: listed, taken along, and what was said of their answers as test items."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from assistant.cli.options import Home, out_console, tell
from assistant.conversations.opinions import golden_of, opinions_in
from assistant.conversations.threads import Conversations
from assistant.conversations.transcript import FORMATS, Format, transcript
from assistant.errors import UsageError
from assistant.settings import expanded, load_settings
from assistant.text.display import plain

Form = Annotated[str, typer.Option("--format", help="md (Markdown with references), bib (BibTeX) or json (CSL-JSON).")]
Items = Annotated[
    Path | None,
    typer.Option("--out", parser=expanded, metavar="PATH", help="A new .jsonl file of golden items to look through, for `assistant eval`."),
]


def conversations(
    thread: Annotated[str | None, typer.Argument(help="The id of a conversation; without one, all are listed.")] = None,
    form: Form = "md",
    home: Home = None,
) -> None:
    """List the conversations of the app, or print one with its references."""
    threads = Conversations(load_settings(home=home).home)
    known = threads.threads()
    if thread is None:
        for one in known:
            touched = time.strftime("%Y-%m-%d %H:%M", time.localtime(one.touched))
            out_console().print(f"{one.id}  {touched}  {escape(plain(one.title))}", soft_wrap=True)
        if not known:
            tell("there is no conversation yet: ask in the app")
        return
    wanted: Format | None = next((one for one in FORMATS if one == form), None)
    if wanted is None:
        raise UsageError(f"--format {form!r} is none of {', '.join(FORMATS)}")
    title = next((one.title for one in known if one.id == thread), None)
    if title is None:
        raise UsageError(f"there is no conversation {thread!r}; `assistant conversations` lists them")
    typer.echo(plain(transcript(title, threads.exchanges(thread), wanted)), nl=False)


def opinions(out: Items = None, home: Home = None) -> None:
    """List what was said of answers in the app; with --out, write it as golden items."""
    said = opinions_in(Conversations(load_settings(home=home).home))
    if out is None:
        for one in said:
            thumb = {True: "good", False: "bad", None: ""}[one.exchange.is_good]
            told = " · ".join(filter(None, [thumb, one.exchange.correction]))
            out_console().print(f"{one.exchange.number}  {escape(plain(one.exchange.question))}  {escape(plain(told))}", soft_wrap=True)
        if not said:
            tell("nothing was said of an answer yet: give a thumb or a correction in the app")
        return
    items = [item for one in said if (item := golden_of(one))]
    try:
        with out.open("x", encoding="utf-8") as file:
            file.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    except FileExistsError:
        raise UsageError(f"--out {str(out)!r} is there already, perhaps looked through; give a new path") from None
    except OSError as error:
        raise UsageError(f"--out {str(out)!r} cannot be written ({error.strerror}); give another path") from None
    left = len(said) - len(items)
    tell(
        f"{len(items)} items in {out}; look through them before they count"
        + (f"; {left} say what is wrong and not what is right" if left else "")
    )
