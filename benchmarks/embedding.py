"""Ways to embed the same texts, side by side: `python -m benchmarks.embedding [--texts 96] [--rounds 5] [--only WORD …]`.

Each round runs every way on the same chunks of the shipped corpus, in an order that turns from round to round; what counts is the median over the rounds
of a way's time as a share of what the shipped way took in that round, of the clock and of the processor. Ways that need a package which is not
installed (`openvino`; `onnx`, for dynamic quantisation) are left out and named.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.embedding.embedder import Vectors32
from assistant.embedding.minilm import LocalEmbedder, _model_bytes
from assistant.index.chunks import chunk_entry
from assistant.onnx import Session
from assistant.settings import load_settings, shipped
from benchmarks.library import entries_of
from benchmarks.measures import middle
from benchmarks.questions import questions

_TOP = 10
Cut = Callable[[Sequence[int]], list[list[int]]]


def rows(most: int, *, by_length: bool = True) -> Cut:
    """Batches of so many texts, those of like length together or as they come."""

    def cut(lengths: Sequence[int]) -> list[list[int]]:
        order = sorted(range(len(lengths)), key=lambda place: lengths[place]) if by_length else list(range(len(lengths)))
        return [order[start : start + most] for start in range(0, len(order), most)]

    return cut


def pieces(most: int) -> Cut:
    """Batches of texts of like length, as many as have so many word pieces together when they are padded."""

    def cut(lengths: Sequence[int]) -> list[list[int]]:
        batches: list[list[int]] = [[]]
        for place in sorted(range(len(lengths)), key=lambda place: lengths[place]):
            if batches[-1] and (len(batches[-1]) + 1) * lengths[place] > most:
                batches.append([])
            batches[-1].append(place)
        return batches

    return cut


@dataclass
class Way:
    """A way to embed: its batches, and how the session that computes them is opened."""

    name: str
    cut: Cut = field(default_factory=lambda: rows(8))
    open: Callable[[], Session] = field(default_factory=lambda: lambda: opened())

    def embed(self, texts: Sequence[str]) -> Vectors32:
        """The vectors of some texts."""
        return self._embedder.passages(texts).vectors

    @cached_property
    def _embedder(self) -> LocalEmbedder:
        made = _Cut(self.cut)
        made.__dict__["_session"] = self.open()
        return made


class _Cut(LocalEmbedder):
    def __init__(self, cut: Cut) -> None:
        self._cut = cut

    def _batches(self, lengths: Sequence[int]) -> list[list[int]]:
        return self._cut(lengths)


def opened(model: bytes | Path | None = None, threads: int = 0, **options: Any) -> Session:
    """An onnxruntime session with options of its own, in which threads spin unless told otherwise; `threads` 0 leaves their number to it."""
    import onnxruntime

    made = onnxruntime.SessionOptions()
    made.log_severity_level, made.intra_op_num_threads = 3, threads
    made.add_session_config_entry("session.force_spinning_stop", "1")
    for name, value in options.items():
        if name == "spinning":
            made.add_session_config_entry("session.intra_op.allow_spinning", value)
        elif name == "level":
            made.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, value)
        elif name == "parallel":
            made.execution_mode, made.inter_op_num_threads = onnxruntime.ExecutionMode.ORT_PARALLEL, value
        else:
            setattr(made, name, value)
    given = model or _model_bytes()
    session: Session = onnxruntime.InferenceSession(
        given if isinstance(given, bytes) else str(given), made, providers=["CPUExecutionProvider"]
    )
    return session


class _OpenVino:
    """The model run by OpenVINO, asked as a session is."""

    def __init__(self) -> None:
        import openvino  # type: ignore[import-not-found]

        self._model = openvino.compile_model(openvino.Core().read_model(_model_bytes()), "CPU", {"INFERENCE_NUM_THREADS": "2"})

    def get_inputs(self) -> list[Any]:
        return []

    def run(self, _: None, feed: dict[str, Any], /) -> list[Any]:
        return [self._model(feed)[0]]


def quantised(folder: Path) -> Path:
    """The model with activations quantised to 8 bits as they come, and products of 8-bit numbers; its weights are those 8-bit ones that it ships."""
    import onnxruntime
    from onnxruntime.quantization import QuantType, quantize_dynamic

    plain, made = folder / "plain.onnx", folder / "dynamic.onnx"
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath, options.log_severity_level = str(plain), 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    onnxruntime.InferenceSession(_model_bytes(), options, providers=["CPUExecutionProvider"])
    quantize_dynamic(plain, made, op_types_to_quantize=["MatMul"], weight_type=QuantType.QInt8, per_channel=True)
    return made


def ways(folder: Path) -> tuple[list[Way], list[str]]:
    """The ways that can be measured here, the shipped one first; and what is missing for the others."""
    found = [
        Way("as it ships", LocalEmbedder()._batches, lambda: LocalEmbedder()._session),
        *(Way(f"batches of {most}", rows(most)) for most in (1, 4, 8, 16, 32)),
        *(Way(f"batches of {most}, as they come", rows(most, by_length=False)) for most in (8, 32)),
        *(Way(f"batches of {most} word pieces", pieces(most)) for most in (256, 512, 1024)),
        Way("1 thread", open=lambda: opened(threads=1)),
        Way("2 threads", open=lambda: opened(threads=2)),
        Way("threads that do not spin", open=lambda: opened(spinning="0")),
        Way("2 operators at once", open=lambda: opened(threads=1, parallel=2)),
        Way("no graph optimisation but folding", open=lambda: opened(level="ORT_ENABLE_BASIC")),
        Way("no memory arena", open=lambda: opened(enable_cpu_mem_arena=False)),
        Way("no memory pattern", open=lambda: opened(enable_mem_pattern=False)),
    ]
    missing = [name for name in ("openvino", "onnx") if find_spec(name) is None]
    if "openvino" not in missing:
        found += [Way(f"OpenVINO, batches of {most}", rows(most), _OpenVino) for most in (1, 4, 8)]  # type: ignore[arg-type]
    if "onnx" not in missing:
        model = quantised(folder)
        found += [Way(f"dynamic int8, batches of {most}", rows(most), lambda: opened(model)) for most in (4, 8)]
    return found, missing


def ranking(embedded: Vectors32, asked: Vectors32, shipped_vectors: Vectors32, shipped_asked: Vectors32) -> tuple[float, float]:
    """How a way's vectors differ: the least cosine to the shipped ones of the same text, and the share of the ten nearest texts of each question that
    are among the shipped ten."""
    least = float(np.min(np.sum(embedded * shipped_vectors, axis=1)))
    own, before = (
        np.argsort(-(questions @ texts.T), axis=1)[:, :_TOP] for texts, questions in ((embedded, asked), (shipped_vectors, shipped_asked))
    )
    return least, float(np.mean([len({*a} & {*b}) / len(b) for a, b in zip(own.tolist(), before.tolist(), strict=True)]))


def measure(found: Sequence[Way], texts: Sequence[str], rounds: int) -> dict[str, tuple[list[float], list[float]]]:
    """Seconds of the clock and of the processor, by way, of each round."""
    taken: dict[str, tuple[list[float], list[float]]] = {way.name: ([], []) for way in found}
    for turn in range(rounds):
        for way in [*found[turn % len(found) :], *found[: turn % len(found)]]:
            clock, processor = time.perf_counter(), time.process_time()
            way.embed(texts)
            taken[way.name][0].append(time.perf_counter() - clock)
            taken[way.name][1].append(time.process_time() - processor)
    return taken


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.embedding", description="Ways to embed the same texts, side by side.")
    parser.add_argument("--texts", type=int, default=96)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=[], help="only ways with one of these words in their names, and the shipped one")
    wanted = parser.parse_args(arguments)
    chunks = [chunk.text for entry in entries_of(shipped("corpus")) for chunk in chunk_entry(entry, load_settings().chunk_tokens)]
    texts = chunks[:: max(len(chunks) // wanted.texts, 1)][: wanted.texts]
    with tempfile.TemporaryDirectory(prefix="embedding-") as place:
        found, missing = ways(Path(place))
        found = [way for way in found if way is found[0] or not wanted.only or any(word in way.name for word in wanted.only)]
        made = {way.name: (way.embed(texts), way.embed(questions()[:40])) for way in found}  # which warms them as well
        taken = measure(found, texts, wanted.rounds)
    table = Table("way", "clock", "processor", "texts a second", "least cosine", "same ten nearest", box=None)
    first = found[0].name
    for way in found:
        clock, processor = ([a / b for a, b in zip(taken[way.name][n], taken[first][n], strict=True)] for n in (0, 1))
        least, same = ranking(*made[way.name], *made[first])
        speed = len(texts) / min(taken[way.name][0])
        table.add_row(way.name, f"{middle(clock):.2f}", f"{middle(processor):.2f}", f"{speed:.0f}", f"{least:.4f}", f"{same:.3f}")
    console = Console(width=120)
    console.print(table)
    if missing:
        console.print(f"not measured, as it is not installed: {', '.join(missing)}")


if __name__ == "__main__":
    main()
