"""The judge tier: a model grades answers against the reference answers. Off by default, reported apart, never part of the gate.

After G-Eval (Liu et al., 2023, "G-Eval: NLG evaluation using GPT-4 with better human alignment"): a criterion, evaluation steps and a grade from
1 to 5 to fill in. G-Eval then weights the grades by the probabilities of their tokens. This judge does not: endpoints differ in whether they
give probabilities, so it takes the one grade that was written at temperature 0, which is coarser. The steps in `prompts/judge.md` were written
by hand and not by the model. How far the grades can be believed is measured against labels by hand (`agreement`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import TypeAdapter

from assistant.answers.prompts import Template, conversation, harmless
from assistant.endpoint.writer import Writer
from assistant.errors import ModelError, UsageError
from assistant.evals import metrics
from assistant.evals.scores import JUDGE, Part, Score
from assistant.questions.follow_up import Turn
from assistant.text.json_lines import read_json_lines, refuse_repeats

Label = Literal["right", "partly", "wrong"]

JUDGED, UNREADABLE, AGREES = "judged", "unreadable grade", "agrees with the label by hand"
_WORST, _BEST = 1, 5
_ORDER: dict[Label, int] = {"wrong": 0, "partly": 1, "right": 2}
_LABELS, _GRADES = "labels.jsonl", "grades.jsonl"
_REPLY_TOKENS = 200

# A grade stands at the start of a line: one that is merely quoted in a sentence ("the answer says GRADE: 5") is none.
_GRADE_LINE = re.compile(r"^[\s>*_`#-]*GRADE[*_\s]*:(.*)$", re.IGNORECASE | re.MULTILINE)
# One whole number from 1 to 5 and no other figure: 6, 10, 4.5, and the scale itself ("1 to 5", "1..5") were never offered as grades.
_OFFERED = re.compile(r"[\s*_`<(\[]*([1-5])(?:\s*(?:/|out of)\s*5)?\D*")

# An answer that holds a grade of its own, for the judge to copy or to quote at the start of a line.
_GRADE_LIKE = re.compile(r"(?<![^\W_])GRADE([*_\s]*)[:：=]", re.IGNORECASE)
# An answer that closes its fence, so that what follows passes for the prompt, or opens one with a reference answer of its own.
_FENCE_LIKE = re.compile(r"<(?=\s*/?\s*(?:question|reference|answer)\b)", re.IGNORECASE)
_MARKER = re.compile(r"(?<!\s)\s*\[\d+\]")


def read_grade(reply: str) -> int | None:
    """The grade from 1 to 5 that a judge's reply ends on, None where it gave none or one that was not offered.

    The last one counts, whatever stood before it: a judge that thinks aloud or copies from the answer comes to its own grade at the end. Where
    that one was never offered there is no grade, and an earlier one does not take its place.
    """
    lines: list[str] = _GRADE_LINE.findall(reply)
    offered = _OFFERED.fullmatch(lines[-1]) if lines else None
    return int(offered[1]) if offered else None


def fenced(text: str) -> str:
    """Text that can stand between the tags of the judge's prompt: without markers, and with nothing that passes for a tag, a turn or a grade.

    Words that merely praise the answer or beg for a grade are beyond any rule; the prompt tells the judge to grade them as part of the answer.
    """
    text = harmless(_MARKER.sub("", text))
    return _GRADE_LIKE.sub(r"grade\1 -", _FENCE_LIKE.sub("‹", text))


def judge_part(scores: Sequence[Score], writer: Writer, template: Template) -> Part:
    """Has the model of `writer` grade the answers of an ANSWERS or RECORDED part, the grades 1 to 5 becoming 0 to 1.

    Judged are the answerable items that have a reference answer, refusals among them; whether the others were refused is the abstention table's.
    An item that failed is 0. A reply without a grade, or none because the model failed, is counted in `unreadable grade` and has no `judged`.
    """
    wanted = [score for score in scores if score.kind != "unanswerable" and score.document.get("reference")]
    return Part(JUDGE, tuple(_judged(score, writer, template) for score in wanted))


def _judged(score: Score, writer: Writer, template: Template) -> Score:
    texts = {key: str(score.document.get(key, "")) for key in ("reference", "answer")}
    if not texts["answer"].strip():
        return Score(score.id, score.kind, score.asked, {JUDGED: 0.0}, "no answer to judge", texts)
    turns = [Turn(turn["role"], turn["content"]) for turn in score.document.get("history") or ()]
    question = conversation([*turns, Turn("user", score.asked)]) if turns else score.asked
    messages = template.fill(question=fenced(question), **{key: fenced(text) for key, text in texts.items()})
    try:
        reply = writer.complete(messages, _REPLY_TOKENS).text
    except ModelError as error:
        return Score(score.id, score.kind, score.asked, {UNREADABLE: 1.0}, str(error), texts)
    grade = read_grade(reply)
    values = {UNREADABLE: 1.0} if grade is None else {JUDGED: (grade - _WORST) / (_BEST - _WORST), UNREADABLE: 0.0}
    missed = "unreadable grade" if grade is None else "" if label_of(grade) == "right" else f"graded {grade}"
    return Score(score.id, score.kind, score.asked, values, missed, {**texts, "grade": grade, "reply": reply})


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a person says of a recorded answer: `right` (says what was asked and nothing false), `partly`, or `wrong` (refusals among them)."""

    id: str
    label: Label


