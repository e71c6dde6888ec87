"""`python -m benchmarks.fresh NOTES HOME`: a process that opens an index and answers, as an app does, and prints what that took as JSON.

It runs apart from whoever built the index, so that its memory is that of reading alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from assistant.assistant import Assistant
from assistant.settings import load_settings
from benchmarks.measures import peak_megabytes, seconds, times
from benchmarks.questions import questions


def main(notes: Path, home: Path) -> None:
    """Opens the index with a first search, then searches for every other question and asks the rest: no question is helped by having come before."""
    assistant = Assistant(load_settings(notes=notes, home=home))
    asked = questions()
    opened = seconds(lambda: assistant.search(asked[0]))
    assistant.ask(asked[0], use_model=False)
    searches = times(assistant.search, asked[2::2])
    asks = times(lambda question: assistant.ask(question, use_model=False), asked[1::2])
    entries, chunks = assistant.counts()
    measured = {"opened": opened, "search": searches.milliseconds, "ask": asks.milliseconds, "peak": peak_megabytes()}
    print(json.dumps(measured | {"entries": entries, "chunks": chunks}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
