"""Opens ONNX models and the tokenizers that go with them. What is imported here is heavy, and so imported only when something is opened."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Encoding as Encoding
    from tokenizers import Tokenizer as Tokenizer


class Input(Protocol):
    """An input of a model, with its sizes: a number where one is fixed, else a name or None."""

    name: str
    shape: Sequence[int | str | None]


class Session(Protocol):
    """What is used of an `onnxruntime.InferenceSession`."""

    def get_inputs(self) -> Sequence[Input]:
        """The inputs that the model asks for."""
        ...

    def run(self, output_names: None, input_feed: Mapping[str, NDArray[np.int64]], /) -> Sequence[NDArray[np.float32]]:
        """All outputs of the model for inputs by name, each rows × longest row."""
        ...


def open_session(model: bytes | Path) -> Session:
    """An `onnxruntime.InferenceSession` on the CPU, of a model's bytes or of its file. Raises what onnxruntime raises where that is no model."""
    # Read when it is loaded: it would note an id of this machine in the home folder, and send what is run here to its makers.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Its threads would spin while they wait, within a run and after it, and take the cores from whoever asks while notes are indexed.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.force_spinning_stop", "1")
    given = model if isinstance(model, bytes) else str(model)
    session = onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
    trim_memory()  # a third of what the local model takes while it is loaded
    return cast(Session, session)


def trim_memory() -> None:
    """Gives the system back what is free of this process's memory; nothing where the C library has no such call."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def open_tokenizer(file: Path, max_tokens: int) -> Tokenizer:
    """A `tokenizers.Tokenizer` from its file, without padding, that cuts beyond `max_tokens`: of a pair, the longer text first.

    Raises what tokenizers raises where the file holds none.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer
