"""Whether a model's folder can be used: its files are there and as they were fetched, it loads, and it tells a known pair apart."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assistant.embedding.exported import ExportedEmbedder
from assistant.errors import AssistantError, FetchError
from assistant.models.record import FILE, altered, read_record
from assistant.support.cross_encoder import CrossEncoder

Kind = Literal["embedding", "cross-encoder"]

_QUESTION = "How do plants make sugar?"
_NEAR, _FAR = "Plants build sugar from light, water and carbon dioxide.", "The train to the coast leaves at nine in the morning."
_PREMISE = "The shop opens at nine in the morning."
_ENTAILED, _CONTRADICTED = "The shop opens in the morning.", "The shop never opens in the morning."


@dataclass(frozen=True, slots=True)
class Checked:
    """A model's folder: what it is for, whether it can be used, what was seen or how to mend it, and the setting that uses it."""

    folder: Path
    kind: Kind
    ok: bool
    told: str

    @property
    def setting(self) -> str:
        """The line for the environment or `.env`."""
        return setting_of(self.kind, self.folder)

    def error(self) -> FetchError:
        """What is wrong with it, as an error."""
        return FetchError(f"{self.folder}: {self.told}")


def setting_of(kind: str, folder: Path) -> str:
    """The line that has a folder used, as a shell and `.env` take it."""
    if kind == "embedding":
        return f"ASSISTANT_EMBEDDING={shlex.quote(f'onnx:{folder}')}"
    return f"ASSISTANT_CROSS_ENCODER={shlex.quote(str(folder))}"


def kind_of(folder: Path) -> Kind:
    """What a model is for: its `config.json` names the labels of a classifier, or it is one for sentence embeddings."""
    try:
        config: Any = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "embedding"
    config = config if isinstance(config, dict) else {}
    kinds, labels = config.get("architectures"), config.get("id2label")
    classifies = isinstance(kinds, list) and any(str(kind).endswith("ForSequenceClassification") for kind in kinds)
    named = isinstance(labels, dict) and any(not str(label).startswith("LABEL_") for label in labels.values())
    return "cross-encoder" if classifies or (named and not kinds) else "embedding"


def check(folder: Path) -> Checked:
    """Examines a folder; what is wrong with it stands in what is given back, and is not raised."""
    kind = kind_of(folder)
    try:
        if not folder.is_dir():
            raise FetchError("there is no such folder; name one with model.onnx and tokenizer.json")
        fetched = _as_fetched(folder)
        seen = _embeds(folder) if kind == "embedding" else _judges(folder)
    except AssistantError as error:
        return Checked(folder, kind, False, str(error))
    return Checked(folder, kind, True, f"{seen}; {fetched}")


def _as_fetched(folder: Path) -> str:
    record = read_record(folder)
    if record is None:
        return f"not fetched from a hub: no {FILE} to hold its files to"
    if bad := altered(folder, record):
        raise FetchError(f"{', '.join(bad)}: not there, or not as fetched; fetch {record.name} again")
    licence = f", licence {record.licence}" if record.licence else ""
    return f"{len(record.sha256)} files as fetched ({record.name} at {record.commit[:12]}{licence})"


def _embeds(folder: Path) -> str:
    embedder = ExportedEmbedder(folder)
    vectors = embedder.documents([_NEAR, _FAR])
    question = embedder.query(_QUESTION)
    near, far = (float(value) for value in vectors @ question)
    if not np.isfinite(vectors).all() or not near > far:
        raise FetchError(
            f"it does not tell near from far ({near:.2f} against {far:.2f} for a known pair); fetch it again, or choose another model"
        )
    return f"{vectors.shape[1]} dimensions, known pair {near:.2f} against {far:.2f}"


def _judges(folder: Path) -> str:
    encoder = CrossEncoder(folder)
    yes, no = encoder.judge([(_PREMISE, _ENTAILED), (_PREMISE, _CONTRADICTED)])
    if not yes.entails > no.entails:
        raise FetchError(
            f"it does not tell what follows from what does not ({yes.entails:.2f} against {no.entails:.2f} for a known pair); "
            "fetch it again, or choose another model"
        )
    return f"known pair {yes.entails:.2f} against {no.entails:.2f}"
