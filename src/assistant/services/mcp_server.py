"""The notes as an MCP server (Model Context Protocol): the operations as tools, the entries as resources."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, TypeVar
from urllib.parse import quote, unquote

import mcp_types as mcp
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError

from assistant.assistant import Assistant
from assistant.endpoint.stopping import Stop, stoppable
from assistant.errors import UsageError
from assistant.notes.entry import Entry
from assistant.services.documents import entry_text
from assistant.services.faults import fault_of
from assistant.services.gate import App
from assistant.services.inputs import EntryWanted
from assistant.services.operations import ENTRY, NOBODY, OPERATIONS, Operation, Watch

_SCHEME = "entry://"
_PAGE = 500
_NOTES_ALONE = (
    "The user's own reading notes: papers and ideas with their remarks. Use `ask` for a question, `search` for entries, `summarize` for a topic, "
    "`check` for a text that should agree with the notes, `entry` for one entry whole (also the resource entry://ID). Cite entries by title and place."
)
Made = TypeVar("Made")


def mcp_server(assistant: Assistant) -> Server[Any]:
    """The server over the notes of `assistant`. Tools only read; their errors are one line, for the client's model to read."""
    tools = {operation.name: operation for operation in OPERATIONS}

    async def list_tools(_: Any, __: Any) -> mcp.ListToolsResult:
        return mcp.ListToolsResult(tools=[_tool(operation) for operation in OPERATIONS])

    async def call_tool(context: Any, asked: mcp.CallToolRequestParams) -> mcp.CallToolResult:
        operation = tools.get(asked.name)
        if operation is None:
            return _failed(f"there is no tool {asked.name!r}; there are {', '.join(tools)}")
        try:
            given = operation.takes.model_validate(asked.arguments or {})
            watched = _watched(context.session)
            document = await _unless_cancelled(lambda: operation.perform(assistant, given, watched))
        except Exception as error:
            return _failed(fault_of(error).message)
        text = mcp.TextContent(type="text", text=json.dumps(document, ensure_ascii=False))
        return mcp.CallToolResult(content=[text], structured_content=json.loads(text.text))

    async def list_resources(_: Any, page: mcp.PaginatedRequestParams | None) -> mcp.ListResourcesResult:
        return await _within(lambda: _listed(assistant, page.cursor if page else None))

    async def list_templates(_: Any, __: Any) -> mcp.ListResourceTemplatesResult:
        template = mcp.ResourceTemplate(
            name="entry", title=ENTRY.title, uri_template=_SCHEME + "{entry_id}", description=ENTRY.description, mime_type="text/markdown"
        )
        return mcp.ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(_: Any, asked: mcp.ReadResourceRequestParams) -> mcp.ReadResourceResult:
        wanted = EntryWanted(entry_id=unquote(asked.uri.removeprefix(_SCHEME).rstrip("/")))
        entry = await _within(lambda: ENTRY.run(assistant, wanted, NOBODY))
        text = mcp.TextResourceContents(uri=asked.uri, text=entry_text(entry), mime_type="text/markdown")
        return mcp.ReadResourceResult(contents=[text])

    server: Server[Any] = Server(
        "research-assistant",
        version=version("research-assistant"),
        title="Research assistant",
        instructions=_NOTES_ALONE,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )
    server.middleware.clear()  # spans would be exported wherever OpenTelemetry is set up
    return server


def serve_stdio(assistant: Assistant) -> None:
    """Serves on standard input and output until the client closes them. Nothing but the protocol is written there."""

    async def serve() -> None:
        server = mcp_server(assistant)
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once: a thread that waits for standard input cannot be told to stop
    asyncio.run(serve())


def streamable_http_app(assistant: Assistant) -> App:
    """The server as an ASGI application at `/mcp` (streamable HTTP, no state between requests). Host and origin are the gate's matter."""
    trusting = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app: Any = mcp_server(assistant).streamable_http_app(stateless_http=True, transport_security=trusting)
    return app  # type: ignore[no-any-return]


def _tool(operation: Operation[Any, Any]) -> mcp.Tool:
    return mcp.Tool(
        name=operation.name,
        title=operation.title,
        description=operation.description,
        input_schema=operation.takes.model_json_schema(),
        output_schema=operation.gives.model_json_schema(mode="serialization"),
        annotations=mcp.ToolAnnotations(
            title=operation.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _watched(session: Any) -> Watch:
    """Tells a client that asks for it what is done of what, so that it waits on. The loop that runs now is told from the thread that works."""
    loop = asyncio.get_running_loop()

    def tell(stage: str, done: int, of: int) -> None:
        asyncio.run_coroutine_threadsafe(session.report_progress(done, of, stage), loop)

    return Watch(on_progress=tell)


def _failed(message: str) -> mcp.CallToolResult:
    return mcp.CallToolResult(content=[mcp.TextContent(type="text", text=message)], is_error=True)


async def _unless_cancelled(work: Callable[[], Made]) -> Made:
    """What `work` makes, in a thread; where the client wants no more of it, what is asked of a model for it ends."""
    stop = Stop()

    def made() -> Made:
        with stoppable(stop):
            return work()

    try:
        return await asyncio.to_thread(made)
    except asyncio.CancelledError:
        stop.ask()
        raise


async def _within(work: Callable[[], Made]) -> Made:
    """What `work` makes, in a thread; its errors as those of the protocol."""
    try:
        return await asyncio.to_thread(work)
    except Exception as error:
        raise MCPError(mcp.INVALID_PARAMS if isinstance(error, UsageError) else mcp.INTERNAL_ERROR, fault_of(error).message) from None


def _listed(assistant: Assistant, cursor: str | None) -> mcp.ListResourcesResult:
    """A page of the entries in the order of the notes; the cursor is how many came before."""
    if cursor is not None and not re.fullmatch("[0-9]{1,9}", cursor):
        raise UsageError("the cursor is none of this server; list from the start")
    begin = int(cursor or 0)
    entries = assistant.entries() if assistant.is_indexed() else []
    more = str(begin + _PAGE) if len(entries) > begin + _PAGE else None
    return mcp.ListResourcesResult(resources=[_resource(entry) for entry in entries[begin : begin + _PAGE]], next_cursor=more)


def _resource(entry: Entry) -> mcp.Resource:
    return mcp.Resource(
        uri=_SCHEME + quote(entry.id, safe=""),
        name=entry.id,
        title=entry.title,
        description=entry.byline() or None,
        mime_type="text/markdown",
    )
