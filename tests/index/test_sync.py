from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Timer
from typing import Any

import chromadb
import pytest
from chromadb.api.models.Collection import Collection
from chromadb.errors import InternalError

from assistant.errors import NotesError, StoreError
from assistant.index.catalog import Catalog
from assistant.index.place import IndexPlace, index_place
from assistant.index.sync import SyncReport, sync
from tests.shared import BREAD, TEA, ChromaServer, WordEmbedder, write_notes


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA})


@pytest.fixture
def place(tmp_path: Path, notes: Path) -> IndexPlace:
    return index_place(tmp_path / "home", None, [notes])


def run(place: IndexPlace, notes: Path, embedder: WordEmbedder | None = None, chunk_tokens: int = 160) -> SyncReport:
    return sync(place, [notes], embedder or WordEmbedder(), chunk_tokens)


def titles(place: IndexPlace) -> set[str]:
    catalog = place.catalog()
    try:
        return {entry.title for entry in catalog.all_entries()}
    finally:
        catalog.close()


def vectors_match_catalog(place: IndexPlace) -> bool:
    catalog = place.catalog()
    try:
        return place.vectors(catalog.meta("collection")).ids() == catalog.chunk_ids()
    finally:
        catalog.close()


def statuses(report: SyncReport) -> dict[str, str]:
    return {outcome.path: outcome.status for outcome in report.files}


def test_every_entry_is_indexed_once_even_where_two_notebooks_speak_of_it(place: IndexPlace, notes: Path) -> None:
    report = run(place, notes)
    assert report.entries == 4
    assert statuses(report) == {"notes/bread.md": "indexed", "notes/tea.md": "indexed"}
    assert vectors_match_catalog(place)


def test_a_sync_with_nothing_changed_embeds_nothing(place: IndexPlace, notes: Path) -> None:
    run(place, notes)
    embedder = WordEmbedder()
    report = run(place, notes, embedder)
    assert embedder.embedded == []
    assert set(statuses(report).values()) == {"unchanged"}


def test_only_an_edited_entry_is_embedded_again(place: IndexPlace, notes: Path) -> None:
    run(place, notes)
    (notes / "bread.md").write_text(BREAD.replace("thinner crust", "glossy crust"), encoding="utf-8")
    embedder = WordEmbedder()
    report = run(place, notes, embedder)
    assert [text.splitlines()[0] for text in embedder.embedded] == ["Steam Matters (crust et al., 2021)"]
    assert statuses(report)["notes/bread.md"] == "indexed"
    assert vectors_match_catalog(place)


def test_two_entries_may_swap_their_words(place: IndexPlace, notes: Path) -> None:
    two = "- **Alpha One** (a, 2020) - First words.\n- **Beta Two** (b, 2020) - Second words.\n"
    write_notes(notes, {"swap.md": two})
    run(place, notes)
    write_notes(notes, {"swap.md": two.replace("First", "Third").replace("Second", "First").replace("Third", "Second")})
    run(place, notes)
    catalog = place.catalog()
    assert {e.title: e.lines() for e in catalog.all_entries() if e.notebook == "swap"} == {
        "Alpha One": ["Second words."],
        "Beta Two": ["First words."],
    }
    assert vectors_match_catalog(place)


def test_what_vanished_is_removed_and_said(place: IndexPlace, notes: Path) -> None:
    run(place, notes)
    (notes / "tea.md").unlink()
    report = run(place, notes)
    assert statuses(report)["notes/tea.md"] == "removed"
    assert "Oolong Under the Microscope" not in titles(place)
    assert vectors_match_catalog(place)


def test_a_file_that_can_no_longer_be_read_keeps_its_last_good_entries(place: IndexPlace, notes: Path) -> None:
    run(place, notes)
    (notes / "tea.md").write_bytes(b"\xff\xfe broken \x80")
    report = run(place, notes)
    outcome = next(outcome for outcome in report.files if outcome.path == "notes/tea.md")
    assert outcome.status == "failed"
    assert "UTF-8" in outcome.reason
    assert "Oolong Under the Microscope" in titles(place)


