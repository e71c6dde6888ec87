"""The command line. Every command works through `Assistant`; errors become one line on standard error, never a traceback."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from typer.exceptions import TyperException

from assistant.assistant import Assistant, hits_json
from assistant.cli.batch import check_pair, read_lines, read_text, write_answers
from assistant.cli.terminal import (
    index_with_progress,
    nothing_read,
    print_answer,
    print_check,
    print_hits,
    print_overview,
    print_reply,
    print_report,
    progress_bar,
    summarize_with_progress,
)
from assistant.conversations.reply import Said, Wishes, reply
from assistant.errors import AssistantError, UsageError
from assistant.index.filters import Filters, is_compared, is_notebook
from assistant.questions.follow_up import Turn
from assistant.settings import expanded, load_settings, shipped
from assistant.text.safe import readable

Notes = Annotated[
    Path | None,
    typer.Option(
        "--notes", parser=expanded, metavar="PATH", help="Folder (or file) of notes; default: those last indexed, else the shipped corpus."
    ),
]
Home = Annotated[
    Path | None, typer.Option("--home", parser=expanded, metavar="PATH", help="Folder of index, threads and logs; default ASSISTANT_HOME.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Year = Annotated[str | None, typer.Option("--year", help="2023, 2022..2024, 2022.. or ..2024.")]
Author = Annotated[str | None, typer.Option("--author", help="Part of an author's name.")]
Notebook = Annotated[str | None, typer.Option("--notebook", help="Name of a notebook.")]
Section = Annotated[str | None, typer.Option("--section", help="Part of a section's heading.")]
Batch = Annotated[Path | None, typer.Option("--batch", parser=expanded, metavar="PATH", help="A .jsonl file, one item a line.")]
Out = Annotated[
    Path | None, typer.Option("--out", parser=expanded, metavar="PATH", help="Where the answers to --batch go, one JSON document a line.")
]

cli = typer.Typer(
    name="assistant",
    help="Answers questions from your own reading notes and cites the entries it used.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_err = Console(stderr=True, highlight=False)
_INTERRUPTED = 130


def main() -> None:
    """The `assistant` command. Exit status: 0 done, 1 the work failed or fell short, 2 wrong use."""
    try:
        _require_utf8(sys.argv[1:])
        if sys.stdin:
            sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
        status = cli(standalone_mode=False)
        if status == _INTERRUPTED:  # what Typer makes of Ctrl-C
            raise KeyboardInterrupt
        raise SystemExit(status if isinstance(status, int) else 0)
    except TyperException as error:
        message = getattr(error, "format_message", error.__str__)()
        if message.strip():
            _fail(f"{message.replace('Value error, ', '').rstrip('.')}; see `assistant --help`", 2)
        raise SystemExit(2) from None
    except UsageError as error:
        _fail(str(error), 2)
    except AssistantError as error:
        _fail(str(error), 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as error:
        _fail(
            f"{error.filename or 'the file system'}: {error.strerror or type(error).__name__}; free space or mend the path, then run it again",
            1,
        )
    except KeyboardInterrupt:
        _fail("interrupted; what is done is kept, run it again to go on", _INTERRUPTED)


def _require_utf8(arguments: Sequence[str]) -> None:
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            told = repr(os.fsencode(argument)).removeprefix("b")
            raise UsageError(f"the argument {told} is not UTF-8; write it in UTF-8, or give the file another name") from None


def _out() -> Console:
    """Standard output; wide where it is no terminal, so that no line is folded in a pipe."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 240)


def _tell(note: str) -> None:
    """A line on standard error beside an answer; none where there is nothing to say."""
    if note:
        _err.print(f"assistant: {escape(' '.join(note.split()))}", soft_wrap=True)


def _fail(message: str, status: int) -> NoReturn:
    _err.print(f"assistant: {escape(' '.join(message.split()))}", soft_wrap=True)
    raise SystemExit(status)


def _assistant(notes: Path | None, home: Path | None, *, build: bool = True) -> Assistant:
    """An assistant for these options; where its notes were never indexed, they are now."""
    assistant = Assistant(load_settings(notes=notes, home=home))
    if build and not assistant.is_indexed():
        index_with_progress(assistant, _err)
    return assistant


def _tell_stale(assistant: Assistant, places: Iterable[str]) -> None:
    """Says which of the files just cited have changed since they were indexed."""
    if told := assistant.stale(places):
        _tell(told)


def _filters(year: str | None, author: str | None, notebook: str | None, section: str | None) -> Filters:
    for option, value in (("author", author), ("notebook", notebook), ("section", section)):
        if value is not None and not is_compared(value):
            raise UsageError(f"--{option} {value!r} names nothing; give a name with a letter or a digit, or leave the option out")
    since, until = _years(year)
    author, notebook, section = (text and readable(text) for text in (author, notebook, section))
    return Filters(since, until, author, notebook, section)


