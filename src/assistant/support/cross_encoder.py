"""A cross-encoder for natural-language inference in ONNX, given by path: how far premises entail or contradict a statement."""

from __future__ import annotations

import glob
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from assistant.errors import UsageError
from assistant.onnx import Session, open_session, open_tokenizer

if TYPE_CHECKING:
    from assistant.onnx import Encoding, Tokenizer

SETTING = "ASSISTANT_CROSS_ENCODER"
_MODEL, _TOKENIZER, _CONFIG = "model.onnx", "tokenizer.json", "config.json"
_INSIDE = "onnx"  # where the hub's models keep their graphs, below the rest
_ENTAILS = frozenset({"entailment", "entailed", "entails", "consistent", "supported", "supports", "factual", "faithful"})
_CONTRADICTS = frozenset({"contradiction", "contradicted", "contradicts", "refuted", "refutes"})
_TWO, _THREE = 2, 3
_BATCH = 8
_MAX_TOKENS = 512
_KEPT = 4096
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Entailment:
    """Probabilities, from 0 to 1, that a premise entails a statement and that it contradicts it; the rest is that it says nothing of it.

    A model with two labels does not tell silence from contradiction: what it gives as contradiction is either.
    """

    entails: float
    contradicts: float


class CrossEncoder:
    """A classifier of premise and statement as Hugging Face models are exported: `model.onnx`, `tokenizer.json` and `config.json`, whose labels are
    those of natural-language inference (Bowman et al., 2015, "A large annotated corpus for learning natural language inference"), or two: that the
    statement is entailed, and that it is not (Laurer et al., 2023, "Building efficient universal classifiers with natural language inference").

    `path` is the folder, or the model file where that has another name; tokenizer and configuration lie beside the model or in the folder above.
    Cheap to make: the model is opened when it is first asked. Safe to share between threads. Raises `UsageError` where a file is missing or broken,
    or where it is another sort of model.
    """

    def __init__(self, path: Path) -> None:
        path = path.expanduser()
        self._model = path if path.is_file() else _graph_in(path)
        beside = self._model.parent
        above = beside.parent if beside.name == _INSIDE else beside
        self._folder = beside if (beside / _CONFIG).is_file() else above
        missing = [name for name in (_TOKENIZER, _CONFIG) if not (self._folder / name).is_file()]
        missing = [*([] if self._model.is_file() else [self._model.name]), *missing]
        if missing:
            wanted = f"{_MODEL}, {_TOKENIZER} and {_CONFIG}"
            raise UsageError(f"{path} has no {' and no '.join(missing)}; set {SETTING} to a folder with {wanted}, or unset it")
        self._config = _read_config(self._folder / _CONFIG)
        self._kept = OrderedDict[tuple[str, str], Entailment]()
        self._lock = Lock()

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self._folder.resolve().name

    @property
    def tells_contradiction(self) -> bool:
        """Whether it tells a contradiction from a premise that says nothing of a statement."""
        return self._config.contradicts is not None

    @cached_property
    def digest(self) -> str:
        """The first 12 digits of a SHA-256 of all that a judgement depends on: the model and the weights beside it, its labels, its tokenizer."""
        told = hashlib.sha256()
        for file in (
            *sorted(self._model.parent.glob(f"{glob.escape(self._model.name)}*")),
            self._folder / _TOKENIZER,
            self._folder / _CONFIG,
        ):
            try:
                with file.open("rb") as stream:
                    told.update(hashlib.file_digest(stream, "sha256").digest())
            except OSError as error:
                raise UsageError(f"{file} cannot be read ({error.strerror}); mend its permissions or unset {SETTING}") from None
        return told.hexdigest()[:_DIGITS]

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        """How each premise bears on the statement beside it, all pairs in one run. A premise that is too long for the model, 512 word pieces at most, is
        cut. Raises `UsageError`."""
        with self._lock:
            known = {pair: self._kept[pair] for pair in pairs if pair in self._kept}
        new = list(dict.fromkeys(pair for pair in pairs if pair not in known))
        known |= zip(new, self._judged(new), strict=True)
        with self._lock:
            for pair in pairs:
                self._kept[pair] = known[pair]
                self._kept.move_to_end(pair)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return [known[pair] for pair in pairs]

    def _judged(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        if not pairs:
            return []
        encoded = self._tokenizer.encode_batch(list(pairs))
        order = sorted(
            range(len(pairs)), key=lambda i: len(encoded[i].ids)
        )  # of like length together, as the longest sets what a run costs
        rows, width = self._shape
        size = rows or _BATCH
        found = np.zeros((len(pairs), len(self._config.id2label)))
        for start in range(0, len(order), size):
            batch = order[start : start + size]
            found[batch] = self._probabilities([encoded[i] for i in batch], rows, width)[: len(batch)]
        entails, contradicts = self._config.entails, self._config.contradicts
        denied = 1 - found[:, entails] if contradicts is None else found[:, contradicts]
        return [Entailment(float(pro), float(contra)) for pro, contra in zip(found[:, entails], denied, strict=True)]

    def _probabilities(self, encoded: Sequence[Encoding], rows: int | None, width: int | None) -> NDArray[np.float64]:
        """The softmax of the model's scores, one row for each pair of texts (and for what fills a fixed number of rows), one column for each label."""
        shape = (rows or len(encoded), width or max(len(one.ids) for one in encoded))
        padding = {"input_ids": self._config.pad_token_id or 0, "attention_mask": 0, "token_type_ids": 0}
        feed = {name: np.full(shape, fill, dtype=np.int64) for name, fill in padding.items()}
        for row, one in enumerate(encoded):
            for name, values in zip(padding, (one.ids, one.attention_mask, one.type_ids), strict=True):
                feed[name][row, : len(values)] = values
        session = self._session
        asked = {one.name: feed[one.name] for one in session.get_inputs() if one.name in feed}
        try:
            scores = np.asarray(session.run(None, asked)[0], dtype=np.float64)
        except Exception as error:  # onnxruntime raises a kind of its own for each cause
            raise self._broken(self._model, error) from None
        labels = len(self._config.id2label)
        if scores.shape != (shape[0], labels) or not np.isfinite(scores[: len(encoded)]).all():
            raise UsageError(f"{self._model} gives no score for each of its {labels} labels; export it as a sequence classifier")
        grown = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True))

    @property
    def _shape(self) -> tuple[int | None, int | None]:
        """The rows and the word pieces that the graph takes at once, None where it takes any number."""
        shape = next((one.shape for one in self._session.get_inputs() if one.name == "input_ids"), ())
        rows, width = (size if isinstance(size, int) and size > 0 else None for size in (*shape, None, None)[:2])
        return rows, width

    @cached_property
    def _session(self) -> Session:
        try:
            return open_session(self._model)
        except Exception as error:
            raise self._broken(self._model, error) from None

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        file = self._folder / _TOKENIZER
        most = min(_MAX_TOKENS, self._config.max_position_embeddings or _MAX_TOKENS, self._shape[1] or _MAX_TOKENS)
        try:
            return open_tokenizer(file, most)
        except Exception as error:
            raise self._broken(file, error) from None

    def _broken(self, file: Path, error: Exception) -> UsageError:
        return UsageError(f"{file} cannot be used ({type(error).__name__}); export the cross-encoder to ONNX again, or unset {SETTING}")


