"""The notes for other programs: over MCP, and over HTTP."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from assistant.cli.options import Home, Notes, TokenFile, open_assistant, tell, with_notes
from assistant.working import indexed_meanwhile


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on; one that other machines reach takes a token.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the service; 0 for any that is free.")] = 8765,
    token_file: TokenFile = None,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """Serve the notes over HTTP: routes with an OpenAPI description, and chat completions."""
    from assistant.services.gate import token_of
    from assistant.services.http_service import http_app
    from assistant.services.listening import Address, listen

    assistant = open_assistant(notes, home, build=False)
    address = Address(host, port, token_of(assistant.settings, token_file))
    address.require_safe()
    with_notes(assistant)
    with suppress(KeyboardInterrupt), indexed_meanwhile(assistant):
        listen(
            http_app(assistant),
            address,
            lambda url: tell(f"serving at {url}, for chat clients at {url}/v1{address.told()}; Ctrl-C ends it"),
        )


def mcp(
    http: Annotated[
        str | None,
        typer.Option(
            "--http", metavar="HOST:PORT", help="Serve streamable HTTP there, at /mcp, in the place of standard input and output."
        ),
    ] = None,
    token_file: TokenFile = None,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """Serve the notes to other programs over MCP, the Model Context Protocol."""
    from assistant.services.gate import token_of
    from assistant.services.listening import address_of, listen
    from assistant.services.mcp_server import serve_stdio, streamable_http_app

    assistant = open_assistant(notes, home, build=False)
    with suppress(KeyboardInterrupt), indexed_meanwhile(assistant):
        if http is None:
            serve_stdio(assistant)
        else:
            address = address_of(http, token_of(assistant.settings, token_file))
            listen(streamable_http_app(assistant), address, lambda url: tell(f"MCP at {url}/mcp{address.told()}; Ctrl-C ends it"))
