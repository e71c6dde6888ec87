"""A run: golden items asked, pairs checked, attacks tried and recordings replayed, all scored. Kept as a folder that a later run is held against."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from assistant.answers.answer import EXTRACTIVE
from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.evals import metrics
from assistant.evals.metrics import Bin
from assistant.evals.pins import Stale
from assistant.evals.scores import ANSWERS, Part, Score
from assistant.evals.scoring import ANSWERED, FIRST, REFUSED
from assistant.text.safe import sound_json

_RUN, _TIMES = "run.json", "timings.json"
_PACKAGES = ("research-assistant", "chromadb", "onnxruntime", "tiktoken", "tokenizers")
_PROMPTS = ("answer", "answer-small", "choose", "rephrase", "standalone")
_SCORE = TypeAdapter(Score)
_ELSEWHERE = {"account", "nearest", "question", "gold_titles", "must_include", "history", "reference"}
_TITLED = 12
_KEPT = {"evidence": {"entry_id", "title", "tokens", "score"}, "citations": {"marker", "entry_id", "title", "quote"}}


class CurvePoint(NamedTuple):
    """What a threshold on the confidence would refuse: the share of answerable items refused, and of unanswerable ones answered."""

    threshold: float
    answerable_refused: float
    unanswerable_answered: float


@dataclass(frozen=True, slots=True)
class Run:
    """All parts of a run, and what it was a run of: model, prompts, index, settings, versions, files."""

    about: Mapping[str, Any]
    parts: tuple[Part, ...]
    stale: tuple[Stale, ...] = ()

    def part(self, name: str) -> Part | None:
        """A part by name, None where the run has none of that name."""
        return next((part for part in self.parts if part.name == name), None)

    def curve(self) -> list[CurvePoint]:
        """Both error rates of abstention over the threshold on the confidence, at each confidence that occurs; without the items that failed."""
        part = self.part(ANSWERS)
        scores = [score for score in part.scores if "confidence" in score.document] if part else []
        yes = [score.document["confidence"] for score in scores if ANSWERED in score.values]
        no = [score.document["confidence"] for score in scores if REFUSED in score.values]
        if not yes or not no:
            return []
        return [
            CurvePoint(at, sum(c < at for c in yes) / len(yes), sum(c >= at for c in no) / len(no)) for at in sorted({0.0, *yes, *no, 1.0})
        ]

    def calibration(self) -> tuple[float, list[Bin]]:
        """The expected calibration error of the confidence that the first citation is right, and the bins of its reliability diagram; over the items
        that cite something, or might have, and that the fields did not answer. 0 and none where there are no such items."""
        part = self.part(ANSWERS)
        told = [
            (score.document["confidence"], score.values[FIRST] > 0)
            for score in (part.scores if part else ())
            if FIRST in score.values and score.document.get("confidence", 1.0) < 1.0
        ]
        confidence, right = [one for one, _ in told], [one for _, one in told]
        return metrics.calibration_error(confidence, right), metrics.reliability(confidence, right)

    def latency(self) -> tuple[float, float]:
        """50th and 95th percentile of the milliseconds from question to answer, over the items that were timed; 0 where none was."""
        part = self.part(ANSWERS)
        times = [score.milliseconds for score in part.scores if score.milliseconds] if part else []
        return (metrics.percentile(times, 0.5), metrics.percentile(times, 0.95)) if times else (0.0, 0.0)

    def tokens(self) -> dict[str, float]:
        """Mean tokens an answered item: of evidence, and those that a model read and wrote."""
        part = self.part(ANSWERS)
        documents = [score.document for score in part.scores if "usage" in score.document] if part else []
        count = max(len(documents), 1)
        return {
            "evidence": sum(piece["tokens"] for d in documents for piece in d["evidence"]) / count,
            "prompt": sum(d["usage"]["prompt_tokens"] for d in documents) / count,
            "completion": sum(d["usage"]["completion_tokens"] for d in documents) / count,
        }

    def to_json(self, *, full: bool = True) -> dict[str, Any]:
        """The run as one JSON document; `full` with every score."""
        parts = {}
        for part in self.parts:
            means = {name: mean._asdict() for name, mean in part.means().items()}
            kinds = {name: {kind: mean._asdict() for kind, mean in part.by(name).items()} for name in part.measures()}
            parts[part.name] = {"items": len(part.scores), "metrics": means, "by_kind": kinds}
            if full:
                parts[part.name]["scores"] = [_timeless(score) for score in part.scores]
        error, bins = self.calibration()
        calibration = {"expected calibration error": error, "bins": [one._asdict() for one in bins]}
        told = {"parts": parts, "tokens": self.tokens(), "calibration": calibration}
        return {"about": dict(self.about), **told, "stale": [asdict(one) for one in self.stale]}

    def save(self, folder: Path) -> None:
        """Writes the run: `run.json`, a `.jsonl` a part, and apart from them `timings.json`, which differs between equal runs."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / _RUN).write_text(_pretty(self.to_json(full=False)), encoding="utf-8")
            for part in self.parts:
                lines = [json.dumps(_slim(score), ensure_ascii=False) + "\n" for score in part.scores]
                (folder / _file(part.name)).write_text("".join(lines), encoding="utf-8")
            median, slow = self.latency()
            (folder / _TIMES).write_text(_pretty({"p50_ms": median, "p95_ms": slow}), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{folder} cannot be written ({error.strerror}); name a folder for the run") from None


def read_run(folder: Path) -> Run:
    """A run that was saved. Raises `UsageError` where the folder holds none."""
    folder = folder.parent if folder.name == _RUN else folder
    try:
        kept = sound_json((folder / _RUN).read_text(encoding="utf-8"))
        parts = []
        for name in kept["parts"]:
            lines = (folder / _file(name)).read_bytes().splitlines()
            parts.append(Part(name, tuple(_SCORE.validate_json(line) for line in lines)))
        return Run(kept["about"], tuple(parts))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        raise UsageError(f"{folder} holds no run ({type(error).__name__}); make one with `assistant eval --out {folder}`") from None


def describe(assistant: Assistant, files: Sequence[Path], model: str = EXTRACTIVE) -> dict[str, Any]:
    """What a run is a run of: what else than these differs, two runs cannot tell."""
    settings, second = assistant.settings, assistant.second_opinion
    return {
        "model": model,
        **({"cross-encoder": second.told()} if second else {}),
        "prompts": {name: assistant.template(name).fingerprint for name in _PROMPTS} if model != EXTRACTIVE else {},
        **({"profile": assistant.profile(assistant.writer)} if model != EXTRACTIVE else {}),
        "index": assistant.fingerprint(),
        "settings": {
            "embedding": assistant.embedder.name,
            "chunk_tokens": settings.chunk_tokens,
            "evidence_tokens": settings.evidence_tokens,
            "abstain_below": settings.abstain_below,
        },
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
        "files": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
    }


def _timeless(score: Score) -> dict[str, Any]:
    kept = asdict(score)
    del kept["milliseconds"]
    return kept


def _slim(score: Score) -> dict[str, Any]:
    """A score as it is kept: without what the index and the golden files still have."""
    kept = _timeless(score)
    document = {key: value for key, value in score.document.items() if key not in _ELSEWHERE}
    for key, fields in _KEPT.items():
        if key in document:
            document[key] = [{name: value for name, value in one.items() if name in fields} for one in document[key]]
    for piece in document.get("evidence", [])[_TITLED:]:  # an answer cites hardly any of these
        piece.pop("title", None)
        piece.pop("score", None)
    return {**kept, "document": document}


def _file(part: str) -> str:
    return f"{re.sub(r'[^a-z]+', '_', part)}.jsonl"


def _pretty(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
