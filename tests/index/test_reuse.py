"""What one index of a home has embedded, no other index of it embeds again; what cannot be trusted is embedded."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from assistant.embedding.endpoint_model import EndpointEmbedder
from assistant.endpoint.client import Endpoint
from assistant.index.place import IndexPlace, index_place
from assistant.index.sync import SyncReport, sync
from assistant.settings import load_settings
from assistant.spending.metered import purse_of
from tests.index.test_sync import stored, vectors_match_catalog
from tests.index.test_waiting import LateEmbedder
from tests.shared import BREAD, WordEmbedder, write_notes

KEFIR = "- **Kefir Grains** (grain, 2020) - Kefir grains ferment milk.\n"


@pytest.fixture
def bread(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "bread", {"bread.md": BREAD})


@pytest.fixture
def milk(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "milk", {"kefir.md": KEFIR})


def place_of(*roots: Path, home: str = "home") -> IndexPlace:
    return index_place(roots[0].parent / home, None, roots)


def index(*roots: Path, embedder: WordEmbedder | None = None, home: str = "home", chunk_tokens: int = 160) -> SyncReport:
    return sync(place_of(*roots, home=home), roots, embedder or LateEmbedder(), chunk_tokens)


def all_vectors(*roots: Path, home: str = "home") -> tuple[dict[str, list[float]], dict[str, bytes]]:
    place = place_of(*roots, home=home)
    with closing(place.catalog()) as catalog:
        return stored(place), catalog.word_vectors(sorted(catalog.chunk_ids()))


def is_as_if_embedded_anew(*roots: Path) -> bool:
    index(*roots, home="another home")
    return all_vectors(*roots) == all_vectors(*roots, home="another home")


@pytest.mark.parametrize("kind", [WordEmbedder, LateEmbedder], ids=["vectors", "vectors of words, too"])
def test_a_folder_that_is_added_is_all_that_is_embedded(bread: Path, milk: Path, kind: type[WordEmbedder]) -> None:
    index(bread, embedder=kind())
    embedder = kind()
    report = index(bread, milk, embedder=embedder)
    assert [text.splitlines()[0] for text in embedder.embedded] == ["Kefir Grains (grain, 2020)"]
    assert (report.embedded, report.chunks) == (1, 4)
    assert vectors_match_catalog(place_of(bread, milk))


def test_a_folder_that_is_taken_away_leaves_nothing_to_embed(bread: Path, milk: Path) -> None:
    index(bread, milk)
    embedder = LateEmbedder()
    assert index(bread, embedder=embedder).embedded == 0
    assert embedder.embedded == []
    assert is_as_if_embedded_anew(bread)


def test_folders_that_were_indexed_one_by_one_are_joined_without_embedding(bread: Path, milk: Path) -> None:
    index(bread)
    index(milk)
    assert index(bread, milk).embedded == 0
    assert is_as_if_embedded_anew(bread, milk)


def test_notes_that_moved_are_not_embedded_again(bread: Path) -> None:
    index(bread)
    moved = bread.rename(bread.with_name("loaves"))
    assert index(moved).embedded == 0


def test_another_size_of_chunks_keeps_the_vectors_of_texts_that_stay_the_same(bread: Path) -> None:
    index(bread)
    report = index(bread, chunk_tokens=150)
    assert report.rebuilt
    assert (report.embedded, report.chunks) == (0, 3)


def spoil(sql: str) -> Callable[[Path], None]:
    def damage(catalog: Path) -> None:
        with closing(sqlite3.connect(catalog)) as db:
            db.execute(sql)
            db.commit()

    return damage


def overwrite(catalog: Path) -> None:
    data = bytearray(catalog.read_bytes())
    data[4096:] = b"\x07" * (len(data) - 4096)
    catalog.write_bytes(data)
    for suffix in ("-wal", "-shm"):
        catalog.with_name(catalog.name + suffix).unlink(missing_ok=True)


def cut(catalog: Path) -> None:
    catalog.write_bytes(catalog.read_bytes()[: catalog.stat().st_size // 2])


def make_folder(catalog: Path) -> None:
    catalog.unlink()
    catalog.mkdir()


DAMAGES = {
    "overwritten": overwrite,
    "cut": cut,
    "no file": make_folder,
    "other vectors": spoil("UPDATE embedded SET vector = zeroblob(length(vector))"),
    "vectors exchanged": spoil("UPDATE embedded SET text = (SELECT text FROM embedded e WHERE e.rowid = embedded.rowid % 3 + 1)"),
    "vectors cut": spoil("UPDATE embedded SET vector = substr(vector, 1, 7)"),
    "other words": spoil("UPDATE word_vectors SET vectors = zeroblob(length(vectors))"),
    "words lost": spoil("DELETE FROM word_vectors"),
    "no table": spoil("DROP TABLE embedded"),
    "made by another model": spoil("UPDATE meta SET value = 'another' WHERE key = 'embedder'"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_from_a_damaged_index_nothing_is_taken(bread: Path, milk: Path, damage: Callable[[Path], None]) -> None:
    index(bread)
    damage(place_of(bread).folder / "catalog.sqlite")
    report = index(bread, milk)
    assert report.embedded == report.chunks == 4
    assert is_as_if_embedded_anew(bread, milk)


def test_one_damaged_vector_alone_is_embedded_again(bread: Path, milk: Path) -> None:
    index(bread)
    spoil("UPDATE embedded SET vector = zeroblob(length(vector)) WHERE rowid = 2")(place_of(bread).folder / "catalog.sqlite")
    assert index(bread, milk).embedded == 2
    assert is_as_if_embedded_anew(bread, milk)


def test_an_index_that_is_being_written_is_read_as_it_was_before(bread: Path, milk: Path) -> None:
    index(bread)
    with place_of(bread).one_writer(), closing(place_of(bread).catalog()) as catalog, catalog.writing():
        catalog.drop_vectors()
        assert index(bread, milk).embedded == 1
        assert is_as_if_embedded_anew(bread, milk)


def test_an_index_that_nobody_may_read_now_is_passed_over(bread: Path, milk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.index.embedded.elsewhere._PATIENCE", 0.05)
    index(bread)
    with closing(sqlite3.connect(place_of(bread).folder / "catalog.sqlite", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("BEGIN EXCLUSIVE")
        assert index(bread, milk).embedded == 4


def test_an_index_of_an_earlier_form_is_completed_and_then_shared(bread: Path, milk: Path) -> None:
    index(bread)
    with closing(sqlite3.connect(place_of(bread).folder / "catalog.sqlite")) as db:
        db.execute("DROP TABLE embedded")
        db.execute("PRAGMA user_version = 7")
        db.commit()
    assert index(bread).embedded == 0
    assert index(bread, milk).embedded == 1
    assert is_as_if_embedded_anew(bread, milk)


def test_a_model_of_the_same_name_that_is_served_elsewhere_counts_as_another(
    bread: Path, milk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def served_at(address: str) -> EndpointEmbedder:
        settings = load_settings(base_url=address, home=bread.parent / "home")
        made = EndpointEmbedder(Endpoint(settings), "words", purse_of(settings))
        monkeypatch.setattr(made, "_embed", lambda texts: WordEmbedder().documents(texts))
        return made

    def embedded_at(address: str, *roots: Path) -> int:
        return sync(place_of(*roots), roots, served_at(address), 160).embedded

    assert embedded_at("http://127.0.0.1:9/v1", bread) == 3
    assert embedded_at("http://127.0.0.1:8/v1", bread, milk) == 4
    place_of(bread, milk).vectors("").reopen()
    shutil.rmtree(place_of(bread, milk).folder)
    assert embedded_at("http://127.0.0.1:9/v1", bread, milk) == 1
