"""What is lost or damaged behind the catalog's back is said by whoever reads the index, and mended by the next sync."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.cli.commands.doctor import examine
from assistant.embedding.embedder import Passages, Progress, Vectors32
from assistant.embedding.late_interaction import WordVectors, pack
from assistant.errors import StoreError
from assistant.index.place import IndexPlace, index_place
from assistant.index.vectors import VectorStore
from assistant.settings import load_settings
from assistant.text.fold import fold
from tests.shared import BREAD, TEA, ChromaServer, WordEmbedder, write_notes

QUESTION = "How often is a levain fed?"
MANY = "".join(f"- **Paper {n} on thing{n}** (author{n}, 2020) - Word{n} holds.\n" for n in range(1100))


class LateEmbedder(WordEmbedder):
    """Gives the vectors of single words too, as the local model does."""

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Passages:
        words = [pack(np.array([self.query(word) for word in fold(text).split()], dtype=np.float32)) for text in texts]
        return Passages(self.documents(texts, progress), words)

    def question(self, text: str) -> tuple[Vectors32, WordVectors]:
        words = tuple(fold(text).split())
        return self.query(text), WordVectors(words, np.array([self.query(word) for word in words], dtype=np.float32))


@pytest.fixture(autouse=True)
def quick_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    """An embedding without a model, so that an index is made in no time."""
    monkeypatch.setattr("assistant.index.indexed_notes.make_embedder", lambda _: LateEmbedder())


class Kitchen:
    """Notes with an index, and what people do with them, each time as in a new process."""

    def __init__(self, base: Path, server: str | None = None) -> None:
        self.notes = write_notes(base / "notes", {"bread.md": BREAD, "tea.md": TEA})
        self.settings = load_settings(notes=self.notes, home=base / "home", chroma=server)
        self.place: IndexPlace = index_place(base / "home", server, [self.notes])

    def assistant(self) -> Assistant:
        VectorStore(self.place.folder / "chroma", None, "any").reopen()
        return Assistant(self.settings)

    def answer(self) -> str:
        return self.assistant().ask(QUESTION).answer

    def index_finding(self) -> bool:
        return next(finding.ok for finding in examine(self.assistant()) if finding.subject == "index")


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    made = Kitchen(tmp_path)
    made.assistant().index()
    return made


def sql(place: IndexPlace, file: str, *statements: str) -> None:
    with closing(sqlite3.connect(place.folder / file)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def chroma(*statements: str) -> Callable[[IndexPlace], None]:
    return lambda place: sql(place, "chroma/chroma.sqlite3", *statements)


def catalog(*statements: str) -> Callable[[IndexPlace], None]:
    return lambda place: sql(place, "catalog.sqlite", *statements)


def cut(file: str, share: float) -> Callable[[IndexPlace], None]:
    def damage(place: IndexPlace) -> None:
        data = (place.folder / file).read_bytes()
        (place.folder / file).write_bytes(data[: int(len(data) * share)])

    return damage


def spoil(file: str) -> Callable[[IndexPlace], None]:
    def damage(place: IndexPlace) -> None:
        data = (place.folder / file).read_bytes()
        middle = len(data) // 2 // 4096 * 4096
        (place.folder / file).write_bytes(data[:middle] + b"\xa5" * (len(data) - middle))

    return damage


def overwrite(file: str) -> Callable[[IndexPlace], None]:
    def damage(place: IndexPlace) -> None:
        (place.folder / file).write_bytes(b"no database at all\n" * 2000)

    return damage


def store_of(place: IndexPlace) -> VectorStore:
    with closing(place.catalog()) as opened:
        return place.vectors(opened.meta("collection"))


def one_vector_deleted(place: IndexPlace) -> None:
    store = store_of(place)
    store.delete(sorted(store.ids())[:1])


def one_vector_exchanged(place: IndexPlace) -> None:
    store = store_of(place)
    taken = sorted(store.ids())[0]
    vector = store.vectors([taken])[taken]
    store.delete([taken])
    store.add(["another"], vector[None], ["another"])


def recreated_empty(place: IndexPlace) -> None:
    store = store_of(place)
    store.count()
    with closing(place.catalog()) as opened:
        name = opened.meta("collection")
    store.drop(name)
    place.vectors(name).make()


def folder_is_a_file(place: IndexPlace) -> None:
    shutil.rmtree(place.folder / "chroma")
    (place.folder / "chroma").write_text("x", encoding="utf-8")


VECTORS_LOST = {
    "folder deleted": lambda place: shutil.rmtree(place.folder / "chroma"),
    "a file in the folder's place": folder_is_a_file,
    "cut to half": cut("chroma/chroma.sqlite3", 0.5),
    "cut to nothing": cut("chroma/chroma.sqlite3", 0),
    "overwritten": overwrite("chroma/chroma.sqlite3"),
    "collections emptied": chroma("DELETE FROM collections"),
    "segments emptied": chroma("DELETE FROM segments"),
    "ids emptied": chroma("DELETE FROM embeddings"),
    "vectors emptied, ids there": chroma("DELETE FROM embeddings_queue"),
    "tenants emptied": chroma("DELETE FROM tenants"),
    "one vector deleted": one_vector_deleted,
    "collection recreated empty": recreated_empty,
}
CATALOG_LOST = {
    "cut to half": cut("catalog.sqlite", 0.5),
    "overwritten": overwrite("catalog.sqlite"),
    "entries emptied": catalog("DELETE FROM entries"),
    "one entry deleted": catalog("DELETE FROM entries WHERE number = 1"),
    "chunks emptied": catalog("DELETE FROM chunks"),
    "keywords emptied": catalog("DELETE FROM keywords"),
    "word vectors emptied": catalog("DELETE FROM word_vectors"),
    "one chunk's word vectors deleted": catalog("DELETE FROM word_vectors WHERE rowid = 1"),
    "entries that are no JSON": catalog("UPDATE entries SET body = 'x'"),
}


@pytest.mark.parametrize("damage", VECTORS_LOST.values(), ids=VECTORS_LOST.keys())
def test_lost_vectors_are_said_and_made_again(kitchen: Kitchen, damage: Callable[[IndexPlace], None]) -> None:
    _said_and_mended(kitchen, damage)


@pytest.mark.parametrize("damage", CATALOG_LOST.values(), ids=CATALOG_LOST.keys())
def test_a_damaged_catalog_is_said_and_made_anew(kitchen: Kitchen, damage: Callable[[IndexPlace], None]) -> None:
    _said_and_mended(kitchen, damage)


def _said_and_mended(kitchen: Kitchen, damage: Callable[[IndexPlace], None]) -> None:
    before = kitchen.answer()
    kitchen.assistant()
    damage(kitchen.place)
    for _ in range(2):  # to ask must not put an empty store in the place of the lost one
        with pytest.raises(StoreError, match="`assistant index`") as raised:
            kitchen.answer()
        assert "space" not in str(raised.value)
    with pytest.raises(StoreError, match="`assistant index`"):
        kitchen.assistant().search(QUESTION)
    assert not kitchen.index_finding()
    report = kitchen.assistant().index()
    assert report.mended
    assert kitchen.answer() == before
    assert kitchen.index_finding()
    again = kitchen.assistant().index()
    assert (again.mended, again.embedded) == ("", 0)


@pytest.mark.parametrize(
    "damage",
    [cut("catalog.sqlite", 0), lambda place: [file.unlink() for file in place.folder.glob("catalog.sqlite*")], catalog("DELETE FROM meta")],
    ids=["emptied", "deleted", "its memory emptied"],
)
def test_an_index_whose_catalog_is_gone_is_built_by_the_next_sync(kitchen: Kitchen, damage: Callable[[IndexPlace], None]) -> None:
    before = kitchen.answer()
    gc.collect()  # no reader has the file open
    damage(kitchen.place)
    assert not kitchen.assistant().is_indexed()
    assert not kitchen.index_finding()
    kitchen.assistant().index()
    assert kitchen.answer() == before
    assert kitchen.index_finding()


def test_files_that_cannot_be_read_back_are_read_again(kitchen: Kitchen) -> None:
    sql(kitchen.place, "catalog.sqlite", "UPDATE files SET reading = '{'")
    kitchen.assistant().index()
    assert "12 hours" in kitchen.answer()


def test_an_exchanged_vector_is_seen_by_doctor_and_mended(kitchen: Kitchen) -> None:
    one_vector_exchanged(kitchen.place)
    assert not kitchen.index_finding()
    report = kitchen.assistant().index()
    assert (report.embedded, report.removed) == (0, 1)
    assert kitchen.index_finding()


def test_pages_of_the_catalog_that_hold_nonsense_are_mended(kitchen: Kitchen) -> None:
    with closing(kitchen.place.catalog()) as opened:
        opened.close()
    spoil("catalog.sqlite")(kitchen.place)
    assert not kitchen.index_finding()
    assert kitchen.assistant().index().mended
    assert "12 hours" in kitchen.answer()
    assert kitchen.index_finding()


def test_the_graph_of_a_larger_library_may_be_deleted(tmp_path: Path) -> None:
    kitchen = Kitchen(tmp_path)
    write_notes(kitchen.notes, {"many.md": MANY})
    kitchen.assistant().index()
    graphs = [folder for folder in (kitchen.place.folder / "chroma").iterdir() if folder.is_dir()]
    assert graphs
    for graph in graphs:
        shutil.rmtree(graph)
    with pytest.raises(StoreError, match="`assistant index`"):
        kitchen.answer()
    assert kitchen.assistant().index().mended
    assert "12 hours" in kitchen.answer()


# What Chroma has in memory it goes on answering from.
SEEN_WHILE_OPEN = {name: damage for name, damage in VECTORS_LOST.items() if name != "vectors emptied, ids there"}


@pytest.mark.parametrize("damage", SEEN_WHILE_OPEN.values(), ids=SEEN_WHILE_OPEN.keys())
def test_a_loss_is_noticed_by_who_has_the_index_open(kitchen: Kitchen, damage: Callable[[IndexPlace], None]) -> None:
    assistant = kitchen.assistant()
    before = assistant.ask(QUESTION).answer
    damage(kitchen.place)
    with pytest.raises(StoreError, match="`assistant index`"):
        assistant.ask(QUESTION)
    entry = assistant.entries()[0]
    assert assistant.entry(entry.id) == entry  # what is cited can be opened all the same
    assistant.index()
    assert assistant.ask(QUESTION).answer == before


def test_a_new_catalog_in_the_place_of_the_old_is_noticed_by_who_has_it_open(kitchen: Kitchen, tmp_path: Path) -> None:
    assistant = kitchen.assistant()
    assert "12 hours" in assistant.ask(QUESTION).answer
    shutil.rmtree(kitchen.place.folder)
    assert not assistant.is_indexed()
    write_notes(kitchen.notes, {"bread.md": BREAD.replace("12 hours", "9 hours")})
    kitchen.assistant().index()
    assert "9 hours" in assistant.ask(QUESTION).answer


def test_another_embedding_model_than_the_index_was_made_with_is_said(kitchen: Kitchen) -> None:
    with closing(kitchen.place.catalog()) as opened, opened.writing():
        opened.set_meta(embedder="another model", made_by="another model chunks-v2 160 tokens")
    with pytest.raises(StoreError, match=r"another model.*`assistant index`"):
        kitchen.answer()
    assert not kitchen.index_finding()
    assert kitchen.assistant().index().rebuilt
    assert "12 hours" in kitchen.answer()


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"notes": 3}', '{"notes": [3]}', '{"notes": []}', "\xff"])
def test_a_spoilt_memory_of_the_last_notes_leads_to_the_shipped_ones(tmp_path: Path, text: str) -> None:
    (tmp_path / "last.json").write_bytes(text.encode("latin-1"))
    assert [root.name for root in Assistant(load_settings(home=tmp_path)).roots] == ["corpus"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with ChromaServer(tmp_path_factory.mktemp("server")) as running:
        yield running


SERVER_LOST = {
    "one vector deleted": one_vector_deleted,
    "recreated empty": recreated_empty,
    "dropped": lambda place: store_of(place).erase(),
}


@pytest.mark.parametrize("damage", SERVER_LOST.values(), ids=SERVER_LOST.keys())
def test_what_a_server_lost_is_noticed_and_made_again(tmp_path: Path, server: ChromaServer, damage: Callable[[IndexPlace], None]) -> None:
    kitchen = Kitchen(tmp_path, server.address)
    assistant = kitchen.assistant()
    assistant.index()
    before = assistant.ask(QUESTION).answer
    damage(kitchen.place)
    for reader in (assistant, kitchen.assistant()):
        with pytest.raises(StoreError, match="`assistant index`"):
            reader.ask(QUESTION)
    assert not kitchen.index_finding()
    assert kitchen.assistant().index().mended
    assert assistant.ask(QUESTION).answer == before
    assert kitchen.index_finding()


def test_a_wiped_server_and_one_that_is_down(tmp_path: Path) -> None:
    with ChromaServer(tmp_path / "server") as running:
        kitchen = Kitchen(tmp_path, running.address)
        assistant = kitchen.assistant()
        assistant.index()
        before = assistant.ask(QUESTION).answer
        running.stop()
        for reader in (assistant, kitchen.assistant()):
            with pytest.raises(StoreError, match="does not answer"):
                reader.ask(QUESTION)
        with pytest.raises(StoreError, match="does not answer"):
            kitchen.assistant().index()
        subprocess.run(["rm", "-rf", str(tmp_path / "server")], check=True)
        running.start()
        for reader in (assistant, kitchen.assistant()):
            with pytest.raises(StoreError, match="`assistant index`"):
                reader.ask(QUESTION)
        assert kitchen.assistant().index().mended
        assert assistant.ask(QUESTION).answer == before
