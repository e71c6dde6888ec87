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
from assistant.support.check import Claim, Support, check_each, without_markers
from assistant.support.cross_encoder import CrossEncoder, Entailment
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

    def check(self, claims: Sequence[Claim]) -> list[Support]:
        """`check_support` of each claim, and where that is `unverified`, the verdict of the cross-encoder."""
        read = check_each(claims)
        untold = [i for i, support in enumerate(read) if support.verdict == "unverified"]
        for i, asked in zip(untold, self.ask([claims[i] for i in untold]), strict=True):
            read[i] = asked or read[i]
        return read

    def ask(self, claims: Sequence[Claim]) -> list[Support | None]:
        """What the cross-encoder may say of statements that reading cannot tell anything of, None where it may say nothing; all in one run."""
        if self.calibration is None or not (self.calibration.supported or self.calibration.unsupported):
            return [None] * len(claims)
        return [self._support(weighed) if weighed else None for weighed in self.weigh(claims)]

    def _support(self, weighed: Weighed) -> Support | None:
        verdict = self.calibration.verdict(weighed) if self.calibration else "unverified"
        if verdict == "supported":
            return Support("supported", _SUPPORTED_FROM + _SPREAD * weighed.entails, weighed.pro, by=self.model.name)
        if verdict == "unsupported":
            reason = f"read as {'a contradiction' if self.model.tells_contradiction else 'not held by the notes'} by {self.model.name}"
            return Support("unsupported", _UNSUPPORTED_FROM + _SPREAD * weighed.entails, weighed.contra, reason, by=self.model.name)
        return None

    def weigh(self, claims: Sequence[Claim]) -> list[Weighed | None]:
        """Weighs statements against their passages, each sentence of which is read under its passage's title: entailment by the best single sentence
        (after SummaC-ZS; Laban et al., 2022). None where there is nothing to weigh."""
        laid = [_laid_out(*claim) for claim in claims]
        judged = iter(self.model.judge([(premise, said) for said, premises, _ in laid for premise in premises]))
        return [_weighed([next(judged) for _ in premises], sentences) if premises else None for _, premises, sentences in laid]

    @property
    def _file(self) -> Path:
        return self._home / _FOLDER / f"{self.model.digest}.json"


def _laid_out(statement: str, passages: Sequence[str]) -> tuple[str, list[str], list[str]]:
    """A statement without markers, the premises that it is held against (all passages together, then each sentence under its title), and the sentences;
    no premises where there is nothing to weigh."""
    said = without_markers(statement)
    sentences = [(sentence.raw, passage.title) for text in passages for passage in [read_passage(text)] for sentence in passage.sentences]
    if not sentences or not any(char.isalnum() for char in said):
        return said, [], []
    whole = " ".join(" ".join(text.split()) for text in passages)
    single = [raw if title is None or raw == title.raw else f"{title.raw}. {raw}" for raw, title in sentences]
    return said, [whole, *single], [raw for raw, _ in sentences]


def _weighed(judged: Sequence[Entailment], sentences: Sequence[str]) -> Weighed:
    together, *found = judged
    pro = max(range(len(found)), key=lambda i: found[i].entails)
    contra = max(range(len(found)), key=lambda i: found[i].contradicts)
    return Weighed(max(together.entails, found[pro].entails), together.contradicts, sentences[pro], sentences[contra])