def _graph_in(folder: Path) -> Path:
    """The model file of a folder: `model.onnx`, there or in `onnx/`, else the only one of another name. Raises `UsageError` where there are several."""
    places = (folder, folder / _INSIDE)
    for place in places:
        if (place / _MODEL).is_file():
            return place / _MODEL
    found = [file for place in places for file in sorted(place.glob("*.onnx"))]
    if len(found) > 1:
        names = ", ".join(file.name for file in found)
        raise UsageError(f"{folder} holds several models ({names}); set {SETTING} to one of these files")
    return found[0] if found else folder / _MODEL


class _Config(BaseModel):
    """What is read of `config.json`; a model whose labels are not named there has none."""

    id2label: dict[int, str] = {}
    pad_token_id: int | None = None
    max_position_embeddings: int | None = None

    @property
    def entails(self) -> int:
        """The column of entailment."""
        return self._columns(_ENTAILS)[0]

    @property
    def contradicts(self) -> int | None:
        """The column of contradiction, None of two labels, where it holds silence too."""
        return self._columns(_CONTRADICTS)[0] if len(self.id2label) == _THREE else None

    def is_told(self) -> bool:
        """Whether its labels are two or three of which it is told which is which."""
        labels = len(self.id2label)
        if labels not in {_TWO, _THREE} or set(self.id2label) != set(range(labels)):
            return False
        return len(self._columns(_ENTAILS)) == 1 and (labels == _TWO or len(self._columns(_CONTRADICTS)) == 1)

    def _columns(self, meaning: frozenset[str]) -> list[int]:
        return [column for column, label in self.id2label.items() if label.strip().lower() in meaning]


def _read_config(file: Path) -> _Config:
    try:
        config = _Config.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError(f"{file} cannot be read as a model's configuration ({type(error).__name__}); export the model again") from None
    if len(config.id2label) == 1:
        raise UsageError(f"{file} has a single label, so the model tells relevance, not support; set {SETTING} to one for inference (NLI)")
    if not config.is_told():
        raise UsageError(
            f"{file}: id2label does not name entailment, contradiction and neutral, nor entailment and its absence; name them in the order of the "
            f"model's outputs"
        )
    return config


@lru_cache(maxsize=1)
def open_cross_encoder(path: Path) -> CrossEncoder:
    """The cross-encoder at a path, opened once in a process. Raises `UsageError`."""
    return CrossEncoder(path)
