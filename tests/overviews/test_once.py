"""What an overview tells of like entries: an idea of two notebooks once, agreement only where both say the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.overviews.overview import Overview
from assistant.settings import load_settings
from tests.shared import write_notes

HEAD = "# Bread\n\n## Sourdough starters\n\n"
STARTERS = "- **{title}** - A sourdough starter is fed with rye flour every twelve hours.\n"
MORE = (
    "- **Sourdough Study** (baker, 2019) - {one}\n"
    "- **Sourdough Survey** (miller, 2020) - {other}\n"
    "- **Sourdough at Sea** (sailor, 2021) - A sourdough starter on a ship needs a lid.\n"
)


def overview(tmp_path: Path, files: dict[str, str]) -> Overview:
    assistant = Assistant(load_settings(notes=write_notes(tmp_path / "notes", files), home=tmp_path / "home"))
    assistant.index()
    return assistant.summarize("sourdough starters", use_model=False)


def test_an_idea_of_two_notebooks_in_other_capitals_is_counted_and_told_once(tmp_path: Path) -> None:
    files = {
        "a.md": HEAD + STARTERS.format(title="Feeding a sourdough starter"),
        "b.md": HEAD + STARTERS.format(title="feeding a Sourdough starter"),
    }
    found = overview(tmp_path, files)
    assert "1 entry" in found.overview
    assert len(found.citations) == 1


def test_works_with_the_same_title_by_others_stay_two(tmp_path: Path) -> None:
    line = "- **Sourdough Starters** ({who}, {year}) - A sourdough starter is fed with rye flour.\n"
    found = overview(tmp_path, {"a.md": HEAD + line.format(who="baker", year=2001) + line.format(who="miller", year=2019)})
    assert len(found.citations) == 2


def agreements(tmp_path: Path, one: str, other: str) -> int:
    return len(overview(tmp_path, {"a.md": HEAD + MORE.format(one=one, other=other)}).agreements)


def test_remarks_that_say_the_same_of_the_same_agree(tmp_path: Path) -> None:
    assert agreements(tmp_path, "Starters ferment faster with rye.", "With rye, starters ferment faster than with wheat.") == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("These starters are for several tasks.", "A description of the starter is used to improve several tasks of feeding."),
        ("It ferments faster with rye.", "With rye, it ferments faster than with wheat."),
    ],
)
def test_remarks_on_different_things_do_not_agree(tmp_path: Path, one: str, other: str) -> None:
    assert agreements(tmp_path, one, other) == 0


def test_headings_that_are_cited_stand_apart_from_works(tmp_path: Path) -> None:
    found = overview(
        tmp_path, {"a.md": HEAD + STARTERS.format(title="Feeding a sourdough starter") + MORE.format(one="It is sour.", other="It is old.")}
    )
    text = found.to_markdown()
    works, own = text.split("## References")[1].split("## Notes")
    assert "Feeding a sourdough starter" in own
    assert "Sourdough Study" in works
    assert "## Notes" not in replace(found, citations=tuple(one for one in found.citations if one.authors)).to_markdown()
