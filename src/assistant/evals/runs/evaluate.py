"""Runs evaluations: which parts, over what, with progress shown. What the `eval` command does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.progress import track

from assistant.answers.answer import EXTRACTIVE
from assistant.assistant import Assistant
from assistant.errors import AssistantError, UsageError
from assistant.evals import metrics
from assistant.evals.calibration import calibrate, cross_encoder_part
from assistant.evals.golden import GoldenItem, read_golden, sample
from assistant.evals.injection import ATTACKS, drill_assistant, mark_attack, read_attacks
from assistant.evals.judge import agreement, agreement_part, read_grades, read_labels, told
from assistant.evals.pins import read_pins, stale
from assistant.evals.runs.recordings import Recording, RecordingWriter
from assistant.evals.runs.run import Run, describe
from assistant.evals.scores import ANSWERS, INJECTION, RECORDED, RECORDED_DRILL, RECORDED_SMALL, Part, Score
from assistant.evals.scoring import failed, mark, mark_retrieval, titles_of
from assistant.evals.support import read_pairs, support_part
from assistant.evals.topics import read_topics, topics_part
from assistant.questions.follow_up import Turn
from assistant.settings import shipped
from assistant.support.second_opinion import SecondOpinion


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: golden files; a model or none; how many items (None: all); and, where they are wanted, labelled pairs, others to calibrate a
    cross-encoder on, topics (those of a `split`), the injection drill, recordings to replay (of a model that wrote everything, and of one that was held up
    as a small one), a judge's grades with labels by hand, and a folder to record into what the model writes."""

    files: tuple[Path, ...]
    use_model: bool = False
    count: int | None = None
    pairs: Path | None = None
    calibration: Path | None = None
    topics: Path | None = None
    split: str = "all"
    recording: Path | None = None
    recorded_small: Path | None = None
    drill: bool = False
    recorded_drill: Path | None = None
    judged: Path | None = None
    record: Path | None = None


def whole(part: str) -> Plan:
    """All that is measured without a model: the shipped items and pairs of a part (`dev`, `heldout` or `all`), the recordings, the drill."""
    names = ("dev", "heldout") if part == "all" else (part,)
    home = shipped("evals")
    pairs = home / "support" / f"{names[-1]}.jsonl"
    return Plan(
        tuple(home / f"{name}.jsonl" for name in names),
        pairs=pairs,
        calibration=home / "support" / "dev.jsonl",
        topics=home / "topics.jsonl",
        split=part,
        recording=home / "recordings" / "large",
        recorded_small=home / "recordings" / "small",
        drill=True,
        recorded_drill=home / "recordings" / "injection",
        judged=home / "judge",
    )


def evaluate(assistant: Assistant, plan: Plan, console: Console) -> Run:
    """Runs a plan; progress goes to `console`. Without a model the result is the same at every run, but for how long it took.

    Raises `UsageError` for files that hold nothing to ask, and where a model is asked for and none is configured.
    """
    if (plan.use_model or plan.record) and not assistant.has_model:
        raise UsageError("no model is configured to be evaluated; set OPENAI_API_KEY or OPENAI_BASE_URL")
    every = read_golden(plan.files) if plan.files else []
    items = sample(every, plan.count) if plan.count else every
    second = _calibrated(assistant, plan)
    parts = [_answers(assistant, items, plan, console)] if items else []
    if plan.pairs:
        parts.append(support_part(read_pairs(plan.pairs)))
    if plan.pairs and second and plan.pairs != plan.calibration:
        parts.append(cross_encoder_part(second, read_pairs(plan.pairs)))
    if plan.topics:
        parts.append(topics_part(assistant, read_topics(plan.topics, plan.split), console))
    if plan.drill:
        parts.append(_drill(assistant, plan, console))
    if plan.recording:
        parts.append(replay(assistant, Recording.read(plan.recording), every, console))
    if plan.recorded_small:
        parts.append(replace(replay(assistant, Recording.read(plan.recorded_small), every, console), name=RECORDED_SMALL))
    if plan.recorded_drill:
        parts.append(replay_drill(assistant, Recording.read(plan.recorded_drill)))
    about = describe(assistant, plan.files, assistant.describe_model() if plan.use_model else EXTRACTIVE)
    if plan.judged:
        parts.append(agreement_part(plan.judged, {item.id: item.question for item in every}))
        about["judge"] = told(agreement(read_labels(plan.judged), read_grades(plan.judged)))
    pins = {title: pin for file in plan.files for title, pin in read_pins(file.parent).items()}
    parts = [part for part in parts if part.scores]
    return Run(about, tuple(parts), stale(items, assistant.entries(), pins) if pins else ())


