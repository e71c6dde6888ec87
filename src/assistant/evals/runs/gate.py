"""One run held against another, item by item, and against floors: what got better, what got worse, and whether that may pass."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from assistant.errors import UsageError
from assistant.evals import metrics
from assistant.evals.runs.run import Run
from assistant.evals.scores import Mean, Part
from assistant.evals.scoring import COSTS

Floors = Mapping[str, Mapping[str, float]]
Verdict = Literal["ok", "better", "worse", "below floor", "new"]
_FLIPS_AT = 0.5


class Change(NamedTuple):
    """The mean of the differences between two runs over the `n` items that both have, with its 95 % interval."""

    mean: float
    low: float
    high: float
    n: int


class Row(NamedTuple):
    """One measure, now and in the baseline. `worse`: it fell, and the whole interval of its change lies below zero
    (of a cost: it rose)."""

    part: str
    measure: str
    now: Mean
    before: Mean | None
    change: Change | None
    floor: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Flip:
    """An item that went from right to wrong in a measure, or back."""

    part: str
    id: str
    kind: str
    asked: str
    measure: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All measures of a run beside the baseline's, every flip, what only one of the two has, and why the run does not pass (empty: it does)."""

    rows: tuple[Row, ...]
    flips: tuple[Flip, ...]
    unpaired: tuple[str, ...]
    baseline: Mapping[str, Any]
    failed: tuple[str, ...]


def compare(now: Run, before: Run | None, floors: Floors | None = None) -> Comparison:
    """Holds a run against another (None: against the floors alone). Raises `UsageError` where a floor is set for what is not measured."""
    rows: list[Row] = []
    flips: list[Flip] = []
    unpaired: list[str] = []
    for part in now.parts:
        other = before.part(part.name) if before else None
        rows += _rows(part, other, (floors or {}).get(part.name, {}))
        flips += _flips(part, other) if other else []
        unpaired += _unpaired(part, other) if other else []
    _require_measured(now, floors or {})
    failed = [_why(row) for row in rows if row.verdict in {"worse", "below floor"}] + (_lost(now, before) if before else [])
    return Comparison(tuple(rows), tuple(flips), tuple(unpaired), before.about if before else {}, tuple(failed))


def read_floors(file: Path) -> Floors:
    """Floors, of costs ceilings, by part and measure from a TOML file. Raises `UsageError` where it is none."""
    try:
        floors = tomllib.loads(file.read_text(encoding="utf-8"))
        return {part: {name: float(value) for name, value in measures.items()} for part, measures in floors.items()}
    except (OSError, tomllib.TOMLDecodeError, ValueError, TypeError, AttributeError) as error:
        raise UsageError(f'{file} holds no floors ({type(error).__name__}); write [part] and "measure" = 0.9 below it') from None


def _rows(part: Part, other: Part | None, floors: Mapping[str, float]) -> list[Row]:
    before = other.means() if other else {}
    rows = []
    for measure, mean in part.means().items():
        change = _change(part.values(measure), other.values(measure)) if other and measure in before else None
        floor = floors.get(measure)
        verdict = _verdict(mean, change, floor, -1 if measure in COSTS else 1, compared=bool(other))
        rows.append(Row(part.name, measure, mean, before.get(measure), change, floor, verdict))
    return rows


def _change(now: Mapping[str, float], before: Mapping[str, float]) -> Change | None:
    both = [item for item in now if item in before]
    if not both:
        return None
    first, last = [before[item] for item in both], [now[item] for item in both]
    return Change((sum(last) - sum(first)) / len(both), *metrics.paired_interval(first, last), len(both))


def _verdict(mean: Mean, change: Change | None, floor: float | None, good: int, *, compared: bool) -> Verdict:
    """`good` is 1 where more is better, -1 where less is."""
    if floor is not None and good * mean.mean < good * floor:
        return "below floor"
    if change is None:
        return "new" if compared else "ok"
    least, most = sorted((good * change.low, good * change.high))
    if most < 0:
        return "worse"
    return "better" if least > 0 else "ok"


def _flips(part: Part, other: Part) -> list[Flip]:
    old = {score.id: score.values for score in other.scores}
    return [
        Flip(part.name, score.id, score.kind, score.asked, measure, old[score.id][measure], value)
        for score in part.scores
        for measure, value in score.values.items()
        if measure in old.get(score.id, {}) and (old[score.id][measure] >= _FLIPS_AT) != (value >= _FLIPS_AT)
    ]


def _unpaired(part: Part, other: Part) -> list[str]:
    now, before = {score.id for score in part.scores}, {score.id for score in other.scores}
    told = [f"{part.name}: {len(now - before)} items are new" if now - before else ""]
    told.append(f"{part.name}: {len(before - now)} items of the baseline were left out" if before - now else "")
    return [one for one in told if one]


def _lost(now: Run, before: Run) -> list[str]:
    """What the baseline measured and this run does not: a measure that goes missing must not pass for one that holds."""
    lost = [f"{part.name}: not measured any more" for part in before.parts if now.part(part.name) is None]
    for part in before.parts:
        if other := now.part(part.name):
            lost += [f"{part.name}: {measure} is not measured any more" for measure in part.measures() if measure not in other.measures()]
    return lost


def _why(row: Row) -> str:
    where = f"{row.part}: {row.measure}"
    if row.verdict == "below floor":
        limit = "above its ceiling" if row.measure in COSTS else "below its floor"
        return f"{where} is {row.now.mean:.3f}, {limit} {row.floor:.3f}"
    assert row.change  # noqa: S101 - `worse` is said of a change only
    moved = "rose" if row.measure in COSTS else "fell"
    return f"{where} {moved} by {abs(row.change.mean):.3f} ({row.change.low:+.3f} to {row.change.high:+.3f} over {row.change.n} items)"


def _require_measured(now: Run, floors: Floors) -> None:
    for name, measures in floors.items():
        part = now.part(name)
        if part is None:
            continue
        if missing := sorted(set(measures) - set(part.measures())):
            raise UsageError(f"gate.toml has a floor for “{missing[0]}” of “{name}”, which is not measured; correct its name")
