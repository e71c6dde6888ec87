"""A filter is never left: whatever is asked, and however, nothing outside it is found, cited or named."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.conversations.reply import Said, Wishes, reply
from assistant.index.filters import Filters
from assistant.notes.entry import Entry
from assistant.questions.follow_up import Turn
from assistant.settings import load_settings
from tests.shared import SOURDOUGH, TEA, write_notes

FILTERS = [
    Filters(notebook="tea"),
    Filters(section="Baking"),
    Filters(author="frost"),
    Filters(since=2022),
    Filters(2019, 2021),
    Filters(since=2020, notebook="bread"),
    Filters(none_of=(Filters(notebook="bread"),)),
    Filters(any_of=(Filters(author="frost"), Filters(author="crust"))),
    Filters(author="%"),
    Filters(section="_"),
    Filters(notebook=""),
]
QUESTIONS = [
    "What is Levain: Wild Yeast at Home?",
    "How does Cold Sourdough differ from Sourdough Acids?",
    "which papers are about sourdough?",
    "papers by miller",
    "list all papers",
    "how many papers are on tea?",
    "how are oolong leaves oxidised?",
    "who wrote Sourdough Acids, and when?",
    "WYH",
    "more like this",
    "what is the capital of France?",
]
HISTORY = [Turn("user", "What is cold sourdough?"), Turn("assistant", "“Cold Sourdough” says so. [1]", ("Cold Sourdough",))]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    base: Path = tmp_path_factory.mktemp("within")
    found = Assistant(load_settings(notes=write_notes(base / "notes", {"bread.md": SOURDOUGH, "tea.md": TEA}), home=base / "home"))
    found.index()
    return found


def passes(entry: Entry, filters: Filters) -> bool:
    """What the filters say, written down anew."""
    own = [
        filters.since is None or (entry.year or 0) >= filters.since,
        filters.until is None or (entry.year or 9999) <= filters.until,
        filters.author is None or any(filters.author in author for author in entry.authors),
        filters.notebook is None or any(place.notebook == filters.notebook for place in entry.places),
        filters.section is None or any(filters.section in heading for place in entry.places for heading in place.section),
        not filters.any_of or any(passes(entry, one) for one in filters.any_of),
        not any(passes(entry, one) for one in filters.none_of),
    ]
    return all(own)


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_nothing_that_is_found_cited_or_named_lies_outside_the_filters(assistant: Assistant, filters: Filters) -> None:
    by_id = {entry.id: entry for entry in assistant.entries()}
    told: set[str] = set()
    for question in QUESTIONS:
        told |= {hit.entry.id for hit in assistant.search(question, 20, filters)}
        answer = assistant.ask(question, HISTORY, filters, use_model=False)
        told |= (
            {near.entry_id for near in answer.nearest}
            | {item.entry.id for item in answer.evidence}
            | {c.entry_id for c in answer.citations}
        )
    for topic in ("sourdough", "tea", "wild yeast"):
        overview = assistant.summarize(topic, filters, use_model=False)
        told |= {near.entry_id for near in overview.nearest} | {citation.entry_id for citation in overview.citations}
        told |= {line.entry_id for line in (*overview.ledger.used, *overview.ledger.left_out, *overview.ledger.outside)}
    told |= {c.entry_id for c in assistant.check("Levain (baker et al., 2019) is fed.\n\nSourdough Acids holds acid.", filters).citations}
    assert [one for one in told if not passes(by_id[one], filters)] == []


def test_of_a_paper_in_two_notebooks_only_what_the_one_says_is_told(assistant: Assistant) -> None:
    answer = assistant.ask("What is Levain: Wild Yeast at Home?", filters=Filters(notebook="tea"), use_model=False)
    assert "Tea tannins" in answer.answer
    assert "12 hours" not in answer.answer
    assert {citation.place.split("/")[-1].split(":")[0] for citation in answer.citations} == {"tea.md"}


def test_what_another_notebook_covers_is_not_covered_in_this_one(assistant: Assistant) -> None:
    assert not assistant.ask("what gives sourdough a thinner crust?", use_model=False).abstained
    answer = assistant.ask("what gives sourdough a thinner crust?", filters=Filters(notebook="tea"), use_model=False)
    assert answer.abstained
    assert "notebook “tea”" in answer.answer


def test_a_filter_set_after_an_overview_holds_for_its_changes(assistant: Assistant) -> None:
    first = reply(assistant, "summarize sourdough", (), Wishes(use_model=False))
    changed = reply(assistant, "shorter", [Said("summarize sourdough", first.document())], Wishes(Filters(since=2022), use_model=False))
    by_id = {entry.id: entry for entry in assistant.entries()}
    cited = [citation["entry_id"] for citation in changed.document()["citations"]]
    assert cited
    assert all((by_id[one].year or 0) >= 2022 for one in cited)