def test_another_chunking_or_embedding_model_rebuilds_and_says_why(place: IndexPlace, notes: Path) -> None:
    run(place, notes)
    assert "40 tokens" in run(place, notes, chunk_tokens=40).rebuilt
    report = run(place, notes, WordEmbedder("other words"), chunk_tokens=40)
    assert "other words" in report.rebuilt
    assert report.embedded == report.chunks
    assert vectors_match_catalog(place)


def test_names_that_are_no_text_are_indexed_in_a_folder_that_has_such_a_name_too(tmp_path: Path) -> None:
    folder = write_notes(tmp_path / os.fsdecode(b"n\xf6tes"), {os.fsdecode(b"caf\xe9.md"): BREAD})
    place = index_place(tmp_path / "home", None, [folder])
    assert statuses(run(place, folder)) == {"n\\xf6tes/caf\\xe9.md": "indexed"}
    assert "Autolyse" in titles(place)
    assert statuses(run(place, folder)) == {"n\\xf6tes/caf\\xe9.md": "unchanged"}


def test_a_second_writer_is_refused_in_one_line(place: IndexPlace, notes: Path) -> None:
    with place.one_writer(), pytest.raises(StoreError, match="another `assistant index`"):
        run(place, notes)


def test_missing_and_empty_folders_say_what_to_do(tmp_path: Path) -> None:
    place = index_place(tmp_path / "home", None, [tmp_path / "none"])
    with pytest.raises(NotesError, match="--notes"):
        run(place, tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotesError, match="no files"):
        run(place, tmp_path / "empty")


def test_lost_vectors_are_made_again_without_embedding(place: IndexPlace, notes: Path) -> None:
    run(place, notes)
    before = stored(place)
    place.vectors("x").reopen()
    subprocess.run(["rm", "-rf", str(place.folder / "chroma")], check=True)
    embedder = WordEmbedder()
    assert run(place, notes, embedder).mended
    assert embedder.embedded == []
    assert stored(place) == before


def stored(place: IndexPlace) -> dict[str, list[float]]:
    """Every vector in Chroma by the id of its chunk."""
    with closing(place.catalog()) as catalog:
        store = place.vectors(catalog.meta("collection"))
    store.reopen()
    return {chunk_id: [round(float(number), 5) for number in vector] for chunk_id, vector in store.vectors(sorted(store.ids())).items()}


