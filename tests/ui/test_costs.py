"""What a click costs, in reads and not in time: it does not grow with what stands on the page."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from threading import current_thread
from threading import enumerate as enumerate_threads

import pytest
from streamlit.testing.v1 import AppTest

from assistant.index.catalog import Catalog
from assistant.notes.entry import Entry
from tests.ui.driving import ask

READS: list[str] = []


@pytest.fixture
def counted(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The app, opened, from which on the reads of the index are counted."""
    monkeypatch.setattr(Catalog, "entries", _counted(Catalog.entries))
    monkeypatch.setattr(Catalog, "all_entries", _counted(Catalog.all_entries))
    yield app
    gc.unfreeze()


def _counted(read: Callable[..., object]) -> Callable[..., object]:
    def counting(*given: object) -> object:
        if not current_thread().name.startswith("answer-"):  # the questions that may follow are looked for beside the page
            READS.append(read.__name__)
        return read(*given)

    return counting


def _reads(run: Callable[[], object]) -> int:
    READS.clear()
    run()
    return len(READS)


def _settled(app: AppTest) -> AppTest:
    """The app, once what an answer brought a moment later, such as the questions that may follow, has been drawn."""
    for thread in enumerate_threads():
        if thread.name.startswith("answer-"):
            thread.join()
    return app.run()


def test_a_long_conversation_is_drawn_with_as_few_reads_as_a_short_one(counted: AppTest) -> None:
    ask(counted, "How often is a levain fed?")
    short = _reads(_settled(counted).run)
    for question in ("What gives a thinner crust?", "What is the orbital period of Neptune?", "How often is a levain fed?"):
        ask(counted, question)
    assert _reads(_settled(counted).run) == short <= 1


def test_the_library_reads_the_index_once_and_then_no_more(counted: AppTest) -> None:
    library = AppTest.from_function(_library, default_timeout=60)
    assert _reads(library.run) <= 1
    assert len([title for title in library.markdown if "#source-card" in title.value]) > 1
    assert _reads(library.text_input(key="q").set_value("crust").run) == 0
    assert "1 of 4 entries" in "".join(text.value for text in library.markdown)


def _library() -> None:
    from assistant.ui.pages import library

    library.page()


def test_what_stays_is_no_longer_looked_through_and_what_goes_is_let_go_of(app: AppTest) -> None:
    from assistant.notes.browsing import Shelf
    from assistant.ui.parts import settle

    entry = Entry("rye", "Rye", "paper", (), None, None, None, (), ())
    entries = [entry]
    shelf = Shelf(entries)
    shelf.find("rye")
    settle()
    assert gc.get_freeze_count() > 10_000
    entries.clear()
    del shelf
    assert not [one for one in gc.get_referrers(entry) if isinstance(one, tuple)]
