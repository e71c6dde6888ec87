"""The one table of a benchmark run, and the notes below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.markup import escape
from rich.table import Column, Table

from benchmarks.corpus import ROUNDS, CorpusTimes
from benchmarks.measures import Times
from benchmarks.sizes import SizesMeasured

_BUILD_TARGET = 1.15
_SYNC_TARGET = 1.5
_SEARCH_TARGET = 60.0
_TARGET_SIZE = 100_000
_COLUMNS = 7


@dataclass(frozen=True, slots=True)
class PeerMeasured:
    """One row of the comparison: what its process measured, or the problem that kept it from measuring."""

    label: str
    measured: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def make_table(corpus: CorpusTimes, sizes: SizesMeasured, peers: Sequence[PeerMeasured]) -> Table:
    """The table: the corpus, the sizes, the peers, each part with a line of headings."""
    table = Table(*(Column(no_wrap=True) for _ in range(_COLUMNS)), show_header=False, box=None, padding=(0, 2, 0, 0))
    parts = ((_CORPUS_HEADS, _corpus_rows(corpus)), (_SIZE_HEADS, _size_rows(sizes)), (_PEER_HEADS, _peer_rows(peers)))
    for heads, rows in parts:
        if rows:
            table.add_row()
            table.add_row(*(f"[bold]{head}" for head in heads))
            for row in rows:
                table.add_row(*map(escape, row))
    return table


_CORPUS_HEADS = ("the shipped corpus", "measured", "target")


def _corpus_rows(times: CorpusTimes) -> list[tuple[str, ...]]:
    return [
        ("index from nothing, to bare embedding", f"{times.ratio:.2f} x", _target(times.ratio, _BUILD_TARGET, "x")),
        ("    index, bare embedding", f"{times.built:.1f} s, {times.bare:.1f} s"),
        ("    share of a build that is embedding", f"{times.busy:.0%}, the rest {1 / times.busy - 1:.2f} x"),
        ("sync command, nothing changed", f"{times.unchanged:.2f} s", _target(times.unchanged, _SYNC_TARGET, "s")),
        ("sync command, one entry changed", f"{times.changed:.2f} s"),
        ("first answer, cold, whole command", f"{times.cold:.2f} s"),
    ]


def _target(value: float, limit: float, unit: str) -> str:
    return f"≤ {limit:g} {unit}: {'met' if value <= limit else 'missed'}"


_SIZE_HEADS = ("by size of library", "search p50 / p95", "target", "ask p50 / p95", "disk, memory", "sync: all, none", "first search")


def _size_rows(sizes: SizesMeasured) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for asked, size in zip(sizes.asked, sizes.sizes, strict=True):
        rows.append(
            (
                f"{size.entries:,} entries, {size.chunks:,} chunks",
                str(size.search),
                _target(size.search.p95, _SEARCH_TARGET, "ms") if asked == _TARGET_SIZE else "",
                str(size.ask),
                f"{size.index:.0f} MB, {size.peak:.0f} MB",
                f"{size.built:.0f} s, {size.unchanged:.1f} s",
                f"{size.opened:.2f} s",
            )
        )
    return rows


_PEER_HEADS = ("beside others", "evidence recall@1500", "recall@5", "build", "to bare", "search p50 / p95", "memory")


def _peer_rows(peers: Sequence[PeerMeasured]) -> list[tuple[str, ...]]:
    return [(peer.label, *_peer_cells(peer.measured)) if not peer.problem else (peer.label, "not measured") for peer in peers]


def _peer_cells(measured: dict[str, Any]) -> tuple[str, ...]:
    search = str(Times(tuple(measured["search"])))
    ratio = f"{measured['built'] / measured['bare']:.2f} x"
    return (
        f"{measured['evidence']:.3f}",
        f"{measured['top']:.3f}",
        f"{measured['built']:.1f} s",
        ratio,
        search,
        f"{measured['peak']:.0f} MB",
    )


def notes_below(corpus: CorpusTimes, sizes: SizesMeasured, peers: Sequence[PeerMeasured]) -> list[str]:
    """What a reader must know to read the table rightly."""
    notes = [
        f"The corpus: {corpus.entries:,} entries, {corpus.chunks:,} chunks; {ROUNDS} rounds. Building and bare embedding of the same texts take turns, the model",
        "  loaded before, and the least of each counts: what else a machine does only adds. Commands and the share are medians.",
        "By size: the corpus and entries recombined from it, asked by a fresh process, whose peak memory it is. Made entries get vectors made of those of",
        f"  their parts (mean cosine to real ones {sizes.likeness:.2f}), so `sync: all` leaves their embedding out; `none` is the command with nothing changed.",
        "Beside others: same notes, questions and embedding model, each in a process of its own; recall counts only what is found for answerable questions",
        "  of the golden set. Given files, each library cuts them as named; given entries, it has only its index and its ranking to add.",
        "  `to bare`: build time over the bare embedding of this project's texts, in that process, before and after.",
    ]
    return [*notes, *(f"{peer.label}: {peer.problem}" for peer in peers if peer.problem)]
