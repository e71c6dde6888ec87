"""The HTTP service: the operations as routes with an OpenAPI description, and chat completions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Generator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException  # that of FastAPI is a kind of it

from assistant.assistant import Assistant
from assistant.endpoint.stopping import Stop, stoppable
from assistant.errors import Stopped
from assistant.services.chat_completions import MODELS, ChatRequest, complete, models
from assistant.services.documents import EntryText
from assistant.services.event_stream import Send, event, events
from assistant.services.faults import Fault, fault_of, invalid
from assistant.services.gate import LARGEST_BODY
from assistant.services.inputs import Ask, EntryWanted
from assistant.services.operations import ASK, CHECK, ENTRY, SEARCH, SUMMARIZE, Operation, Watch, require_index

_EVENTS = "text/event-stream"
_LEFT, _SECONDS_TO_NOTICE = 499, 0.5
# OpenTelemetry, wherever it is set up: its spans and logs would hold questions.
_SILENT: Any = dict.fromkeys(("tracing", "metrics", "logs", "operation_spans", "auto_configure"), False)


class ErrorText(BaseModel):
    """What went wrong, in one line that says what to do."""

    message: str
    type: str
    param: str | None = None
    code: str | None = None


class ErrorDocument(BaseModel):
    """The answer where something went wrong."""

    error: ErrorText


class Health(BaseModel):
    """That questions can be answered, over how many entries and chunks, how many of the chunks are still to be embedded and found by words alone, and how
    many syncs have changed them."""

    status: str
    entries: int
    chunks: int
    waiting: int
    generation: int


def http_app(assistant: Assistant) -> FastAPI:
    """The service over the notes of `assistant`. What others may reach goes behind a `Gate`."""
    app = FastAPI(
        title="Research assistant",
        summary="The user's own reading notes: searched, asked, cited.",
        docs_url=None,  # these pages load scripts from other machines
        redoc_url=None,
        max_body_size=LARGEST_BODY,
        responses={status: {"model": ErrorDocument} for status in (400, 401, 403, 413, 421, 500, 502, 503)},
        telemetry=_SILENT,
    )
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    for operation in (SEARCH, ASK, CHECK, SUMMARIZE):
        _add(app, assistant, operation)
    _add_entries(app, assistant)
    _add_stream(app, assistant)
    _add_health(app, assistant)
    _add_chat(app, assistant)
    return app


def _add(app: FastAPI, assistant: Assistant, operation: Operation[Any, Any]) -> None:
    async def perform(request: Request, given: Any) -> Response:
        return await _answered(request, lambda: operation.perform(assistant, given))

    perform.__annotations__ = {"request": Request, "given": operation.takes, "return": Response}
    described: Any = {"summary": operation.title, "description": operation.description, "operation_id": operation.name}
    app.post(f"/{operation.name}", response_model=None, responses={200: {"model": operation.gives}}, **described)(perform)


def _add_entries(app: FastAPI, assistant: Assistant) -> None:
    @app.get(
        "/entries/{entry_id}", summary=ENTRY.title, description=ENTRY.description, operation_id=ENTRY.name,
        response_model=None, responses={200: {"model": EntryText}, 404: {"model": ErrorDocument}},
    )  # fmt: skip
    async def entry(request: Request, entry_id: str) -> Response:
        return await _answered(request, lambda: ENTRY.perform(assistant, EntryWanted(entry_id=entry_id)))


def _add_stream(app: FastAPI, assistant: Assistant) -> None:
    @app.post("/ask/stream", summary="Ask the notes, as it comes", response_model=None, responses={200: {"content": {_EVENTS: {}}}})
    def ask_stream(given: Ask) -> Response:
        """Server-sent events: `evidence` (the entries that were found), `text` (the whole text so far, not yet checked), then `answer`, the
        document that `/ask` gives; or `error`."""

        def work(send: Send) -> None:
            watch = Watch(
                on_evidence=lambda found: send(event([{"entry_id": one.entry.id, "title": one.entry.title} for one in found], "evidence")),
                on_text=lambda text: send(event({"text": text}, "text")),
            )
            send(event(ASK.perform(assistant, given, watch), "answer"))

        return _stream(events(work, lambda fault: event(fault.to_json(), "error")))


def _add_health(app: FastAPI, assistant: Assistant) -> None:
    @app.get("/health", summary="Whether questions can be answered", response_model=None, responses={200: {"model": Health}})
    async def health(request: Request) -> Response:
        def examined() -> dict[str, Any]:
            require_index(assistant, patience=0)
            SEARCH.run(assistant, SEARCH.takes(query="health", k=1), Watch())
            entries, chunks = assistant.counts()
            waiting = assistant.waiting()
            return Health(status="ok", entries=entries, chunks=chunks, waiting=waiting, generation=assistant.generation()).model_dump()

        return await _answered(request, examined)


def _add_chat(app: FastAPI, assistant: Assistant) -> None:
    started = int(time.time())

    @app.get("/v1/models", summary="What answers: a model where one is configured, or the notes' own words")
    def list_models() -> dict[str, Any]:
        return {"object": "list", "data": models(started)}

    @app.get("/v1/models/{name}", summary="One of these")
    def model(name: str) -> Response:
        found = next((one for one in models(started) if one["id"] == name), None)
        return JSONResponse(found) if found else _told(_no_model(name))

    @app.post("/v1/chat/completions", summary="A conversation with the notes, for chat clients", response_model=None)
    async def chat(request: Request, asked: ChatRequest) -> Response:
        if asked.model not in MODELS:
            return _told(_no_model(asked.model))
        if not asked.stream:
            return await _answered(request, lambda: complete(assistant, asked).document())
        with_usage = asked.stream_options is not None and asked.stream_options.include_usage

        def work(send: Send) -> None:
            for chunk in complete(assistant, asked).chunks(with_usage=with_usage):
                send(event(chunk))
            send("data: [DONE]\n\n")

        return _stream(events(work, lambda fault: event(fault.to_json())))


def _no_model(name: str) -> Fault:
    return Fault(f"there is no model {name!r}; there are {', '.join(MODELS)}", 404, "model_not_found")


async def _answered(request: Request, work: Callable[[], dict[str, Any]]) -> Response:
    """What `work` makes, beside the loop; where the client leaves meanwhile, what is asked of a model for it ends."""
    stop = Stop()

    def made() -> Response:
        try:
            with stoppable(stop):
                return JSONResponse(work())
        except Stopped:
            return Response(status_code=_LEFT)  # for nobody
        except Exception as error:
            return _told(fault_of(error))

    task = asyncio.ensure_future(run_in_threadpool(made))
    while not (await asyncio.wait({task}, timeout=_SECONDS_TO_NOTICE))[0]:
        if await request.is_disconnected():
            stop.ask()
    return await task


def _told(fault: Fault) -> Response:
    return JSONResponse(fault.to_json(), status_code=fault.status)


async def _each(pieces: Generator[str]) -> AsyncIterator[str]:
    """The pieces, made beside the loop; they are ended as soon as the client has left, and not when they are collected."""
    try:
        while (piece := await run_in_threadpool(next, pieces, None)) is not None:
            yield piece
    finally:
        pieces.close()


def _stream(pieces: Generator[str]) -> Response:
    return StreamingResponse(_each(pieces), media_type=_EVENTS, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what it is registered for
    return _told(invalid(error.errors()))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    status = error.status_code
    hints = {
        404: "there is no such path; /openapi.json lists them",
        405: f"{request.method} is not for this path; /openapi.json says what is",
    }
    return _told(Fault(hints.get(status, str(error.detail)), status, "invalid_request_error"))
