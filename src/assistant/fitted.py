"""Numbers that were fitted to data: one JSON file each in `fits/`, made by `make fit` and never edited by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("fits")


@cache
def fitted(name: str) -> Mapping[str, float]:
    """The numbers of the fit `name`, by what each weighs or sets."""
    values: dict[str, float] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["values"]
    return values
