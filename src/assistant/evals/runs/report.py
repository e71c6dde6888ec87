"""The report of a run: one page that needs nothing but itself, and a short summary for a pull request.

What notes and models say is shown as text and never acted on: the template escapes, and the page forbids itself every request and every script
but its own. The same run gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from assistant.errors import UsageError
from assistant.evals import metrics
from assistant.evals.runs import plots
from assistant.evals.runs.breakdown import VERDICTS, attack_rates, mean_of, support_table
from assistant.evals.runs.gate import Comparison, Flip, Row
from assistant.evals.runs.run import Run
from assistant.evals.scores import ANSWERS, INJECTION, SUPPORT, Mean, Part, Score
from assistant.evals.scoring import ANSWERED, CITES_GOLD, EVIDENCE, KEY_FACTS, REFUSED

PAGE, SUMMARY = "report.html", "summary.md"
_BY_KIND = (EVIDENCE, KEY_FACTS, CITES_GOLD, "recall@5", "citation recall", ANSWERED)
_SLOW = 10  # milliseconds from which tenths say nothing
_SMALL = 3  # sections with fewer items than this are shown together
_LISTED, _MEASURES = 10, 4  # items that flipped, and measures of each, in the summary


def write_report(run: Run, folder: Path, comparison: Comparison | None = None) -> Path:
    """Writes `report.html` and `summary.md` of a run into `folder`, made where needed, and returns the page. Raises `UsageError` where it cannot."""
    page, summary = render_page(run, comparison), render_summary(run, comparison)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SUMMARY).write_text(summary, encoding="utf-8")
        (folder / PAGE).write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{folder} cannot be written ({error.strerror}); name a folder for the report") from None
    return folder / PAGE


def render_page(run: Run, comparison: Comparison | None = None) -> str:
    """The page of a run as HTML."""
    page = _environment().get_template("report.html.j2")
    return page.render(
        about=_about(run.about, comparison.baseline if comparison else {}),
        run=run,
        comparison=comparison,
        judged=_judged(comparison),
        rows=_by_part(_rows(run, comparison)),
        pictures=_pictures(run, comparison),
        kinds=_kinds(run.part(ANSWERS)),
        abstention=_abstention(run.part(ANSWERS)),
        calibration=run.calibration()[0],
        costs=[cost for part in run.parts if (cost := _cost(part))],
        support=support_table(run.part(SUPPORT)),
        attacks=attack_rates(run.part(INJECTION)),
        flips=_turned(comparison),
        parts=[(part.name, _items(part, comparison)) for part in run.parts],
        kind_names=sorted({score.kind for part in run.parts for score in part.scores}),
        verdicts=VERDICTS,
    )


def render_summary(run: Run, comparison: Comparison | None = None) -> str:
    """The figures of a run as Markdown: how it was judged, the table, and the first flips."""
    state, why = _judged(comparison)
    sizes = ", ".join(f"{part.name} {len(part.scores)}" for part in run.parts)
    by = _code(str(run.about.get("model", "?")))
    lines = [f"**Evaluation {state}.** {' '.join(_code(one) for one in why)}", "", f"Answers by {by}. Items: {sizes}.", ""]
    lines += ["| part | measure | n | now | baseline | change | verdict |", "|---|---|---:|---|---:|---|---|"]
    for row in _rows(run, comparison):
        before = f"{row.before.mean:.3f}" if row.before else "–"
        change = f"{row.change.mean:+.3f} ({row.change.low:+.3f} to {row.change.high:+.3f})" if row.change else "–"
        verdict = f"**{row.verdict}**" if row.verdict in {"worse", "below floor"} else row.verdict
        now = f"{row.now.mean:.3f} ({row.now.low:.3f} to {row.now.high:.3f})"
        lines.append(f"| {row.part} | {row.measure} | {row.now.n} | {now} | {before} | {change} | {verdict} |")
    if comparison and comparison.baseline:
        turned = _turned(comparison)
        lines += ["", f"Flips against the baseline: {len(comparison.flips)}, in {len(turned)} items."] + [""] * bool(turned)
        lines += [_told(flips) for flips in turned[:_LISTED]]
        lines += [f"- and {len(turned) - _LISTED} more items"] if len(turned) > _LISTED else []
    error, bins = run.calibration()
    lines += ["", f"Expected calibration error of the confidence: {error:.3f}."] if bins else []
    lines += ["", f"Stale items, the notes under which have changed: {len(run.stale)}."] if run.stale else []
    return "\n".join(lines) + "\n"


def _turned(comparison: Comparison | None) -> list[list[Flip]]:
    """The flips by item, the items that got worse first."""
    items: dict[tuple[str, str], list[Flip]] = defaultdict(list)
    for flip in comparison.flips if comparison else ():
        items[flip.part, flip.id].append(flip)
    return sorted(items.values(), key=lambda flips: ("worse", "mixed", "better").index(_direction(flips)))


def _direction(flips: Sequence[Flip]) -> str:
    rose = {flip.now > flip.before for flip in flips}
    return "mixed" if len(rose) > 1 else "better" if rose == {True} else "worse"


def _told(flips: Sequence[Flip]) -> str:
    first = flips[0]
    measures = ", ".join(f"{flip.measure} {flip.before:.2f} → {flip.now:.2f}" for flip in flips[:_MEASURES])
    rest = f" and {len(flips) - _MEASURES} more" if len(flips) > _MEASURES else ""
    return f"- {_direction(flips)}: {_code(first.id)} ({first.kind}, {first.part}) {_code(first.asked)}: {measures}{rest}"


def _code(text: str) -> str:
    """Text as code, so that nothing in it becomes a link, an image or HTML."""
    plain = " ".join(text.replace("`", "'").split())
    return f"`{plain or ' '}`"


def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"three": lambda value: f"{value:.3f}", "signed": lambda value: f"{value:+.3f}".replace("-", "−"), "digest": _digest}
    made.filters |= {"anchor": _anchor, "direction": _direction, "percent": lambda value: f"{value:.1%}"}
    made.filters |= {"milliseconds": lambda value: f"{value:.0f} ms" if value >= _SLOW else f"{value:.1f} ms"}
    return made


def _digest(script: str) -> str:
    """How a Content-Security-Policy names the one script that may run."""
    return base64.b64encode(hashlib.sha256(str(script).encode()).digest()).decode()


def _anchor(item: Score | Flip, part: str = "") -> str:
    """Where an item stands in the page."""
    return re.sub(r"[^\w.-]+", "-", f"{part}-{item.id}")


def _judged(comparison: Comparison | None) -> tuple[str, tuple[str, ...]]:
    floors = comparison is not None and any(row.floor is not None for row in comparison.rows)
    if comparison is None or not (comparison.baseline or floors or comparison.failed):
        return "not judged", ("There was no baseline and no floor to hold it against.",)
    if comparison.failed:
        return "fell short", comparison.failed
    held = ["No figure fell by more than its interval."] * bool(comparison.baseline) + ["No figure is below its floor."] * floors
    return "passed", (" ".join(held),)


def _rows(run: Run, comparison: Comparison | None) -> Sequence[Row]:
    if comparison:
        return comparison.rows
    return [Row(part.name, measure, mean, None, None, None, "ok") for part in run.parts for measure, mean in part.means().items()]


def _by_part(rows: Iterable[Row]) -> dict[str, list[Row]]:
    gathered: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        gathered[row.part].append(row)
    return dict(gathered)


def _about(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What the run was of, a line each: name, now, and in the baseline."""
    flat, other = dict(_flat(now)), dict(_flat(before))
    return [(name, flat.get(name, ""), other.get(name, "")) for name in dict.fromkeys([*flat, *other])]


