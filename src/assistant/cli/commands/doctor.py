"""Examines a set-up: what is configured, what answers, what is broken and how to mend it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape

from assistant.assistant import Assistant
from assistant.cli.options import ERR, Home, Json, Notes, open_assistant, out_console, print_json
from assistant.cli.terminal import model_progress
from assistant.errors import AssistantError
from assistant.index.database import in_the_way
from assistant.notes.folder.walk import printable
from assistant.settings import shown_address
from assistant.text.display import plural


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined: whether it works, and what was seen or how to mend it."""

    subject: str
    ok: bool
    detail: str

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)


def examine(assistant: Assistant) -> list[Finding]:
    """Looks at home, notes, index, embedding model, keyword index, Chroma, model with its profile, what gives verdicts, and the cross-encoder where one is set."""
    checks: list[tuple[str, Callable[[Assistant], str]]] = [
        ("home", _home),
        ("notes", _notes),
        ("keywords", _keywords),
        ("embeddings", _embeddings),
        ("index", _index),
        ("model", _model),
        ("verdicts", _verdicts),
    ]
    if assistant.settings.cross_encoder:
        checks.append(("cross-encoder", _cross_encoder))
    findings = []
    for subject, check in checks:
        try:
            findings.append(Finding(subject, True, check(assistant)))
        except AssistantError as error:
            findings.append(Finding(subject, False, str(error)))
    if assistant.has_model and all(finding.ok for finding in findings if finding.subject == "model"):
        findings.append(_profile(assistant))
    return findings + _languages(assistant) + _drift(assistant)


def print_findings(findings: list[Finding], console: Console) -> None:
    """A line a finding."""
    width = max(11, *(len(finding.subject) for finding in findings))
    for finding in findings:
        mark = "[green]ok  [/green]" if finding.ok else "[red]MEND[/red]"
        console.print(f"{mark} {finding.subject:<{width}} {escape(finding.detail)}", soft_wrap=True)


def _home(assistant: Assistant) -> str:
    home = assistant.settings.home
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AssistantError(
            f"{printable(str(home))} cannot be made ({error.strerror}); set ASSISTANT_HOME to a folder you can write"
        ) from error
    if not os.access(home, os.W_OK):
        raise AssistantError(f"{printable(str(home))} cannot be written; mend its permissions or set ASSISTANT_HOME to another folder")
    return printable(str(home))


def _notes(assistant: Assistant) -> str:
    files = assistant.count_files()
    return f"{', '.join(printable(str(root)) for root in assistant.roots)}: {files} {plural(files, 'file')}"


def _keywords(_: Assistant) -> str:
    try:
        with sqlite3.connect(":memory:") as memory:
            memory.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
    except sqlite3.OperationalError as error:
        raise AssistantError("this Python's SQLite has no full-text search (FTS5); use another build of Python") from error
    return f"SQLite {sqlite3.sqlite_version} with full-text search"


def _embeddings(assistant: Assistant) -> str:
    length = len(assistant.embedder.query("a question"))
    return f"{assistant.embedder.name}, {length} dimensions"


def _index(assistant: Assistant) -> str:
    where = shown_address(assistant.settings.chroma) if assistant.settings.chroma else "embedded Chroma"
    if stray := in_the_way(assistant.index_folder):
        raise AssistantError(stray)
    if not assistant.is_indexed():
        if assistant.index_folder.exists():
            raise AssistantError(f"its catalog is lost or was never completed ({where}); run `assistant index`")
        return f"not built yet ({where}); run `assistant index`"
    assistant.verify()
    assistant.search("a question", 1)
    entries, chunks = assistant.counts()
    return f"{entries} {plural(entries, 'entry')}, {chunks} {plural(chunks, 'chunk')}, {where}"


def _drift(assistant: Assistant) -> list[Finding]:
    try:
        return [Finding("index", ok, told) for ok, told in (assistant.drift() if assistant.is_indexed() else ())]
    except AssistantError:
        return []  # said of the notes or of the index already


def _languages(assistant: Assistant) -> list[Finding]:
    try:
        told = assistant.little_read() if assistant.is_indexed() else ""
    except AssistantError:
        return []  # said of the index already
    return [Finding("languages", True, told)] if told else []


def _model(assistant: Assistant) -> str:
    return assistant.describe_model()


def _profile(assistant: Assistant) -> Finding:
    try:
        return Finding("profile", True, assistant.find_profile())
    except AssistantError as error:
        return Finding("profile", False, str(error))


def _verdicts(assistant: Assistant) -> str:
    try:
        second = assistant.second_opinion
        speaks = second and second.calibration and (second.calibration.supported or second.calibration.unsupported)
    except AssistantError:
        second, speaks = None, None  # said of the cross-encoder
    told = ["read from the differences between a statement and what it cites"]
    if second and speaks:
        told.append(f"what that leaves open by the cross-encoder {second.model.name}")
    if assistant.settings.judge:
        told.append("what is still open by the model that answers" if assistant.has_model else "not judged, as no model is configured")
    return ", ".join(told)


def _cross_encoder(assistant: Assistant) -> str:
    second = assistant.second_opinion
    if second is None:
        return "none configured"
    second.model.judge([("Water boils.", "Water boils.")])
    return second.told()


def doctor(as_json: Json = False, notes: Notes = None, home: Home = None) -> None:
    """What is configured, what answers, what is broken and how to mend it."""
    with model_progress(ERR):
        findings = examine(open_assistant(notes, home, build=False))
    if as_json:
        print_json([finding.to_json() for finding in findings])
    else:
        print_findings(findings, out_console())
    if any(not finding.ok for finding in findings):
        raise SystemExit(1)
