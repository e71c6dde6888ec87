"""A cross-encoder for natural-language inference in ONNX, given by path: how far premises entail or contradict a statement."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
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
_LABELS = ("entailment", "contradiction", "neutral")
_BATCH = 8
_MAX_TOKENS = 512
_KEPT = 2048
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Entailment:
    """Probabilities, from 0 to 1, that a premise entails a statement and that it contradicts it; the rest is that it says nothing of it."""

    entails: float
    contradicts: float


class CrossEncoder:
    """A classifier of premise and statement as Hugging Face models are exported: `model.onnx`, `tokenizer.json` and `config.json` in one folder,
    with the labels of natural-language inference (Bowman et al., 2015, "A large annotated corpus for learning natural language inference").

    `path` is the folder, or the model file in it where that has another name. Cheap to make: the model is opened when it is first asked. Safe
    to share between threads. Raises `UsageError` where a file is missing or broken, or where it is another sort of model.
    """

    def __init__(self, path: Path) -> None:
        path = path.expanduser()
        self._model = path if path.is_file() else path / _MODEL
        self._folder = self._model.parent
        missing = [name for name in (self._model.name, _TOKENIZER, _CONFIG) if not (self._folder / name).is_file()]
        if missing:
            wanted = f"{_MODEL}, {_TOKENIZER} and {_CONFIG}"
            raise UsageError(f"{path} has no {' and no '.join(missing)}; set {SETTING} to a folder with {wanted}, or unset it")
        self._config = _read_config(self._folder / _CONFIG)
        self._kept = lru_cache(maxsize=_KEPT)(self._judge)

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self._folder.resolve().name

    @cached_property
    def digest(self) -> str:
        """The first 12 digits of a SHA-256 of all that a judgement depends on: the model and the weights beside it, its labels, its tokenizer."""
        told = hashlib.sha256()
        for file in (*sorted(self._folder.glob(f"{self._model.name}*")), self._folder / _TOKENIZER, self._folder / _CONFIG):
            try:
                with file.open("rb") as stream:
                    told.update(hashlib.file_digest(stream, "sha256").digest())
            except OSError as error:
                raise UsageError(f"{file} cannot be read ({error.strerror}); mend its permissions or unset {SETTING}") from None
        return told.hexdigest()[:_DIGITS]

    def judge(self, premises: Sequence[str], statement: str) -> tuple[Entailment, ...]:
        """How each premise bears on a statement. A premise that is too long for the model, 512 word pieces at most, is cut. Raises `UsageError`."""
        return self._kept(tuple(premises), statement)

    def _judge(self, premises: tuple[str, ...], statement: str) -> tuple[Entailment, ...]:
        encoded = self._tokenizer.encode_batch([(premise, statement) for premise in premises])
        order = sorted(range(len(premises)), key=lambda i: len(encoded[i].ids))
        found = np.zeros((len(premises), len(_LABELS)))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            found[batch] = self._probabilities([encoded[i] for i in batch])
        entails, contradicts, _ = (self._config.label(name) for name in _LABELS)
        return tuple(Entailment(float(row[entails]), float(row[contradicts])) for row in found)

    def _probabilities(self, encoded: Sequence[Encoding]) -> NDArray[np.float64]:
        """The softmax of the model's scores, one row for each pair of texts, one column for each label."""
        width = max(len(one.ids) for one in encoded)
        padding = {"input_ids": self._config.pad_token_id or 0, "attention_mask": 0, "token_type_ids": 0}
        feed = {name: np.full((len(encoded), width), fill, dtype=np.int64) for name, fill in padding.items()}
        for row, one in enumerate(encoded):
            for name, values in zip(padding, (one.ids, one.attention_mask, one.type_ids), strict=True):
                feed[name][row, : len(values)] = values
        session = self._session
        asked = {one.name: feed[one.name] for one in session.get_inputs() if one.name in feed}
        try:
            scores = np.asarray(session.run(None, asked)[0], dtype=np.float64)
        except Exception as error:  # onnxruntime raises a kind of its own for each cause
            raise self._broken(self._model, error) from None
        if scores.shape != (len(encoded), len(_LABELS)) or not np.isfinite(scores).all():
            raise UsageError(f"{self._model} gives no score for each of its {len(_LABELS)} labels; export it as a sequence classifier")
        grown = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True))

    @cached_property
    def _session(self) -> Session:
        try:
            return open_session(self._model)
        except Exception as error:
            raise self._broken(self._model, error) from None

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        file = self._folder / _TOKENIZER
        try:
            return open_tokenizer(file, min(_MAX_TOKENS, self._config.max_position_embeddings or _MAX_TOKENS))
        except Exception as error:
            raise self._broken(file, error) from None

    def _broken(self, file: Path, error: Exception) -> UsageError:
        return UsageError(f"{file} cannot be used ({type(error).__name__}); export the cross-encoder to ONNX again, or unset {SETTING}")


class _Config(BaseModel):
    """What is read of `config.json`; a model whose labels are not named there has none."""

    id2label: dict[int, str] = {}
    pad_token_id: int | None = None
    max_position_embeddings: int | None = None

    def label(self, name: str) -> int:
        """The column of a label."""
        return next(column for column, label in self.id2label.items() if label.strip().lower() == name)


def _read_config(file: Path) -> _Config:
    try:
        config = _Config.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError(f"{file} cannot be read as a model's configuration ({type(error).__name__}); export the model again") from None
    if len(config.id2label) == 1:
        raise UsageError(f"{file} has a single label, so the model tells relevance, not support; set {SETTING} to one for inference (NLI)")
    if {label.strip().lower() for label in config.id2label.values()} != set(_LABELS) or set(config.id2label) != set(range(len(_LABELS))):
        raise UsageError(f"{file}: id2label does not name {', '.join(_LABELS)}; name them in the order of the model's outputs")
    return config


@lru_cache(maxsize=1)
def open_cross_encoder(path: Path) -> CrossEncoder:
    """The cross-encoder at a path, opened once in a process. Raises `UsageError`."""
    return CrossEncoder(path)
