"""The runs that are kept: those that ship, and those below the home folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.errors import UsageError
from assistant.evals.golden import read_golden
from assistant.evals.runs.run import Run, read_run
from assistant.evals.scores import Score
from assistant.settings import shipped
from assistant.text.safe import sound_json

_RUN = "run.json"
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run as it is listed: its name, its folder, when it was written (seconds since 1970), the model, and each part's measures by their means."""

    name: str
    folder: Path
    when: float
    model: str
    items: int
    means: dict[tuple[str, str], float]
    ships: bool = False

    def read(self) -> Run:
        """All of it. Raises `UsageError` where its files are gone or damaged."""
        return read_run(self.folder)


def kept_runs(home: Path) -> list[KeptRun]:
    """The runs that ship with the project and those below `evals` in the home folder, the newest first. A folder with a damaged run counts as none."""
    found = [one for folder in _folders(shipped("evals")) if (one := _listed(folder, shipped("evals"), ships=True))]
    found += [one for folder in _folders(home / "evals") if (one := _listed(folder, home / "evals", ships=False))]
    return sorted(found, key=lambda one: (-one.when, one.name))


def asked_of(run: KeptRun, score: Score) -> str:
    """What an item asks; empty for one that is held out, which nobody is to read for the sake of an answer."""
    return "" if run.ships or score.id in _held_out() else score.asked


@cache
def _held_out() -> frozenset[str]:
    try:
        return frozenset(item.id for item in read_golden([shipped("evals") / "heldout.jsonl"]))
    except UsageError:
        return frozenset()


def _folders(base: Path) -> Sequence[Path]:
    patterns = ["/".join(["*"] * depth + [_RUN]) for depth in range(1, _DEPTH + 1)]
    return sorted({file.parent for pattern in patterns for file in base.glob(pattern)})


def _listed(folder: Path, base: Path, *, ships: bool) -> KeptRun | None:
    file = folder / _RUN
    try:
        kept = sound_json(file.read_text(encoding="utf-8"))
        parts = kept["parts"].items()
        means = {(part, name): float(mean["mean"]) for part, told in parts for name, mean in told["metrics"].items()}
        items = sum(int(told["items"]) for _, told in parts)
        name = f"{folder.relative_to(base).as_posix()}{' (ships)' if ships else ''}"
        return KeptRun(name, folder, file.stat().st_mtime, str(kept["about"].get("model", "?")), items, means, ships)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
