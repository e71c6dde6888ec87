"""The app in the browser."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer
from rich.markup import escape

from assistant.cli.options import ERR, Home, Notes, open_assistant, with_notes
from assistant.errors import UsageError
from assistant.settings import load_settings, shipped

# Each run of a page is a thread of its own, and glibc would give each some memory that it keeps.
_FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}


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
    from assistant.app_address import Listening

    settings = load_settings(notes=notes, home=home)
    listening = Listening(host, port, headless)
    if not listening.is_here and settings.password is None:
        raise UsageError(f"--host {host} opens the app to other machines, which takes a password; set ASSISTANT_PASSWORD")
    listening.require_free()
    assistant = with_notes(open_assistant(notes, home, build=False))
    if not listening.is_here:
        ERR.print(f"Other machines can reach this app at {escape(host)}, port {port}; it asks them for the password.", soft_wrap=True)
    ERR.print(f"The app is at {escape(listening.url)}; Ctrl-C ends it.", soft_wrap=True)
    environment = _FEW_ARENAS | os.environ | listening.environment() | {"ASSISTANT_HOME": str(assistant.settings.home)}
    if assistant.settings.notes:
        environment["ASSISTANT_NOTES"] = str(assistant.settings.notes)
    # In the place of this process, so that whoever ends it ends the server; -P: what lies in the working directory is no module of ours.
    os.execve(sys.executable, [sys.executable, "-P", "-m", "assistant.ui.serve", str(shipped("app.py"))], environment)  # noqa: S606
