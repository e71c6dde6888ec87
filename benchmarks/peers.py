"""Other libraries over the same notes, questions and embedding model, so that only the pipeline differs.

`python -m benchmarks.peers NAME DOCUMENTS NOTES` runs one of them in a process of its own and prints what it measured as JSON. DOCUMENTS says what the
library is given: `files`, the notebooks as a user would load them, cut by the library's own splitter; or `entries`, this project's entries as
documents, which leaves the library its index and its ranking alone.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from assistant.assistant import Assistant
from assistant.embedding.minilm import LocalEmbedder
from assistant.index.chunks import chunk_entry
from assistant.notes.files import read_file
from assistant.notes.folder.walk import find_files
from assistant.retrieval.evidence import heading
from assistant.settings import load_settings
from benchmarks.library import entries_of
from benchmarks.measures import peak_megabytes, seconds, times
from benchmarks.questions import found, golden_items

RESULTS = 40  # enough that those given entries fill the 1,500 tokens


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the comparison: the peer, what it is given, what people call it, and the modules it needs."""

    peer: str
    documents: str
    label: str
    needs: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The modules that are not installed."""
        return tuple(name for name in self.needs if find_spec(name) is None)


_LANGCHAIN = ("langchain_chroma", "langchain_text_splitters")
_LLAMA = ("llama_index.core", "llama_index.retrievers.bm25") if find_spec("llama_index") else ("llama_index",)
_TXTAI = ("txtai", "faiss", "msgpack")
OURS = Row("ours", "files", "this project", ())
ROWS = (
    Row("langchain", "files", "LangChain + Chroma, 4,000 characters", _LANGCHAIN),
    Row("langchain", "pieces", "LangChain + Chroma, 1,000 characters", _LANGCHAIN),
    Row("llamaindex", "files", "LlamaIndex hybrid, 1,024 tokens", _LLAMA),
    Row("txtai", "files", "txtai hybrid, paragraphs", _TXTAI),
    Row("langchain", "entries", "LangChain + Chroma, our entries", _LANGCHAIN),
    Row("llamaindex", "entries", "LlamaIndex hybrid, our entries", _LLAMA),
    Row("txtai", "entries", "txtai hybrid, our entries", _TXTAI),
)


class Peer(Protocol):
    """A library's pipeline. `build` loads, splits, embeds and stores; `search` gives the texts it finds, best first; `evidence` those it would put into a
    prompt, in their order."""

    def build(self) -> None: ...

    def search(self, query: str) -> list[str]: ...

    def evidence(self, query: str) -> list[str]: ...


class Ours:
    """This project, as it is asked by its users: evidence is that of an answer."""

    def __init__(self, _documents: str, notes: Path, home: Path) -> None:
        self._assistant = Assistant(load_settings(notes=notes, home=home))

    def build(self) -> None:
        self._assistant.index()

    def search(self, query: str) -> list[str]:
        return ["\n".join([heading(hit.entry), *hit.entry.lines()]) for hit in self._assistant.search(query, RESULTS)]

    def evidence(self, query: str) -> list[str]:
        return [piece.text for piece in self._assistant.ask(query, use_model=False).evidence]


class LangChain:
    """LangChain's Chroma store over the pieces of its RecursiveCharacterTextSplitter.

    `pieces` are those of its tutorial on retrieval, 1,000 characters with 200 shared; otherwise the splitter's own defaults hold.
    """

    def __init__(self, documents: str, notes: Path, home: Path) -> None:
        self._documents, self._notes, self._home = documents, notes, home

    def build(self) -> None:
        from chromadb.config import Settings
        from langchain_chroma import Chroma
        from langchain_core.documents import Document
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        loaded = [Document(page_content=text, metadata={"source": source}) for source, text in texts_of(self._documents, self._notes)]
        if self._documents != "entries":
            sizes = {"chunk_size": 1000, "chunk_overlap": 200} if self._documents == "pieces" else {}
            loaded = RecursiveCharacterTextSplitter(**sizes).split_documents(loaded)
        self._store = Chroma.from_documents(
            loaded, _ForLangChain(), persist_directory=str(self._home), client_settings=Settings(anonymized_telemetry=False)
        )

    def search(self, query: str) -> list[str]:
        return [document.page_content for document in self._store.similarity_search(query, k=RESULTS)]

    def evidence(self, query: str) -> list[str]:
        return self.search(query)


class _ForLangChain:
    """This project's embedding model under LangChain's names."""

    def __init__(self) -> None:
        self._embedder = LocalEmbedder()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.documents(texts).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        return self._embedder.query(text).tolist()  # type: ignore[no-any-return]


class LlamaIndex:
    """LlamaIndex's vector index and its BM25 retriever, joined by its query fusion (reciprocal ranks, no further queries, no language model)."""

    def __init__(self, documents: str, notes: Path, home: Path) -> None:
        self._documents, self._notes, self._home = documents, notes, home

    def build(self) -> None:
        from llama_index.core import VectorStoreIndex
        from llama_index.core.llms.mock import MockLLM
        from llama_index.core.retrievers import QueryFusionRetriever
        from llama_index.retrievers.bm25 import BM25Retriever

        nodes = self._nodes()
        index = VectorStoreIndex(nodes, embed_model=_for_llamaindex())
        count = min(RESULTS, len(nodes))
        keyword = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=count)
        self._retriever = QueryFusionRetriever(
            [index.as_retriever(similarity_top_k=count), keyword],
            llm=MockLLM(),  # no questions of its own are asked, but it wants to hold a model
            similarity_top_k=count,
            num_queries=1,
            mode="reciprocal_rerank",
            use_async=False,
        )
        index.storage_context.persist(str(self._home / "vectors"))
        keyword.persist(str(self._home / "keywords"))

    def _nodes(self) -> Sequence[Any]:
        from llama_index.core import SimpleDirectoryReader
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.core.schema import TextNode

        if self._documents == "entries":
            return [TextNode(text=text) for _, text in texts_of(self._documents, self._notes)]
        loaded = SimpleDirectoryReader(input_files=[str(file) for file in notebooks(self._notes)]).load_data()
        return SentenceSplitter().get_nodes_from_documents(loaded)  # type: ignore[no-any-return]

    def search(self, query: str) -> list[str]:
        return [found.node.get_content() for found in self._retriever.retrieve(query)]

    def evidence(self, query: str) -> list[str]:
        return self.search(query)


