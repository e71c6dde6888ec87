"""Ranking on public retrieval sets: `python -m benchmarks.public_sets SET [SET …] [--keep FOLDER]`.

A SET is a folder in the layout of BEIR (Thakur et al., 2021): `corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`. Each becomes a notebook, one entry a
document, with golden items beside it, and is indexed and searched by the product. None of them ships with the project.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.assistant import Assistant
from assistant.index.catalog import Catalog
from assistant.index.filters import Filters
from assistant.index.indexed_notes import OpenIndex
from assistant.index.place import index_place
from assistant.index.vectors import VectorStore
from assistant.notes.entry import Entry
from assistant.settings import load_settings
from assistant.text.words import terms

_DEPTH = 100
_TOP = 10
# The constant of reciprocal rank fusion (Cormack et al., 2009).
_RRF = 60
_FLAT = (1.0, 1.0, 1.0, 1.0)
# What would be read as marks of an outline.
_MARKS = re.compile(r"[*`<>\[\]|$\\_#\s]+")
_SENTENCE = re.compile(r"(.{20,200}?[.!?;])\s")
_TITLE = 200
COLUMNS = ("assistant's search", "vectors alone", "keywords alone", "plain RRF")


@dataclass(frozen=True, slots=True)
class PublicSet:
    """One set: documents (title, text), queries, and for each query the grades of its relevant documents, all by id."""

    name: str
    documents: Mapping[str, tuple[str, str]]
    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Marks:
    """Means over queries, from 0 to 1: nDCG@10 with the grades as gains (Järvelin and Kekäläinen, 2002), and recall@100."""

    ndcg: float
    recall: float


def read_set(folder: Path) -> PublicSet:
    """Reads a folder in BEIR's layout; queries without a relevant document are left out."""
    documents = {str(one["_id"]): (str(one.get("title") or ""), str(one.get("text") or "")) for one in _lines(folder / "corpus.jsonl")}
    queries = {str(one["_id"]): str(one["text"]) for one in _lines(folder / "queries.jsonl")}
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0 and document in documents:
            grades.setdefault(query, {})[document] = int(grade)
    return PublicSet(folder.name, documents, {query: text for query, text in queries.items() if query in grades}, grades)


def _lines(file: Path) -> Iterator[dict[str, object]]:
    with file.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def write_notes(found: PublicSet, folder: Path) -> dict[int, str]:
    """Writes a set as a notebook into `folder/notes`, and its queries as golden items into `folder/golden.jsonl`.

    Gives the document of each line on which an entry begins. A document without a title is known by its first sentence.
    """
    (folder / "notes").mkdir(parents=True, exist_ok=True)
    lines, at, titles = ["# Documents", ""], {}, {}
    for number, (title, text) in found.documents.items():
        titles[number], rest = _titled(title, text)
        at[len(lines) + 1] = number
        lines += [f"- **{titles[number]}**", *([f"  - {rest}"] if rest else [])]
    (folder / "notes" / "documents.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    items = (
        {"id": query, "kind": "lookup", "question": text, "gold_titles": sorted({titles[one] for one in found.grades[query]})}
        for query, text in found.queries.items()
    )
    (folder / "golden.jsonl").write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), encoding="utf-8")
    return at


def _titled(title: str, text: str) -> tuple[str, str]:
    title, text = (_MARKS.sub(" ", part).strip() for part in (title, text))
    if not title:
        match = _SENTENCE.match(text)
        title = (match[1] if match else text[:_TITLE]).strip()
        text = text[len(title) :].strip()
    return title.rstrip(". "), text


