"""While the first index is embedded, and after it was interrupted, the notes answer from what is there, and say so."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.answers.coverage import Coverage
from assistant.assistant import Assistant
from assistant.cli.commands.doctor import examine
from assistant.embedding.embedder import Passages, Progress, Vectors32
from assistant.embedding.late_interaction import WordVectors, pack
from assistant.errors import StoreError
from assistant.index import waiting
from assistant.services.inputs import Ask, Check, Search
from assistant.services.operations import ASK, CHECK, SEARCH
from assistant.settings import load_settings
from assistant.text.fold import fold
from tests.shared import BREAD, TEA, WordEmbedder, write_notes

QUESTION = "How often is a levain fed?"
MANY = "".join(f"- **Paper {n} on thing{n}** (author{n}, 2020) - Word{n} holds.\n" for n in range(40))
AT_ONCE = 10


class LateEmbedder(WordEmbedder):
    """Gives the vectors of single words too, as the local model does; `meanwhile` is called before each piece but the first."""

    def __init__(self, meanwhile: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.meanwhile, self.pieces = meanwhile, 0

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Passages:
        self.pieces += 1
        if self.meanwhile and self.pieces > 1:
            self.meanwhile()
        words = [pack(np.array([self.query(word) for word in fold(text).split()], dtype=np.float32)) for text in texts]
        return Passages(self.documents(texts, progress), words)

    def question(self, text: str) -> tuple[Vectors32, WordVectors]:
        words = tuple(fold(text).split())
        return self.query(text), WordVectors(words, np.array([self.query(word) for word in words], dtype=np.float32))


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PIECE", AT_ONCE)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "notes", {"a.md": MANY, "bread.md": BREAD, "tea.md": TEA})


def assistant(notes: Path, embedder: WordEmbedder | None = None) -> Assistant:
    return Assistant(load_settings(notes=notes, home=notes.parent / "home"), embedder=embedder or LateEmbedder())


def finding(of: Assistant) -> list[tuple[bool, str]]:
    return [(one.ok, one.detail) for one in examine(of) if one.subject == "index"]


def _index_until_killed(notes: Path, pieces: int) -> None:
    """Runs in a process of its own, and dies without a word after so many pieces."""
    waiting.PIECE = AT_ONCE
    embedder = LateEmbedder(lambda: os.kill(os.getpid(), signal.SIGKILL) if embedder.pieces > pieces else None)
    assistant(notes, embedder).index()


def killed_after(notes: Path, pieces: int) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_index_until_killed, args=(notes, pieces))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


def test_whoever_asks_while_the_first_index_is_embedded_gets_answers_and_is_told(notes: Path) -> None:
    seen: list[str] = []

    def ask() -> None:
        reader = assistant(notes)
        answer = reader.ask(QUESTION)
        assert "12 hours" in answer.answer
        assert reader.search("oolong leaves")[0].entry.title == "Oolong Under the Microscope"
        assert all(ok for ok, _ in finding(reader))
        seen.append(answer.note)

    assistant(notes, LateEmbedder(ask)).index()
    assert seen[0] == "34 of 44 passages are still being embedded: found by words alone"
    assert [int(note.split()[0]) for note in seen] == [34, 24, 14, 4]
    assert assistant(notes).ask(QUESTION).note == ""


def test_the_same_reader_finds_more_by_meaning_with_each_piece(notes: Path) -> None:
    reader, counts = assistant(notes), list[int]()

    def look() -> None:
        catalog, vectors = reader._open()
        counts.append(len(vectors.nearest(LateEmbedder().query("anything"), 100)))
        assert len(catalog.chunk_ids()) == 44

    writer = assistant(notes, LateEmbedder(look))
    writer.index()
    assert counts == [10, 20, 30, 40]
    assert len(reader._open()[1].nearest(LateEmbedder().query("anything"), 100)) == 44


@pytest.mark.parametrize("pieces", [1, 3])
def test_an_interrupted_index_answers_says_what_to_do_and_goes_on_where_it_stopped(notes: Path, pieces: int) -> None:
    killed_after(notes, pieces)
    left = 44 - pieces * AT_ONCE
    reader = assistant(notes)
    told = f"{left} of 44 passages are not embedded yet: found by words alone; run `assistant index` to go on"
    assert reader.ask(QUESTION).note == told
    assert "12 hours" in reader.ask(QUESTION).answer
    assert (False, told) in finding(reader)
    going_on = LateEmbedder()
    report = assistant(notes, going_on).index()
    assert (report.embedded, len(going_on.embedded), report.mended) == (left, left, "")
    assert reader.ask(QUESTION).note == ""
    assert [ok for ok, _ in finding(reader)] == [True]
    assert assistant(notes, going_on).index().embedded == 0


def test_what_every_operation_gives_says_it_too(notes: Path) -> None:
    killed_after(notes, 1)
    reader = assistant(notes)
    for document in (
        ASK.perform(reader, Ask(question=QUESTION)),
        SEARCH.perform(reader, Search(query="levain")),
        CHECK.perform(reader, Check(text="A levain is fed every 12 hours.")),
    ):
        assert document["note"].startswith("34 of 44 passages")
    assert "34 of 44" in reader.summarize("levain").note
    assert "note" not in ASK.perform(assistant_of_all(notes), Ask(question=QUESTION))


def assistant_of_all(notes: Path) -> Assistant:
    made = assistant(notes)
    made.index()
    return made


def test_vectors_that_are_lost_are_no_vectors_that_wait(notes: Path) -> None:
    killed_after(notes, 3)
    vectors = assistant(notes)._open()[1]
    vectors.delete(sorted(vectors.ids())[:3])
    with pytest.raises(StoreError, match="vectors of 3 of 44 chunks are missing"):
        assistant(notes).ask(QUESTION)
    assistant(notes).index()
    assert "12 hours" in assistant(notes).ask(QUESTION).answer


def test_an_entry_whose_vectors_wait_ranks_as_it_will(notes: Path) -> None:
    killed_after(notes, 1)
    early = [(hit.entry.id, round(hit.hits[0].dense, 3)) for hit in assistant(notes).search(QUESTION, 1)]
    assert early == [(hit.entry.id, round(hit.hits[0].dense, 3)) for hit in assistant_of_all(notes).search(QUESTION, 1)]


def test_the_same_text_is_embedded_once_and_what_is_stored_already_never(notes: Path) -> None:
    twice = "- **Rye and Salt** (baker, 2020) - Salt slows rye down.\n- **Rye and Salt** (miller, 1999) - Other words.\n"
    write_notes(notes, {"x.md": "# X\n\n- Flour is sifted twice here.\n", "y.md": "# X\n\n- Flour is sifted twice here.\n", "z.md": twice})
    embedder = LateEmbedder()
    report = assistant(notes, embedder).index()
    assert len(embedder.embedded) == len(set(embedder.embedded)) == report.embedded
    made = assistant(notes)
    with closing(made._index.place.catalog()) as catalog:
        texts = {chunk.text for chunk in catalog.chunks(sorted(catalog.chunk_ids())).values()}
    assert set(embedder.embedded) == texts
    again = LateEmbedder()
    (notes / "x.md").rename(notes / "w.md")
    (notes / "bread.md").rename(notes / "loaf.md")
    assert assistant(notes, again).index().embedded == len(again.embedded)
    assert not set(again.embedded) & texts


def test_asking_goes_on_in_another_process_while_this_one_indexes(notes: Path) -> None:
    write_notes(notes, {"many.md": "".join(f"- **Study {n}** (someone, 2021) - Finding{n} of study.\n" for n in range(1100))})
    script = (
        "import time; from pathlib import Path; from tests.index.test_waiting import *\n"
        f"reader = assistant(Path({str(notes)!r}))\n"
        "print('up', flush=True)\n"
        "while not reader.is_indexed(): time.sleep(0.001)\n"
        "notes = []\n"
        "while True:\n"
        "    answer = reader.ask(QUESTION)\n"
        "    assert '12 hours' in answer.answer, answer.answer\n"
        "    notes.append(answer.note)\n"
        "    if not answer.note: break\n"
        "print(len(set(notes)))\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asking:
        try:
            assert asking.stdout is not None
            assert asking.stdout.readline() == "up\n"
            waiting.PIECE = 100
            assistant(notes).index()
            told, failed = asking.communicate(timeout=120)
        finally:
            asking.kill()
    assert (asking.returncode, failed) == (0, "")
    assert int(told) >= 2


def test_what_does_not_speak_of_what_is_asked_is_no_sure_answer_while_others_wait() -> None:
    """Another entry may say it in other words, and could not be looked at."""
    signs = dict.fromkeys(Coverage.__slots__, 0.0) | {
        "named": "",
        "unknown_name": "",
        "by_words": False,
        "cosine": 0.8,
        "margin": 0.2,
        "length": 2.0,
    }
    speaks, hardly = (Coverage(**signs | {"spoken": spoken}) for spoken in (1.0, 0.2))  # type: ignore[arg-type]
    assert speaks.is_sure
    assert hardly.is_sure
    assert replace(speaks, waiting=1.0).confidence == speaks.confidence
    assert not replace(hardly, waiting=1.0).is_sure
    assert replace(hardly, waiting=0.01).is_sure