def _for_llamaindex() -> Any:
    """This project's embedding model as one of LlamaIndex's."""
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from pydantic import PrivateAttr

    class Local(BaseEmbedding):  # type: ignore[misc]
        _embedder: LocalEmbedder = PrivateAttr(default_factory=LocalEmbedder)

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._embedder.query(query).tolist()  # type: ignore[no-any-return]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_query_embedding(text)

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return self._embedder.documents(texts).tolist()  # type: ignore[no-any-return]

    return Local()


class Txtai:
    """txtai's hybrid index: Faiss and its own BM25, their scores in equal parts. Files are cut at blank lines."""

    def __init__(self, documents: str, notes: Path, home: Path) -> None:
        self._documents, self._notes, self._home = documents, notes, home

    def build(self) -> None:
        from txtai import Embeddings

        texts = [text for _, text in texts_of(self._documents, self._notes)]
        if self._documents == "files":
            texts = [paragraph.strip() for text in texts for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]
        self._embeddings = Embeddings(method="external", transform=_for_txtai(), hybrid=True, content=True)
        self._embeddings.index(texts)
        self._embeddings.save(str(self._home / "index"))

    def search(self, query: str) -> list[str]:
        return [str(found["text"]) for found in self._embeddings.search(query, RESULTS)]

    def evidence(self, query: str) -> list[str]:
        return self.search(query)


def _for_txtai() -> Callable[[Sequence[str]], Any]:
    """This project's embedding model as a function, the only thing that txtai calls without building it first."""
    embedder = LocalEmbedder()

    def transform(texts: Sequence[str]) -> Any:
        return embedder.documents(texts)

    return transform


PEERS: dict[str, Callable[[str, Path, Path], Peer]] = {"ours": Ours, "langchain": LangChain, "llamaindex": LlamaIndex, "txtai": Txtai}


def notebooks(notes: Path) -> list[Path]:
    """The notebooks in a folder."""
    return [found.file for found in find_files([notes]) if read_file(found).status == "read"]


def texts_of(documents: str, notes: Path) -> list[tuple[str, str]]:
    """(source, text) of what a peer is given: whole notebooks, or entries with their titles, byline and lines."""
    if documents != "entries":
        return [(str(file), file.read_text(encoding="utf-8")) for file in notebooks(notes)]
    return [(entry.id, "\n".join([heading(entry), *entry.lines()])) for entry in entries_of(notes)]


def main(name: str, documents: str, notes: Path) -> None:
    """Builds, marks and times one peer. Before and after it builds, the entries' texts are embedded bare: what its build time is held against."""
    items = golden_items()
    embedder = LocalEmbedder()
    embedder.query("warm")
    texts = [chunk.text for entry in entries_of(notes) for chunk in chunk_entry(entry, load_settings().chunk_tokens)]
    with tempfile.TemporaryDirectory() as home:
        peer = PEERS[name](documents, notes, Path(home))
        before = seconds(lambda: embedder.documents(texts))
        built = seconds(peer.build)
        after = seconds(lambda: embedder.documents(texts))
        results = [peer.search(item.question) for item in items]
        evidence = [peer.evidence(item.question) for item in items]
        search = times(peer.search, [item.question for item in items])
    marked = found(items, evidence, results)
    measured = {"evidence": marked.evidence, "top": marked.top, "built": built, "bare": (before + after) / 2}
    print(json.dumps(measured | {"search": search.milliseconds, "peak": peak_megabytes()}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
