"""Which files of a model are fetched, and where each comes to lie: one ONNX model, its tokenizer, and the settings beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assistant.errors import FetchError
from assistant.models.hub import Listed

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
_FIRST = ("model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx", "model_int8.onnx", "onnx/model_int8.onnx")
# Of further layers (2_Dense/config.json) the settings alone, so that whoever opens the model sees that it has them.
_BESIDE = re.compile(
    r"tokenizer\.json|config\.json|tokenizer_config\.json|special_tokens_map\.json|sentence_bert_config\.json|"
    r"config_sentence_transformers\.json|modules\.json|\d+_\w+/config\.json|LICEN[SC]E(?:\.\w+)?"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to fetch, and its place in the model's folder."""

    file: Listed
    place: str


def wanted(name: str, files: Sequence[Listed], chosen: str | None = None) -> list[Wanted]:
    """The files to fetch of a model, the largest last. `chosen` is the ONNX file where the user names one. Raises `FetchError` where the model has
    none, several and none of a usual name, or no tokenizer that can be read here."""
    known = {one.name: one for one in files}
    model = _model(name, known, chosen)
    if TOKENIZER not in known:
        raise FetchError(f"{name} has no {TOKENIZER}, without which it cannot be used here; choose another model")
    beside = [Wanted(one, one.name) for one in files if _BESIDE.fullmatch(one.name)]
    weights = [
        Wanted(one, PurePosixPath(one.name).name) for one in files if re.fullmatch(rf"{re.escape(model)}[._]data(?:_\d+)?", one.name)
    ]
    return [*beside, *weights, Wanted(known[model], MODEL)]


def _model(name: str, known: dict[str, Listed], chosen: str | None) -> str:
    if chosen is not None and chosen not in known:
        raise FetchError(f"{name} has no file {chosen!r}; {_others(known)}")
    found = chosen or next((one for one in _FIRST if one in known), None)
    if found is None:
        raise FetchError(f"{name} has no ONNX model of a usual name; {_others(known)}")
    return found


def _others(known: dict[str, Listed]) -> str:
    there = sorted(one for one in known if one.endswith(".onnx"))
    return f"choose one with --file: {', '.join(there[:12])}" if there else "choose a model that is exported to ONNX"