def _sync_until_killed(place: IndexPlace, notes: Path, victim: str) -> None:
    """Runs in a process of its own, and dies without a word at the named step."""
    if victim == "embedding":

        class Dying(WordEmbedder):
            def documents(self, *args: object, **options: object):  # type: ignore[no-untyped-def]
                os.kill(os.getpid(), signal.SIGKILL)

        sync(place, [notes], Dying(), 160)
    original = getattr(Catalog, victim)

    def die(self: Catalog, *args: object, **options: object) -> None:
        original(self, *args, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(Catalog, victim, die)
    sync(place, [notes], WordEmbedder(), 160)


@pytest.mark.parametrize("victim", ["embedding", "put", "replace_readings", "chunk_ids_in_order", "drop_vanished_vectors"])
def test_a_kill_at_any_moment_leaves_an_index_that_the_next_run_completes(place: IndexPlace, notes: Path, victim: str) -> None:
    run(place, notes)
    before = titles(place)
    write_notes(notes, {"new.md": "- **Kefir Grains** (grain, 2020) - Kefir grains ferment milk.\n"})
    (notes / "tea.md").unlink()
    process = multiprocessing.get_context("spawn").Process(target=_sync_until_killed, args=(place, notes, victim))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    after = {"Levain: Wild Yeast at Home", "Autolyse", "Steam Matters", "Kefir Grains"}
    assert titles(place) in (before, after)
    run(place, notes)
    assert titles(place) == after
    assert vectors_match_catalog(place)


def test_a_reader_sees_what_another_process_wrote(place: IndexPlace, notes: Path) -> None:
    run(place, notes)
    catalog = place.catalog()
    generation = catalog.generation
    write_notes(notes, {"new.md": "- **Kefir Grains** (grain, 2020) - Kefir grains ferment milk.\n"})
    script = (
        "from pathlib import Path; from assistant.index.place import *; from assistant.index.sync import *; from tests.shared import WordEmbedder\n"
        f"roots = [Path({str(notes)!r})]\nsync(index_place(Path({str(place.folder.parent.parent)!r}), None, roots), roots, WordEmbedder(), 160)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    assert catalog.generation == generation + 1
    store = place.vectors(catalog.meta("collection"))
    store.reopen()
    nearest = store.nearest(WordEmbedder().query("kefir grains ferment milk"), 1)
    assert catalog.chunks([nearest[0][0]])[nearest[0][0]].entry_id == "grain2020kefir"


def test_vectors_that_look_damaged_while_another_process_writes_are_read_a_moment_later(
    place: IndexPlace, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(place, notes)
    store = place.vectors(place.catalog().meta("collection"))
    failing, query = [InternalError("Nothing found on disk")], Collection.query

    def once_failing(self: Collection, **asked: Any) -> Any:
        if failing:
            raise failing.pop()
        return query(self, **asked)

    monkeypatch.setattr(Collection, "query", once_failing)
    assert store.nearest(WordEmbedder().query("wild yeast"), 1)
    assert not failing


def test_a_store_is_there_for_others_only_when_it_is_whole(place: IndexPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    store, opened, seen = place.vectors("chunks"), chromadb.PersistentClient, []

    def opening(*given: Any, **options: Any) -> Any:
        client = opened(*given, **options)
        with pytest.raises(StoreError, match="no longer"):
            place.vectors("chunks").count()
        seen.append(client)
        monkeypatch.undo()
        return client

    monkeypatch.setattr(chromadb, "PersistentClient", opening)
    store.make()
    assert seen
    assert place.vectors("chunks").count() == 0


def test_a_catalog_that_another_process_is_just_making_is_waited_for(place: IndexPlace) -> None:
    place.folder.mkdir(parents=True)
    with closing(sqlite3.connect(place.folder / "catalog.sqlite", isolation_level=None, check_same_thread=False)) as other:
        other.execute("CREATE TABLE first (word TEXT)")
        other.execute("BEGIN IMMEDIATE")
        later = Timer(0.2, other.execute, ("COMMIT",))
        later.start()
        assert place.catalog().counts() == (0, 0)
        later.join()


@pytest.fixture
def chroma_server(tmp_path: Path) -> Iterator[str]:
    with ChromaServer(tmp_path / "server") as running:
        yield running.address


def test_a_chroma_server_holds_the_vectors(tmp_path: Path, notes: Path, chroma_server: str) -> None:
    place = index_place(tmp_path / "home", chroma_server, [notes])
    run(place, notes)
    assert vectors_match_catalog(place)
    assert not (place.folder / "chroma").exists()
    embedder = WordEmbedder()
    run(place, notes, embedder)
    assert embedder.embedded == []


def test_a_dead_chroma_server_is_named_in_one_line(tmp_path: Path, notes: Path) -> None:
    place = index_place(tmp_path / "home", "http://127.0.0.1:9", [notes])
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:9 does not answer"):
        run(place, notes)


def ids(place: IndexPlace) -> dict[str, str]:
    with closing(place.catalog()) as catalog:
        return {entry.title: entry.id for entry in catalog.all_entries()}


def test_the_ids_that_were_given_outlive_every_way_of_building_the_index_anew(place: IndexPlace, notes: Path) -> None:
    write_notes(notes, {"rye.md": "- **Rye and Time** (baker, 2020)\n"})
    run(place, notes)
    write_notes(notes, {"aaa.md": "- **Rye and Salt** (baker, 2020)\n"})
    run(place, notes)
    before = ids(place)
    assert before["Rye and Time"] == "baker2020rye"
    (notes / "rye.md").unlink()
    run(place, notes)
    run(place, notes, chunk_tokens=40)
    with closing(sqlite3.connect(place.folder / "catalog.sqlite")) as db:
        db.execute("PRAGMA user_version = 4")
    run(place, notes)
    with closing(sqlite3.connect(place.folder / "catalog.sqlite")) as db:
        db.execute("UPDATE entries SET body = 'x'")
        db.commit()
    run(place, notes)
    write_notes(notes, {"rye.md": "- **Rye and Time** (baker, 2020)\n"})
    run(place, notes)
    assert ids(place) == before


def test_an_index_from_before_ids_were_kept_gives_those_of_its_entries(place: IndexPlace, notes: Path) -> None:
    write_notes(notes, {"rye.md": "- **Rye and Time** (baker, 2020)\n"})
    run(place, notes)
    before = ids(place)
    with closing(sqlite3.connect(place.folder / "catalog.sqlite")) as db:
        db.execute("DROP TABLE ids")
        db.execute("PRAGMA user_version = 4")
        db.commit()
    write_notes(notes, {"aaa.md": "- **Rye and Salt** (baker, 2020)\n"})
    run(place, notes)
    assert before.items() <= ids(place).items()


@pytest.mark.parametrize("how", ["deleted", "emptied", "left without an entry"])
def test_the_last_note_of_a_folder_leaves_the_index_too(place: IndexPlace, notes: Path, how: str) -> None:
    run(place, notes)
    for file in notes.iterdir():
        if how == "deleted":
            file.unlink()
        else:
            file.write_text("" if how == "emptied" else "\n---\n", encoding="utf-8")
    assert run(place, notes).entries == 0
    assert titles(place) == set()
    assert vectors_match_catalog(place)


def test_a_file_that_was_emptied_leaves_the_index(place: IndexPlace, notes: Path) -> None:
    run(place, notes)
    (notes / "bread.md").write_text(" \n", encoding="utf-8")
    run(place, notes)
    assert titles(place) == {"Oolong Under the Microscope", "Levain: Wild Yeast at Home"}


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of folders that nobody may list: permissions do not hold for whoever runs the tests as root."""
    names: set[str] = set()
    scan = os.scandir

    def refusing(path: str) -> Iterator[os.DirEntry[str]]:
        if Path(path).name in names:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    return names


def test_a_folder_that_cannot_be_listed_is_said_in_one_line_and_its_entries_are_kept(
    place: IndexPlace, notes: Path, closed: set[str]
) -> None:
    write_notes(
        notes, {"inside/rye.md": "- **Rye and Time** (baker, 2020)\n", "inside/deep/oat.md": "- **Oats at Night** (miller, 2021)\n"}
    )
    run(place, notes)
    before = titles(place)
    closed.add("inside")
    (notes / "bread.md").write_text(BREAD.replace("Autolyse", "Autolysis"), encoding="utf-8")
    report = run(place, notes)
    assert statuses(report) == {"notes/bread.md": "indexed", "notes/inside": "failed", "notes/tea.md": "unchanged"}
    assert [outcome.reason for outcome in report.failed] == [
        "this folder cannot be listed (Permission denied); mend its permissions; 2 entries of files in it are kept"
    ]
    assert titles(place) == before - {"Autolyse"} | {"Autolysis"}
    assert vectors_match_catalog(place)
    embedder = WordEmbedder()
    assert set(statuses(run(place, notes, embedder)).values()) == {"failed", "unchanged"}
    closed.clear()
    (notes / "inside" / "rye.md").unlink()
    assert statuses(run(place, notes, embedder))["notes/inside/rye.md"] == "removed"
    assert titles(place) == before - {"Autolyse", "Rye and Time"} | {"Autolysis"}
    assert embedder.embedded == []


def test_a_folder_that_could_never_be_listed_stops_nothing(place: IndexPlace, notes: Path, closed: set[str]) -> None:
    write_notes(notes, {"inside/rye.md": "- **Rye and Time** (baker, 2020)\n"})
    closed.add("inside")
    report = run(place, notes)
    assert report.entries == 4
    assert [(outcome.path, outcome.entries) for outcome in report.failed] == [("notes/inside", 0)]


def test_notes_that_cannot_be_listed_at_all_say_what_to_do(place: IndexPlace, notes: Path, closed: set[str]) -> None:
    run(place, notes)
    closed.add("notes")
    with pytest.raises(NotesError, match="cannot be listed"):
        run(place, notes)
    assert "Autolyse" in titles(place)