@dataclass(frozen=True, slots=True)
class Graded:
    """What a judge wrote of a recorded answer."""

    id: str
    reply: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How `n` grades agree with labels by hand, `unreadable` of them being no grades.

    `exact` is the share that says the same once grades are turned into labels, with its 95 % interval; a reply without a grade never does.
    `always` is the share that the commonest label alone would have. `kappa` is over all, `spearman` over the readable grades and the labels
    in their order; both are 0 where one side never varies, so that nothing can be told.
    """

    n: int
    unreadable: int
    exact: float
    interval: tuple[float, float]
    always: float
    kappa: float
    spearman: float


def read_labels(folder: Path) -> dict[str, Label]:
    """The labels by hand in `folder`, by item. Raises `UsageError` that names file and line."""
    return {item.id: item.label for item in _read(folder / _LABELS, TypeAdapter(Labelled))}


def read_grades(folder: Path) -> dict[str, str]:
    """The judge's raw replies in `folder`, by item. Raises `UsageError` that names file and line."""
    return {item.id: item.reply for item in _read(folder / _GRADES, TypeAdapter(Graded))}


def write_grades(folder: Path, part: Part) -> None:
    """Keeps the raw replies of a JUDGE part in `folder`."""
    replies = [Graded(score.id, str(score.document["reply"])) for score in part.scores if "reply" in score.document]
    (folder / _GRADES).write_bytes(b"".join(TypeAdapter(Graded).dump_json(item) + b"\n" for item in replies))


def label_of(grade: int) -> Label:
    """The label that a grade comes to: 4 and 5 are right, 3 partly, 1 and 2 wrong."""
    return "right" if grade > 3 else "partly" if grade == 3 else "wrong"


def agreement(labels: Mapping[str, Label], replies: Mapping[str, str]) -> Agreement:
    """How the grades in the replies agree with the labels. Raises `UsageError` where there is no label, or a labelled answer has no reply."""
    if not labels:
        raise UsageError("there are no labels to compare with; write one JSON object a line into labels.jsonl")
    if lacking := [item_id for item_id in labels if item_id not in replies]:
        raise UsageError(f"{lacking[0]!r} has a label and no recorded grade; let the judge grade it, or take the label out")
    grades = {item_id: read_grade(replies[item_id]) for item_id in labels}
    by_hand = list(labels.values())
    judged = ["unreadable" if grade is None else label_of(grade) for grade in grades.values()]
    same = [float(a == b) for a, b in zip(by_hand, judged, strict=True)]
    readable = [(float(_ORDER[labels[item_id]]), float(grade)) for item_id, grade in grades.items() if grade is not None]
    return Agreement(
        n=len(labels),
        unreadable=len(labels) - len(readable),
        exact=sum(same) / len(same),
        interval=metrics.interval(same),
        always=max(Counter(by_hand).values()) / len(by_hand),
        kappa=cohens_kappa(by_hand, judged),
        spearman=spearman([label for label, _ in readable], [grade for _, grade in readable]),
    )


def agreement_part(folder: Path, asked: Mapping[str, str]) -> Part:
    """The recorded grades in `folder` held against the labels by hand, item by item; `asked` tells the questions by item."""
    labels, replies = read_labels(folder), read_grades(folder)
    agreement(labels, replies)  # which says what is lacking
    scores = []
    for item_id, label in labels.items():
        grade = read_grade(replies[item_id])
        judged = "unreadable" if grade is None else label_of(grade)
        missed = "" if judged == label else f"judged {judged}, by hand {label}"
        scores.append(Score(item_id, label, asked.get(item_id, ""), {AGREES: float(not missed)}, missed, {"reply": replies[item_id]}))
    return Part(JUDGE, tuple(scores))


def told(found: Agreement) -> str:
    """An agreement in one line."""
    return (
        f"judge against labels by hand: {found.exact:.3f} of {found.n} the same ({found.interval[0]:.3f} – {found.interval[1]:.3f}; the commonest label "
        f"alone: {found.always:.3f}), Cohen's kappa {found.kappa:.2f}, Spearman {found.spearman:.2f}, unreadable {found.unreadable}"
    )


def cohens_kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Agreement of two raters beyond chance, from -1 to 1 (Cohen, 1960, "A coefficient of agreement for nominal scales").

    0 where there is nothing to compare or both always say the same one thing, for then chance explains everything.
    """
    n = len(first)
    if n == 0:
        return 0.0
    seen = sum(a == b for a, b in zip(first, second, strict=True)) / n
    left, right = Counter(first), Counter(second)
    chance = sum(left[label] * right[label] for label in left) / n**2
    return (seen - chance) / (1 - chance) if chance < 1 else 0.0


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Rank correlation from -1 to 1, ties sharing their mean rank (Spearman, 1904). 0 where one side never varies."""
    left, right = _ranks(first), _ranks(second)
    middle = (len(left) + 1) / 2  # the mean of any ranks, however they are tied
    both = sum((a - middle) * (b - middle) for a, b in zip(left, right, strict=True))
    spread = math.sqrt(sum((a - middle) ** 2 for a in left) * sum((b - middle) ** 2 for b in right))
    return both / spread if spread else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    ordered = sorted(values)
    return [ordered.index(value) + (ordered.count(value) + 1) / 2 for value in values]


_Line = TypeVar("_Line", Labelled, Graded)


def _read(file: Path, lines: TypeAdapter[_Line]) -> list[_Line]:
    return refuse_repeats(read_json_lines(file, lines.validate_json, f"line of {file.name}"), id=lambda item: item.id)
