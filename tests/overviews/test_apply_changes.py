from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import UsageError
from assistant.notes.entry import Entry
from assistant.notes.library import build_library
from assistant.overviews.apply_changes import revise
from assistant.overviews.extractive import only_names, write_overview
from assistant.overviews.overview import Overview
from assistant.overviews.revision import Sources
from assistant.overviews.themes import Theme
from assistant.retrieval.topic_entries import Belonging
from tests.notes.reading import entries_of
from tests.shared import SOURDOUGH


class Bakery:
    """An overview of the notes on sourdough in two themes, with an entry just outside, and the entries it is made of."""

    def __init__(self, folder: Path) -> None:
        notes = SOURDOUGH + "- **Rye Loaf** (corn, 2018) - Rye is dense.\n"
        self.entries = {entry.id: entry for entry in build_library(entries_of(folder, notes).values())}
        found = [
            Belonging(entry, 0.9 - number / 100, np.eye(16, dtype=np.float32)[number]) for number, entry in enumerate(self.entries.values())
        ]
        themes = [Theme(title, tuple(one for one in found[:7] if one.entry.section[-1] == title)) for title in ("Starters", "Baking")]
        self.whole = write_overview("sourdough", themes, found[7:8], {"sourdough": 0.5})

    def known(self, entry_ids: Sequence[str]) -> Mapping[str, Entry]:
        return {entry_id: self.entries[entry_id] for entry_id in entry_ids if entry_id in self.entries}

    def after(self, *requests: str) -> Overview:
        overview = self.whole
        for request in requests:
            changed = revise(request, overview, self.whole, Sources(self.known, lambda sentence: float("sourdough" in sentence.lower())))
            assert changed is not None, request
            overview = changed
        return overview


@pytest.fixture
def bakery(tmp_path: Path) -> Bakery:
    return Bakery(tmp_path)


def told(overview: Overview, theme: int) -> str:
    return " ".join(statement.text for statement in overview.themes[theme].statements)


def left_out(overview: Overview) -> dict[str, str]:
    return {line.title: line.why for line in overview.ledger.left_out}


CHAINS = [
    ["shorter"],
    ["shorter", "shorter", "shorter"],
    ["expand the first theme"],
    ["expand", "shorter"],
    ["only since 2021"],
    ["only the first theme", "only since 2022", "add the ones you left out"],
    ["drop the first theme", "expand"],
    ["shorter", "add the ones you left out", "only 2021"],
]


def words(overview: Overview, theme: int | None = None) -> set[tuple[str, tuple[str, ...]]]:
    """The statements of an overview, or of one of its themes, each with the entries that it cites."""
    cited = {citation.marker: citation.entry_id for citation in overview.citations}
    statements = overview.statements() if theme is None else overview.themes[theme].statements
    return {(one.text, tuple(cited[marker] for marker in one.markers)) for one in statements if not only_names(one)}


@pytest.mark.parametrize("requests", CHAINS, ids=" / ".join)
def test_every_entry_stays_accounted_for_and_markers_are_numbered_as_they_come(bakery: Bakery, requests: list[str]) -> None:
    before, after = bakery.whole, bakery.after(*requests)
    gathered = [line.entry_id for line in (*before.ledger.used, *before.ledger.merged)]
    assert after.ledger.accounts_for(gathered)
    assert after.accounted() == (7, 7)
    used = list(dict.fromkeys(marker for statement in after.statements() for marker in statement.markers))
    assert used == [citation.marker for citation in after.citations] == list(range(1, len(used) + 1))
    assert all(statement.markers and statement.verdict == "supported" for statement in after.statements())


def test_shorter_keeps_statements_word_for_word_and_says_what_went(bakery: Bakery) -> None:
    after = bakery.after("shorter")
    assert len(after.statements()) < len(bakery.whole.statements())
    assert words(after) <= words(bakery.whole)
    assert set(left_out(after).values()) == {"for length"}
    assert f"Left out: {len(left_out(after))} for length." in after.overview


def test_expanding_a_theme_tells_more_of_its_entries_and_leaves_the_others(bakery: Bakery) -> None:
    assert "rye ferments fastest" not in told(bakery.whole, 0)
    after = bakery.after("expand the first theme")
    assert "fed every 12 hours" in told(after, 0)
    assert "rye ferments fastest" in told(after, 0)
    assert after.themes[1] == bakery.whole.themes[1]


def test_where_the_notes_say_no_more_expanding_says_so(bakery: Bakery) -> None:
    assert "say no more" in bakery.after("expand the second theme").overview


def test_only_since_a_year_drops_the_older_with_that_reason(bakery: Bakery) -> None:
    after = bakery.after("only since 2022")
    assert {citation.year for citation in after.citations} == {2022, 2023, 2024}
    assert left_out(after)["Sourdough Acids"] == "before 2022"
    assert left_out(after)["Sourdough in Iron Pots"] == "without a year"
    assert [dated.year for dated in after.timeline] == [2022, 2023, 2024]
    assert after.open_questions == ()


def test_the_ones_left_out_come_back_as_they_stood(bakery: Bakery) -> None:
    after = bakery.after("only since 2022", "add the ones you left out")
    assert left_out(after) == {}
    assert words(bakery.whole) <= words(after)


def test_one_theme_alone_keeps_its_statements_and_names_itself_as_the_reason(bakery: Bakery) -> None:
    after = bakery.after("only the second theme")
    assert [theme.title for theme in after.themes] == [bakery.whole.themes[1].title]
    assert words(after) == words(bakery.whole, 1)
    assert set(left_out(after).values()) == {"not in “Baking”"}


def test_the_entries_just_outside_come_in_as_a_theme_with_markers_of_their_own(bakery: Bakery) -> None:
    after = bakery.after("add the ones just outside")
    assert after.ledger.outside == ()
    assert "Rye is dense" in told(after, 2)
    (marker,) = after.themes[2].statements[0].markers
    assert marker not in {citation.marker for citation in bakery.whole.citations}
    assert after.accounted() == (8, 8)


def test_where_nothing_would_be_left_that_is_said(bakery: Bakery) -> None:
    with pytest.raises(UsageError, match="none of the 7 entries of this overview is from 2030 or later"):
        bakery.after("only since 2030")
    with pytest.raises(UsageError, match="no theme would be left"):
        bakery.after("drop themes 1 and 2")


def test_a_question_is_no_follow_up_on_the_overview(bakery: Bakery) -> None:
    assert revise("who wrote that?", bakery.whole, bakery.whole, Sources(bakery.known, lambda _: 0.0)) is None


def test_an_overview_comes_back_from_its_document(bakery: Bakery) -> None:
    for overview in (bakery.whole, bakery.after("only since 2022")):
        assert Overview.from_json(json.loads(json.dumps(overview.to_json()))) == overview
