"""A fit: which files its numbers are made from, how, and the JSON file that keeps them (`assistant/fitted.py` reads it)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.fitted import FOLDER

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a fit gives: its numbers by name, and what they reach on items they were not fitted to (a name with its unit or share: the figure)."""

    values: Mapping[str, float]
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fit:
    """One fit: its name, what its numbers are for, the files it is made from (below `evals/`), and what makes it (the same digits at every run)."""

    name: str
    purpose: str
    files: tuple[str, ...]
    make: Callable[[], Fitted]

    def document(self, evals: Path) -> dict[str, object]:
        """What is kept of it, but for the numbers: purpose and the SHA-256 of each file it is made from."""
        hashes = {file: hashlib.sha256((evals / file).read_bytes()).hexdigest() for file in self.files}
        return {"name": self.name, "purpose": self.purpose, "made_by": "make fit", "fitted_on": hashes}

    def run(self, evals: Path) -> None:
        """Makes the numbers anew and keeps them."""
        found = self.make()
        rounded = {"values": _rounded(found.values), "cross_validated": _rounded(found.figures)}
        text = json.dumps({**self.document(evals), **rounded}, indent=2)
        (FOLDER / f"{self.name}.json").write_text(text + "\n", encoding="utf-8")


def _rounded(numbers: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(number), _DIGITS) for name, number in numbers.items()}
