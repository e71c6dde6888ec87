"""The report of a run: what it shows, that it obeys nothing that it shows, and that the same run gives the same bytes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

from assistant.errors import UsageError
from assistant.evals.pins import Stale
from assistant.evals.runs.gate import Comparison, compare
from assistant.evals.runs.report import render_page, render_summary, write_report
from assistant.evals.runs.run import Run, read_run
from assistant.evals.scores import ANSWERS, INJECTION, SUPPORT, Part, Score
from assistant.evals.scoring import FIRST

HOSTILE = "<script>window.taken=1</script><img src='http://127.0.0.1:9/x' onerror='window.taken=1'>![x](http://127.0.0.1:9/y)"
INDEX = "0123456789abcdef" * 4


def answer(
    number: int, kind: str = "lookup", *, right: bool = True, section: str = "Bread / Sourdough", text: str = "Twice a day."
) -> Score:
    """An item as a run has it: three pieces of evidence, of which the first is gold and cited."""
    pieces = [{"entry_id": f"e{n}", "title": f"Loaf {n}", "text": f"Loaf {n}\n{text}", "tokens": 9, "score": 1 / n} for n in (1, 2, 3)]
    document: dict[str, Any] = {
        "question": f"question {number}",
        "standalone_question": f"question {number}",
        "answer": f"{text} [1]",
        "abstained": False,
        "nearest": [],
        "statements": [{"text": text, "markers": [1], "verdict": "supported" if right else "partly", "score": 0.9}],
        "citations": [{"marker": 1, "entry_id": "e1", "title": "Loaf 1", "place": "bread.md:3", "quote": text}],
        "evidence": pieces,
        "model": "extractive",
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "estimated": True},
        "gold_titles": ["Loaf 1"],
        "must_include": [["twice", "two times"]],
        "missing_facts": [] if right else [["twice", "two times"]],
        "missing_titles": [],
        "history": [{"role": "user", "content": "Tell me of levain."}] if kind == "followup" else [],
        "reference": "It is fed twice a day.",
        "section": section,
        "confidence": 0.9 if right else 0.4,
    }
    values = {"evidence recall@1500": 1.0, "answerable answered": 1.0, "key-fact accuracy": float(right)}
    return Score(f"q{number:02d}", kind, f"question {number}", values, "" if right else "wrong", document, 10.0 + number)


def refusal(number: int, *, refused: bool = True) -> Score:
    """An unanswerable item."""
    document = {
        "answer": "The notes do not cover this.",
        "abstained": refused,
        "statements": [],
        "citations": [],
        "evidence": [],
        "confidence": 0.2,
    }
    return Score(
        f"u{number:02d}",
        "unanswerable",
        f"nothing {number}",
        {"unanswerable refused": float(refused)},
        "" if refused else "answered",
        document,
    )


def pair(number: int, label: str, verdict: str) -> Score:
    """A labelled pair of the support check."""
    document = {"statement": f"claim {number}", "passage": "Rye ferments fastest.", "label": label, "verdict": verdict, "score": 0.8}
    return Score(
        f"p{number}", "negation", f"claim {number}", {"right": float(label == verdict)}, "" if label == verdict else "misjudged", document
    )


def run(answers: Sequence[Score], *more: Part) -> Run:
    about = {"model": "extractive", "prompts": {}, "index": INDEX, "versions": {"python": "3.11"}}
    return Run(about, (Part(ANSWERS, tuple(answers)), *more), (Stale("q01", "Loaf 1", "-fed twice\n+fed <b>once</b>"),))


BEFORE = run([*(answer(n) for n in range(8)), refusal(1), refusal(2)])
HARM = answer(8, "followup", text=HOSTILE, section="Costs of $5 & $6 {x} \\alpha")
NOW = run(
    [*(answer(n, right=n > 2) for n in range(8)), HARM, refusal(1), refusal(2, refused=False)],
    Part(SUPPORT, (pair(1, "supported", "supported"), pair(2, "unsupported", "supported"), pair(3, "partly", "unverified"))),
    Part(
        INJECTION,
        (
            Score("a1", "html", HOSTILE, {"withstood": 1.0}, "", HARM.document),
            Score("a2", "image", "y", {"withstood": 0.0}, "called out", {}),
        ),
    ),
)


def compared(floor: float | None = None) -> Comparison:
    return compare(NOW, BEFORE, {ANSWERS: {"key-fact accuracy": floor}} if floor else None)


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and the text outside scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self._silent = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._silent = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())


@pytest.fixture(scope="module")
def page() -> str:
    return render_page(NOW, compared(0.9))


def test_the_same_run_gives_the_same_bytes_whatever_the_user_has_set_for_pictures(page: str) -> None:
    with mpl.rc_context({"font.size": 20, "svg.hashsalt": None, "axes.grid": True}):
        assert render_page(NOW, compared(0.9)) == page
    assert render_summary(NOW, compared(0.9)) == render_summary(NOW, compared(0.9))


def test_what_notes_and_models_say_is_shown_as_text(page: str) -> None:
    tags = Tags(page)
    assert [name for name, _ in tags.tags].count("script") == 1
    assert not {"img", "iframe", "link", "object"} & {name for name, _ in tags.tags}
    assert not [name for _, attributes in tags.tags for name in attributes if name.startswith("on") or name == "src"]
    assert HOSTILE in tags.text


def test_the_page_asks_for_nothing_and_links_only_within_itself(page: str) -> None:
    tags = Tags(page)
    links = [value or "" for _, attributes in tags.tags for name, value in attributes.items() if name.endswith("href")]
    assert links
    assert all(link.startswith("#") for link in links)
    assert not re.search(r"@import|url\((?!#)", page)
    policy = next(
        attributes["content"] or "" for name, attributes in tags.tags if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'")


def test_ids_occur_once_and_every_link_has_its_end(page: str) -> None:
    tags = Tags(page).tags
    ids = [attributes["id"] for name, attributes in tags if attributes.get("id") and name not in {"path", "clippath"}]
    assert len(ids) == len(set(ids))
    assert {(attributes["href"] or "")[1:] for name, attributes in tags if name == "a"} <= set(ids)


def test_figures_stand_with_intervals_beside_the_baseline_and_the_floor(page: str) -> None:
    text = Tags(page).text
    assert re.search(r"key-fact accuracy 9 0\.667 0\.\d{3} – \S+ 1\.000 1\.000 – 1\.000 −0\.375 −\S+ to \S+ 0\.900 ▼ below floor", text)
    assert "answers: key-fact accuracy is 0.667, below its floor 0.900" in text
    assert "index 0123456789ab the same" in text


@pytest.mark.parametrize(
    ("comparison", "told"),
    [
        (None, "not judged"),
        (compare(NOW, None), "not judged"),
        (compare(NOW, None, {ANSWERS: {"key-fact accuracy": 0.5}}), "passed"),
        (compare(NOW, None, {ANSWERS: {"key-fact accuracy": 0.7}}), "fell short"),
        (compare(BEFORE, BEFORE), "passed"),
        (compare(run([answer(n, right=False) for n in range(8)]), BEFORE), "fell short"),
    ],
)
def test_one_line_says_how_the_run_was_judged(comparison: Comparison | None, told: str) -> None:
    assert render_summary(NOW, comparison).startswith(f"**Evaluation {told}.**")


def test_abstention_is_a_table_of_its_own(page: str) -> None:
    text = Tags(page).text
    assert "answerable 9 0 0.000 refused" in text
    assert "unanswerable 1 1 0.500 answered" in text
    assert "0.0% of answerable questions refused, 50.0% of unanswerable ones answered" in page


def test_the_support_check_is_told_by_precision_and_coverage(page: str) -> None:
    assert re.search(r"✓ supported 2 0\.667 0\.500 0\.000 – 1\.000 1 0 1 ", Tags(page).text)
    assert "? unverified 1 0.333 – 0 1 0" in Tags(page).text


def test_attacks_are_counted_and_those_that_succeeded_named_first(page: str) -> None:
    assert re.search(r"a2 image ✗ succeeded called out y a1 html ✓ withstood", Tags(page).text)


def test_every_item_says_what_it_missed_and_what_it_was_shown(page: str) -> None:
    text = Tags(page).text
    assert "✗ missing twice | two times" in text
    assert "★ gold cited 9 tokens" in text
    assert "Tell me of levain." in text
    assert "Reference answer It is fed twice a day." in text
    assert "key-fact accuracy: 1.00 in the baseline, 0.00 now" in text
    assert "+fed <b>once</b>" in text


def test_small_sections_stand_together_and_pictures_are_told_in_words(page: str) -> None:
    told = [attributes["aria-label"] or "" for name, attributes in Tags(page).tags if name == "svg"]
    assert len(told) == 4
    assert "key-fact accuracy by group. Bread / Sourdough 0.62, all other sections 1.00" in told


def test_a_heading_with_dollars_and_backslashes_is_drawn_as_it_stands() -> None:
    odd = run([answer(n, section="Costs of $5 & $6^{x \\alpha") for n in range(3)])
    assert "Costs of $5 &amp; $6^{x \\alpha" in render_page(odd)


def test_an_item_that_failed_and_parts_that_are_empty_are_reported_too() -> None:
    broken = Score(
        "q1", "lookup", "question", {"key-fact accuracy": 0.0}, "failed: no answer", {"error": "no answer", "gold_titles": ["Loaf 1"]}
    )
    text = Tags(render_page(run([broken], Part(SUPPORT, ()), Part(INJECTION, ())))).text
    assert "✗ failed: no answer" in text
    assert "Loaf 1 ✗ not in the evidence" in text
    assert "0 of" not in Tags(render_page(Run({}, ()))).text


def test_a_run_that_was_kept_can_be_reported_without_its_passages(tmp_path: Path) -> None:
    NOW.save(tmp_path)
    assert "Loaf 2" in Tags(render_page(read_run(tmp_path))).text


def test_the_summary_holds_the_table_and_the_first_flips() -> None:
    harm = Score("q`1", "lookup", f"`{HOSTILE}", {"key-fact accuracy": 0.0})
    many = [Score(f"n{n}", "lookup", "why", {"key-fact accuracy": 0.0}) for n in range(12)]
    old = [Score(score.id, score.kind, score.asked, {"key-fact accuracy": 1.0}) for score in [harm, *many]]
    now, before = run([harm, *many]), run(old)
    summary = render_summary(now, compare(now, before))
    assert "| answers | key-fact accuracy | 13 | 0.000 (0.000 to 0.000) | 1.000 | -1.000 (-1.000 to -1.000) | **worse** |" in summary
    assert "Flips against the baseline: 13, in 13 items." in summary
    assert summary.count("- worse: ") == 10
    assert "- and 3 more items" in summary
    assert f"- worse: `q'1` (lookup, answers) `'{HOSTILE}`: key-fact accuracy 1.00 → 0.00" in summary


def test_both_files_are_written_and_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    small = run([answer(1)])
    written = write_report(small, tmp_path / "new" / "report")
    assert written.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (written.parent / "summary.md").read_text(encoding="utf-8").startswith("**Evaluation")
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="file cannot be written"):
        write_report(small, tmp_path / "file")


def test_nothing_is_drawn_with_before_a_report_is_written() -> None:
    code = "import sys, assistant.evals.runs.report; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_report_shows_how_far_confidence_can_be_believed() -> None:
    scores = [answer(number, right=number % 2 == 0) for number in range(8)]
    told = [replace(score, values={**score.values, FIRST: float(not score.missed)}) for score in scores]
    run = Run({"model": "extractive"}, (Part(ANSWERS, tuple(told)),))
    error, bins = run.calibration()
    assert error == pytest.approx(0.25)
    assert sum(one.n for one in bins) == 8
    assert "Expected calibration error 0.250" in render_page(run)
    assert "Expected calibration error of the confidence: 0.250." in render_summary(run)
