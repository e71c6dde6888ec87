"""A sentence-embedding model of the user's own: a folder as it is exported to ONNX (sentence-transformers, optimum), with its own settings beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.embedder import Vectors32
from assistant.errors import StoreError
from assistant.onnx import open_session, open_tokenizer

_MODELS = ("model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx", "model_int8.onnx", "onnx/model_int8.onnx")
_BATCH = 4
_MOST_TOKENS = 512
_END = 1 << 20
_POOLINGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "first", "pooling_mode_lasttoken": "last"}
_QUERY, _PASSAGE = ("query", "search_query", "question"), ("passage", "document", "search_document")


class ExportedEmbedder:
    """The model in `folder`: `model.onnx` (or `onnx/model.onnx`, quantized or not), `tokenizer.json`, and where they are there `1_Pooling/config.json`
    (which vectors are pooled, else the mean), `config_sentence_transformers.json` (what is put before questions and passages) and
    `sentence_bert_config.json` (how many tokens it reads, at most 512 here). Vectors are normalised.

    Raises `StoreError` where the folder holds no such model.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        file = next((folder / name for name in _MODELS if (folder / name).is_file()), None)
        if file is None or not (folder / "tokenizer.json").is_file():
            raise StoreError(
                f"no embedding model in {str(folder)!r}; put model.onnx and tokenizer.json there, as sentence-transformers exports them"
            )
        self._file = file
        self._pooling = self._found_pooling()
        self._prefixes = self._found_prefixes()
        self.name = f"onnx:{folder.name}@{self._fingerprint()[:12]}"

    def _fingerprint(self) -> str:
        """SHA-256 of the settings and of the ends of the model's file: to read all of it would take a second at every start."""
        told = hashlib.sha256(json.dumps([self._pooling, self._prefixes, self._most_tokens, self._file.stat().st_size]).encode())
        with self._file.open("rb") as model:
            told.update(model.read(_END))
            model.seek(max(self._file.stat().st_size - _END, 0))
            told.update(model.read(_END))
        return told.hexdigest()

    def documents(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors32:
        """Vectors of texts to be found, texts × dimension."""
        before = self._prefixes[1]
        ids = [self._tokenizer.encode(before + text).ids for text in texts]
        order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
        found: dict[int, Vectors32] = {}
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            found.update(zip(batch, self._vectors([ids[place] for place in batch]), strict=True))
            if progress:
                progress(len(batch))
        return np.stack([found[place] for place in range(len(ids))]) if ids else np.zeros((0, 0), dtype=np.float32)

    def query(self, text: str) -> Vectors32:
        """Vector of a question."""
        return np.asarray(self._vectors([self._tokenizer.encode(self._prefixes[0] + text).ids])[0], dtype=np.float32)

    def _vectors(self, ids: Sequence[Sequence[int]]) -> Vectors32:
        width = max(len(row) for row in ids)
        tokens = np.array([[*row, *[0] * (width - len(row))] for row in ids], dtype=np.int64)
        mask = np.array([[1] * len(row) + [0] * (width - len(row)) for row in ids], dtype=np.int64)
        given = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        wanted = {one.name for one in self._session.get_inputs()}
        try:
            states = np.asarray(
                self._session.run(None, {name: value for name, value in given.items() if name in wanted})[0], dtype=np.float32
            )
        except Exception as error:  # onnxruntime's own, of no common kind
            raise StoreError(
                f"the model in {str(self._folder)!r} does not take what sentence-embedding models take ({type(error).__name__})"
            ) from None
        pooled = states if states.ndim == 2 else self._pooled(states, mask)
        return np.asarray(pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-12), dtype=np.float32)

    def _pooled(self, states: Vectors32, mask: NDArray[np.int64]) -> Vectors32:
        if self._pooling == "first":
            return np.asarray(states[:, 0])
        if self._pooling == "last":
            return np.asarray(states[np.arange(len(states)), mask.sum(axis=1) - 1])
        weights = mask[:, :, None].astype(np.float32)
        return np.asarray((states * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9))

    def _found_pooling(self) -> str:
        told = self._settings("1_Pooling/config.json")
        chosen = [name for name, value in told.items() if name.startswith("pooling_mode_") and value is True]
        if unknown := [name for name in chosen if name not in _POOLINGS] or chosen[1:]:
            raise StoreError(
                f"the model in {str(self._folder)!r} pools in a way that is not known here ({unknown[0]}); choose another model"
            )
        if (self._folder / "2_Dense").is_dir():
            raise StoreError(
                f"the model in {str(self._folder)!r} has a layer of its own behind the pooling (2_Dense); choose another model"
            )
        return _POOLINGS[chosen[0]] if chosen else "mean"

    def _found_prefixes(self) -> tuple[str, str]:
        prompts = self._settings("config_sentence_transformers.json").get("prompts")
        told = {str(name): value for name, value in prompts.items() if isinstance(value, str)} if isinstance(prompts, dict) else {}
        return tuple(next((told[name] for name in names if name in told), "") for names in (_QUERY, _PASSAGE))  # type: ignore[return-value]

    @cached_property
    def _most_tokens(self) -> int:
        told = self._settings("sentence_bert_config.json").get("max_seq_length") or self._settings("tokenizer_config.json").get(
            "model_max_length"
        )
        return min(int(told), _MOST_TOKENS) if isinstance(told, int | float) and 0 < told < 1e9 else _MOST_TOKENS

    def _settings(self, name: str) -> dict[str, Any]:
        try:
            found = json.loads((self._folder / name).read_text(encoding="utf-8"))
        except OSError:
            return {}
        except ValueError:
            raise StoreError(f"{str(self._folder / name)!r} is no JSON; fetch the model again") from None
        return found if isinstance(found, dict) else {}

    @cached_property
    def _tokenizer(self) -> Any:
        try:
            return open_tokenizer(self._folder / "tokenizer.json", self._most_tokens)
        except Exception:  # the tokenizers' own, of no common kind
            raise StoreError(f"{str(self._folder / 'tokenizer.json')!r} is no tokenizer; fetch the model again") from None

    @cached_property
    def _session(self) -> Any:
        try:
            return open_session(self._file)
        except Exception:  # onnxruntime's own, of no common kind
            raise StoreError(f"{str(self._file)!r} is no ONNX model that runs here; fetch the model again") from None
