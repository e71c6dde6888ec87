"""The layers: imports point one way, each SDK is imported in one file, and the project speaks of itself alone."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "assistant"
LAYERS = [
    "errors", "text", "settings", "onnx", "stream", "patience", "refusals", "endpoint", "notes", "support", "index", "questions", "retrieval", "answers", "overviews",
    "drafts", "assistant", "conversations", "plots", "evals", "listen", "ui", "cli", "__main__",
]  # fmt: skip
SDKS = {
    "openai": "endpoint.py",
    "chromadb": "index/vectors.py",
    "tiktoken": "text/tokens.py",
    "onnxruntime": "onnx.py",
    "tokenizers": "onnx.py",
    "markdown_it": "notes/readers/markdown.py",
    "yaml": "notes/readers/front_matter.py",
    "filelock": "index/place.py",
    "typer": "cli/main.py",
    "matplotlib": "plots.py",
    "jinja2": "evals/runs/report.py",
}


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def layer(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", [file for file in modules() if layer(file) != "__init__"], ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_point_down(file: Path) -> None:
    own = LAYERS.index(layer(file))
    used = {name.split(".")[1] for name in imported(file) if name.startswith("assistant.")}
    assert {name for name in used if LAYERS.index(name) > own} == set()


@pytest.mark.parametrize(("sdk", "home"), SDKS.items())
def test_each_sdk_is_imported_in_one_file(sdk: str, home: str) -> None:
    users = {str(file.relative_to(PACKAGE)) for file in modules() if any(name.split(".")[0] == sdk for name in imported(file))}
    assert users == {home}


def test_the_app_and_the_command_line_reach_nothing_below_the_assistant_but_its_data() -> None:
    below = {"assistant.index.vectors", "assistant.index.sync", "assistant.index.embeddings", "assistant.endpoint", "sqlite3"}
    data_only = {"assistant.index.sync"}  # SyncReport is what a sync gives back
    examines = {PACKAGE / "cli" / "doctor.py"}  # what is broken is found beneath the assistant
    for file in {*PACKAGE.glob("ui/*.py"), *PACKAGE.glob("cli/*.py"), ROOT / "app.py"} - examines:
        assert imported(file) & (below - data_only) == set(), file


def test_lock_files_pin_everything_by_hash_and_name_no_index() -> None:
    for name in ("requirements/run.lock", "requirements/dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^[A-Za-z0-9_.-]+==\S+", text, re.MULTILINE)
        assert len(pinned) > 50
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "index-url" not in text
        assert "://" not in text
        assert not re.search(r"^(torch|nvidia)", text, re.MULTILINE)
