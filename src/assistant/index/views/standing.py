"""Where entries stand in their files: what comes before and after each, and the address that opens its line in an editor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from assistant.index.catalog import Catalog
from assistant.notes.entry import Entry

# Obsidian knows a note by its path; the folder of a vault holds this one.
_VAULT = ".obsidian"
_OBSIDIAN = "obsidian://open?path={path}"


class Near(NamedTuple):
    """An entry beside another one, by id and title."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The entries beside one in its file, None where there is none, and the address that opens its line, empty where no editor is known."""

    before: Near | None = None
    after: Near | None = None
    address: str = ""


def standings(catalog: Catalog, entries: Sequence[Entry], editor: str | None) -> dict[str, Standing]:
    """Where each of some entries stands, by id. `editor` is the pattern of an address with {path} and {line}."""
    path_of = {entry.id: entry.place.path for entry in entries}
    files = catalog.sources(sorted(set(path_of.values())))
    near = {
        (one, is_behind): Near(other, title) for one, other, title, path, is_behind in catalog.beside(list(path_of)) if path == path_of[one]
    }
    found = {}
    for entry in entries:
        file, _ = files.get(entry.place.path, (None, ""))
        address = address_in_editor(editor, file, entry.place.line) if file else ""
        found[entry.id] = Standing(near.get((entry.id, False)), near.get((entry.id, True)), address)
    return found


def address_in_editor(editor: str | None, file: Path, line: int) -> str:
    """The address that opens a line of a file: by the pattern that is set; without one in Obsidian, where the file stands in a vault; else empty."""
    file = file.absolute()
    pattern = editor or (_OBSIDIAN if any((folder / _VAULT).is_dir() for folder in file.parents) else "")
    path = quote(str(file), safe="" if "?" in pattern else "/")
    return pattern.replace("/{path}", f"/{path.lstrip('/')}").replace("{path}", path).replace("{line}", str(line))
