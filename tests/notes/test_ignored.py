"""Ignore files leave out what git would, and what they leave out is counted."""

from __future__ import annotations

from pathlib import Path

from assistant.notes.folder.walk import look_through
from tests.shared import write_notes


def test_what_ignore_files_leave_out_is_not_read_and_counted(tmp_path: Path) -> None:
    write_notes(
        tmp_path,
        {
            ".gitignore": "build/\n*.txt\n!keep.txt\n/top.md\n",
            ".assistantignore": "drafts/**\n",
            "a.md": "x", "b.txt": "x", "keep.txt": "x", "top.md": "x", "build/c.md": "x", "drafts/d.md": "x",
            "deep/top.md": "x", "deep/.gitignore": "only.md\n!b.txt\n", "deep/only.md": "x", "deep/b.txt": "x", ".git/x.md": "x",
        },
    )  # fmt: skip
    assert [found.shown.partition("/")[2] for found in look_through([tmp_path]).files] == ["a.md", "deep/b.txt", "deep/top.md", "keep.txt"]
    found = look_through([tmp_path])
    assert (found.hidden, found.ignored) == (1, 5)  # .git; b.txt, top.md, build, drafts/d.md, deep/only.md
