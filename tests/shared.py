"""What several tests need: an embedding that ranks without a model, and small folders of notes."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from assistant.embedding.embedder import Progress, Vectors32
from assistant.notes.entry import Entry, Place
from assistant.retrieval.evidence import Evidence
from assistant.settings import is_loopback
from assistant.text.fold import fold
from assistant.text.tokens import count_tokens


class WordEmbedder:
    """Hashes words into a vector, so that texts which share words are near. Counts what it was asked to embed."""

    def __init__(self, name: str = "words") -> None:
        self.name = name
        self.embedded: list[str] = []

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors32:
        self.embedded.extend(texts)
        if progress:
            progress(len(texts))
        return np.array([self.query(text) for text in texts], dtype=np.float32).reshape(len(texts), 64)

    def query(self, text: str) -> Vectors32:
        vector = np.full(64, 1e-3, dtype=np.float32)
        for word in fold(text).split():
            vector[zlib.crc32(word.encode()) % 64] += 1
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def evidence_of(*texts: str) -> list[Evidence]:
    """Evidence with these texts, the first line of each its entry's title, numbered from 1."""
    items = []
    for number, text in enumerate(texts, 1):
        entry = Entry(f"e{number}", text.split("\n")[0], "idea", (), None, None, None, (), (Place("bread.md", number, "bread", ()),))
        items.append(Evidence(number, entry, text, count_tokens(text), 1 / number))
    return items


def write_notes(folder: Path, files: Mapping[str, str]) -> Path:
    """Writes notebooks into `folder`, made where needed."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 60) -> None:
    """Returns when somebody listens on a port of loopback. Raises `TimeoutError` where nobody does in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nobody listens on port {port}")


def foreign(urls: Iterable[str]) -> set[str]:
    """Those of some addresses that lead to another machine."""
    return {url for url in urls if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and not is_loopback(urlsplit(url).hostname)}


def foreign_visitor(port: int, host: str = "127.0.0.1", origin: str = "http://another.example") -> int:
    """The status that the app on a port gives to a page of another origin which opens its socket."""
    asked = {
        "Host": f"{host}:{port}",
        "Origin": origin,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "bm9ib2R5IGlzIGhlcmUuLg==",
    }
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/_stcore/stream", headers=asked)
    status = connection.getresponse().status
    connection.close()
    return status


class ChromaServer:
    """A Chroma server of its own that keeps its vectors in `folder`, while the `with` lasts or until `stop`; `start` starts it again."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ChromaServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        chroma = Path(sys.executable).with_name("chroma")
        command = [str(chroma), "run", "--path", str(self._folder), "--host", "127.0.0.1", "--port", str(self._port)]
        self._running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self._port)

    def stop(self) -> None:
        if self._running is not None:
            self._running.terminate()
            self._running.wait(20)
            self._running = None


BREAD = """\
# Bread

## Sourdough

- **Levain: Wild Yeast at Home** (baker, miller, 2019) [arXiv:1901.00001](https://arxiv.org/abs/1901.00001) - A levain is fed every 12 hours.
  - The paper compares 4 flours, and rye ferments fastest.
- **Autolyse** - Flour and water rest before the salt goes in.

## Ovens

- **Steam Matters** (crust et al. 2021) - Steam in the first 10 minutes gives a thinner crust.
"""
TEA = """\
# Tea

- **Oolong Under the Microscope** (leaf…steep, 2023) - Oolong leaves are oxidised between 10% and 80%.
- **Levain: Wild Yeast at Home** (baker…miller, 2019) - Tea tannins slow a levain down.
"""
SOURDOUGH = """\
# Bread

## Starters

- **Levain: Wild Yeast at Home** (baker, miller, 2019) [arXiv:1901.00001](https://arxiv.org/abs/1901.00001) - A sourdough levain is fed every 12 hours.
  - The paper compares 4 flours for sourdough, and rye ferments fastest.
  - Is a stiff sourdough levain more sour?
- **Sourdough Acids** (frost et al. 2021) - Sourdough holds lactic and acetic acid.
- **Cold Sourdough** (liu…neubig, 2023) - A cold night makes the sourdough more sour.
  - Cold sourdough can wait for 3 days.
- **Sourdough Microbes** (grain, 2024)

## Baking

- **Steam for Sourdough** (crust et al. 2021) - Steam in the first 10 minutes gives sourdough a thinner crust.
- **Scoring Sourdough** (blade, 2022) - A cut at an angle opens the sourdough loaf.
- **Sourdough in Iron Pots** - An iron pot holds the steam of a sourdough loaf.
"""
