"""Notes are indexed as they change."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.conversations.running import Answering, Request
from assistant.conversations.threads import Conversations
from assistant.errors import AssistantError, NotesError, StoreError
from assistant.index.place import index_place
from assistant.index.sync import SyncReport
from assistant.settings import load_settings
from assistant.watching import Following, keep_up
from tests.shared import WordEmbedder, write_notes

PATIENCE = 30  # seconds


def test_a_change_is_indexed_by_itself(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    write_notes(notes, {"bread.md": "# Bread\n\n- Rye (baker, 2019) - dense\n"})
    assistant = Assistant(load_settings(notes=notes, home=tmp_path / "home"), embedder=WordEmbedder())
    assistant.index()
    reports: queue.Queue[SyncReport | AssistantError] = queue.Queue()
    stop = threading.Event()
    watching = threading.Thread(target=keep_up, args=(lambda: assistant.index([notes]), [notes], reports.put, reports.put, stop))
    watching.start()
    try:
        report = first_report(reports, notes)
        assert isinstance(report, SyncReport)
        assert "Sponge" in {entry.title for entry in assistant.entries()}
    finally:
        stop.set()
        watching.join(PATIENCE)
    assert not watching.is_alive()


def first_report(reports: queue.Queue[SyncReport | AssistantError], notes: Path) -> SyncReport | AssistantError:
    """What is told of a change; it is made again until then, as what is written before the watch has begun goes by unseen."""
    for attempt in range(PATIENCE):
        write_notes(notes, {"cake.md": f"# Cake\n\n- Sponge (baker, 2020) - light, trial {attempt}\n"})
        try:
            return reports.get(timeout=2)
        except queue.Empty:
            continue
    raise AssertionError("nothing was told")


@pytest.fixture
def library(tmp_path: Path) -> Assistant:
    notes = write_notes(tmp_path / "notes", {"bread.md": "# Bread\n\n- Rye (baker, 2019) - dense\n"})
    return Assistant(load_settings(notes=notes, home=tmp_path / "home"), embedder=WordEmbedder())


@pytest.fixture
def following(library: Assistant) -> Iterator[Following]:
    made = Following(library)
    made.follow()
    yield made
    made.end()


def comes_true(what: Callable[[], object]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.05)
    return False


def entries_of(library: Assistant) -> set[str]:
    return {entry.title for entry in library.entries()} if library.is_indexed() else set()


def test_whoever_follows_notes_indexes_them_and_what_is_added_to_them(following: Following, library: Assistant) -> None:
    assert comes_true(lambda: entries_of(library) == {"Rye"})
    following.follow()  # to ask for it again changes nothing
    write_notes(library.roots[0], {"cake.md": "# Cake\n\n- Sponge (baker, 2020) - light\n"})
    assert comes_true(lambda: entries_of(library) == {"Rye", "Sponge"})
    assert comes_true(lambda: "cake.md" in following.said())


def test_what_stands_in_the_way_is_said_and_tried_again(following: Following, library: Assistant) -> None:
    assert comes_true(lambda: entries_of(library) == {"Rye"})
    with ExitStack() as held:
        assert comes_true(lambda: taken(library, held))
        write_notes(library.roots[0], {"cake.md": "# Cake\n\n- Sponge (baker, 2020) - light\n"})
        assert comes_true(lambda: "another `assistant index`" in following.fault)
    assert comes_true(lambda: entries_of(library) == {"Rye", "Sponge"})
    assert comes_true(lambda: "another" not in following.said())


def taken(library: Assistant, held: ExitStack) -> bool:
    """Whether the index could be taken hold of, as another process that writes it does."""
    try:
        held.enter_context(index_place(library.settings.home, None, library.roots).one_writer())
    except StoreError:
        return False
    return True


def refusing(*_: object, **__: object) -> Iterator[set[object]]:
    raise OSError("OS file watch limit reached.")
    yield set()


def test_where_the_notes_cannot_be_watched_they_are_looked_through_at_each_question(
    library: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchfiles.watch", refusing)
    following = Following(library)
    following.follow()
    assert comes_true(lambda: "watch limit reached" in following.said())
    assert following.said().endswith("they are looked through at each question")
    write_notes(library.roots[0], {"cake.md": "# Cake\n\n- Sponge (baker, 2020) - light\n"})
    threads = Conversations(library.settings.home)
    running = Answering(threads, following.look).start(library, Request(1, "What is Sponge?"))
    assert running.done.wait(PATIENCE)
    assert entries_of(library) == {"Rye", "Sponge"}
    with pytest.raises(NotesError, match="cannot be watched"):
        keep_up(library.index, library.roots, lambda _: None, lambda _: None)


def test_other_notes_are_followed_once_they_are_indexed_in_this_home(tmp_path: Path) -> None:
    library = Assistant(load_settings(home=tmp_path / "home"), embedder=WordEmbedder())
    library.index([write_notes(tmp_path / "one", {"a.md": "- Rye (baker, 2019) - dense\n"})])
    following = Following(library)
    following.follow()
    library.index([write_notes(tmp_path / "two", {"a.md": "- Oat (miller, 2019) - light\n"})])
    following.follow()
    try:
        assert comes_true(lambda: "Oat" in entries_of(library) and following.stage is None)
        write_notes(tmp_path / "two", {"b.md": "- Barley (miller, 2019) - light\n"})
        assert comes_true(lambda: "Barley" in entries_of(library))
    finally:
        following.end()
