"""An answer filed back into the notes: one more entry at the end of a file that the user chooses, or in a new one. What stands there stays as it is."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.answers.references import citations_in, reference
from assistant.errors import UsageError
from assistant.text.display import inert

_SUFFIXES = (".md", ".markdown")
_HEADING = "## Answers filed from conversations"


def places_to_file(roots: Sequence[Path]) -> list[str]:
    """The Markdown files of the notes, by their paths inside them, to which an answer can be added."""
    found = []
    for root in roots:
        if root.is_dir():
            files = (path for path in root.rglob("*") if path.suffix in _SUFFIXES and path.is_file())
            found += [
                path.relative_to(root).as_posix()
                for path in files
                if not any(part.startswith(".") for part in path.relative_to(root).parts)
            ]
        elif root.suffix in _SUFFIXES:
            found.append(root.name)
    return sorted(dict.fromkeys(found))


def file_answer(roots: Sequence[Path], name: str, title: str, document: Mapping[str, Any]) -> Path:
    """Adds an answer (the document of `ask --json`) as an entry called `title` to the end of the file `name` of the notes, which is made where there is
    none; gives the file. Raises `UsageError` where it does not lie in the notes, is no Markdown or cannot be written."""
    heading = " ".join(title.replace("*", "").split())
    if not heading:
        raise UsageError("an entry needs a title; give it one")
    file = _inside(roots, name)
    entry = _entry(heading, document)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        headings = re.findall(r"^#+ .*$", before, re.MULTILINE)
        begin = "" if headings and headings[-1].strip() == _HEADING else f"{_HEADING}\n\n"
        gap = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
        with file.open("a", encoding="utf-8") as end:
            end.write(gap + begin + entry)
            end.flush()
            os.fsync(end.fileno())
    except UnicodeDecodeError:
        raise UsageError(f"{name!r} is not UTF-8, and what is added could not be read beside it; choose another file") from None
    except OSError as error:
        raise UsageError(f"{name!r} cannot be written ({error.strerror}); choose another file of your notes") from error
    return file


def _inside(roots: Sequence[Path], name: str) -> Path:
    """The file of this name in the notes: below the folder that has it, else below the first one."""
    relative = Path(name.strip() if Path(name.strip()).suffix else f"{name.strip()}.md")
    if (
        not name.strip()
        or relative.is_absolute()
        or relative.suffix not in _SUFFIXES
        or any(part.startswith(".") for part in relative.parts)
    ):
        raise UsageError(f"{name!r} is no Markdown file inside the notes; name one like answers.md")
    folders = [root.resolve() for root in roots if root.is_dir()]
    own = [root.resolve() for root in roots if root.is_file() and root.name == name.strip()]
    files = own or [folder / relative for folder in folders]
    chosen = next((file for file in files if file.exists()), files[0] if files else None)
    if chosen is None or not any(
        chosen.resolve() == one or folder in chosen.resolve().parents for one in files for folder in (*folders, one)
    ):
        raise UsageError(f"{name!r} does not lie in the notes; name a file inside them")
    return chosen


def _entry(title: str, document: Mapping[str, Any]) -> str:
    """The answer as an entry of notes: its statements as remarks, each with the titles that it cites; markers mean nothing outside an answer."""
    cited = {citation.marker: citation for citation in citations_in(document)}
    lines = [f"- **{inert(title)}** - Answer to “{_flat(document['question'])}”, filed on {time.strftime('%Y-%m-%d')}."]
    for statement in document["statements"]:
        titles = "; ".join(_flat(cited[marker].title) for marker in statement["markers"] if marker in cited)
        lines.append(f"  - {_flat(statement['text'])}" + (f" ({titles})" if titles else ""))
    lines += [f"  - Source: {_flat(reference(citation))}" for citation in cited.values()]
    return "\n".join(lines) + "\n"


def _flat(text: object) -> str:
    return inert(" ".join(str(text).split()))