class Searches:
    """The searches that are compared, over the index of one set; each gives entries, best first."""

    def __init__(self, folder: Path) -> None:
        settings = load_settings(notes=folder / "notes", home=folder / "home")
        self._assistant = Assistant(settings)
        self._assistant.index()
        self.entries = {entry.id: entry for entry in self._assistant.entries()}
        self._catalog, self._vectors = self._open()

    def _open(self) -> tuple[Catalog, VectorStore]:
        settings = self._assistant.settings
        place = index_place(settings.home, settings.chroma, [root.resolve() for root in self._assistant.roots])
        return OpenIndex(place).whole(self._assistant.embedder.name)

    def all(self, query: str) -> dict[str, list[str]]:
        """The ids of the first hundred entries for a query, by each of `COLUMNS`."""
        vectors, keywords = self._by_vectors(query), self._by_keywords(query)
        ranks = [{entry: 1 / (_RRF + rank) for rank, entry in enumerate(found, 1)} for found in (vectors, keywords)]
        joined = sorted(ranks[0].keys() | ranks[1].keys(), key=lambda one: (-sum(rank.get(one, 0.0) for rank in ranks), one))
        own = [hit.entry.id for hit in self._assistant.search(query, _DEPTH)]
        return dict(zip(COLUMNS, (own, vectors, keywords, joined[:_DEPTH]), strict=True))

    def _by_vectors(self, query: str) -> list[str]:
        near = self._vectors.nearest(self._assistant.embedder.query(query), min(4 * _DEPTH, self._catalog.counts()[1]))
        return self._owners([chunk for chunk, _ in near])

    def _by_keywords(self, query: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in terms(query))
        found = self._catalog.matching(words, _FLAT, 4 * _DEPTH, Filters()) if words else []
        return self._owners([chunk for chunk, _ in found])

    def _owners(self, chunks: Sequence[str]) -> list[str]:
        known = self._catalog.chunks(chunks)
        return list(dict.fromkeys(known[chunk].entry_id for chunk in chunks if chunk in known))[:_DEPTH]


def measure(found: PublicSet, folder: Path, tell: Callable[[str], None]) -> dict[str, Marks]:
    """The marks of each search on a set, which is converted and indexed in `folder`."""
    tell(f"{found.name}: indexing {len(found.documents)} documents")
    at = write_notes(found, folder)
    searches = Searches(folder)
    held = {entry.id: _documents_of(entry, at) for entry in searches.entries.values()}
    tell(f"{found.name}: {len(held)} entries, {len(found.queries)} queries")
    marked: dict[str, list[tuple[float, float]]] = {column: [] for column in COLUMNS}
    for query, text in found.queries.items():
        for column, ids in searches.all(text).items():
            marked[column].append(marks_of([one for entry in ids for one in held[entry]], found.grades[query]))
    return {column: Marks(*(sum(values) / len(values) for values in zip(*marks, strict=True))) for column, marks in marked.items() if marks}


def _documents_of(entry: Entry, at: Mapping[int, str]) -> list[str]:
    return [at[place.line] for place in entry.places if place.line in at]


def marks_of(ranked: Sequence[str], grades: Mapping[str, int]) -> tuple[float, float]:
    """nDCG@10 and recall@100 of one query: documents best first, and the grades of those that are relevant."""
    gain = sum(grades.get(one, 0) / math.log2(rank + 1) for rank, one in enumerate(ranked[:_TOP], 1))
    best = sum(grade / math.log2(rank + 1) for rank, grade in enumerate(sorted(grades.values(), reverse=True)[:_TOP], 1))
    return gain / best, len(grades.keys() & set(ranked[:_DEPTH])) / len(grades)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints: progress on standard error, the table on standard output."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.public_sets", description="Ranking on public sets in BEIR's layout.")
    parser.add_argument("sets", type=Path, nargs="+", help="folders with corpus.jsonl, queries.jsonl and qrels/test.tsv")
    parser.add_argument("--keep", type=Path, help="a folder for notes, golden items and indexes, which is kept and used again")
    wanted = parser.parse_args(arguments)
    console = Console(stderr=True, highlight=False)
    table = Table("set", "documents", "queries", *COLUMNS, title="nDCG@10 / recall@100")
    with nullcontext(str(wanted.keep)) if wanted.keep else tempfile.TemporaryDirectory(prefix="public-") as place:
        for folder in wanted.sets:
            found = read_set(folder)
            marks = measure(found, Path(place).resolve() / found.name, console.print)
            told = [f"{marks[column].ndcg:.3f} / {marks[column].recall:.3f}" for column in COLUMNS]
            table.add_row(found.name, str(len(found.documents)), str(len(found.queries)), *told)
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
