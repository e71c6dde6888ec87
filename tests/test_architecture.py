"""The layers: imports point one way, each SDK is imported in one file, and the project speaks of itself alone."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "assistant"
LAYERS = [
    "errors", "fitted", "text", "settings", "kept", "onnx", "plots", "endpoint", "spending", "notes", "support", "embedding", "models", "index", "questions", "retrieval",
    "answers", "overviews", "drafts", "review", "answering", "assistant", "watching", "working", "conversations", "evals", "services", "app_address", "ui", "cli", "__main__",
]  # fmt: skip
SDKS = {
    "openai": "endpoint/client.py",
    "xllamacpp": "endpoint/local_model.py",
    "chromadb": "index/vectors.py",
    "tiktoken": "text/tokens.py",
    "snowballstemmer": "text/languages.py",
    "onnxruntime": "onnx.py",
    "tokenizers": "onnx.py",
    "markdown_it": "notes/readers/blocks.py",
    "bs4": "notes/formats/html.py",
    "pypdf": "notes/formats/pdf.py",
    "bibtexparser": "notes/formats/references.py",
    "rispy": "notes/formats/references.py",
    "mammoth": "notes/formats/office.py",
    "orgparse": "notes/formats/org.py",
    "pathspec": "notes/folder/ignored.py",
    "watchfiles": "watching.py",
    "yaml": "notes/readers/front_matter.py",
    "filelock": "index/place.py",
    "typer": "cli/",
    "matplotlib": "plots.py",
    "jinja2": "evals/runs/report.py",
    "fastapi": "services/http_service.py",
    "starlette": "services/http_service.py",
    "mcp": "services/mcp_server.py",
    "mcp_types": "services/mcp_server.py",
    "uvicorn": "services/listening.py",
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
def test_each_sdk_is_imported_in_one_file_or_package(sdk: str, home: str) -> None:
    users = {str(file.relative_to(PACKAGE)) for file in modules() if any(name.split(".")[0] == sdk for name in imported(file))}
    assert {home if home.endswith("/") and user.startswith(home) else user for user in users} == {home}


def test_the_faces_reach_nothing_below_the_assistant_but_its_data() -> None:
    below = {"assistant.index.vectors", "assistant.index.sync", "assistant.embedding.minilm", "assistant.endpoint.client", "sqlite3"}
    data_only = {"assistant.index.sync"}  # SyncReport is what a sync gives back
    examines = {PACKAGE / "cli" / "commands" / "doctor.py"}  # what is broken is found beneath the assistant
    for file in {*PACKAGE.rglob("ui/**/*.py"), *PACKAGE.glob("services/*.py"), *PACKAGE.rglob("cli/**/*.py"), ROOT / "app.py"} - examines:
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


def packages() -> list[Path]:
    return sorted({file.parent for file in modules()} - {PACKAGE})


def within(package: Path) -> dict[str, set[str]]:
    """The modules of a package of the top, each with those of the same package that it imports."""
    name = f"assistant.{package.name}."
    known = {
        ".".join(file.relative_to(PACKAGE).with_suffix("").parts): file for file in package.rglob("*.py") if file.name != "__init__.py"
    }
    return {
        module: {f"{package.name}.{one.removeprefix(name)}" for one in imported(file) if one.startswith(name)} & known.keys()
        for module, file in known.items()
    }


@pytest.mark.parametrize("package", [package for package in packages() if package.parent == PACKAGE], ids=lambda package: package.name)
def test_modules_of_a_package_have_an_order_too(package: Path) -> None:
    left = within(package)
    while ready := {module for module, needed in left.items() if not needed & left.keys()}:
        left = {module: needed for module, needed in left.items() if module not in ready}
    assert left == {}


@pytest.mark.parametrize("package", packages(), ids=lambda package: str(package.relative_to(PACKAGE)))
def test_a_package_is_small_and_says_what_goes_in_what_comes_out_and_where_to_begin(package: Path) -> None:
    assert len([file for file in package.glob("*.py") if file.name != "__init__.py"]) <= 12
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert all(word in docstring for word in ("In: ", "Out: ", "Open "))
    for name in re.findall(r"`([\w/]+\.py)`", docstring):
        assert (package / name).is_file(), name


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    assert [str(file) for file in modules() if len(file.read_text(encoding="utf-8").splitlines()) > 300] == []


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))], ids=lambda page: page.name
)
def test_what_the_pages_name_is_there(page: Path) -> None:
    named = re.findall(r"`((?:[\w-]+/)*[\w-]+\.(?:py|md|toml|json|jsonl|txt|lock)|(?:[\w-]+/)+)`", page.read_text(encoding="utf-8"))
    bases = (ROOT, PACKAGE, page.parent)
    assert [name for name in named if "/" in name and not any((base / name).exists() for base in bases)] == []