def _flat(about: Mapping[str, Any], above: str = "") -> Iterable[tuple[str, str]]:
    for name, value in about.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name} · ")
        else:
            told = str(value)
            yield f"{above}{name}", told[:12] if re.fullmatch(r"[0-9a-f]{32,}", told) else told


def _pictures(run: Run, comparison: Comparison | None) -> dict[str, Markup]:
    """The pictures that this run has something for. They are drawn here and escape what they show; all other text is the template's to escape."""
    parts = _by_part(_rows(run, comparison)).items()
    groups = {part: [plots.PlotRow(r.measure, r.now, r.before, r.floor) for r in rows] for part, rows in parts}
    drawn = {"forest": plots.forest(groups)} if groups else {}
    answers = run.part(ANSWERS)
    if answers and (kinds := {measure: rows for measure in _BY_KIND if (rows := answers.by(measure))}):
        drawn["kinds"] = plots.panels(kinds)
    if answers and (sections := _sections(answers)):
        drawn["sections"] = plots.dots(sections, KEY_FACTS)
    if (curve := run.curve()) and (table := _abstention(answers)):
        drawn["curve"] = plots.curve(curve, (1 - table["answered"].mean, 1 - table["refused"].mean))
    error, bins = run.calibration()
    drawn |= {"reliability": plots.reliability(bins, error)} if bins else {}
    return {name: Markup(svg) for name, svg in drawn.items()}  # noqa: S704 - drawn by us, what it shows is escaped


