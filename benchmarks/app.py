"""How fast the app draws, spoken to as a browser speaks to it: python -m benchmarks.app [--entries 5000] [--keep FOLDER]

Measured in one process of the app over a made library: how long a page takes with a thread of one turn and with one of sixteen, and how much memory a
question leaves behind, sixty in one thread and sixty in new ones. Ratios count: machines differ. `benchmarks.sessions` has many come at once,
`benchmarks.clicks` clicks in a browser.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from assistant.assistant import Assistant
from assistant.conversations.reply import reply
from assistant.conversations.threads import Conversations
from assistant.settings import load_settings, shipped
from benchmarks.library import MadeAssistant, RecombiningEmbedder, entries_of, make_library, parts_of
from benchmarks.measures import quiet

_PORT = 8993
tell = Console(highlight=False, soft_wrap=True).print
_CLICKS = 9
_QUESTIONS = 60
_TURNS = 16


class Session:
    """One browser's session with the app at `address`."""

    def __init__(self, address: str, query: str = "") -> None:
        self._address, self._query = address, query
        self.seconds: list[float] = []
        self.faults: list[str] = []
        self._input = ""

    async def __aenter__(self) -> Session:
        origin = self._address.replace("ws://", "http://")
        self._socket: ClientConnection = await connect(
            f"{self._address}/_stcore/stream", origin=origin, subprotocols=["streamlit"], max_size=None, open_timeout=300, close_timeout=300, ping_interval=None  # type: ignore[arg-type,list-item]
        )  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def run(self, question: str = "") -> float:
        """Has the page drawn, asking where there is a question; gives the seconds until it stands."""
        message = BackMsg()
        message.rerun_script.query_string = self._query
        if question:
            state = message.rerun_script.widget_states.widgets.add(id=self._input)
            state.chat_input_value.data = question
        begun = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        while True:
            told = ForwardMsg.FromString(bytes(await asyncio.wait_for(self._socket.recv(decode=False), 600)))
            kind = told.WhichOneof("type")
            if kind == "delta" and told.delta.new_element.HasField("chat_input"):
                self._input = told.delta.new_element.chat_input.id
            if kind == "delta" and told.delta.new_element.HasField("exception"):
                self.faults.append(told.delta.new_element.exception.message)
            if kind == "delta" and (alert := told.delta.new_element.alert).format == Alert.ERROR:
                self.faults.append(alert.body)
            if kind == "page_info_changed":
                self._query = told.page_info_changed.query_string
            if kind == "script_finished" and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                self.seconds.append(time.perf_counter() - begun)
                return self.seconds[-1]


def library(base: Path, entries: int) -> tuple[Path, Path, list[str]]:
    """A made library with its index and two threads, of one turn and of sixteen; gives notes, home and the addresses of the threads."""
    notes, home = base / "notes", base / "home"
    parts = parts_of(entries_of(shipped("corpus")))
    if not home.exists():
        made = make_library(notes, shipped("corpus"), parts, entries)
        embedder = RecombiningEmbedder(parts)
        embedder.learn(made)
        MadeAssistant(load_settings(notes=notes, home=home), embedder).index()
    assistant, threads = Assistant(load_settings(notes=notes, home=home)), Conversations(home)
    asked = questions(notes)
    addresses = []
    for turns in (1, _TURNS):
        thread = threads.start(asked[0])
        for question in asked[:turns]:
            threads.answer(number := threads.ask(thread, question), reply(assistant, question).document())
            threads.suggest(number, ())
        addresses.append(f"thread={thread}")
    return notes, home, addresses


