from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers.references import is_work
from assistant.errors import NotesError, UsageError
from assistant.overviews.files import Exports
from tests.overviews.test_apply_changes import Bakery


def test_an_overview_is_written_as_markdown_bibtex_and_picture(tmp_path: Path) -> None:
    whole = Bakery(tmp_path).whole
    files = [tmp_path / "o.md", tmp_path / "o.bib", tmp_path / "o.png"]
    assert Exports(*files).write(whole) == files
    text = files[0].read_text(encoding="utf-8")
    for heading in ("# sourdough", "## Starters", "## Open questions in the notes", "## Timeline", "## Ledger", "## References"):
        assert f"{heading}\n" in text
    assert files[1].read_text(encoding="utf-8").count("@misc{") == sum(map(is_work, whole.citations)) == len(whole.citations) - 1
    assert files[2].read_bytes().startswith(b"\x89PNG")


def test_a_figure_of_another_kind_is_refused_before_any_work() -> None:
    with pytest.raises(UsageError, match=r"\.png or \.svg file, not 'o\.pdf'"):
        Exports(figure=Path("o.pdf"))


def test_a_refusal_is_not_written(tmp_path: Path) -> None:
    refused = replace(Bakery(tmp_path).whole, refused=True, overview="The notes hold nothing on rockets.")
    with pytest.raises(NotesError, match="hold nothing on rockets"):
        Exports(tmp_path / "o.md").write(refused)
    assert not (tmp_path / "o.md").exists()
