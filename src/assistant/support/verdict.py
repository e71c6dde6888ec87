"""What may be said of a statement and the passages it cites."""

from __future__ import annotations

from typing import Literal

Verdict = Literal["supported", "partly", "unsupported", "unverified"]
