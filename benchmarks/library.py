"""Large libraries for benchmarks, made from the shipped corpus by a seed: the corpus itself, and new entries recombined from its own.

A made entry has a title of two halves of corpus titles, the authors and the year of two more entries, and as many remarks as a fifth one has, each
remark drawn from the whole corpus. Its words are the corpus's words, so keyword lists grow as long as the library; its vector is made as well:

Embedding 100,000 entries takes a quarter of an hour on two cores and tells nothing that the bare embedding of the corpus does not tell. So what made
entries are recombined from (halves of titles, remarks, headings) is embedded for real, once; the vector of a made entry is the mean of its parts'
vectors, weighted by their words, with seeded noise on top, of length 1; the vectors of its words are those of its parts' words. Questions, and the
corpus's entries among the made ones, are embedded for real.
Everything else is the product's own: the files are read, chunked and written by `Assistant.index`.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np

from assistant.assistant import Assistant
from assistant.embedding.embedder import Embedder, Passages, Progress, Vectors32
from assistant.embedding.late_interaction import WordVectors
from assistant.embedding.minilm import LocalEmbedder
from assistant.notes.entry import Entry
from assistant.notes.files import read_file
from assistant.notes.folder.walk import find_files
from assistant.notes.library import build_library
from assistant.settings import Settings

SEED = 20240607
_IN_NOTEBOOK = 500
_IN_SECTION = 25
_MIN_TITLE_WORDS = 6
_REMARK_WORDS = range(4, 40)
_NOISE = 0.1
_UNSAFE = ("**", "](", "`", "|", "http", "<", "$", "(1)", "#")


@dataclass(frozen=True, slots=True)
class Parts:
    """What made entries are recombined from: halves of titles, bylines, remarks, headings, and how many remarks entries have."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    authors: tuple[str, ...]
    years: tuple[int, ...]
    remarks: tuple[str, ...]
    counts: tuple[int, ...]
    headings: tuple[str, ...]

    def texts(self) -> list[str]:
        """All that is embedded for real, each text once."""
        return list(dict.fromkeys((*self.first, *self.second, *self.remarks, *self.headings)))


def entries_of(notes: Path) -> list[Entry]:
    """The entries of a folder of notes, read anew."""
    return build_library(entry for file in find_files([notes]) for entry in read_file(file).entries)


def parts_of(entries: Sequence[Entry]) -> Parts:
    """The parts that a library's entries can be taken apart into; titles and remarks with marks of their own are left out."""
    halves = [_halves(entry.title) for entry in entries if _plain(entry.title) and len(entry.title.split()) >= _MIN_TITLE_WORDS]
    remarks = [line for entry in entries for line in entry.lines() if _plain(line) and len(line.split()) in _REMARK_WORDS]
    return Parts(
        first=tuple(first for first, _ in halves),
        second=tuple(second for _, second in halves),
        authors=tuple(", ".join(entry.authors) for entry in entries if entry.authors and entry.year),
        years=tuple(entry.year for entry in entries if entry.year),
        remarks=tuple(dict.fromkeys(remarks)),
        counts=tuple(min(len(entry.lines()), 4) for entry in entries),
        headings=tuple(dict.fromkeys(part for entry in entries for part in entry.section[-1:] if _plain(part) and "/" not in part)),
    )


def _halves(title: str) -> tuple[str, str]:
    words = title.partition(":")[2].split() if len(title.partition(":")[2].split()) >= _MIN_TITLE_WORDS else title.replace(":", "").split()
    return " ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])


def _plain(text: str) -> bool:
    return text.isprintable() and not any(mark in text for mark in (*_UNSAFE, " - ", "(", ")"))


@dataclass(frozen=True, slots=True)
class MadeLibrary:
    """A folder of notes, and the halves that each made title was recombined from."""

    folder: Path
    titles: dict[str, tuple[str, str]]