def _in_known_notebook(assistant: Assistant, filters: Filters) -> Assistant:
    """The assistant, having made sure that it has the notebook that is asked for."""
    known = assistant.notebooks()
    if filters.notebook is not None and not any(is_notebook(name, filters.notebook) for name in known):
        raise UsageError(f"--notebook {filters.notebook!r} is none of these notes; they are {', '.join(known)}")
    return assistant


def _years(text: str | None) -> tuple[int | None, int | None]:
    if text is None:
        return None, None
    found = re.fullmatch(r"([0-9]{4})|([0-9]{4})?\.\.([0-9]{4})?", text.strip())
    if found is None or text.strip() == "..":
        raise UsageError(f"--year {text!r} is no year; write 2023, 2022..2024, 2022.. or ..2024")
    since, until = (int(year) if year else None for year in (found[1] or found[2], found[1] or found[3]))
    if since is not None and until is not None and since > until:
        raise UsageError(f"--year {text!r} ends before it begins; write {until}..{since}")
    return since, until


def _print_json(document: Any) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


@cli.command()
def index(
    paths: Annotated[list[Path] | None, typer.Argument(parser=expanded, metavar="PATH", help="Folders or files of notes.")] = None,
    explain: Annotated[
        str | None, typer.Option(metavar="FILE", help="Show one file as it is read, line by line, and index nothing.")
    ] = None,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """Read the notes, compare with last time, embed what changed."""
    assistant = _assistant(notes, home, build=False)
    if explain is not None:
        from assistant.cli.explain import print_reading, reading_of

        reading = reading_of(explain, paths or assistant.roots)
        if reading.status != "read":
            _fail(f"{reading.source.shown}: {reading.reason}", 1)
        print_reading(reading, _out())
        return
    try:
        report = index_with_progress(assistant, _err, paths or ())
    except KeyboardInterrupt:
        _fail("interrupted; what is embedded is kept, run `assistant index` again to go on", _INTERRUPTED)
    print_report(report, _out())
    if report.failed:
        first = report.failed[0]
        more = f" (and {len(report.failed) - 1} more, see the table)" if len(report.failed) > 1 else ""
        _fail(f"{first.path}: {first.reason}{more}", 1)
    if not report.entries:
        _fail(nothing_read(report), 1)


@cli.command()
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
    filters = _filters(year, author, notebook, section)
    if batch:
        items = list(_batch_items(batch, out, query, ("id", "query")))
        assistant = _in_known_notebook(_assistant(notes, home), filters)
        _run_batch(items, out, lambda item: assistant.search_json(str(item["query"]), k or 100, filters))
        return
    if query is None:
        raise UsageError("say what to look for: assistant search QUERY")
    assistant = _in_known_notebook(_assistant(notes, home), filters)
    hits = assistant.search(query, k or 10, filters)
    if as_json:
        _print_json(hits_json(query, hits))
    else:
        print_hits(hits, assistant.count_more(query, len(hits), filters), _out())
    _tell_stale(assistant, (str(hit.entry.place) for hit in hits))


@cli.command()
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
    filters = _filters(year, author, notebook, section)
    if batch:
        items = list(_batch_items(batch, out, question, ("id", "question")))
        assistant = _in_known_notebook(_assistant(notes, home), filters)

        def one(item: dict[str, Any]) -> dict[str, Any]:
            return assistant.ask(str(item["question"]), _history(item), filters, not no_model).to_json()

        _run_batch(items, out, one)
        return
    if question is None:
        raise UsageError("say what to ask: assistant ask QUESTION")
    assistant = _in_known_notebook(_assistant(notes, home), filters)
    answer = assistant.ask(question, filters=filters, use_model=not no_model)
    _tell(answer.note)
    if as_json:
        _print_json(answer.to_json())
    else:
        print_answer(answer, _out())
    _tell_stale(assistant, (citation.place for citation in answer.citations))


def _batch_items(batch: Path, out: Path | None, positional: str | None, wanted: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    if out is None or positional is not None:
        raise UsageError("--batch FILE.jsonl goes with --out FILE.jsonl and without a question")
    yield from read_lines(batch, wanted)


def _history(item: dict[str, Any]) -> list[Turn]:
    turns = item.get("history") or []
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise UsageError('`history` is no list of turns; write [{"role": "user", "content": "…"}, …]')
    return [Turn("user" if turn.get("role") == "user" else "assistant", str(turn.get("content", ""))) for turn in turns]


def _run_batch(items: Sequence[dict[str, Any]], out: Path | None, one: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    assert out is not None  # noqa: S101 - _batch_items has refused a missing --out
    notes: list[str] = []

    def noting(item: dict[str, Any]) -> dict[str, Any]:
        document = one(item)
        notes.extend([document["note"]] if document.get("note") else [])
        return document

    failed = write_answers(items, out, noting, _err)
    if notes:
        _tell(f"{len(notes)} of {len(items)} answers have a note on the model, the first: {notes[0]}")
    if failed:
        _fail(f"{failed} of {len(items)} items failed; each stands in {out} with its error", 1)


@cli.command()
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
    from assistant.cli.exports import Exports

    exports, filters = Exports(out, bibtex, figure), _filters(year, author, notebook, section)
    assistant = _in_known_notebook(_assistant(notes, home), filters)
    overview = summarize_with_progress(assistant, topic, filters, not no_model, _err)
    _tell(overview.note)
    files = exports.write(overview)
    if as_json:
        _print_json(overview.to_json())
    elif out is None:
        print_overview(overview, _out())
    _tell_stale(assistant, (citation.place for citation in overview.citations))
    for file in files:
        _err.print(f"written: {escape(str(file))}", soft_wrap=True)


@cli.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(parser=expanded, metavar="PATH", help="A text of yours, Markdown or plain; - for standard input.")
    ] = None,
    pairs: Annotated[
        Path | None, typer.Option("--pairs", parser=expanded, metavar="PATH", help="A .jsonl file of statements with passages.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", parser=expanded, metavar="PATH", help="Where the verdicts on --pairs go, one JSON document a line."),
    ] = None,
    as_json: Json = False,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """Hold a text against the notes: a verdict and a citation for each statement."""
    if (file is None) == (pairs is None) or (out is None) != (pairs is None):
        raise UsageError("say what to check: assistant check FILE, or assistant check --pairs FILE.jsonl --out FILE.jsonl")
    if pairs:
        support = _assistant(notes, home, build=False).support_check
        _run_batch(read_lines(pairs, ("id", "statement", "passage")), out, lambda item: check_pair(item, support))
        return
    assert file is not None  # noqa: S101 - one of both is given
    text = read_text(file)
    assistant = _assistant(notes, home)
    with progress_bar(_err) as progress:
        checked = assistant.check(text, progress=progress)
    if as_json:
        _print_json(checked.to_json(str(file)))
    else:
        print_check(checked, _out())
    _tell_stale(assistant, (citation.place for citation in checked.citations))


@cli.command()
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
    filters = _filters(year, author, notebook, section)
    assistant = _in_known_notebook(_assistant(notes, home), filters)
    console, before = _out(), list[Said]()
    console.print("Ask about your notes, or for an overview of a topic. An empty line ends the conversation.")
    while True:
        try:
            message = console.input("[bold]> [/bold]").strip()
        except EOFError:
            return
        if not message:
            return
        try:
            with progress_bar(_err) as progress:
                given = reply(assistant, message, before, Wishes(filters, not no_model, on_progress=progress))
        except AssistantError as error:
            _tell(str(error))
            continue
        _tell(given.said.note)
        print_reply(given, console)
        _tell_stale(assistant, (citation.place for citation in given.said.citations))
        before.append(Said(message, given.document()))


class Split(StrEnum):
    """The shipped golden items to ask."""

    DEV = "dev"
    HELDOUT = "heldout"
    ALL = "all"


@cli.command(name="eval")
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
    index_with_progress(assistant, _err)
    if not run_command(assistant, options, _out(), _err):
        raise SystemExit(1)


@cli.command()
def app(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; one that other machines reach takes a password in ASSISTANT_PASSWORD.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the app.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """Open the chat in the browser."""
    from assistant.listen import Listening

    settings = load_settings(notes=notes, home=home)
    listening = Listening(host, port, headless)
    if not listening.is_here and settings.password is None:
        raise UsageError(f"--host {host} opens the app to other machines, which takes a password; set ASSISTANT_PASSWORD")
    listening.require_free()
    assistant = _assistant(notes, home)
    if not listening.is_here:
        _err.print(f"Other machines can reach this app at {escape(host)}, port {port}; it asks them for the password.", soft_wrap=True)
    environment = os.environ | listening.environment() | {"ASSISTANT_HOME": str(assistant.settings.home)}
    if assistant.settings.notes:
        environment["ASSISTANT_NOTES"] = str(assistant.settings.notes)
    # In the place of this process, so that whoever ends it ends the server; -P: what lies in the working directory is no module of ours.
    os.execve(sys.executable, [sys.executable, "-P", "-m", "assistant.ui.serve", str(shipped("app.py"))], environment)  # noqa: S606


@cli.command()
def doctor(as_json: Json = False, notes: Notes = None, home: Home = None) -> None:
    """What is configured, what answers, what is broken and how to mend it."""
    from assistant.cli.doctor import examine, print_findings

    findings = examine(_assistant(notes, home, build=False))
    if as_json:
        _print_json([finding.to_json() for finding in findings])
    else:
        print_findings(findings, _out())
    if any(not finding.ok for finding in findings):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
