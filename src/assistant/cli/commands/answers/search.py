"""Finding entries."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from assistant.cli.batch import batch_items, run_batch
from assistant.cli.options import (
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
from assistant.cli.terminal import print_hits
from assistant.errors import UsageError
from assistant.services.inputs import Search
from assistant.services.operations import NOBODY, SEARCH


def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    k: Annotated[int | None, typer.Option("-k", min=1, help="How many entries; 10, or 100 with --batch.")] = None,
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
    """Find entries."""
    filters = filters_of(year, author, notebook, section)
    asked = Search(query=query or "", k=k or 10, year=year, author=author, notebook=notebook, section=section)
    if batch:
        items = batch_items(batch, out, query, ("id", "query"))
        require_safe_targets(notes, home, {"out": out}, batch)
        assistant = in_known_notebook(open_assistant(notes, home), filters)

        def one(item: dict[str, Any]) -> dict[str, Any]:
            return SEARCH.perform(assistant, asked.model_copy(update={"query": str(item["query"]), "k": k or 100}))

        run_batch(items, out, one)
        return
    if query is None:
        raise UsageError("say what to look for: assistant search QUERY")
    with words_first(notes, home) as assistant:
        hits = SEARCH.run(in_known_notebook(assistant, filters), asked, NOBODY)
        tell(assistant.partly_embedded())
        if as_json:
            print_json(SEARCH.document(asked, hits))
        else:
            print_hits(hits, assistant.count_more(query, len(hits), filters), out_console())
        tell_stale(assistant, (str(hit.entry.place) for hit in hits))
