"""What `assistant eval` does with its options: plan, run, compare, keep, report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.evals.golden import read_golden
from assistant.evals.judge import judge_part
from assistant.evals.pins import write_pins
from assistant.evals.runs.evaluate import Plan, evaluate, replay, whole
from assistant.evals.runs.gate import Comparison, compare, read_floors
from assistant.evals.runs.recordings import Recording
from assistant.evals.runs.run import Run, describe, read_run
from assistant.evals.runs.table import print_run
from assistant.evals.scores import ANSWERS
from assistant.settings import shipped


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `assistant eval`, as the README lists them."""

    files: tuple[Path, ...] = ()
    split: str = "heldout"
    use_model: bool = False
    count: int | None = None
    baseline: Path | None = None
    out: Path | None = None
    report: Path | None = None
    sides: tuple[str, str] | None = None
    record: Path | None = None
    replay: Path | None = None
    drill: bool = False
    judge: bool = False
    pin: bool = False
    as_json: bool = False


def run_command(assistant: Assistant, options: Options, out: Console, err: Console) -> bool:
    """Does what the options say; tables or JSON go to `out`, progress to `err`. Returns whether the run passes its gate, where it has one."""
    plan = _plan(options)
    if options.pin:
        return _pin(assistant, options.files or whole("all").files, out)
    before: Run | None = read_run(options.baseline) if options.baseline else None
    if options.sides:
        run, before = _sides(assistant, plan, options.sides, err)
    else:
        run = evaluate(assistant, plan, err)
    floors = read_floors(shipped("evals") / "gate.toml") if _is_gated(options) else {}
    if options.judge:
        run = _judged(assistant, run)
    comparison = compare(run, before, floors)
    if options.out:
        run.save(options.out)
    _show(run, comparison, options, out)
    return not comparison.failed or options.sides is not None


def _pin(assistant: Assistant, files: Sequence[Path], out: Console) -> bool:
    """Pins the items of golden files; those of one folder share their pins, so all of them are given together."""
    items = read_golden(files)
    count = write_pins(files[0].parent, items, assistant.entries())
    out.print(f"pinned {count} entries of {len(items)} items in {files[0].parent / 'pins.jsonl'}", soft_wrap=True)
    return True


def _is_gated(options: Options) -> bool:
    """The floors are for the shipped items, all of them, answered without a model."""
    return options.baseline is not None and not (
        options.files or options.use_model or options.count or options.sides or options.record or options.drill
    )


def _plan(options: Options) -> Plan:
    plan = Plan(options.files) if options.files else whole(options.split)
    if options.drill:
        return Plan((), options.use_model or options.record is not None, drill=True, record=options.record)
    if options.use_model or options.count or options.sides or options.record:
        plan = Plan(plan.files)  # the other parts measure what needs no model, and are whole or not at all
    return replace(
        plan,
        use_model=options.use_model or options.record is not None,
        count=options.count,
        record=options.record,
        recording=options.replay or plan.recording,
    )


def _show(run: Run, comparison: Comparison, options: Options, out: Console) -> None:
    report = None
    if options.report:
        from assistant.evals.runs.report import write_report

        report = write_report(run, options.report, comparison)
    if options.as_json:
        compared = {"failed": list(comparison.failed), "flips": [_plain(flip) for flip in comparison.flips]} if comparison.baseline else {}
        out.print_json(json.dumps({**run.to_json(), **compared}, ensure_ascii=False))
        return
    print_run(run, comparison, out)
    if report:
        out.print(f"report: {report}", soft_wrap=True)


def _plain(flip: object) -> dict[str, object]:
    return {name: getattr(flip, name) for name in ("part", "id", "kind", "measure", "before", "now")}


def _sides(assistant: Assistant, plan: Plan, sides: tuple[str, str], err: Console) -> tuple[Run, Run]:
    """Both sides of `--compare`, the second first: prompts where files of these names exist, else models.

    With a model both are asked anew; without one, recordings of the two prompts are replayed over the items that both hold.
    """
    settings = [assistant.settings.model_copy(update={"prompts": Path(side)} if Path(side).exists() else {"model": side}) for side in sides]
    asked = [Assistant(one) for one in settings]
    if assistant.has_model:
        first, second = (evaluate(one, replace(plan, use_model=True, recording=None), err) for one in asked)
        return second, first
    recordings = [_recording_of(one.template("answer").fingerprint, side) for one, side in zip(asked, sides, strict=True)]
    both = recordings[0].items.keys() & recordings[1].items.keys()
    items = [item for item in read_golden(whole("all").files) if item.id in both]
    if not items:
        raise UsageError("the recordings of the two prompts share no item; record both over the same items")
    first, second = (
        Run(describe(one, plan.files, f"a recording of {kept.about.model}"), (replace(replay(one, kept, items, err), name=ANSWERS),))
        for one, kept in zip(asked, recordings, strict=True)
    )
    return second, first


def _recording_of(fingerprint: str, side: str) -> Recording:
    """The shipped recording that was made with a prompt: of several, the one with the most golden items."""
    golden = {item.id for item in read_golden(whole("all").files)}
    folders = (about.parent for about in sorted((shipped("evals") / "recordings").glob("*/about.json")))
    made = [kept for kept in map(Recording.read, folders) if kept.about.prompt == fingerprint and kept.items.keys() & golden]
    if made:
        return max(made, key=lambda kept: len(kept.items.keys() & golden))
    raise UsageError(
        f"no model is configured and {side} was never recorded; set OPENAI_BASE_URL, or record it with `assistant eval --record DIR`"
    )


def _judged(assistant: Assistant, run: Run) -> Run:
    part = run.part(ANSWERS)
    if not assistant.has_model or part is None:
        raise UsageError("the judge is a model and none is configured; set OPENAI_API_KEY or OPENAI_BASE_URL")
    return replace(run, parts=(*run.parts, judge_part(part.scores, assistant.writer, assistant.template("judge"))))
