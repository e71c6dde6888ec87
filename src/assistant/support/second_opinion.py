"""A cross-encoder as second opinion of the support check, used only where it was measured to be right.

`assistant eval` finds the thresholds on labelled pairs and stores them under the home; without them the model gives no verdict.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from assistant.errors import StoreError
from assistant.support.check import Claim, Support, check_each, without_markers
from assistant.support.cross_encoder import CrossEncoder, Entailment
from assistant.support.passages import read_passage
from assistant.text.words import stem, stems, terms

_FOLDER = "cross-encoder"
_SUPPORTED_FROM, _UNSUPPORTED_FROM, _SPREAD = 0.8, 0.16, 0.03
_LIKELIER = 0.5  # below that the model holds a contradiction for less likely than not
_MOST_MISSING = 6
_TINY = 1e-6


class Weighed(NamedTuple):
    """A claim as its verdict is told from: how likely its passages together contradict it, from 0 to 1, and its signs. These are the log-odds that all
    passages entail it and that the sentence nearest to it does (of a model with three labels, also that they contradict it), the share of its words that
    the passages have, and how many they have not."""

    contradicts: float
    signs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic regression on the signs of a claim, their squares and products, each sign less its `mean` in units of its `spread`."""

    mean: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]

    def chance(self, signs: Sequence[float]) -> float:
        """The chance of what it was fitted to, from 0 to 1."""
        scaled = (np.array(signs) - np.array(self.mean)) / np.array(self.spread)
        return float(1 / (1 + np.exp(-(expanded(scaled[None])[0] @ np.array(self.weights)))))


def expanded(scaled: NDArray[np.float64]) -> NDArray[np.float64]:
    """For rows of scaled signs: 1, the signs, their squares and products."""
    size = scaled.shape[1]
    products = [scaled[:, one] * scaled[:, other] for one in range(size) for other in range(one, size)]
    return np.column_stack([np.ones(len(scaled)), scaled, *products])


@dataclass(frozen=True, slots=True)
class Threshold:
    """The chance from which a verdict is given, from 0 to 1, what gives the chance, and how often the verdict was right on so many labelled pairs that
    the chance was not fitted to."""

    at: float
    precision: float
    pairs: int
    curve: Curve


@dataclass(frozen=True, slots=True)
class Calibration:
    """The thresholds of a cross-encoder, None where it gives no such verdict: `supported`, else `unsupported`."""

    supported: Threshold | None
    unsupported: Threshold | None

    def verdict(self, weighed: Weighed) -> Literal["supported", "unsupported", "unverified"]:
        """The verdict on a weighed claim. What the model does not take for a contradiction is never `unsupported`."""
        if self.supported and self.supported.curve.chance(weighed.signs) >= self.supported.at:
            return "supported"
        denied = self.unsupported and may_be_denied(weighed) and self.unsupported.curve.chance(weighed.signs) >= self.unsupported.at
        return "unsupported" if denied else "unverified"

    def told(self) -> str:
        """The thresholds in a line."""
        named = (("supported", self.supported), ("unsupported", self.unsupported))
        said = [
            f"says {name} (right in {one.precision:.2f} of {one.pairs} labelled pairs that it was not fitted to)"
            for name, one in named
            if one
        ]
        never = [f"never {name}" for name, one in named if not one]
        return (
            ", ".join(said + never)
            if said
            else "not used for verdicts: on the labelled pairs it is right five times in six at no threshold"
        )


