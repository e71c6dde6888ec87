"""What themes are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import load_settings
from tests.shared import write_notes

LINES = "- **Experts One** (ann, 2022) - Experts are routed by a gate.\n- **Experts Two** (bob, 2024) - Experts share a gate.\n"
MORE = "- **Experts Three** (cid, 2023) - Experts are routed by two gates.\n- **Experts Four** (dee, 2023) - Experts drop out.\n"


@pytest.mark.parametrize(
    "files",
    [
        {"moe.md": LINES},
        {"moe.md": "# Experts\n\n" + LINES},
        {"moe.md": LINES, "gates.md": MORE},
        {"moe.md": "## \u2014\n\n" + LINES},
        {"moe.md": LINES + "\n## Gates\n\n" + MORE},
        {"moe.txt": "Experts are routed by a gate.\n"},
        {f"{name}.md": LINES.replace("Experts", f"Experts {name}") for name in "abcdef"},
    ],
)
def test_every_theme_of_small_notes_has_a_name(files: dict[str, str], tmp_path: Path) -> None:
    assistant = Assistant(load_settings(notes=write_notes(tmp_path / "notes", files), home=tmp_path / "home"))
    assistant.index()
    overview = assistant.summarize("experts")
    assert overview.themes
    assert all(any(sign.isalnum() for sign in theme.title) for theme in overview.themes)
    assert ": ." not in overview.overview
    assert len({theme.title for theme in overview.themes}) == len(overview.themes)


@pytest.mark.parametrize("months", [("2017-09", "2016-11 (ICLR Edition)", "2015"), ("Summer 2019", "March 2020", "2018年")])
def test_when_something_was_read_is_no_theme(months: tuple[str, ...], tmp_path: Path) -> None:
    kinds = {
        "steam": "Steam keeps the crust of a loaf thin.",
        "rye": "Rye flour makes a loaf dark and heavy.",
        "salt": "Salt slows the dough of a loaf down.",
    }
    text = "# Loaves\n" + "".join(
        f"\n## {month}\n"
        + "".join(f"\n- **{kind.title()} and loaves, {n}** (baker{n}, 20{10 + n}) - {said}\n" for kind, said in kinds.items())
        for n, month in enumerate(months)
    )
    assistant = Assistant(load_settings(notes=write_notes(tmp_path / "notes", {"loaves.md": text}), home=tmp_path / "home"))
    assistant.index()
    overview = assistant.summarize("loaves", use_model=False)
    assert overview.themes
    assert not any(month.lower() in theme.title.lower() for theme in overview.themes for month in months)
