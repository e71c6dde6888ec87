"""A small real cross-encoder: an ONNX graph that onnxruntime runs, a tokenizer, and a configuration, as Hugging Face models are exported.

It knows senses of words: where a statement has a word of the sense of the premise's, the premise entails it, where one of the opposite sense,
contradicts it, and else says nothing of it. The graph is written as protocol buffers by hand (onnx.proto of ONNX, opset 13), so that no test
needs a library that builds graphs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

LABELS = ("entailment", "neutral", "contradiction")
SENSES = {"thinner": 1.0, "delicate": 1.0, "coarse": -1.0, "airy": 0.4}
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_FLOAT, _INT64 = 1, 7
_OPSET, _IR = 13, 8
_STRENGTH = 8.0
_SAYS_SO = {"entailment": 1.0, "consistent": 1.0, "contradiction": -1.0, "inconsistent": -1.0, "not_entailment": -1.0}


def make_cross_encoder(
    folder: Path,
    senses: Mapping[str, float] = SENSES,
    labels: Sequence[str] = LABELS,
    shape: tuple[int | str, int | str] = ("batch", "words"),
) -> Path:
    """Writes the model into `folder`. `senses` gives words a sense (1), something of it, or its opposite (-1); `labels` are the outputs in their order, some
    of which may have no meaning that the graph knows; `shape` is what it takes: rows and words, numbers where they are fixed."""
    folder.mkdir(parents=True)
    words = [*_SPECIAL, *senses]
    (folder / "model.onnx").write_bytes(_model(np.array([[senses.get(word, 0)] for word in words], dtype=np.float32), labels, shape))
    (folder / "config.json").write_text(json.dumps({"id2label": dict(enumerate(labels)), "pad_token_id": 0}), encoding="utf-8")
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))  # noqa: S106
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(word, words.index(word)) for word in ("[CLS]", "[SEP]")],
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def _model(table: NDArray[np.float32], labels: Sequence[str], shape: tuple[int | str, int | str]) -> bytes:
    """The sense of the premise's words times that of the statement's is what entailment is scored by, and with the other sign contradiction."""
    meant = [label.lower() for label in labels]
    silent = "neutral" if "neutral" in meant else next((label for label in meant if _SAYS_SO.get(label) == -1), "")
    tensors: dict[str, NDArray[Any]] = {
        "table": table,
        "signs": np.array([[_STRENGTH * _SAYS_SO.get(label, 0.0) for label in meant]], dtype=np.float32),
        "bias": np.array([_STRENGTH / 4 if label == silent else 0.0 for label in meant], dtype=np.float32),
        "one": np.array([1], dtype=np.float32),
        "last": np.array([2], dtype=np.int64),
        "words": np.array([1], dtype=np.int64),
    }
    nodes = [
        _node("Gather", ["table", "input_ids"], "senses"),
        _node("Cast", ["attention_mask"], "read", to=_FLOAT),
        _node("Cast", ["token_type_ids"], "second", to=_FLOAT),
        _node("Sub", ["one", "second"], "first"),
        *_summed("first", "premise"),
        *_summed("second", "statement"),
        _node("Mul", ["premise", "statement"], "agreement"),
        _node("MatMul", ["agreement", "signs"], "scores"),
        _node("Add", ["scores", "bias"], "logits"),
    ]
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"tiny")
    graph += b"".join(_field(5, _tensor(name, values)) for name, values in tensors.items())
    graph += b"".join(_field(11, _value(name, _INT64, shape)) for name in _INPUTS)
    graph += _field(12, _value("logits", _FLOAT, (shape[0], "labels")))
    return _number(1, _IR) + _field(7, graph) + _field(8, _field(1, b"") + _number(2, _OPSET))


def _summed(side: str, name: str) -> list[bytes]:
    """The senses of one side's words, summed."""
    return [
        _node("Mul", ["read", side], f"{name} mask"),
        _node("Unsqueeze", [f"{name} mask", "last"], f"{name} column"),
        _node("Mul", ["senses", f"{name} column"], f"{name} senses"),
        _node("ReduceSum", [f"{name} senses", "words"], name, keepdims=0),
    ]


def _node(operator: str, inputs: Sequence[str], output: str, **attributes: int) -> bytes:
    given = b"".join(_field(1, name.encode()) for name in inputs) + _field(2, output.encode()) + _field(4, operator.encode())
    return given + b"".join(_field(5, _field(1, name.encode()) + _number(3, value) + _number(20, 2)) for name, value in attributes.items())


def _tensor(name: str, values: NDArray[Any]) -> bytes:
    shape = b"".join(_number(1, size) for size in values.shape)
    kind = _FLOAT if values.dtype == np.float32 else _INT64
    return shape + _number(2, kind) + _field(8, name.encode()) + _field(9, values.tobytes())


def _value(name: str, kind: int, shape: Sequence[int | str]) -> bytes:
    sizes = b"".join(_field(1, _number(1, size) if isinstance(size, int) else _field(2, size.encode())) for size in shape)
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, kind) + _field(2, sizes)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    digits = bytearray()
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*digits, value])
