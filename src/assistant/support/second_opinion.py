"""A cross-encoder as second opinion of the support check, used only where it was measured to be right.

`assistant eval` finds the thresholds on labelled pairs and stores them under the home; without them the model gives no verdict.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import TypeAdapter, ValidationError

from assistant.errors import StoreError
from assistant.support.check import Support, check_support, without_markers
from assistant.support.cross_encoder import CrossEncoder
from assistant.support.passages import read_passage

_FOLDER = "cross-encoder"
_SUPPORTED_FROM, _UNSUPPORTED_FROM, _SPREAD = 0.8, 0.16, 0.03


class Weighed(NamedTuple):
    """How far passages entail a statement (the best of their sentences, or all of them together) and contradict it (all of them together), from 0
    to 1, and the sentences that speak most for it and most against it."""

    entails: float
    contradicts: float
    pro: str
    contra: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """The score from which a verdict is given, from 0 to 1, its precision there, and the number of labelled pairs."""

    at: float
    precision: float
    pairs: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """The thresholds of a cross-encoder, None where it gives no such verdict: `supported` by entailment, else `unsupported` by contradiction."""

    supported: Threshold | None
    unsupported: Threshold | None

    def verdict(self, weighed: Weighed) -> Literal["supported", "unsupported", "unverified"]:
        """The verdict on a weighed statement."""
        if self.supported and weighed.entails >= self.supported.at:
            return "supported"
        return "unsupported" if self.unsupported and weighed.contradicts >= self.unsupported.at else "unverified"

    def told(self) -> str:
        """The thresholds in a line."""
        named = (("supported", self.supported), ("unsupported", self.unsupported))
        said = [f"{name} from {one.at:.2f} on (right in {one.precision:.2f} of {one.pairs} labelled pairs)" for name, one in named if one]
        never = [f"never {name}" for name, one in named if not one]
        return (
            ", ".join(said + never)
            if said
            else "not used for verdicts: on the labelled pairs it is right nine times in ten at no threshold"
        )


_CALIBRATION = TypeAdapter(Calibration)


class SecondOpinion:
    """A cross-encoder held to its calibration, which is kept under `home`. Raises `UsageError` where the model is broken, `StoreError` where the
    calibration is."""

    def __init__(self, model: CrossEncoder, home: Path) -> None:
        self.model = model
        self._home = home

    @cached_property
    def calibration(self) -> Calibration | None:
        """The thresholds of this model; None where it was not calibrated."""
        file = self._file
        try:
            return _CALIBRATION.validate_json(file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise StoreError(f"{file} cannot be read ({type(error).__name__}); delete it and run `assistant eval`") from None

    def keep(self, calibration: Calibration) -> None:
        """Keeps the thresholds of this model."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise StoreError(f"{self._file} cannot be written ({error.strerror}); mend its permissions or set ASSISTANT_HOME") from None
        self.__dict__["calibration"] = calibration

    def told(self) -> str:
        """Which model it is and what it may say, in a line."""
        name = f"{self.model.name} ({self.model.digest})"
        return (
            f"{name}: {self.calibration.told() if self.calibration else 'not used for verdicts until `assistant eval` has calibrated it'}"
        )

    def check(self, statement: str, passages: Sequence[str]) -> Support:
        """`check_support`, and where that is `unverified`, the verdict of the cross-encoder."""
        read = check_support(statement, passages)
        return read if read.verdict != "unverified" else self.ask(statement, passages) or read

    def ask(self, statement: str, passages: Sequence[str]) -> Support | None:
        """What the cross-encoder may say of a statement that reading cannot tell anything of, None where it may say nothing."""
        calibration = self.calibration
        if calibration is None or (weighed := self.weigh(statement, passages)) is None:
            return None
        verdict = calibration.verdict(weighed)
        if verdict == "supported":
            return Support("supported", _SUPPORTED_FROM + _SPREAD * weighed.entails, weighed.pro)
        if verdict == "unsupported":
            reason = f"read as a contradiction by {self.model.name}"
            return Support("unsupported", _UNSUPPORTED_FROM + _SPREAD * weighed.entails, weighed.contra, reason)
        return None

    def weigh(self, statement: str, passages: Sequence[str]) -> Weighed | None:
        """Weighs a statement against passages, each sentence of which is read under its passage's title: entailment by the best single sentence
        (after SummaC-ZS; Laban et al., 2022). None where there is nothing to weigh."""
        statement = without_markers(statement)
        sentences = [
            (sentence.raw, passage.title) for text in passages for passage in [read_passage(text)] for sentence in passage.sentences
        ]
        if not sentences or not any(char.isalnum() for char in statement):
            return None
        whole = " ".join(" ".join(text.split()) for text in passages)
        single = [raw if title is None or raw == title.raw else f"{title.raw}. {raw}" for raw, title in sentences]
        together, *found = self.model.judge([whole, *single], statement)
        pro = max(range(len(found)), key=lambda i: found[i].entails)
        contra = max(range(len(found)), key=lambda i: found[i].contradicts)
        return Weighed(max(together.entails, found[pro].entails), together.contradicts, sentences[pro][0], sentences[contra][0])

    @property
    def _file(self) -> Path:
        return self._home / _FOLDER / f"{self.model.digest}.json"