def _calibrated(assistant: Assistant, plan: Plan) -> SecondOpinion | None:
    """The cross-encoder of the settings, where there is one, calibrated anew where the plan has pairs for it."""
    second = assistant.second_opinion
    if second and plan.calibration:
        second.keep(calibrate(second, read_pairs(plan.calibration)))
    return second


def replay(assistant: Assistant, recording: Recording, items: Sequence[GoldenItem], console: Console) -> Part:
    """The part of a recording: what the model wrote then, read, cited and checked as the product does today."""
    asked = [item for item in items if item.id in recording.items]
    sections = _sections(assistant)

    def one(item: GoldenItem) -> Score:
        history = [Turn(turn.role, turn.content) for turn in item.history]
        return mark(item, recording.replay(item.id, assistant, history), sections(item))

    return Part(RECORDED, _each(asked, one, "replaying", console))


def _answers(assistant: Assistant, items: Sequence[GoldenItem], plan: Plan, console: Console) -> Part:
    writer = RecordingWriter(assistant.writer) if plan.record else None
    asked = (Assistant(assistant.settings, writer) if writer else assistant).measured()
    recording = Recording.start(asked, writer.model, plan.record) if writer and plan.record else None
    sections = _sections(asked)

    def one(item: GoldenItem) -> Score:
        history = [Turn(turn.role, turn.content) for turn in item.history]
        answer = asked.ask(item.question, history, use_model=plan.use_model or recording is not None)
        if recording and writer:
            recording.add(item.id, answer, writer)
        score = mark(item, answer, sections(item))
        return replace(score, values={**mark_retrieval(item, answer, asked), **score.values}) if item.answerable else score

    return Part(ANSWERS, _each(items, one, "evaluating", console))


def replay_drill(assistant: Assistant, recording: Recording) -> Part:
    """The drill as a recorded model went through it."""
    attacks = [one for one in read_attacks(ATTACKS) if one.id in recording.items]
    return Part(RECORDED_DRILL, tuple(mark_attack(one, recording.replay(one.id, assistant), assistant) for one in attacks))


def _drill(assistant: Assistant, plan: Plan, console: Console) -> Part:
    """The injection drill, over the corpus with the planted notebook beside it."""
    writer = RecordingWriter(assistant.writer) if plan.record else None
    drilled = drill_assistant(assistant.settings, writer).measured()
    recording = Recording.start(drilled, writer.model, plan.record) if writer and plan.record else None
    scores = []
    for attack in track(read_attacks(ATTACKS), "attacking", console=console, transient=True, disable=not console.is_terminal):
        answer = drilled.ask(attack.question, use_model=plan.use_model)
        if recording and writer:
            recording.add(attack.id, answer, writer)
        scores.append(mark_attack(attack, answer, drilled))
    return Part(INJECTION, tuple(scores))


def _each(items: Sequence[GoldenItem], one: Callable[[GoldenItem], Score], doing: str, console: Console) -> tuple[Score, ...]:
    """Each item's score; whatever breaks one item is that item's mark, and the run goes on."""
    scores = []
    steps: Iterable[GoldenItem] = track(items, doing, console=console, transient=True, disable=not console.is_terminal)
    for item in steps:
        try:
            scores.append(one(item))
        except Exception as error:
            scores.append(failed(item, str(error) if isinstance(error, AssistantError) else f"failed with {type(error).__name__}"))
    return tuple(scores)


def _sections(assistant: Assistant) -> Callable[[GoldenItem], str]:
    """Tells the outermost two headings over an item's first gold entry."""
    known = [(titles_of(entry), " / ".join(entry.section[:2])) for entry in assistant.entries()]

    def section(item: GoldenItem) -> str:
        return next((where for titles, where in known if any(metrics.found_titles([titles], item.gold_titles[:1]))), "")

    return section