def questions(notes: Path) -> list[str]:
    """Questions about entries of these notes."""
    titles = [entry.title for entry in entries_of(notes) if entry.notes and entry.kind == "paper"]
    return [f"What is {title}?" for title in titles[:: max(len(titles) // (_QUESTIONS + 1), 1)]][:_QUESTIONS]


async def measure(address: str, process: int, threads: Sequence[str], asked: Sequence[str]) -> None:
    """Measures and prints."""
    medians = []
    for thread in threads:
        async with Session(address, thread) as one:
            await one.run()
            medians.append(statistics.median([await one.run() for _ in range(_CLICKS)]))
    tell(f"a whole page, 1 turn: {medians[0] * 1e3:.0f} ms; {_TURNS} turns: {medians[1] * 1e3:.0f} ms; ratio {medians[1] / medians[0]:.2f}")
    async with Session(address) as one:
        await one.run()
        tell_growth("in one thread", process, [(await one.run(question), resident(process)) for question in asked])
    tell_growth("in new threads", process, [(await _anew(address, question), resident(process)) for question in asked])


async def _anew(address: str, question: str) -> float:
    """Asks in a session and a thread of its own; gives the seconds until the answer stands."""
    async with Session(address) as one:
        await one.run()
        return await one.run(question)


def tell_growth(name: str, process: int, answered: Sequence[tuple[float, float]]) -> None:
    """Prints what questions took, and what they left behind in memory: over all, and over the later half, when what is kept is kept."""
    seconds, held = ([one[place] for one in answered] for place in (0, 1))
    third, half = len(answered) // 3, len(answered) // 2
    first, last = statistics.median(seconds[:third]), statistics.median(seconds[-third:])
    grown, later = (held[-1] - held[0]) / (len(held) - 1), (held[-1] - held[half]) / (len(held) - 1 - half)
    took = f"{first * 1e3:.0f} ms at first, {last * 1e3:.0f} ms after {len(answered)}"
    tell(f"a question {name}: {took}; memory {grown:.2f} MB each, {later:.2f} in the later half; {resident(process):.0f} MB in all")


def resident(process: int) -> float:
    """Megabytes that a process holds in memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="utf-8").split()[1])
    return pages * resource.getpagesize() / 1e6


def peak(process: int) -> float:
    """Megabytes that a process held at most."""
    told = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(told.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def processor_seconds(process: int) -> float:
    """What of the processor's time a process has had."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Makes the library, starts the app, measures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.app", description="How fast the app draws, and what memory questions take.")
    with stand(parser, _PORT) as there:
        asyncio.run(measure(f"ws://127.0.0.1:{_PORT}", there.process, there.threads, there.asked))


@dataclass(frozen=True, slots=True)
class Stand:
    """An app that is measured: what was wished for, its process, its home, the addresses of its threads, and what can be asked."""

    wanted: argparse.Namespace
    process: int
    home: Path
    threads: list[str]
    asked: list[str]


@contextmanager
def stand(parser: argparse.ArgumentParser, port: int) -> Iterator[Stand]:
    """The app over a library of the size and in the folder that the command line says, while this lasts."""
    parser.add_argument("--entries", type=int, default=5000)
    parser.add_argument("--keep", type=Path, help="a folder to work in, which is kept; otherwise a temporary one")
    wanted = parser.parse_args()
    with nullcontext(wanted.keep) if wanted.keep else tempfile.TemporaryDirectory(prefix="bench-") as place:
        notes, home, threads = library(Path(place).resolve(), wanted.entries)
        with served(notes, home, port) as process:
            yield Stand(wanted, process, home, threads, questions(notes))


@contextmanager
def served(notes: Path, home: Path, port: int) -> Iterator[int]:
    """The app over some notes, while this lasts: gives the number of its process once it has drawn its first page."""
    settings = quiet(os.environ) | {"ASSISTANT_NOTES": str(notes), "ASSISTANT_HOME": str(home)}
    command = [sys.executable, "-m", "assistant", "app", "--headless", "--port", str(port)]
    begun = time.perf_counter()
    server = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL)
    try:
        asyncio.run(_drawn(f"ws://127.0.0.1:{port}"))
        tell(f"from its start to its first page: {time.perf_counter() - begun:.1f} s")
        yield server.pid
    finally:
        server.terminate()
        server.wait(30)


async def _drawn(address: str) -> None:
    for _ in range(600):
        try:
            async with Session(address) as one:
                await one.run()
            break
        except OSError:
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    main()
