"""Opens ONNX models and the tokenizers that go with them. What is imported here is heavy, and so imported only when something is opened."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def open_session(model: bytes | Path) -> Any:
    """An `onnxruntime.InferenceSession` on the CPU, of a model's bytes or of its file. Raises what onnxruntime raises where that is no model."""
    # Read when it is loaded: it would note an id of this machine in the home folder, and send what is run here to its makers.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Between runs its threads would go on spinning, and take the cores from what a question needs next.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    given = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])


def open_tokenizer(file: Path, max_tokens: int) -> Any:
    """A `tokenizers.Tokenizer` from its file, without padding, that cuts beyond `max_tokens`: of a pair, the longer text first.

    Raises what tokenizers raises where the file holds none.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer
