"""The rows that decisions about answers are fitted on: a question and its signs, asked of several libraries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.answers.asking import Asking, Found
from assistant.assistant import Assistant
from assistant.evals.golden import GoldenItem, read_golden
from assistant.evals.metrics import found_titles
from assistant.evals.scoring import titles_of
from assistant.notes.entry import Entry
from assistant.questions.follow_up import Turn
from assistant.settings import load_settings, shipped
from assistant.text.fold import fold
from assistant.text.words import stem

OTHERS = ("baking", "birds", "law", "soils")
FILES = ("dev.jsonl", *(f"libraries/{name}/{file}" for name in OTHERS for file in ("notes.md", "questions.jsonl")))
# A question asked of notes from which its answer was taken out counts a tenth of a written one.
_TAKEN_OUT = 0.1
_GUESSES = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One question of one library: its signs, whether the library holds the answer, whether the entry cited first is a gold one and whether any that is
    cited is, the rank (from 1) of the first gold entry among the guesses (0: none of them), and what it weighs. `taken_out`: its answer was."""

    library: str
    id: str
    signs: Mapping[str, float]
    answerable: bool
    first: bool
    cited: bool
    rank: int
    weight: float
    taken_out: bool = False


@cache
def rows() -> tuple[Row, ...]:
    """The development items over the shipped notes, and the questions over the small libraries of other fields; those that fields answer left out."""
    libraries = [("shipped", shipped("corpus"), shipped("evals") / "dev.jsonl")]
    libraries += [
        (name, folder / "notes.md", folder / "questions.jsonl") for name in OTHERS if (folder := shipped("evals") / "libraries" / name)
    ]
    return tuple(row for name, notes, questions in libraries for row in _of_library(name, notes, questions))


def _of_library(name: str, notes: Path, questions: Path) -> Iterator[Row]:
    with TemporaryDirectory() as home:
        assistant = Assistant(load_settings(notes=notes, home=Path(home)))
        assistant.index()
        asking = assistant.asking(use_model=False)
        for item in read_golden([questions]):
            found = asking.found(item.question, [Turn(turn.role, turn.content) for turn in item.history])[0]
            yield from _of_item(name, item, found, asking, assistant)


def _of_item(name: str, item: GoldenItem, found: Found, asking: Asking, assistant: Assistant) -> Iterator[Row]:
    if found.covered is None or not found.asked.evidence:
        return
    gold = partial(_is_gold, item)
    entries = {piece.marker: piece.entry for piece in found.asked.evidence}
    cited = [gold(entries[marker]) for _, markers in asking.drafted(found.asked).statements for marker in markers]
    shown = [gold(piece.entry) for piece in found.asked.evidence[:_GUESSES]]
    rank = shown.index(True) + 1 if any(shown) else 0
    yield Row(name, item.id, found.covered.signs(), item.answerable, any(cited[:1]), any(cited), rank, 1.0)
    rest = [hit for hit in found.hits if not gold(hit.entry)]
    if not item.gold_titles or not rest:
        return
    lost = [{stem(word) for word in fold(" ".join(_said(hit.entry))).split()} for hit in found.hits if gold(hit.entry)]
    without = found.from_hits(rest, partial(_share, assistant=assistant, asking=asking, lost=lost), assistant.settings.evidence_tokens)
    if without.covered is not None and without.asked.evidence:
        signs, no = without.covered.signs(), False
        yield Row(name, item.id, signs, no, no, no, 0, _TAKEN_OUT, taken_out=True)


def _is_gold(item: GoldenItem, entry: Entry) -> bool:
    return bool(item.gold_titles) and any(found_titles([titles_of(entry)], item.gold_titles))


def _said(entry: Entry) -> list[str]:
    return [entry.title, *entry.aliases, *entry.section, *entry.lines()]


def _share(words: Sequence[str], assistant: Assistant, asking: Asking, lost: Sequence[set[str]]) -> dict[str, float]:
    """The share of chunks that hold each word, were the entries with the words `lost` not there."""
    chunks = assistant.counts()[1]
    shares = asking.shares(words)
    return {word: max(0.0, share - sum(stem(word) in own for own in lost) / chunks) if share else 0.0 for word, share in shares.items()}
