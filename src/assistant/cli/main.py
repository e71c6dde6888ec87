"""The command line. Every command works through `Assistant`; errors become one line on standard error, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from assistant.cli.commands.answers.ask import ask
from assistant.cli.commands.answers.chat import chat
from assistant.cli.commands.answers.check import check
from assistant.cli.commands.answers.replay import replay
from assistant.cli.commands.answers.search import search
from assistant.cli.commands.answers.summarize import summarize
from assistant.cli.commands.app import app
from assistant.cli.commands.conversations import conversations, opinions
from assistant.cli.commands.doctor import doctor
from assistant.cli.commands.evaluate import evaluate
from assistant.cli.commands.index import index
from assistant.cli.commands.models import models
from assistant.cli.commands.serve import mcp, serve
from assistant.cli.options import INTERRUPTED, fail
from assistant.errors import AssistantError, UsageError

cli = typer.Typer(
    name="assistant",
    help="Answers questions from your own reading notes and cites the entries it used.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (index, search, ask, replay, summarize, check, chat, conversations, opinions, app, mcp, serve, doctor):
    cli.command()(command)
cli.command(name="eval")(evaluate)
cli.add_typer(models, name="models")


def main() -> None:
    """The `assistant` command. Exit status: 0 done, 1 the work failed or fell short, 2 wrong use."""
    try:
        _require_utf8(sys.argv[1:])
        if sys.stdin:
            sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
        status = cli(standalone_mode=False)
        if status == INTERRUPTED:  # what Typer makes of Ctrl-C
            raise KeyboardInterrupt
        raise SystemExit(status if isinstance(status, int) else 0)
    except TyperException as error:
        message = getattr(error, "format_message", error.__str__)()
        if message.strip():
            fail(f"{message.replace('Value error, ', '').rstrip('.')}; see `assistant --help`", 2)
        raise SystemExit(2) from None
    except UsageError as error:
        fail(str(error), 2)
    except AssistantError as error:
        fail(str(error), 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as error:
        fail(
            f"{error.filename or 'the file system'}: {error.strerror or type(error).__name__}; free space or mend the path, then run it again",
            1,
        )
    except KeyboardInterrupt:
        fail("interrupted; what is done is kept, run it again to go on", INTERRUPTED)


def _require_utf8(arguments: Sequence[str]) -> None:
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            told = repr(os.fsencode(argument)).removeprefix("b")
            raise UsageError(f"the argument {told} is not UTF-8; write it in UTF-8, or give the file another name") from None