def may_be_denied(weighed: Weighed) -> bool:
    """Whether the model takes a claim for contradicted, or for not entailed where it knows no more."""
    return weighed.contradicts > _LIKELIER


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
        """What the cross-encoder may say of statements that reading cannot tell anything of, None where it may say nothing; all in one run, and one more for
        the sentences to quote."""
        calibration = self.calibration
        if calibration is None or not (calibration.supported or calibration.unsupported):
            return [None] * len(claims)
        verdicts = [calibration.verdict(weighed) if weighed else "unverified" for weighed in self.weigh(claims)]
        told = [i for i, verdict in enumerate(verdicts) if verdict != "unverified"]
        found: list[Support | None] = [None] * len(claims)
        for i, judged in zip(told, self._sentence_by_sentence([claims[i] for i in told]), strict=True):
            found[i] = self._support(verdicts[i] == "supported", judged)
        return found

    def _support(self, is_supported: bool, judged: Sequence[tuple[str, Entailment]]) -> Support:
        """A verdict with the sentence that speaks most for it (after SummaC-ZS; Laban et al., 2022)."""
        pro, contra = max(judged, key=lambda one: one[1].entails), max(judged, key=lambda one: one[1].contradicts)
        if is_supported:
            return Support("supported", _SUPPORTED_FROM + _SPREAD * pro[1].entails, pro[0], by=self.model.name)
        reason = f"read as {'a contradiction' if self.model.tells_contradiction else 'not held by the notes'} by {self.model.name}"
        return Support("unsupported", _UNSUPPORTED_FROM + _SPREAD * pro[1].entails, contra[0], reason, by=self.model.name)

    def weigh(self, claims: Sequence[Claim]) -> list[Weighed | None]:
        """Weighs statements against their passages, all in one run. None where there is nothing to weigh."""
        laid = [_Laid.out(*claim) for claim in claims]
        asked = [(premise, one.said) for one in laid if one for premise in (one.whole, one.nearest)]
        judged = iter(self.model.judge(asked))
        return [self._weighed(one, next(judged), next(judged)) if one else None for one in laid]

    def _weighed(self, laid: _Laid, together: Entailment, nearest: Entailment) -> Weighed:
        both = (together, nearest)
        signs = [_log_odds(one.entails) for one in both]
        signs += [_log_odds(one.contradicts) for one in both] if self.model.tells_contradiction else []
        return Weighed(together.contradicts, (*signs, laid.share, float(laid.missing)))

    def _sentence_by_sentence(self, claims: Sequence[Claim]) -> list[list[tuple[str, Entailment]]]:
        laid = [one for claim in claims if (one := _Laid.out(*claim))]
        judged = iter(self.model.judge([(premise, one.said) for one in laid for _, premise in one.sentences]))
        return [[(raw, next(judged)) for raw, _ in one.sentences] for one in laid]

    @property
    def _file(self) -> Path:
        return self._home / _FOLDER / f"{self.model.digest}.json"


@dataclass(frozen=True, slots=True)
class _Laid:
    """A claim laid out for the model: the statement without markers, all passages as one premise, each sentence with itself under its passage's title as a
    premise, the premise with most of the statement's words, the share of these that the passages have, and the number that they have not."""

    said: str
    whole: str
    sentences: Sequence[tuple[str, str]]
    nearest: str
    share: float
    missing: int

    @classmethod
    def out(cls, statement: str, passages: Sequence[str]) -> _Laid | None:
        """None where there is nothing to weigh."""
        said = without_markers(statement)
        read = [(sentence.raw, passage.title) for text in passages for passage in [read_passage(text)] for sentence in passage.sentences]
        if not read or not any(char.isalnum() for char in said):
            return None
        whole = " ".join(" ".join(text.split()) for text in passages)
        words, held = {stem(word) for word in terms(said)}, stems(whole)
        sentences = [(raw, raw if title is None or raw == title.raw else f"{title.raw}. {raw}") for raw, title in read]
        told = [raw for raw, title in read if title is None or raw != title.raw] or [raw for raw, _ in read]
        nearest = max(told, key=lambda raw: len(words & stems(raw)))
        return cls(said, whole, sentences, nearest, len(words & held) / max(len(words), 1), min(len(words - held), _MOST_MISSING))


def _log_odds(chance: float) -> float:
    inside = min(max(chance, _TINY), 1 - _TINY)
    return math.log(inside / (1 - inside))