def make_library(folder: Path, corpus: Path, parts: Parts, entries: int) -> MadeLibrary:
    """Copies the notes of `corpus` into `folder` and writes `entries` made ones beside them. A smaller library is a part of a larger one."""
    shutil.copytree(corpus, folder)
    rng = random.Random(SEED)  # noqa: S311
    titles: dict[str, tuple[str, str]] = {}
    for number, start in enumerate(range(0, entries, _IN_NOTEBOOK), 1):
        lines = [f"# Made notebook {number}"]
        for place in range(start, min(start + _IN_NOTEBOOK, entries)):
            if place % _IN_SECTION == 0:
                lines += ["", f"## {rng.choice(parts.headings)}", ""]
            lines += _entry(parts, rng, titles)
        (folder / f"made-{number:03}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return MadeLibrary(folder, titles)


def _entry(parts: Parts, rng: random.Random, titles: dict[str, tuple[str, str]]) -> Iterator[str]:
    halves = (rng.choice(parts.first), rng.choice(parts.second))
    while " ".join(halves) in titles:
        halves = (rng.choice(parts.first), rng.choice(parts.second))
    titles[" ".join(halves)] = halves
    yield f"- **{' '.join(halves)}** ({rng.choice(parts.authors)}, {rng.choice(parts.years)})"
    yield from (f"  - {remark}" for remark in rng.sample(parts.remarks, rng.choice(parts.counts)))


class RecombiningEmbedder:
    """Vectors of made entries, and of their words, from those of their parts; everything else, questions above all, goes to the local model."""

    name = LocalEmbedder.name

    def __init__(self, parts: Parts) -> None:
        self._real = LocalEmbedder()
        texts = parts.texts()
        vectors, words = self._real.passages(texts)
        self._parts = dict(zip(texts, zip(vectors, words, strict=True), strict=True))
        self._titles: dict[str, tuple[str, str]] = {}

    def learn(self, library: MadeLibrary) -> None:
        """Takes the titles of a library in the place of those of the last one."""
        self._titles = library.titles

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors32:
        return self.passages(texts, progress).vectors

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Passages:
        vectors = np.zeros((len(texts), self._real.query("").size), dtype=np.float32)
        words = [b""] * len(texts)
        taken = [self._taken_apart(text) for text in texts]
        unknown = [number for number, known in enumerate(taken) if not known]
        real = self._real.passages([texts[number] for number in unknown])
        for number, vector, packed in zip(unknown, *real, strict=True):
            vectors[number], words[number] = vector, packed
        for number, known in enumerate(taken):
            if known:
                vectors[number] = self._mean(known, texts[number])
                words[number] = b"".join(self._parts[line][1] for line in known)
        if progress:
            progress(len(texts))
        return Passages(vectors, words)

    def query(self, text: str) -> Vectors32:
        return self._real.query(text)

    def question(self, text: str) -> tuple[Vectors32, WordVectors]:
        return self._real.question(text)

    def recombined(self, texts: Sequence[str]) -> list[str]:
        """Those of `texts` whose vector is made and not embedded."""
        return [text for text in texts if self._taken_apart(text)]

    def _taken_apart(self, text: str) -> list[str]:
        """The parts of a chunk's text; none where one of them is not known. The byline is passed over, the path of headings but for its end."""
        title, section, *remarks = [*text.split("\n"), ""][: max(2, text.count("\n") + 1)]
        halves = self._titles.get(title.rpartition(" (")[0])
        lines = [*(halves or ()), section.rpartition(" / ")[2], *remarks]
        return lines if halves and all(line in self._parts for line in lines) else []

    def _mean(self, lines: Sequence[str], text: str) -> Vectors32:
        total = np.sum([len(line.split()) * self._parts[line][0] for line in lines], axis=0)
        noise = np.random.default_rng([SEED, crc32(text.encode())]).standard_normal(len(total))
        vector = total / np.linalg.norm(total) + _NOISE * noise / np.linalg.norm(noise)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


class MadeAssistant(Assistant):
    """An assistant that indexes a made library: the product's own in all but where the vectors of made entries come from."""

    def __init__(self, settings: Settings, embedder: RecombiningEmbedder) -> None:
        super().__init__(settings)
        self._recombining = embedder

    @property
    def embedder(self) -> Embedder:
        """The recombining one."""
        return self._recombining