def _sections(part: Part) -> list[plots.PlotRow]:
    """Key facts by section of the notes, the weakest first; the sections with few items together at the end."""
    values: dict[str, list[float]] = defaultdict(list)
    for score in part.scores:
        if KEY_FACTS in score.values:
            values[str(score.document.get("section", ""))].append(score.values[KEY_FACTS])
    large = {name: found for name, found in values.items() if name and len(found) >= _SMALL}
    rest = [value for name, found in values.items() if name not in large for value in found]
    lines = sorted((plots.PlotRow(name, mean_of(found)) for name, found in large.items()), key=lambda line: (line.now.mean, line.label))
    return [*lines, plots.PlotRow("all other sections", mean_of(rest))] if rest else lines


def _kinds(part: Part | None) -> dict[str, dict[str, Mean]]:
    return {measure: rows for measure in _BY_KIND if part and (rows := part.by(measure))}


def _abstention(part: Part | None) -> dict[str, Mean]:
    """The shares of answerable items answered and of unanswerable ones refused; empty where either is not measured."""
    means = part.means() if part else {}
    return {"answered": means[ANSWERED], "refused": means[REFUSED]} if ANSWERED in means and REFUSED in means else {}


def _cost(part: Part) -> dict[str, Any]:
    """Milliseconds and mean tokens an item, of a part whose items were timed or counted."""
    times = [score.milliseconds for score in part.scores if score.milliseconds]
    used = [score.document for score in part.scores if "usage" in score.document]
    if not times and not used:
        return {}
    tokens = {name: sum(d["usage"][f"{name}_tokens"] for d in used) / max(len(used), 1) for name in ("prompt", "completion")}
    tokens["evidence"] = sum(piece["tokens"] for d in used for piece in d["evidence"]) / max(len(used), 1)
    spread = [metrics.percentile(times, share) for share in (0.5, 0.95)] if times else []
    return {"part": part.name, "spread": spread, "tokens": tokens if used else {}}


def _items(part: Part, comparison: Comparison | None) -> list[dict[str, Any]]:
    """What the page shows of each item."""
    turned = {flips[0].id: flips for flips in _turned(comparison) if flips[0].part == part.name}
    return [_item(score, turned.get(score.id, ())) for score in part.scores]


def _item(score: Score, flips: Sequence[Flip]) -> dict[str, Any]:
    document = score.document
    statements = document.get("statements", [])
    verdicts = {statement["verdict"] for statement in statements} | ({document["verdict"]} if "verdict" in document else set())
    outcomes = ["missed" if score.missed else "right"]
    outcomes += ["refused"] * bool(document.get("abstained")) + ["flipped"] * bool(flips)
    plain = re.sub(r"\[\d+\]|^- ", "", document.get("answer", ""), flags=re.MULTILINE)
    spoken = " ".join(statement["text"] for statement in statements)
    return {
        "score": score,
        "document": document,
        "flips": flips,
        "verdicts": sorted(verdicts),
        "outcomes": outcomes,
        "loose": plain.split() != spoken.split(),  # the answer says more than its statements do
        "gold": _gold(document),
        "evidence": _evidence(document),
    }


def _gold(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each gold title with what became of it: cited, in the evidence, or missing."""
    cited = [citation["title"] for citation in document.get("citations", [])]
    lost = set(document.get("missing_titles", [])) if "evidence" in document else set(document.get("gold_titles", []))
    return [
        (title, "missing" if title in lost else "cited" if any(metrics.found_titles(cited, [title])) else "not cited")
        for title in document.get("gold_titles", [])
    ]


def _evidence(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The evidence of an answer, numbered, each piece with whether it is gold and cited, its text cut around the words that are quoted."""
    citations = {citation["entry_id"]: citation for citation in document.get("citations", [])}
    pieces = []
    for piece in document.get("evidence", []):
        cited = citations.get(piece["entry_id"], {})
        text, quote = piece.get("text", ""), cited.get("quote", "")
        piece = {"title": piece["entry_id"], **piece}
        before, found, after = text.partition(quote) if quote else (text, "", "")
        gold = any(metrics.found_titles([f"{piece['title']}\n{text}"], document.get("gold_titles", [])))
        pieces.append({**piece, "marker": cited.get("marker", "–"), "cited": bool(cited), "gold": gold, "quoted": (before, found, after)})
    return pieces
