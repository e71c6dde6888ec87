"""An overview of a topic, printed or as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from assistant.cli.options import (
    ERR,
    Author,
    Home,
    Json,
    Notebook,
    Notes,
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
from assistant.cli.terminal import print_overview, summarize_with_progress
from assistant.services.inputs import Summarize
from assistant.services.operations import SUMMARIZE
from assistant.settings import expanded


def summarize(
    topic: Annotated[str, typer.Argument(help="The topic.")],
    out: Annotated[
        Path | None, typer.Option("--out", parser=expanded, metavar="PATH", help="A .md file for the overview, with its references.")
    ] = None,
    bibtex: Annotated[Path | None, typer.Option("--bibtex", parser=expanded, metavar="PATH", help="A .bib file for what it cites.")] = None,
    figure: Annotated[
        Path | None, typer.Option("--figure", parser=expanded, metavar="PATH", help="A .png or .svg file for the timeline.")
    ] = None,
    no_model: Annotated[bool, typer.Option("--no-model", help="Keep to the notes' own words even where a model is configured.")] = False,
    year: Year = None,
    author: Author = None,
    notebook: Notebook = None,
    section: Section = None,
    as_json: Json = False,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """A cited overview of all that the notes hold on a topic."""
    from assistant.overviews.files import Exports

    exports, filters = Exports(out, bibtex, figure), filters_of(year, author, notebook, section)
    require_safe_targets(notes, home, {"out": out, "bibtex": bibtex, "figure": figure})
    assistant = in_known_notebook(open_assistant(notes, home), filters)
    given = Summarize(topic=topic, use_model=not no_model, year=year, author=author, notebook=notebook, section=section)
    overview = summarize_with_progress(assistant, given, ERR)
    tell(overview.note)
    files = exports.write(overview)
    if as_json:
        print_json(SUMMARIZE.document(given, overview))
    elif out is None:
        print_overview(overview, out_console())
    if not as_json:
        tell_spent(assistant, overview.usage)
    tell_stale(assistant, (citation.place for citation in overview.citations))
    for file in files:
        ERR.print(f"written: {escape(str(file))}", soft_wrap=True)
